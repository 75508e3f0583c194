//! Which key paths hold secrets (SPEC 10).

use crate::value::{KeyPath, Segment, split_words};

/// Names of secrets, each as its words. A path is secret if one of its keys contains all words of a name in
/// a row: `db_password` and `dbPassword` are, `passwordless` and `monkey` are not.
const NAMES: [&[&str]; 13] = [
    &["password"],
    &["passwords"],
    &["passwd"],
    &["secret"],
    &["secrets"],
    &["token"],
    &["api", "key"],
    &["apikey"],
    &["api", "keys"],
    &["private", "key"],
    &["privatekey"],
    &["credential"],
    &["credentials"],
];

/// What is shown in place of a secret.
pub(crate) const MASK: &str = "********";

/// The names by which secrets are recognised: the built-in ones and those that the program adds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Secrets {
    added: Vec<Vec<String>>,
}

impl Secrets {
    /// Adds a name; its words are matched in a row, like those of the built-in names.
    pub(crate) fn add(&mut self, name: &str) {
        let words = split_words(name);
        if !words.is_empty() {
            self.added.push(words);
        }
    }

    /// Whether the value at a path is secret.
    pub(crate) fn is_secret(&self, path: &KeyPath) -> bool {
        path.segments().iter().any(|segment| match segment {
            Segment::Key(key) => self.is_secret_name(key),
            Segment::Index(_) => false,
        })
    }

    /// Whether a key or variable of this name is secret.
    pub(crate) fn is_secret_name(&self, name: &str) -> bool {
        let words = split_words(name);
        let has = |wanted: &[&str]| words.windows(wanted.len()).any(|window| window == wanted);
        NAMES.iter().any(|name| has(name))
            || self.added.iter().any(|name| words.windows(name.len()).any(|window| window == name.as_slice()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_by_words() {
        let mut secrets = Secrets::default();
        for name in ["password", "DB_PASSWORD", "apiKey", "stripe-api-key", "privateKey", "aws.credentials"] {
            assert!(secrets.is_secret_name(name), "{name}");
        }
        for name in ["monkey", "passwordless", "key", "api", "tokens_per_minute", "secretary"] {
            assert!(!secrets.is_secret_name(name), "{name}");
        }
        secrets.add("licence_code");
        assert!(secrets.is_secret_name("app_licenceCode"));
    }
}
