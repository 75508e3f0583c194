//! Text made safe for a terminal: nothing in it can move the cursor, change colours or reorder what is read.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with control characters, bidirectional controls and invisible characters escaped.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    clean_but(text, |_| false)
}

/// The same for texts that may have several lines.
pub(crate) fn clean_lines(text: &str) -> Cow<'_, str> {
    clean_but(text, |c| c == '\n')
}

fn clean_but(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let unsafe_here = |c| is_unsafe(c) && !keep(c);
    if !text.contains(unsafe_here) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if unsafe_here(c) { escape(&mut out, c) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Writes an escape for a character that must not reach a terminal as it is.
pub(super) fn escape(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ => drop(write!(out, "\\u{{{:x}}}", c as u32)),
    }
}

/// Whether a character acts on the terminal or on the order of reading, or cannot be seen at all. Joiners are
/// fine: scripts and emoji need them.
pub(super) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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
