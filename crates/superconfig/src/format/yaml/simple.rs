//! The short way through everyday YAML: block tables and arrays whose keys and scalars each stand on one line.
//!
//! It speaks to the [`Loader`] as the full parser does, several times faster, and gives up at the first byte
//! that could mean anything else: a text that it does not finish is read again by the full parser. So it never
//! reports a syntax error, and both ways give one tree; tests compare them.

use super::load::Loader;
use granit_parser::ScalarStyle;
use std::borrow::Cow;

/// What is open: a table or an array, and the column of its keys or dashes.
struct Block {
    column: usize,
    table: bool,
    /// A key or a dash without a value so far: where the parser would place the null.
    pending: Option<usize>,
}

struct Simple<'l, 't> {
    loader: &'l mut Loader<'t>,
    text: &'t str,
    blocks: Vec<Block>,
}

/// Longer keys are the full parser's to refuse.
const LONGEST_KEY: usize = 1000;

/// Loads the text; `None` if it is not simple enough. The loader is then of no more use.
pub(super) fn load<'t>(loader: &mut Loader<'t>, text: &'t str) -> Option<()> {
    if !is_ordinary(text) {
        return None;
    }
    let mut simple = Simple { loader, text, blocks: Vec::with_capacity(8) };
    let (mut at, mut first) = (0, true);
    while at < text.len() {
        let rest = text.as_bytes().get(at..)?;
        let end = memchr::memchr(b'\n', rest).map_or(text.len(), |n| at + n);
        let content = text.get(at..end)?.trim_start_matches(' ');
        let start = end - content.len();
        if !content.is_empty() && !content.starts_with('#') {
            if !(first && content == "---" && start == at) {
                simple.line(start, end, start - at)?;
            }
            first = false;
        }
        at = end + 1;
    }
    if simple.blocks.is_empty() && !first {
        return None;
    }
    simple.close(0)
}

/// No tab, no carriage return, no byte order mark, nothing that YAML wants escaped.
fn is_ordinary(text: &str) -> bool {
    let ascii = |c: char| c == '\n' || (' '..='~').contains(&c);
    let beyond = |c| matches!(c, '\u{a0}'..='\u{1fff}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{fdff}' | '\u{10000}'..);
    text.bytes().all(|b| ascii(b.into())) || text.chars().all(|c| ascii(c) || beyond(c))
}

/// What stands between single quotes.
fn single(text: &str) -> Cow<'_, str> {
    if text.contains('\'') { text.replace("''", "'").into() } else { text.into() }
}

impl Simple<'_, '_> {
    /// One line with content at `start..end`, which begins in `column`.
    fn line(&mut self, start: usize, end: usize, column: usize) -> Option<()> {
        let dash = self.is_dash(start, end)?;
        self.close(column + 1)?;
        // An array may stand in the same column as the key that it belongs to, and ends there.
        if !dash && self.blocks.last().is_some_and(|block| block.column == column && !block.table) {
            self.pop()?;
        }
        let indentless = |block: &Block| dash && block.table && block.pending.is_some();
        match self.blocks.last() {
            Some(block) if block.column == column && !indentless(block) => {
                if block.table == dash {
                    return None;
                }
                self.fill()?;
                self.entry(start, end, column, dash)
            }
            // Deeper: the value of the key or dash above, or else something that is not simple.
            Some(block) if block.pending.is_none() => None,
            None if !self.loader.nodes.is_empty() => None,
            _ => self.open(start, end, column, dash),
        }
    }

    fn open(&mut self, start: usize, end: usize, column: usize, dash: bool) -> Option<()> {
        if let Some(parent) = self.blocks.last_mut() {
            parent.pending = None;
        }
        self.loader.begin_block(!dash, start).ok()?;
        self.blocks.push(Block { column, table: !dash, pending: None });
        self.entry(start, end, column, dash)
    }

    /// `- …` or `key: …`.
    fn entry(&mut self, start: usize, end: usize, column: usize, dash: bool) -> Option<()> {
        if dash {
            let inner = self.skip_spaces(start + 1, end);
            self.blocks.last_mut()?.pending = Some(end);
            if inner >= end || self.byte(inner) == Some(b'#') {
                return Some(());
            }
            let nested = self.is_dash(inner, end)?;
            if nested || self.key(inner, end).is_some() {
                return self.open(inner, end, column + inner - start, nested);
            }
            return self.value(inner, end);
        }
        let colon = self.key(start, end)?;
        if colon - start > LONGEST_KEY {
            return None;
        }
        self.scalar(start, colon)?;
        self.blocks.last_mut()?.pending = Some(colon);
        let inner = self.skip_spaces(colon + 1, end);
        if inner >= end || self.byte(inner) == Some(b'#') {
            return Some(());
        }
        self.value(inner, end)
    }

    /// The colon behind a key, if one begins at `start`.
    fn key(&self, start: usize, end: usize) -> Option<usize> {
        let line = self.text.as_bytes().get(start..end)?;
        let colon = match line.first()? {
            quote @ (b'"' | b'\'') => start + self.quoted(start, end, *quote)?,
            b if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.' | b'$') => {
                let word =
                    |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.' | b'-' | b'$');
                start + line.iter().position(|b| !word(b))?
            }
            _ => return None,
        };
        let ends = colon + 1 == end || self.byte(colon + 1) == Some(b' ');
        (self.byte(colon) == Some(b':') && ends).then_some(colon)
    }

    /// The length of a quoted text, quotes included; `None` if there are escapes in it.
    fn quoted(&self, start: usize, end: usize, quote: u8) -> Option<usize> {
        let inside = self.text.as_bytes().get(start + 1..end)?;
        if quote == b'"' {
            let length = memchr::memchr2(b'"', b'\\', inside)?;
            return (inside.get(length) == Some(&b'"')).then_some(length + 2);
        }
        let mut length = memchr::memchr(b'\'', inside)?;
        // Two quotes stand for one.
        while inside.get(length + 1) == Some(&b'\'') {
            length += 2 + memchr::memchr(b'\'', inside.get(length + 2..)?)?;
        }
        Some(length + 2)
    }

    /// A scalar or a one-line array up to the end of the line or a comment.
    fn value(&mut self, start: usize, end: usize) -> Option<()> {
        self.blocks.last_mut()?.pending = None;
        match self.byte(start)? {
            quote @ (b'"' | b'\'') => {
                let close = start + self.quoted(start, end, quote)?;
                self.nothing_behind(close, end)?;
                self.scalar(start, close)
            }
            b'[' => self.flow(start, end),
            b'{' if self.byte(start + 1) == Some(b'}') => {
                self.nothing_behind(start + 2, end)?;
                self.loader.begin_flow(true, start).ok()?;
                self.loader.end(start + 2);
                Some(())
            }
            _ => {
                let close = self.plain(start, end)?;
                self.scalar(start, close)
            }
        }
    }

    fn scalar(&mut self, start: usize, end: usize) -> Option<()> {
        let text = self.text.get(start..end)?;
        let (value, style): (Cow<'_, str>, _) = match self.byte(start)? {
            b'"' => (text.get(1..text.len() - 1)?.into(), ScalarStyle::DoubleQuoted),
            b'\'' => (single(text.get(1..text.len() - 1)?), ScalarStyle::SingleQuoted),
            _ => (text.into(), ScalarStyle::Plain),
        };
        self.loader.scalar(value, style, 0, None, start, end).ok()
    }

    /// Where a plain scalar ends, if it is certain that it is one and nothing else.
    fn plain(&self, start: usize, end: usize) -> Option<usize> {
        let line = self.text.as_bytes().get(start..end)?;
        let begins = match line.first()? {
            b if b.is_ascii_alphanumeric() || !b.is_ascii() => true,
            b'_' | b'/' | b'.' | b'$' | b'(' | b'+' | b'~' | b'^' | b'<' | b'=' | b';' | b'\\' => true,
            b'-' => line.get(1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.'),
            _ => false,
        };
        if !begins {
            return None;
        }
        let line = match memchr::memmem::find(line, b" #") {
            Some(comment) => line.get(..comment)?,
            None => line,
        };
        let line = line.trim_ascii_end();
        if line.last() == Some(&b':') || memchr::memmem::find(line, b": ").is_some() {
            return None;
        }
        Some(start + line.len())
    }

    /// `[a, "b", 3]` on one line, of scalars alone.
    fn flow(&mut self, start: usize, end: usize) -> Option<()> {
        self.loader.begin_flow(false, start).ok()?;
        let mut at = self.skip_spaces(start + 1, end);
        while self.byte(at)? != b']' {
            let close = match self.byte(at)? {
                quote @ (b'"' | b'\'') => at + self.quoted(at, end, quote)?,
                b if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'/' | b'.') => {
                    let line = self.text.as_bytes().get(at..end)?;
                    let odd = |b: &u8| {
                        !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'/' | b'.' | b'-' | b' ' | b'+')
                    };
                    at + line
                        .iter()
                        .position(odd)
                        .and_then(|n| Some(line.get(..n)?.trim_ascii_end().len()))?
                }
                _ => return None,
            };
            self.scalar(at, close)?;
            at = self.skip_spaces(close, end);
            match self.byte(at)? {
                b',' => at = self.skip_spaces(at + 1, end),
                b']' => {}
                _ => return None,
            }
        }
        self.nothing_behind(at + 1, end)?;
        self.loader.end(at + 1);
        Some(())
    }

    /// Only a comment may follow.
    fn nothing_behind(&self, at: usize, end: usize) -> Option<()> {
        let next = self.skip_spaces(at, end);
        (next >= end || (next > at && self.byte(next) == Some(b'#'))).then_some(())
    }

    fn is_dash(&self, start: usize, end: usize) -> Option<bool> {
        // `---` and `...` are not simple; neither is a tab, which never comes here.
        let line = self.text.get(start..end)?;
        if line.starts_with("---") || line.starts_with("...") {
            return None;
        }
        Some(line == "-" || line.starts_with("- "))
    }

    /// Closes all blocks whose column is at least `column`.
    fn close(&mut self, column: usize) -> Option<()> {
        while self.blocks.last().is_some_and(|block| block.column >= column) {
            self.pop()?;
        }
        Some(())
    }

    fn pop(&mut self) -> Option<()> {
        self.fill()?;
        self.blocks.pop();
        self.loader.end(0);
        Some(())
    }

    /// A key or dash without a value has the value null.
    fn fill(&mut self) -> Option<()> {
        match self.blocks.last_mut().and_then(|block| block.pending.take()) {
            Some(at) => self.loader.scalar("".into(), ScalarStyle::Plain, 0, None, at, at).ok(),
            None => Some(()),
        }
    }

    fn skip_spaces(&self, at: usize, end: usize) -> usize {
        let line = self.text.as_bytes().get(at..end).unwrap_or_default();
        at + line.iter().position(|b| *b != b' ').unwrap_or(line.len())
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }
}
