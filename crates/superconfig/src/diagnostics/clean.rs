//! Text made safe for a terminal: nothing in it can move the cursor, change colours or reorder what is read.

pub(super) use crate::value::is_unsafe;
use crate::value::{visible, visible_but};
use std::borrow::Cow;

/// The text with control characters, bidirectional controls and invisible characters escaped.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    visible(text)
}

/// The same for texts that may have several lines.
pub(crate) fn clean_lines(text: &str) -> Cow<'_, str> {
    visible_but(text, |c| c == '\n')
}

/// Writes an escape for a character that must not reach a terminal as it is.
pub(super) fn escape(out: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = crate::value::escape(out, c);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_escaped() {
        assert_eq!(clean("a\u{1b}[31mb\r\n\u{202e}\u{9b}c"), "a\\u{1b}[31mb\\r\\n\\u{202e}\\u{9b}c");
        assert_eq!(clean_lines("a\nb\tc"), "a\nb\\tc");
        assert!(matches!(clean("grüße 漢字 👩\u{200d}🚀 e\u{301}"), Cow::Borrowed(_)));
    }
}
