//! From the faults of a parser to diagnostics about its source, without the secrets that stand where they point
//! (SPEC 10).
//!
//! A parser quotes what it finds: names, aliases, tags, numbers. Whether that is a secret value, or the next line of
//! one, is nothing that it can know. So what a fault quotes is looked up in what is masked of the lines that it points
//! at, and masked where it stands there too. When in doubt, more is masked.

use super::redact::{Redactor, unescape};
use super::repeats::{first_of_each, summary};
use super::{Diagnostic, Fault, MASK, Secrets};
use crate::value::{KeyPath, Segment, SourceInfo, Span};
use std::ops::Range;
use std::sync::Arc;

/// How far from the place of a fault its parser may have looked, in bytes.
const REACH: usize = 4096;

/// The diagnostics about the source that the faults' text belongs to.
pub(crate) fn locate(
    faults: Vec<Fault>,
    source: &Arc<SourceInfo>,
    secrets: &Arc<Secrets>,
) -> Vec<Diagnostic> {
    if faults.is_empty() {
        return Vec::new();
    }
    let sum_up = |fault: &mut Fault, left_out| {
        fault.message = summary(left_out);
        (fault.related, fault.help) = (Vec::new(), None);
    };
    let faults = first_of_each(faults, |fault| Some((fault.code, fault.severity)), sum_up);
    let redactor = source.text.as_ref().map(|text| Redactor::new(Arc::clone(text), Arc::clone(secrets)));
    let Some((text, mut redactor)) = source.text.as_ref().zip(redactor) else {
        return faults.into_iter().map(|fault| fault.locate(source)).collect();
    };
    let located = |mut fault: Fault| {
        Hidden::behind(&fault, text, &mut redactor).mask(&mut fault, secrets);
        fault.locate(source)
    };
    faults.into_iter().map(located).collect()
}

/// What is masked of the lines that a fault points at.
struct Hidden(Vec<String>);

impl Hidden {
    fn behind(fault: &Fault, text: &str, redactor: &mut Redactor) -> Self {
        let mut parts = Vec::new();
        for span in std::iter::once(fault.span).chain(fault.related.iter().map(|(span, _)| *span)) {
            let lines = lines(text, span);
            for range in redactor.masked(lines.clone()) {
                let part = text.get(range.start.max(lines.start)..range.end.min(lines.end));
                // Names and texts may have been quoted as they are meant.
                parts.extend(part.filter(|part| part.contains('\\')).map(unescape));
                parts.extend(part.map(str::to_owned));
            }
        }
        Self(parts)
    }

    fn mask(&self, fault: &mut Fault, secrets: &Secrets) {
        if self.0.is_empty() {
            return;
        }
        fault.message = self.masked(&fault.message);
        fault.help = fault.help.take().map(|help| self.masked(&help));
        for (_, message) in &mut fault.related {
            *message = self.masked(message);
        }
        fault.path = fault.path.take().map(|path| self.masked_path(&path, secrets));
    }

    /// A text in which everything between backticks is masked that has a hidden word in it. Outside of them, words
    /// that are no words of a sentence are: a backtick may be a part of what is quoted.
    fn masked(&self, text: &str) -> String {
        let pieces = text.split('`').enumerate().map(|(at, piece)| match at % 2 {
            1 if words(piece).any(|(_, word)| self.has(word)) => MASK.to_owned(),
            1 => piece.to_owned(),
            _ => self.masked_words(piece),
        });
        pieces.collect::<Vec<_>>().join("`")
    }

    fn masked_words(&self, text: &str) -> String {
        let mut out = text.to_owned();
        let is_odd = |word: &str| word.len() > 2 && !word.bytes().all(|b| b.is_ascii_lowercase());
        let found: Vec<_> = words(text).filter(|(_, word)| is_odd(word) && self.has(word)).collect();
        for (at, word) in found.into_iter().rev() {
            out.replace_range(at..at + word.len(), MASK);
        }
        out
    }

    /// A path in which the keys are masked that may be a part of the value: those before the name of the secret lead
    /// to it.
    fn masked_path(&self, path: &KeyPath, secrets: &Secrets) -> KeyPath {
        let is_name = |segment: &Segment| matches!(segment, Segment::Key(key) if secrets.is_secret_name(key));
        let name = path.segments().iter().position(is_name);
        let masked = |(at, segment): (usize, &Segment)| match segment {
            Segment::Key(key) if name.is_none_or(|name| at >= name) && self.has(key) => {
                Segment::Key(MASK.to_owned())
            }
            other => other.clone(),
        };
        path.segments().iter().enumerate().map(masked).collect::<Vec<_>>().into()
    }

    fn has(&self, word: &str) -> bool {
        !word.is_empty() && self.0.iter().any(|part| part.contains(word))
    }
}

/// The runs of letters and digits in a text, and where they begin; if there are none, the text itself, unless it is a
/// sign of the language.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    let runs = std::iter::from_fn(move || {
        let begin = rest + text.get(rest..)?.find(char::is_alphanumeric)?;
        let run = text.get(begin..)?;
        let len = run.find(|c: char| !c.is_alphanumeric()).unwrap_or(run.len());
        rest = begin + len;
        Some((begin, text.get(begin..begin + len)?))
    });
    let is_sign =
        |word: &str| word.len() < 3 || word.chars().all(|c| matches!(c, '"' | '\'' | '.' | '-' | '…'));
    let signs = text.split_whitespace().filter(move |word| !is_sign(word));
    let signs = signs.filter(|_| !text.contains(char::is_alphanumeric)).map(|word| (0, word));
    runs.chain(signs)
}

/// The lines of a place and the line above, no further than [`REACH`].
fn lines(text: &str, span: Span) -> Range<usize> {
    let begin = span.start().min(text.len());
    let floor = |at: usize| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let (first, last) = (floor(begin.saturating_sub(REACH)), floor((begin + REACH).min(text.len())));
    let before = text.get(first..floor(begin)).unwrap_or_default();
    let above = before.rmatch_indices('\n').nth(1).map_or(0, |(at, _)| at + 1);
    let end = floor(span.end().clamp(begin, last));
    let after = text.get(end..last).unwrap_or_default();
    first + above..end + after.find('\n').unwrap_or(after.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Code, render_json};
    use crate::value::OriginKind;

    /// What is shown of a fault that quotes `quoted`, which stands in the text.
    fn shown(text: &str, quoted: &str) -> String {
        let at = text.find(quoted).unwrap();
        let message = format!("the key `{quoted}` is odd");
        let fault = Fault::error(Code::Syntax, message, Span::new(at, at + 1))
            .with_path(KeyPath::root().key("a").key(quoted))
            .with_help(format!("write `{quoted} = …`"))
            .with_related(Span::new(at, at), format!("the key {}", quoted.replace('!', "")));
        let source = SourceInfo::new(OriginKind::Text, "text").with_text(text.into());
        render_json(&locate(vec![fault], &Arc::new(source), &Arc::default()))
    }

    #[test]
    fn what_continues_a_secret_is_not_quoted() {
        for text in ["password: *S3cr3t", "password = \"abc\nS3cr3t\"", "password=abc\n  S3cr3t more"] {
            assert!(!shown(text, "S3cr3t").contains("S3cr3t"), "{text}");
        }
        assert!(!shown("password=abc\n  MySecret more", "MySecret").contains("MySecret"));
        assert!(!shown("password: *!!!!", "!!!!").contains("!!!!"));
        assert!(!shown("password: S3`c3t", "S3`c3t").contains("c3t"));
    }

    #[test]
    fn what_is_shown_is_quoted() {
        let text = shown("port: x\npassword: hunter2", "port");
        assert!(text.contains("the key `port` is odd") && text.contains("a.port"), "{text}");
        assert!(shown("password: hunter2", "password").contains("the key `password` is odd"));
    }
}
