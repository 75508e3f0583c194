//! Where a value came from, what it beat, and which operations touched it (SPEC 9).

use crate::diagnostics::{Secrets, clean, mask_value, masked_display, write_origin};
use crate::merge::{NONE, OperationKind};
use crate::snapshot::Snapshot;
use crate::value::{Document, Item, KeyPath, Origin, Value, write_json_string};
use std::fmt;
use std::sync::Arc;

/// Everything that is known about one value.
///
/// `Display` is for people and masks secrets, as `Debug` does; the fields hold the real values.
///
/// ```
/// use superconfig::{Format, SuperConfig, Value};
/// let config = SuperConfig::new()
///     .with_string("port = 80", Format::Toml)
///     .with_override("port", 90)
///     .build()?;
/// let explanation = config.explain("port").unwrap();
/// assert_eq!(explanation.value, Value::Int(90));
/// assert_eq!(explanation.beat[0].value, Value::Int(80));
/// assert_eq!(explanation.beat[0].origin.line(), Some(1));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The path of the value.
    pub path: KeyPath,
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub origin: Origin,
    /// The values that it beat, the last one first.
    pub beat: Vec<Beaten>,
    /// The operations that made it what it is, in the order in which they were applied.
    pub operations: Vec<Operation>,
    /// For arrays: where each element came from.
    pub elements: Vec<Origin>,
    /// The value is a text, whatever it looks like.
    is_text: bool,
    secrets: Arc<Secrets>,
}

/// A value that lost.
///
/// ```
/// use superconfig::{EnvSnapshot, SuperConfig, Value};
/// let config = SuperConfig::new()
///     .with_override("port", 80)
///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "81")]))
///     .with_env("APP_")
///     .build()?;
/// let beaten = &config.explain("port").unwrap().beat[0];
/// assert_eq!((&beaten.value, beaten.origin.source()), (&Value::Int(80), "override"));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Beaten {
    /// The value.
    pub value: Value,
    /// Where it stands.
    pub origin: Origin,
}

/// An operation that touched a value.
///
/// ```
/// use superconfig::{Format, OperationKind, SuperConfig};
/// let config = SuperConfig::new()
///     .with_string("tags = ['a']", Format::Toml)
///     .with_string("\ntags_add = ['b']", Format::Toml)
///     .build()?;
/// let operation = &config.explain("tags").unwrap().operations[0];
/// assert_eq!((operation.kind, &operation.elements[..]), (OperationKind::Add, &["b".into()][..]));
/// assert_eq!(operation.origin.line(), Some(2));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Operation {
    /// What it did.
    pub kind: OperationKind,
    /// What it added or removed: elements of an array, keys of a table. Empty if it found nothing to act on.
    pub elements: Vec<Value>,
    /// The key of a table that the operation was meant for, and where nothing stood: `x` for `x_remove`.
    pub missed: Option<String>,
    /// Where it stands.
    pub origin: Origin,
}

impl Snapshot {
    /// The explanation of the value at the end of a way of places, under the path that is shown.
    pub(crate) fn explain_at(&self, way: &[u32], shown: KeyPath) -> Explanation {
        let id = way.last().copied().unwrap_or(self.merged.root());
        let merged = &self.merged;
        let mut beat = Vec::new();
        self.collect_beaten(id, &mut beat);
        // A table that replaced something else has beaten it for everything inside the table.
        for &table in way.iter().rev().skip(1) {
            self.collect_beaten(table, &mut beat);
        }
        let inside = merged.inside(id);
        let is_array = merged.item(inside) == Item::Array;
        let elements = if is_array {
            merged.children(inside).map(|child| merged.origin(child)).collect()
        } else {
            Vec::new()
        };
        Explanation {
            path: shown,
            value: Value::copy(merged, id),
            origin: self.origin_of(id),
            beat,
            operations: self.operations_on(id),
            elements,
            is_text: matches!(merged.item(id), Item::Text(_)),
            secrets: Arc::clone(&self.secrets),
        }
    }

    /// Where a value came from. The root table is nobody's: it is where its first value is.
    pub(crate) fn origin_of(&self, id: u32) -> Origin {
        let merged = &self.merged;
        let first = merged.children(id).next();
        match first.filter(|_| id == merged.root()) {
            Some(first) => merged.origin(first),
            None => merged.origin(id),
        }
    }

    fn collect_beaten(&self, id: u32, beat: &mut Vec<Beaten>) {
        let mut loser = self.merged.node(id).beat;
        while loser != NONE {
            beat.push(Beaten { value: Value::copy(&self.merged, loser), origin: self.merged.origin(loser) });
            loser = self.merged.node(loser).beat;
        }
    }

    fn operations_on(&self, id: u32) -> Vec<Operation> {
        let merged = &self.merged;
        let mut operations = Vec::new();
        let mut at = merged.node(id).operation;
        while let Some(record) = merged.operations.get(at as usize) {
            let is_table = merged.item(id) == Item::Table;
            let elements = record.elements.iter().map(|&element| match is_table {
                true => Value::String(merged.key(element).to_owned()),
                false => Value::copy(merged, element),
            });
            let origin = merged.origin_in(record.piece, record.node);
            let (elements, missed) = (elements.collect(), record.missed.clone());
            operations.push(Operation { kind: record.kind, elements, missed, origin });
            at = record.previous;
        }
        operations.reverse();
        operations
    }
}

impl Explanation {
    /// One JSON object: `{"path","value","origin","beat","operations","elements"}`. Secrets are masked unless
    /// `reveal`.
    ///
    /// ```
    /// use superconfig::SuperConfig;
    /// let config = SuperConfig::new().with_override("db.password", "hunter2").build()?;
    /// let explanation = config.explain("db.password").unwrap();
    /// assert!(!explanation.to_json(false).contains("hunter2"));
    /// assert!(explanation.to_json(true).contains("hunter2"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self, reveal: bool) -> String {
        let value = |value: &Value| match reveal {
            true => value.clone(),
            false => mask_value(value, &self.path, &self.secrets),
        };
        let mut out = String::from("{\"path\":");
        let _ = write_json_string(&mut out, &self.path.to_string());
        out.push_str(",\"value\":");
        json_value(&mut out, &value(&self.value));
        out.push_str(",\"origin\":");
        write_origin(&mut out, &self.origin);
        out.push_str(",\"beat\":");
        json_list(&mut out, &self.beat, |out, beaten| {
            out.push_str("{\"value\":");
            json_value(out, &value(&beaten.value));
            out.push_str(",\"origin\":");
            write_origin(out, &beaten.origin);
            out.push('}');
        });
        out.push_str(",\"operations\":");
        json_list(&mut out, &self.operations, |out, operation| {
            out.push_str(&format!("{{\"op\":\"{}\",\"elements\":", operation.kind.as_str()));
            json_list(out, &operation.elements, |out, element| json_value(out, &value(element)));
            if let Some(key) = &operation.missed {
                out.push_str(",\"missed\":");
                let _ = write_json_string(out, key);
            }
            out.push_str(",\"origin\":");
            write_origin(out, &operation.origin);
            out.push('}');
        });
        if matches!(self.value, Value::Array(_)) {
            out.push_str(",\"elements\":");
            json_list(&mut out, &self.elements, write_origin);
        }
        out.push('}');
        out
    }

    /// The value alone as compact JSON, masked unless `reveal`.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// assert_eq!(config.explain("port").unwrap().value_json(false), "80");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn value_json(&self, reveal: bool) -> String {
        match reveal {
            true => crate::format::json_compact(&self.value),
            false => crate::format::json_compact(&mask_value(&self.value, &self.path, &self.secrets)),
        }
    }

    /// A value of this explanation (its own, a beaten one, an element) in one line for people, with nothing in it
    /// that acts on a terminal. Unless `reveal`, secrets are masked and long values are cut.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("db.password", "hunter2").build()?;
    /// let explanation = config.explain("db.password").unwrap();
    /// assert_eq!(explanation.display(&explanation.value, true), r#""hunter2""#);
    /// assert!(!explanation.display(&explanation.value, false).contains("hunter2"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn display(&self, value: &Value, reveal: bool) -> String {
        match reveal {
            true => clean(&value.to_string()).into_owned(),
            false => self.shown(value),
        }
    }

    /// What an operation of this explanation added or removed, in one line for people.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let text = "x_remove = ['a']\nb_remove = ['c']\n[b]\nc = 1";
    /// let config = SuperConfig::new().with_string(text, Format::Toml).build()?;
    /// let shown = |path| {
    ///     let explanation = config.explain(path).unwrap();
    ///     explanation.display_operation(&explanation.operations[0], false)
    /// };
    /// assert_eq!(shown("b"), "\"c\"");
    /// assert_eq!(shown(""), "nothing: there is no `x`");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn display_operation(&self, operation: &Operation, reveal: bool) -> String {
        let elements: Vec<String> =
            operation.elements.iter().map(|element| self.display(element, reveal)).collect();
        match &operation.missed {
            _ if !elements.is_empty() => elements.join(", "),
            Some(key) => format!("nothing: there is no `{}`", KeyPath::root().key(key.clone())),
            None => "nothing".to_owned(),
        }
    }

    /// Whether this is a value of its own: a scalar, an array or an empty table. A table with keys is explained as well
    /// if an operation touched it.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("x_remove = ['a']\ny = 1", Format::Toml).build()?;
    /// let leaves: Vec<bool> = config.explain_all().iter().map(|explanation| explanation.is_leaf()).collect();
    /// assert_eq!(leaves, [false, true]);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        !matches!(&self.value, Value::Table(entries) if !entries.is_empty()) || self.is_text
    }

    fn shown(&self, value: &Value) -> String {
        masked_display(value, &self.path, &self.secrets)
    }
}

fn json_value(out: &mut String, value: &Value) {
    out.push_str(&crate::format::json_compact(value));
}

fn json_list<T>(out: &mut String, items: &[T], mut write: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

/// The value, its origin, and below it what it beat and what was done to it.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_root() { "(root)".to_owned() } else { self.path.to_string() };
        writeln!(f, "{path} = {}", self.shown(&self.value))?;
        let width =
            self.beat.iter().map(|beaten| self.shown(&beaten.value).chars().count()).max().unwrap_or(0);
        writeln!(f, "    from {}", self.origin)?;
        if let Value::Array(items) = &self.value {
            // An array from one place needs no list; one that was put together does.
            if !self.operations.is_empty() {
                for (at, (item, origin)) in items.iter().zip(&self.elements).enumerate() {
                    writeln!(f, "    [{at}] {}  {origin}", self.shown(item))?;
                }
            }
        }
        for operation in &self.operations {
            let what = self.display_operation(operation, false);
            writeln!(f, "    {} {what}  {}", past(operation.kind), operation.origin)?;
        }
        for beaten in &self.beat {
            writeln!(f, "    beat {:width$}  {}", self.shown(&beaten.value), beaten.origin)?;
        }
        Ok(())
    }
}

fn past(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Add => "added",
        OperationKind::Prepend => "prepended",
        OperationKind::Remove => "removed",
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Debug for Beaten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Beaten({})", self.origin)
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({}, {})", self.kind.as_str(), self.origin)
    }
}
