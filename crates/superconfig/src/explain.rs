//! Where a value came from, what it beat, and which operations touched it (SPEC 9).

use crate::diagnostics::{
    DebugMessage, Secrets, Trace, VerbosityLevel, clean, mask_value, masked_display, write_origin,
};
use crate::merge::{NONE, OperationKind};
use crate::snapshot::Snapshot;
use crate::validate::Origins;
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
    /// The values that it beat, the last one first; then those that its elements beat.
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
    /// What it would be, seen from the value that is explained: `[0].port` for something in an array, the root for the
    /// value itself.
    pub at: KeyPath,
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
        self.collect_beaten(id, &KeyPath::root(), &mut beat);
        // A table that replaced something else has beaten it for everything inside the table.
        for &table in way.iter().rev().skip(1) {
            self.collect_beaten(table, &KeyPath::root(), &mut beat);
        }
        let inside = merged.inside(id);
        let is_array = merged.item(inside) == Item::Array;
        if merged.item(id) == Item::Array {
            // An override reaches into an array and beats elements, or what is in them.
            let mut beaten_inside = |place, at: &KeyPath| {
                if !at.is_root() {
                    self.collect_beaten(place, at, &mut beat);
                }
            };
            self.walk(id, &mut KeyPath::root(), &mut beaten_inside);
        }
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

    /// Every value with its origin, masked, for the load trace at its fullest.
    pub(crate) fn trace_values(&self, trace: &Trace) {
        self.leaves(&mut vec![self.merged.root()], &mut KeyPath::root(), &mut |way, path| {
            let Some(id) = way.last().copied().filter(|&id| id != self.merged.root()) else { return };
            let value = masked_display(&Value::copy(&self.merged, id), path, &self.secrets);
            let message = format!("{path} = {value}  {}", self.origin_of(id));
            trace.push(DebugMessage::new(VerbosityLevel::Trace, "value", message));
        });
    }

    /// Where that stands which made a value what it is: the last operation that did something, or else the value.
    pub(crate) fn made_at(&self, id: u32) -> Origin {
        let merged = &self.merged;
        let mut at = merged.node(id).operation;
        while let Some(record) = merged.operations.get(at as usize) {
            if !record.elements.is_empty() {
                return merged.origin_in(record.piece, record.node);
            }
            at = record.previous;
        }
        self.origin_of(id)
    }

    fn collect_beaten(&self, id: u32, at: &KeyPath, beat: &mut Vec<Beaten>) {
        let mut loser = self.merged.node(id).beat;
        while loser != NONE {
            let (value, origin) = (Value::copy(&self.merged, loser), self.merged.origin(loser));
            beat.push(Beaten { value, origin, at: at.clone() });
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

impl Origins for Snapshot {
    fn of_value(&self, place: u32) -> Option<Origin> {
        Some(self.origin_of(place))
    }

    fn of_key(&self, place: u32) -> Option<Origin> {
        Some(self.merged.key_origin(place))
    }
}

impl Explanation {
    /// One JSON object: `{"path","value","origin","beat","operations","elements"}`. What an element beat has the key
    /// `at`. Secrets are masked unless `reveal`.
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
        let at = |value: &Value, at: &KeyPath| match reveal {
            true => value.clone(),
            false => mask_value(value, &self.path.join(at), &self.secrets),
        };
        let value = |value: &Value| at(value, &KeyPath::root());
        let mut out = String::from("{\"path\":");
        let _ = write_json_string(&mut out, &self.path.to_string());
        out.push_str(",\"value\":");
        json_value(&mut out, &value(&self.value));
        out.push_str(",\"origin\":");
        write_origin(&mut out, &self.origin);
        out.push_str(",\"beat\":");
        json_list(&mut out, &self.beat, |out, beaten| {
            out.push_str("{\"value\":");
            json_value(out, &at(&beaten.value, &beaten.at));
            out.push_str(",\"origin\":");
            write_origin(out, &beaten.origin);
            if !beaten.at.is_root() {
                out.push_str(",\"at\":");
                let _ = write_json_string(out, &beaten.at.to_string());
            }
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

    /// A value that it beat, as [`display`](Self::display) shows one; what an element beat, with its place.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("l = [1, 2]", Format::Toml).with_override("l[0]", 9).build()?;
    /// let explanation = config.explain("l").unwrap();
    /// assert_eq!(explanation.display_beaten(&explanation.beat[0], false), "1 at [0]");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn display_beaten(&self, beaten: &Beaten, reveal: bool) -> String {
        let value = match reveal {
            true => clean(&beaten.value.to_string()).into_owned(),
            false => masked_display(&beaten.value, &self.path.join(&beaten.at), &self.secrets),
        };
        match beaten.at.is_root() {
            true => value,
            false => format!("{value} at {}", beaten.at),
        }
    }

    /// Whether it is an array whose elements are not all from where the array is from.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let list = SuperConfig::new().with_string("l = [1, 2]", Format::Toml);
    /// assert!(!list.build()?.explain("l").unwrap().is_composed());
    /// assert!(list.with_override("l[0]", 9).build()?.explain("l").unwrap().is_composed());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn is_composed(&self) -> bool {
        let is_elsewhere = |origin: &Origin| !origin.is_of_same_source(&self.origin);
        let is_inside = |beaten: &Beaten| !beaten.at.is_root();
        !self.operations.is_empty()
            || self.elements.iter().any(is_elsewhere)
            || self.beat.iter().any(is_inside)
    }

    /// Where that stands which made it what it is: the last operation on it, or else the value.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("tags = ['a']", Format::Toml)
    ///     .with_string("\ntags_add = ['b']", Format::Toml)
    ///     .build()?;
    /// let explanation = config.explain("tags").unwrap();
    /// assert_eq!((explanation.origin.line(), explanation.made_by().line()), (Some(1), Some(2)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn made_by(&self) -> &Origin {
        let acted = self.operations.iter().rfind(|operation| !operation.elements.is_empty());
        acted.map_or(&self.origin, |operation| &operation.origin)
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
        let beat: Vec<String> = self.beat.iter().map(|beaten| self.display_beaten(beaten, false)).collect();
        let width = beat.iter().map(|shown| shown.chars().count()).max().unwrap_or(0);
        writeln!(f, "    from {}", self.origin)?;
        if let Value::Array(items) = &self.value {
            // An array from one place needs no list; one that was put together does.
            if self.is_composed() {
                for (at, (item, origin)) in items.iter().zip(&self.elements).enumerate() {
                    writeln!(f, "    [{at}] {}  {origin}", self.shown(item))?;
                }
            }
        }
        for operation in &self.operations {
            let what = self.display_operation(operation, false);
            writeln!(f, "    {} {what}  {}", past(operation.kind), operation.origin)?;
        }
        for (shown, beaten) in beat.iter().zip(&self.beat) {
            writeln!(f, "    beat {shown:width$}  {}", beaten.origin)?;
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
