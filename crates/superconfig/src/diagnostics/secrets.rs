//! Which key paths hold secrets (SPEC 10).

use crate::value::{KeyPath, Segment, split_words};
use std::borrow::Cow;
use std::ops::Range;

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
#[derive(Clone, Debug, Default, PartialEq)]
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

    /// Where the first secret name in a text ends: at the end of the run of letters and digits that completes
    /// it. In linear time.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let longest = self.added.iter().map(Vec::len).max().unwrap_or(0).max(2);
        let mut recent: Vec<Cow<'_, str>> = Vec::with_capacity(longest + 1);
        let mut start = 0;
        while let Some(run) = next_run(text, start) {
            start = run.end;
            for word in run_words(text.get(run).unwrap_or_default()) {
                if recent.len() == longest {
                    recent.remove(0);
                }
                recent.push(word);
                if self.ends_with_name(&recent) {
                    return Some(start);
                }
            }
        }
        None
    }

    fn ends_with_name(&self, words: &[Cow<'_, str>]) -> bool {
        // The last word comes first, for it is the one that nearly always differs.
        fn ends<S: AsRef<str>>(words: &[Cow<'_, str>], name: &[S]) -> bool {
            words.len() >= name.len()
                && name.iter().rev().zip(words.iter().rev()).all(|(wanted, word)| {
                    word.len() == wanted.as_ref().len() && word.eq_ignore_ascii_case(wanted.as_ref())
                })
        }
        NAMES.iter().any(|name| ends(words, name)) || self.added.iter().any(|name| ends(words, name))
    }
}

/// The next run of letters and digits at or after a byte offset.
fn next_run(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let start = from + rest.find(char::is_alphanumeric)?;
    let run = text.get(start..)?;
    let len = run.find(|c: char| !c.is_alphanumeric()).unwrap_or(run.len());
    Some(start..start + len)
}

/// The words of a run; most runs are one word in one case, and need no copy.
fn run_words(run: &str) -> Vec<Cow<'_, str>> {
    let lower = run.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let upper = run.bytes().all(|b| b.is_ascii_uppercase());
    if lower || upper {
        return vec![Cow::Borrowed(run)];
    }
    split_words(run).into_iter().map(Cow::Owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn finding_agrees_with_asking(text in "(PASS|pass|word|Word|api|Key|key|[_.9 -]|ab|ü){0,8}") {
            prop_assert_eq!(Secrets::default().find(&text).is_some(), Secrets::default().is_secret_name(&text));
        }
    }

    #[test]
    fn a_name_is_found_where_it_ends() {
        let mut secrets = Secrets::default();
        assert_eq!(secrets.find("db.apiKey = 1"), Some(9));
        assert_eq!(secrets.find("monkey = 1"), None);
        secrets.add("licence code of app");
        assert_eq!(secrets.find("x licence-codeOfApp: 1"), Some(19));
    }
}
