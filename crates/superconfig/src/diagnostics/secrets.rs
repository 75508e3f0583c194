//! Which key paths hold secrets (SPEC 10).

use crate::value::{KeyPath, Segment, split_words};
use std::borrow::Cow;
use std::ops::Range;

/// Names of secrets, each as its words, in the singular. A path is secret if one of its keys contains all words of a
/// name in a row: `db_password`, `dbPassword` and `passwords2` are, `passwordless` and `monkey` are not.
const NAMES: [&[&str]; 9] = [
    &["password"],
    &["passwd"],
    &["secret"],
    &["token"],
    &["api", "key"],
    &["apikey"],
    &["private", "key"],
    &["privatekey"],
    &["credential"],
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
        let words: Vec<String> = words(name).map(|(word, _)| word.to_lowercase()).collect();
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
        self.find(name).is_some()
    }

    /// Where the first secret name in a text ends: at the end of the run of letters and digits that completes
    /// it. In linear time.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        if self.added.is_empty() && text.is_ascii() && !has_stem(text.as_bytes()) {
            return None;
        }
        let longest = self.added.iter().map(Vec::len).max().unwrap_or(0).max(2);
        let mut recent: Vec<Cow<'_, str>> = Vec::with_capacity(longest + 1);
        for (word, end) in words(text) {
            if recent.len() == longest {
                recent.remove(0);
            }
            recent.push(word);
            if self.ends_with_name(&recent) {
                return Some(end);
            }
        }
        None
    }

    fn ends_with_name(&self, words: &[Cow<'_, str>]) -> bool {
        let is = |word: &str, wanted: &str| word.len() == wanted.len() && word.eq_ignore_ascii_case(wanted);
        let ends = |name: &[&str]| {
            let Some((wanted, before)) = name.split_last() else { return false };
            let Some((last, words)) = words.split_last() else { return false };
            // The last word comes first, for it is the one that nearly always differs.
            let singular = if last.len() > wanted.len() { last.strip_suffix(['s', 'S']) } else { None };
            is(singular.unwrap_or(last), wanted)
                && words.len() >= before.len()
                && before.iter().rev().zip(words.iter().rev()).all(|(wanted, word)| is(word, wanted))
        };
        let ends_added = |name: &[String]| {
            words.len() >= name.len()
                && name.iter().rev().zip(words.iter().rev()).all(|(wanted, word)| is(word, wanted))
        };
        NAMES.iter().any(|name| ends(name)) || self.added.iter().any(|name| ends_added(name))
    }
}

/// How `credential`, `key`, `password`, `secret` and `token` begin, and so all built-in names do.
const STEMS: [&[u8; 3]; 5] = [b"cre", b"key", b"pas", b"sec", b"tok"];

/// For each byte the letters of the stems that it is, in either case: one bit for each letter of each stem.
const LETTERS: [u16; 256] = {
    let mut letters = [0; 256];
    let mut at = 0;
    while at < 3 * STEMS.len() {
        let letter = STEMS[at / 3][at % 3];
        letters[letter as usize] |= 1 << at;
        letters[letter.to_ascii_uppercase() as usize] |= 1 << at;
        at += 1;
    }
    letters
};

/// The first and the last letters of stems.
const FIRST: u16 = 0b001_001_001_001_001;
const LAST: u16 = FIRST << 2;

/// Whether an ASCII text contains a stem. Most texts do not, and need not be split into words.
fn has_stem(text: &[u8]) -> bool {
    // Which beginnings of stems end here: all are followed at once.
    let (mut begun, mut found) = (0, 0);
    for &byte in text {
        begun = (begun << 1 | FIRST) & LETTERS[usize::from(byte)];
        found |= begun & LAST;
    }
    found != 0
}

/// The words of a text, and where the run of letters and digits ends that each stands in. A number is a word:
/// `token2` has two of them.
fn words(text: &str) -> impl Iterator<Item = (Cow<'_, str>, usize)> {
    let mut start = 0;
    let runs = std::iter::from_fn(move || {
        let run = next_run(text, start)?;
        start = run.end;
        Some(run)
    });
    runs.flat_map(|run| {
        let words = run_words(text.get(run.clone()).unwrap_or_default());
        words.into_iter().map(move |word| (word, run.end))
    })
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
    let upper = run.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if lower || upper {
        return letters_and_numbers(run).map(Cow::Borrowed).collect();
    }
    let words = split_words(run).into_iter();
    words
        .flat_map(|word| {
            letters_and_numbers(&word).map(|part| Cow::Owned(part.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

/// The parts of a word between which letters and digits meet.
fn letters_and_numbers(word: &str) -> impl Iterator<Item = &str> {
    let mut rest = word;
    std::iter::from_fn(move || {
        let is_number = rest.chars().next()?.is_numeric();
        let len = rest.find(|c: char| c.is_numeric() != is_number).unwrap_or(rest.len());
        let (part, after) = rest.split_at(len);
        rest = after;
        Some(part)
    })
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
        for name in
            ["password1", "token2", "clientSecret2", "tokens", "private_keys", "APIKEYS", "oauth2token"]
        {
            assert!(secrets.is_secret_name(name), "{name}");
        }
        for name in ["monkey", "passwordless", "key", "api", "tokenizer", "keyboard", "secretary", "api2key"]
        {
            assert!(!secrets.is_secret_name(name), "{name}");
        }
        secrets.add("licence_code");
        assert!(secrets.is_secret_name("app_licenceCode"));
        secrets.add("slot7");
        assert!(secrets.is_secret_name("my_slot7") && !secrets.is_secret_name("my_slot"));
    }

    #[test]
    fn every_name_has_a_stem() {
        assert!(NAMES.iter().all(|words| has_stem(words.concat().as_bytes())));
        assert!(has_stem(b"dbPASSWORD") && !has_stem(b"enabled") && !has_stem(b"tone"));
    }

    proptest! {
        #[test]
        fn names_match_whatever_stands_around_them(
            before in "[a-z ü]{0,3}", after in "[ .=:_0-9-]?", name in "(password|tokens|api_keys|SECRET[0-9]?)"
        ) {
            let text = format!("{before}_{name}{after}");
            prop_assert!(Secrets::default().is_secret_name(&text), "{}", text);
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
