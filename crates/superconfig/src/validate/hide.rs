//! Keeps secrets out of what the program's own rules say.

use crate::diagnostics::{MASK, Secrets};
use crate::extract;
use crate::value::{KeyPath, Value};

/// Shorter secrets are replaced only where they are whole words: they are part of too many.
const SHORT: usize = 4;

/// The texts that must not be shown.
pub(crate) struct Hidden(Vec<String>);

impl Hidden {
    /// The secret scalars in a value that stands at a path.
    pub(crate) fn of(value: &Value, path: &KeyPath, secrets: &Secrets) -> Self {
        Self::with_texts(value, path, secrets, [])
    }

    /// The same, and the texts of secret variables: as they are, what they read as, and their elements.
    pub(crate) fn with_texts<'a>(
        value: &Value,
        path: &KeyPath,
        secrets: &Secrets,
        variables: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut texts = Vec::new();
        collect(value, secrets.is_secret(path), secrets, &mut texts);
        for text in variables {
            let is_json = |meaning: &&Value| matches!(meaning, Value::Array(_) | Value::Table(_));
            let meanings = extract::meanings(text).values;
            let meanings = meanings.iter().take(1).chain(meanings.iter().skip(1).filter(is_json));
            meanings.for_each(|meaning| collect(meaning, true, secrets, &mut texts));
            texts.extend(std::iter::once(text).chain(text.split(',')).map(|text| text.trim().to_owned()));
        }
        texts.retain(|text| !text.is_empty());
        let escaped: Vec<String> = texts.iter().flat_map(|text| escaped(text)).collect();
        texts.extend(escaped);
        // Longest first, lest a part of a longer one is replaced and the rest shown.
        texts.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        texts.dedup();
        Self(texts)
    }

    /// The text with every secret in it masked.
    pub(crate) fn hide(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| match text.contains(secret.as_str()) {
            false => text,
            true if secret.chars().count() >= SHORT => text.replace(secret.as_str(), MASK),
            true => replace_words(&text, secret),
        })
    }
}

fn collect(value: &Value, secret: bool, secrets: &Secrets, texts: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, secret, secrets, texts)),
        Value::Table(entries) => {
            for (key, item) in entries {
                collect(item, secret || secrets.is_secret_name(key), secrets, texts);
            }
        }
        Value::Null => {}
        Value::String(text) if secret => texts.extend(Some(text.clone()).filter(|text| !text.is_empty())),
        scalar if secret => texts.push(scalar.to_string()),
        _ => {}
    }
}

/// As programs show texts between quotes, single or double ones.
fn escaped(text: &str) -> [String; 3] {
    let plain = text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t");
    [plain.replace('"', "\\\""), plain.replace('\'', "\\'"), plain]
}

fn replace_words(text: &str, word: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut shown = 0;
    for (at, _) in text.match_indices(word) {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        if [before, after].into_iter().flatten().any(char::is_alphanumeric) {
            continue;
        }
        out.push_str(text.get(shown..at).unwrap_or_default());
        out.push_str(MASK);
        shown = at + word.len();
    }
    out.push_str(text.get(shown..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_whole() {
        let value = Value::Table(vec![
            (
                "token".into(),
                Value::Array(vec!["abcd".into(), "abcdef".into(), 12.into(), "x".into(), "".into()]),
            ),
            ("name".into(), "shop".into()),
        ]);
        let hidden = Hidden::of(&value, &KeyPath::root(), &Secrets::default());
        assert_eq!(
            hidden.hide("abcdef, abcd, 12, 123, x, xx of shop"),
            format!("{MASK}, {MASK}, {MASK}, 123, {MASK}, xx of shop")
        );
    }

    #[test]
    fn secrets_are_masked_as_they_are_quoted() {
        let texts = ["a\"b'c\\d", "{\"k\": \"inner\"}", "first,second"];
        let hidden = Hidden::with_texts(&Value::Null, &KeyPath::root(), &Secrets::default(), texts);
        let said = r#"a\"b'c\\d a"b\'c\\d a"b'c\d inner first second"#;
        assert_eq!(hidden.hide(said), [MASK; 6].join(" "));
    }
}
