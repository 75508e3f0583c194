//! The way back: which variable would set a key path.

use super::variables::{Meaning, Naming, Nesting, Reader, Variable};
use crate::merge::OperationKind;
use crate::value::{KeyPath, Segment, split_words};
use std::sync::Arc;

impl Naming {
    /// The variable that sets a path which nothing sets yet. `is_taken` tells of a name without prefix whether it
    /// is matched to another path. `None` without a prefix, where most names are somebody else's, and for paths
    /// that no name leads to.
    pub(crate) fn variable_for(&self, path: &KeyPath, is_taken: impl Fn(&str) -> bool) -> Option<String> {
        let keys: Vec<&str> = path.segments().iter().map(key).collect::<Option<_>>()?;
        if self.prefix.trim_end_matches('_').is_empty() || keys.is_empty() {
            return None;
        }
        let name = match &self.nesting {
            Nesting::Guided => self.guided(&keys, is_taken),
            Nesting::Separator(separator) | Nesting::Every(separator) => {
                self.levels(&keys, separator, usize::MAX)
            }
            Nesting::FirstUnderscore => self.levels(&keys, "_", 2),
        };
        Some(format!("{}{}", self.stem(), name?))
    }

    /// The prefix with what separates it from the rest of a name.
    fn stem(&self) -> String {
        let prefix = self.prefix.trim_end_matches('_');
        let separator = if prefix.ends_with(char::is_alphanumeric) { "_" } else { "" };
        format!("{prefix}{separator}")
    }

    /// `SERVER__PORT` says its levels, `PORT` has none, `DB_MAX_CONNS` finds `db.maxConns`.
    fn guided(&self, keys: &[&str], is_taken: impl Fn(&str) -> bool) -> Option<String> {
        let levels = self.levels(keys, "__", usize::MAX);
        if keys.len() > 1 && levels.is_some() {
            return levels;
        }
        let words: Vec<String> = keys.iter().flat_map(|key| split_words(key)).collect();
        let name = words.join("_").to_uppercase();
        let is_free = !name.is_empty() && name.is_ascii() && !is_taken(&name);
        // `APP__LOG_LEVEL` is never matched to `log.level`.
        if is_free { Some(name) } else { levels.map(|levels| format!("_{levels}")) }
    }

    /// The keys with a separator, if reading that name, in so many parts at most, gives these very keys again.
    fn levels(&self, keys: &[&str], separator: &str, most: usize) -> Option<String> {
        let is_name = |key: &&str| {
            let is_word = |c: char| c == '_' || c.is_ascii_digit() || c.is_ascii_lowercase();
            !key.is_empty() && key.chars().all(|c| is_word(c) || self.preserve_case && c.is_ascii_uppercase())
        };
        let name = keys.join(separator);
        let is_split_there = match separator {
            "" => keys.len() == 1,
            _ => name.splitn(most, separator).eq(keys.iter().copied()),
        };
        let reads_back = is_split_there && keys.iter().all(is_name);
        reads_back.then(|| if self.preserve_case { name } else { name.to_uppercase() })
    }
}

impl Reader<'_> {
    /// The name that means this one of several paths, which a variable may all mean: `APP_DATABASE__MAX_CONNS`, or
    /// `APP__maxConns` where only the case tells them apart. `None` if there is no such name.
    pub(super) fn spelling_of(
        &self,
        path: &KeyPath,
        operation: Option<OperationKind>,
        like: &Variable,
    ) -> Option<String> {
        let spellings: [fn(&str) -> String; 4] = [
            |key| key.to_uppercase(),
            |key| split_words(key).join("_").to_uppercase(),
            |key| if key == key.to_lowercase() { key.to_uppercase() } else { key.to_owned() },
            |key| key.to_owned(),
        ];
        let is_plain = |name: &String| name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric());
        let names = spellings.into_iter().map(|spell| {
            let levels = path.keys().map(spell).collect::<Vec<_>>().join("__");
            let suffix = operation.map(|kind| kind.suffix().to_uppercase()).unwrap_or_default();
            // A single level would be matched again; `APP__LEVEL` says that it is one.
            format!("{}{levels}{suffix}", if path.segments().len() == 1 { "_" } else { "" })
        });
        let names = names.filter(is_plain).map(|name| format!("{}{name}", self.naming.stem()));
        names.into_iter().find(|name| self.means(name, path, operation, like))
    }

    fn means(&self, name: &str, path: &KeyPath, operation: Option<OperationKind>, like: &Variable) -> bool {
        let Some((rest, is_path)) = self.naming.strip(name) else { return false };
        let (text, origin) = (Arc::clone(&like.text), like.origin.clone());
        let variable = Variable::new(Arc::from(name), rest, is_path, text, origin);
        match self.meaning(&variable) {
            Meaning::Place { path: found, operation: kind, .. } => found == *path && kind == operation,
            _ => false,
        }
    }
}

fn key(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(prefix: &str, nesting: Nesting, path: &str) -> Option<String> {
        let naming = Naming { prefix: prefix.into(), nesting, ..Naming::default() };
        naming.variable_for(&path.parse().unwrap(), |name| name == "LOG_LEVEL")
    }

    #[test]
    fn names_lead_back_to_their_path() {
        for (prefix, nesting, path, name) in [
            ("APP_", Nesting::Guided, "server.port", Some("APP_SERVER__PORT")),
            ("APP", Nesting::Guided, "port", Some("APP_PORT")),
            ("APP", Nesting::Guided, "log_level", Some("APP__LOG_LEVEL")),
            ("APP", Nesting::Guided, "logLevel", None),
            ("APP", Nesting::Guided, "db.maxConns", Some("APP_DB_MAX_CONNS")),
            ("APP", Nesting::Guided, "db.max-conns", Some("APP_DB_MAX_CONNS")),
            ("APP", Nesting::Guided, "servers[0].port", None),
            ("APP", Nesting::Guided, "größe", None),
            ("APP", Nesting::Guided, "a_.b", Some("APP_A_B")),
            ("", Nesting::Guided, "port", None),
            ("APP", Nesting::Guided, "", None),
            ("APP.", Nesting::Separator(".".into()), "db.host", Some("APP.DB.HOST")),
            ("APP", Nesting::Every("_".into()), "db.host", Some("APP_DB_HOST")),
            ("APP", Nesting::Every("_".into()), "db.max_conns", None),
            ("APP", Nesting::FirstUnderscore, "db.host", Some("APP_DB_HOST")),
            ("APP", Nesting::FirstUnderscore, "db.max_conns", Some("APP_DB_MAX_CONNS")),
            ("APP", Nesting::FirstUnderscore, "max_conns", None),
            ("APP", Nesting::FirstUnderscore, "a.b.c", None),
        ] {
            assert_eq!(
                spelled(prefix, nesting.clone(), path).as_deref(),
                name,
                "{prefix} {nesting:?} {path}"
            );
        }
    }
}
