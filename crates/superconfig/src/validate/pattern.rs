//! Paths with wildcards: which places a rule is about.

use crate::value::{PathError, Segment, take_segment};

/// One step of a [`Pattern`].
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    One(Segment),
    /// `*` or `[*]`: every element of an array and every value of a table. Both spellings mean both, for a rule
    /// that silently fits nothing is worse than one that fits more than its spelling suggests.
    Every,
}

/// A key path in which `*` and `[*]` stand for every key and every element; `"*"` is the key `*`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pattern {
    pub(super) steps: Vec<Step>,
}

impl Pattern {
    pub(super) fn parse(text: &str) -> Result<Self, PathError> {
        let fail = |reason| PathError { path: text.to_owned(), reason };
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let first = steps.is_empty();
            if let Some(after) = take_wildcard(rest, first) {
                steps.push(Step::Every);
                rest = after;
                continue;
            }
            let (segment, after) = take_segment(rest, first).map_err(fail)?;
            steps.push(Step::One(segment));
            rest = after;
        }
        Ok(Self { steps })
    }
}

fn take_wildcard(text: &str, first: bool) -> Option<&str> {
    if let Some(after) = text.strip_prefix("[*]") {
        return Some(after);
    }
    let after = if first { text } else { text.strip_prefix('.')? }.strip_prefix('*')?;
    (after.is_empty() || after.starts_with(['.', '['])).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: &str) -> Step {
        Step::One(Segment::Key(key.into()))
    }

    #[test]
    fn wildcards_are_whole_segments() {
        let steps = |text: &str| Pattern::parse(text).unwrap().steps;
        assert_eq!(steps("servers[*].port"), [key("servers"), Step::Every, key("port")]);
        assert_eq!(steps("*.url"), [Step::Every, key("url")]);
        assert_eq!(steps("a.*[0][*]"), [key("a"), Step::Every, Step::One(Segment::Index(0)), Step::Every]);
        assert_eq!(steps("\"*\".a*.*b"), [key("*"), key("a*"), key("*b")]);
        assert_eq!(steps(""), []);
        for text in ["a..*", ".*", "a.*.", "*x[", "a[**]", "a[*]b", "a.[*]", "a[*"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
