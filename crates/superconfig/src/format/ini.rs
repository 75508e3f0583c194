//! INI text: `key = value` lines in `[sections]`.
//!
//! There is no standard; this is what git, Go, Node and Python users can rely on alike:
//!
//! * `[a.b]` is table `b` in table `a`; keys before the first section belong to the root. A section may be opened
//!   again. Dots in *keys* mean nothing.
//! * `key = value` or `key: value`, whichever sign comes first. Blanks around both are dropped, indented or not; there
//!   are no continuation lines.
//! * Lines that begin with `;` or `#` are comments. So is the rest of a line from ` ;` or ` #` on, except that a `#` at
//!   the beginning of a value needs a blank behind it (`color = #fff` is a value). Quotes protect: `"a ; b"`.
//! * Quotes around a whole value are dropped. Nothing is an escape: `C:\new` is what it looks like.
//! * Values are text whose type is decided later. A key without a sign, an empty key or an open bracket is an error.
//! * One key twice in a section, or a key that is a section as well, is an error that shows both places.

use super::sink::FaultSink;
use super::{Limits, Parsed, text_bytes};
use crate::diagnostics::{Code, Fault};
use crate::value::{BuildError, Data, KeyPath, Segment, Span, TreeBuilder};
use foldhash::HashMap;
use memchr::{memchr, memchr2, memchr2_iter};
use std::sync::Arc;

pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    if let Some(fault) = text_bytes::nul(text) {
        return Parsed::failed(fault);
    }
    let mut reader = Reader::new(text, limits.depth);
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let end = memchr(b'\n', rest).map_or(text.len(), |len| at + len);
        reader.line(at, end);
        at = end + 1;
    }
    let mut builder = TreeBuilder::new(Arc::clone(text), limits.depth, limits.nodes);
    let built = reader.build(&mut builder);
    let mut faults = reader.sink.finish();
    faults.extend(built.err().map(Fault::from));
    Parsed::finish(builder, faults)
}

/// A section, wherever in the text its lines stand.
struct Section {
    span: Span,
    children: Vec<Child>,
}

enum Child {
    Value { key: Span, value: Span },
    Section { key: Span, index: usize },
}

struct Reader<'a> {
    text: &'a str,
    /// The root comes first.
    sections: Vec<Section>,
    /// The sections by the section above and their name.
    index: HashMap<(usize, &'a str), usize>,
    current: usize,
    max_depth: usize,
    sink: FaultSink,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, max_depth: usize) -> Self {
        let root = Section { span: Span::new(0, text.len()), children: Vec::new() };
        let (index, sink) = (HashMap::default(), FaultSink::default());
        Self { text, sections: vec![root], index, current: 0, max_depth, sink }
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }

    /// Bytes `start..end` without the blanks at both ends.
    fn trim(&self, start: usize, end: usize) -> Span {
        let raw = self.text.get(start..end).unwrap_or_default();
        let start = start + (raw.len() - raw.trim_ascii_start().len());
        Span::new(start, start + raw.trim_ascii().len())
    }

    fn line(&mut self, start: usize, end: usize) {
        let span = self.trim(start, end);
        let result = match self.slice(span).as_bytes().first() {
            None | Some(b';' | b'#') => Ok(()),
            Some(b'[') => self.header(span).inspect_err(|_| self.leave()),
            Some(_) => self.entry(span),
        };
        if let Err(fault) = result {
            self.sink.push(fault);
        }
    }

    fn entry(&mut self, line: Span) -> Result<(), Fault> {
        let text = self.slice(line);
        let Some(sign) = memchr2(b'=', b':', text.as_bytes()) else {
            return Err(bad("`key = value` or `[section]` expected", line)
                .with_help("a value has to stand on one line; comments begin with `;` or `#`")
                .with_path(key_path(text.split_whitespace().next().unwrap_or(text))));
        };
        let key = self.trim(line.start(), line.start() + sign);
        match self.slice(key).chars().next() {
            None => return Err(bad("a key is missing before the sign", line)),
            // JSON and markup would otherwise pass as strange keys.
            Some('{' | '}' | '(' | ')' | '<' | '>') => {
                return Err(bad("a key cannot begin with a bracket", key)
                    .with_help("is this file in another format than INI?"));
            }
            Some(_) => {}
        }
        let value = self.value(line.start() + sign + 1, line.end());
        self.add(self.current, Child::Value { key, value });
        Ok(())
    }

    /// The value in bytes `start..end`, without comment; the quotes, if any, are part of the span.
    fn value(&self, start: usize, end: usize) -> Span {
        let whole = self.trim(start, end);
        let text = self.slice(whole);
        if let Some(len) = quoted_len(text) {
            return Span::new(whole.start(), whole.start() + len);
        }
        let bytes = text.as_bytes();
        let blank = |at: usize| bytes.get(at).is_none_or(|b| b.is_ascii_whitespace());
        let is_comment = |&at: &usize| match at.checked_sub(1) {
            Some(before) => blank(before),
            None => bytes.first() == Some(&b';') || blank(1),
        };
        let comment = memchr2_iter(b';', b'#', bytes).find(is_comment);
        match comment {
            Some(at) => self.trim(whole.start(), whole.start() + at),
            None => whole,
        }
    }

    fn header(&mut self, line: Span) -> Result<(), Fault> {
        let text = self.slice(line);
        let Some(close) = text.find(']') else {
            return Err(bad("`]` expected at the end of the section name", line));
        };
        let after = text.get(close + 1..).unwrap_or_default().trim_ascii_start();
        if !(after.is_empty() || after.starts_with([';', '#'])) {
            let at = Span::new(line.end() - after.len(), line.end());
            return Err(bad("unexpected text after the section name", at));
        }
        let header = Span::new(line.start(), line.start() + close + 1);
        let parts = self.parts(header)?;
        let mut section = 0;
        for key in parts {
            section = self.open(section, key, header);
        }
        self.current = section;
        Ok(())
    }

    /// Goes on outside the tree: what follows a malformed header belongs to no section that is known.
    fn leave(&mut self) {
        self.current = self.sections.len();
        self.sections.push(Section { span: Span::default(), children: Vec::new() });
    }

    /// The names between the brackets.
    fn parts(&mut self, header: Span) -> Result<Vec<Span>, Fault> {
        let mut at = header.start() + 1;
        let inner = self.text.get(at..header.end() - 1).unwrap_or_default();
        let mut parts = Vec::new();
        for part in inner.split('.') {
            parts.push(self.trim(at, at + part.len()));
            at += part.len() + 1;
            // The root is a level, too.
            if parts.len() >= self.max_depth {
                return Err(Fault::from(BuildError::Depth { at: header }));
            }
        }
        match parts.iter().any(|part| part.len == 0) {
            true => Err(bad("a part of the section name is empty", header)),
            false => Ok(parts),
        }
    }

    /// The section of that name in another one, made where it does not exist.
    fn open(&mut self, parent: usize, key: Span, header: Span) -> usize {
        let name = self.slice(key);
        if let Some(&index) = self.index.get(&(parent, name)) {
            return index;
        }
        let index = self.sections.len();
        self.index.insert((parent, name), index);
        self.sections.push(Section { span: header, children: Vec::new() });
        self.add(parent, Child::Section { key, index });
        index
    }

    fn add(&mut self, section: usize, child: Child) {
        if let Some(section) = self.sections.get_mut(section) {
            section.children.push(child);
        }
    }

    /// The sections as one tree. The builder finds keys that stand twice, sections among them.
    fn build(&self, builder: &mut TreeBuilder) -> Result<(), BuildError> {
        let Some(root) = self.sections.first() else { return Ok(()) };
        builder.begin_table(0)?;
        let mut stack = vec![(root, root.children.iter())];
        while let Some((section, children)) = stack.last_mut() {
            match children.next() {
                None => {
                    builder.end(section.span.end());
                    stack.pop();
                }
                Some(&Child::Value { key, value }) => {
                    builder.key(builder.slice(key.start(), key.end()), key);
                    let inner = self.unquote(value);
                    builder.scalar(Data::Text(builder.slice(inner.start(), inner.end())), value)?;
                }
                Some(&Child::Section { key, index }) => {
                    let Some(section) = self.sections.get(index) else { continue };
                    builder.key(builder.slice(key.start(), key.end()), key);
                    builder.begin_table(section.span.start())?;
                    stack.push((section, section.children.iter()));
                }
            }
        }
        Ok(())
    }

    /// A value without the quotes around it. (`value` keeps both quotes or none of them.)
    fn unquote(&self, value: Span) -> Span {
        let text = self.slice(value);
        let quoted = |quote: char| {
            let inner = text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
            inner.is_some_and(|inner| !inner.contains(quote))
        };
        match quoted('"') || quoted('\'') {
            true => Span::new(value.start() + 1, value.end() - 1),
            false => value,
        }
    }
}

/// The length of a quoted text with nothing but a comment behind it.
fn quoted_len(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let len = text.get(1..)?.find(quote)? + 2;
    let rest = text.get(len..)?;
    let comment = rest.trim_ascii_start();
    let ends = comment.is_empty() || (comment.starts_with([';', '#']) && comment.len() < rest.len());
    ends.then_some(len)
}

fn bad(message: &str, span: Span) -> Fault {
    Fault::error(Code::BadLine, message, span)
}

fn key_path(key: &str) -> KeyPath {
    KeyPath::from(vec![Segment::Key(key.to_owned())])
}

#[cfg(test)]
#[path = "ini_tests.rs"]
mod tests;
