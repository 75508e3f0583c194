//! What differs between two generations.

use crate::diagnostics::{Secrets, mask_value, masked_display, write_origin, write_text};
use crate::format::json_compact;
use crate::snapshot::Snapshot;
use crate::value::{Document, Item, KeyPath, Origin, Segment, Value, equal};
use foldhash::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// One value that a reload changed.
///
/// `Display` and `Debug` mask secrets; the fields hold the real values.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// use superconfig::{SuperConfig, Value};
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = SuperConfig::new().with_file(&file).build()?;
/// std::fs::write(&file, "# busy\nport = 8080").unwrap();
/// let changes = config.reload()?;
/// assert_eq!((&changes[0].old, &changes[0].new), (&Some(Value::Int(80)), &Some(Value::Int(8080))));
/// assert!(changes[0].to_string().starts_with("port 80 → 8080, "));
/// assert!(changes[0].to_string().ends_with("shop.toml:2:8"));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Change {
    /// The path of the value.
    pub path: KeyPath,
    /// The value before; `None` if there was none.
    pub old: Option<Value>,
    /// The value now; `None` if there is none any more.
    pub new: Option<Value>,
    /// Where the new value came from.
    pub origin: Option<Origin>,
    pub(super) secrets: Arc<Secrets>,
}

impl Change {
    /// One JSON object: `{"path","old","new","origin"}`, `null` for what is absent. Secrets are masked unless
    /// `reveal` is set.
    ///
    /// ```
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let file = directory.path().join("shop.toml");
    /// std::fs::write(&file, "api_key = 'k1'").unwrap();
    /// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
    /// std::fs::write(&file, "api_key = 'k2'").unwrap();
    /// let json = config.reload()?[0].to_json(false);
    /// assert!(json.starts_with(r#"{"path":"api_key","old":"********","new":"********","origin":{"#));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self, reveal: bool) -> String {
        let mut out = String::from("{\"path\":");
        write_text(&mut out, &self.path.to_string());
        for (name, value) in [("old", &self.old), ("new", &self.new)] {
            out.push_str(&format!(",\"{name}\":"));
            match value {
                Some(value) if reveal => out.push_str(&json_compact(value)),
                Some(value) => out.push_str(&json_compact(&mask_value(value, &self.path, &self.secrets))),
                None => out.push_str("null"),
            }
        }
        out.push_str(",\"origin\":");
        match &self.origin {
            Some(origin) => write_origin(&mut out, origin),
            None => out.push_str("null"),
        }
        out.push('}');
        out
    }

    fn shown(&self, value: &Option<Value>) -> String {
        match value {
            Some(value) => masked_display(value, &self.path, &self.secrets),
            None => "nothing".to_owned(),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} → {}", self.path, self.shown(&self.old), self.shown(&self.new))?;
        self.origin.as_ref().map_or(Ok(()), |origin| write!(f, ", {origin}"))
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Change({self})")
    }
}

/// All values that differ, in the order of the new snapshot; what is gone comes last in its table.
pub(super) fn diff(old: &Snapshot, new: &Snapshot) -> Vec<Change> {
    let mut diff = Diff { old, new, path: KeyPath::root(), changes: Vec::new() };
    diff.place(Some(old.merged.root()), Some(new.merged.root()));
    diff.changes
}

/// The same for what stands at one path alone.
pub(super) fn diff_at(old: &Snapshot, new: &Snapshot, path: &KeyPath) -> Vec<Change> {
    let mut diff = Diff { old, new, path: path.clone(), changes: Vec::new() };
    diff.place(old.find(path), new.find(path));
    diff.changes
}

struct Diff<'a> {
    old: &'a Snapshot,
    new: &'a Snapshot,
    path: KeyPath,
    changes: Vec<Change>,
}

impl Diff<'_> {
    fn place(&mut self, old: Option<u32>, new: Option<u32>) {
        let is_table = |document: &Snapshot, id: Option<u32>| id.map(|id| document.item(id) == Item::Table);
        match (is_table(self.old, old), is_table(self.new, new)) {
            (None, None) => {}
            // What appears or goes as a table is told value by value.
            (Some(true), Some(true)) => {
                // An empty table is a value of its own; one with values is told value by value.
                let is_emptied = self.has_children(self.old, old) && !self.has_children(self.new, new);
                if is_emptied && !self.path.is_root() {
                    self.change(None, new);
                }
                self.tables(old, new);
            }
            (Some(true), None) if self.has_children(self.old, old) => self.tables(old, None),
            (None, Some(true)) if self.has_children(self.new, new) => self.tables(None, new),
            _ => {
                let same = old.zip(new).is_some_and(|(old, new)| equal(self.old, old, self.new, new));
                if !same {
                    self.change(old, new);
                }
            }
        }
    }

    fn has_children(&self, document: &Snapshot, id: Option<u32>) -> bool {
        id.is_some_and(|id| document.children(id).next().is_some())
    }

    fn tables(&mut self, old: Option<u32>, new: Option<u32>) {
        let (before, now) = (self.old, self.new);
        let olds = || old.into_iter().flat_map(|id| before.children(id));
        let news = || new.into_iter().flat_map(|id| now.children(id));
        // Mostly both have the same keys in the same order.
        match olds().map(|id| before.key(id)).eq(news().map(|id| now.key(id))) {
            true => olds().zip(news()).for_each(|(old, new)| self.below(now.key(new), Some(old), Some(new))),
            false => self.different_tables(old, new),
        }
    }

    fn different_tables(&mut self, old: Option<u32>, new: Option<u32>) {
        let (before, now) = (self.old, self.new);
        let olds: HashMap<&str, u32> =
            old.into_iter().flat_map(|id| before.children(id)).map(|id| (before.key(id), id)).collect();
        let mut seen: HashSet<&str> = HashSet::default();
        for child in new.into_iter().flat_map(|id| now.children(id)) {
            let key = now.key(child);
            seen.insert(key);
            self.below(key, olds.get(key).copied(), Some(child));
        }
        for child in old.into_iter().flat_map(|id| before.children(id)) {
            let key = before.key(child);
            if !seen.contains(key) {
                self.below(key, Some(child), None);
            }
        }
    }

    fn below(&mut self, key: &str, old: Option<u32>, new: Option<u32>) {
        self.path.push(Segment::Key(key.to_owned()));
        self.place(old, new);
        self.path.pop();
    }

    fn change(&mut self, old: Option<u32>, new: Option<u32>) {
        self.changes.push(Change {
            path: self.path.clone(),
            old: old.map(|id| Value::copy(&self.old.merged, id)),
            new: new.map(|id| Value::copy(&self.new.merged, id)),
            origin: new.map(|id| self.new.made_at(id)),
            secrets: Arc::clone(&self.new.secrets),
        });
    }
}
