//! Text that can be shown: nothing in it acts on a terminal.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// The text as it can be shown on a terminal, in one line: control characters, bidirectional controls and invisible
/// characters are written as escapes (`\n`, `\t`, `\u{1b}`).
///
/// Keys, file names and values come from outside. What this library shows is treated like this; what a program takes
/// from it as data is not.
///
/// ```
/// assert_eq!(superconfig::visible("a\u{1b}[2Jb\n"), r"a\u{1b}[2Jb\n");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    visible_but(text, |_| false)
}

/// The same, with some characters kept as they are.
pub(crate) fn visible_but(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let unsafe_here = |c| is_unsafe(c) && !keep(c);
    if !text.contains(unsafe_here) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        // Writing to a string cannot fail.
        let _ = if unsafe_here(c) { escape(&mut out, c) } else { out.write_char(c) };
    }
    Cow::Owned(out)
}

/// Writes an escape for a character that must not reach a terminal as it is.
pub(crate) fn escape(out: &mut impl Write, c: char) -> fmt::Result {
    match c {
        '\n' => out.write_str("\\n"),
        '\r' => out.write_str("\\r"),
        '\t' => out.write_str("\\t"),
        _ => write!(out, "\\u{{{:x}}}", c as u32),
    }
}

/// Whether a character acts on the terminal or on the order of reading, or cannot be seen at all. Joiners are
/// fine: scripts and emoji need them.
pub(crate) fn is_unsafe(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
