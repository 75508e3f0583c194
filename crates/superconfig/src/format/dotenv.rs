//! Dotenv text: `KEY=value` lines.
//!
//! What a shell and the usual dotenv readers agree on is read as they read it:
//!
//! * `KEY=value`, `export KEY=value`, blanks around `=`; names are `[A-Za-z_][A-Za-z0-9_.-]*`.
//! * Unquoted values end before ` #` or with the line and lose the blanks at their ends. Nothing in them is an
//!   escape, so `C:\new` is what it looks like; `KEY=#fff` is a value, `KEY= # note` is empty.
//! * `'single'` and `` `backtick` `` quotes: literal. `"double"` quotes: `\n \r \t \\ \" \$` are escapes, an unknown
//!   escape stays as it is. All of them may span lines; CRLF in them becomes LF.
//! * `${NAME}` and `${NAME:-default}` (unset *or empty*, as in a shell) are expanded in unquoted and double-quoted
//!   values. A bare `$NAME` is text: passwords contain dollar signs.
//! * An earlier line of the file wins over the environment, as if the file were sourced by a shell: a file then means
//!   the same on every machine, and `URL=…:${PORT}` agrees with the `PORT` two lines above it.
//! * A bad line is a warning and the other lines load. So is a name that was set further up: the line above counts, and
//!   the warning shows both.

use super::expand::Expander;
use super::sink::FaultSink;
use super::{Limits, Parsed, text_bytes};
use crate::diagnostics::{Code, Fault};
use crate::value::{BuildError, Data, KeyPath, Segment, Span, TreeBuilder};
use foldhash::HashMap;
use memchr::{memchr, memchr2};
use std::sync::Arc;

/// One variable of a dotenv text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) value: String,
    /// The value as it is written, quotes included.
    pub(crate) span: Span,
    pub(crate) name_span: Span,
}

/// The variables of a text in the order of its lines, and what is wrong with the rest.
///
/// `vars` is the environment, for `${NAME}`; without `expand` such references stay as they are.
pub(crate) fn lines(
    text: &str,
    vars: &dyn Fn(&str) -> Option<String>,
    expand: bool,
) -> (Vec<Entry>, Vec<Fault>) {
    if let Some(fault) = text_bytes::nul(text) {
        return (Vec::new(), vec![fault]);
    }
    let mut reader = Reader {
        text,
        vars,
        expander: expand.then(Expander::default),
        entries: Vec::new(),
        seen: HashMap::default(),
        sink: FaultSink::default(),
    };
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    while at < text.len() {
        at = reader.line(at);
    }
    (reader.entries, reader.sink.finish())
}

/// The text as a flat table of its names, for conversion and detection: no environment is looked at.
pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    let (entries, mut faults) = lines(text, &|_| None, true);
    let mut builder = TreeBuilder::new(Arc::clone(text), limits.depth, limits.nodes);
    let mut build = || {
        builder.begin_table(0)?;
        for entry in &entries {
            let name = builder.slice(entry.name_span.start(), entry.name_span.end());
            builder.key(name, entry.name_span);
            let literal = text.get(entry.span.start()..entry.span.end()) == Some(entry.value.as_str());
            let value = match literal {
                true => builder.slice(entry.span.start(), entry.span.end()),
                false => builder.keep(&entry.value),
            };
            builder.scalar(Data::Text(value), entry.span)?;
        }
        builder.end(text.len());
        Ok::<_, BuildError>(())
    };
    let built = build();
    faults.extend(built.err().map(Fault::from));
    Parsed::finish(builder, faults)
}

struct Reader<'a> {
    text: &'a str,
    vars: &'a dyn Fn(&str) -> Option<String>,
    expander: Option<Expander>,
    entries: Vec<Entry>,
    /// Where each name stands in `entries`.
    seen: HashMap<&'a str, usize>,
    sink: FaultSink,
}

/// A value as it is written: `inner` without the quotes, and where the next line begins.
struct Raw {
    span: Span,
    inner: Span,
    quote: Option<u8>,
    next: usize,
}

impl<'a> Reader<'a> {
    fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn skip_blanks(&self, mut at: usize) -> usize {
        while matches!(self.byte(at), Some(b' ' | b'\t' | b'\r')) {
            at += 1;
        }
        at
    }

    /// The end of the line that `at` stands in, before its line break.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        memchr(b'\n', rest).map_or(self.text.len(), |len| at + len)
    }

    /// Reads the line (or lines, of a quoted value) at `start`; returns where the next one begins.
    fn line(&mut self, start: usize) -> usize {
        let end = self.line_end(start);
        let at = self.skip_blanks(start);
        if at >= end || self.byte(at) == Some(b'#') {
            return end + 1;
        }
        let (name, result) = self.statement(at, end);
        match result {
            Ok(raw) => {
                let next = raw.next;
                self.take(name, &raw);
                next
            }
            Err(mut fault) => {
                // The path lets a renderer see that a malformed line is about a secret.
                let name = self.slice(name.start(), name.end());
                if !name.is_empty() {
                    fault = fault.with_path(KeyPath::from(vec![Segment::Key(name.to_owned())]));
                }
                self.sink.push(fault);
                end + 1
            }
        }
    }

    /// The name at the beginning of a line, and the value if the line is well-formed.
    fn statement(&self, at: usize, end: usize) -> (Span, Result<Raw, Fault>) {
        let mut name = self.name(at);
        let after = self.skip_blanks(name.end());
        if self.slice(name.start(), name.end()) == "export" && after > name.end() && after < end {
            let exported = self.name(after);
            if exported.len > 0 {
                name = exported;
            }
        }
        let equals = self.skip_blanks(name.end());
        let whole = || Span::new(at, at + self.slice(at, end).trim_end().len());
        if name.len == 0 {
            let help = "names begin with a letter or `_` and go on with letters, digits, `_`, `-` and `.`";
            let fault =
                Fault::warning(Code::BadLine, "this line has no name: `NAME=value` expected", whole());
            return (name, Err(fault.with_help(help)));
        }
        if self.byte(equals) != Some(b'=') {
            let fault = Fault::warning(Code::BadLine, "`=` expected after the name", whole());
            return (name, Err(fault.with_help("write `NAME=value`; `NAME=` gives an empty value")));
        }
        (name, self.value(equals + 1, end))
    }

    fn name(&self, at: usize) -> Span {
        let bytes = self.text.as_bytes().get(at..).unwrap_or_default();
        let len = match bytes.first() {
            Some(first) if first.is_ascii_alphabetic() || *first == b'_' => {
                let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
                bytes.iter().take_while(|b| part(b)).count()
            }
            _ => 0,
        };
        Span::new(at, at + len)
    }

    fn value(&self, after_equals: usize, end: usize) -> Result<Raw, Fault> {
        let start = self.skip_blanks(after_equals).min(end);
        match self.byte(start).filter(|_| start < end) {
            Some(quote @ (b'"' | b'\'' | b'`')) => self.quoted(start, end, quote),
            _ => Ok(self.unquoted(after_equals, start, end)),
        }
    }

    fn unquoted(&self, after_equals: usize, start: usize, end: usize) -> Raw {
        let line = self.text.as_bytes().get(..end).unwrap_or_default();
        let is_comment =
            |at: usize| at > after_equals && matches!(line.get(at.wrapping_sub(1)), Some(b' ' | b'\t'));
        let hashes = memchr::memchr_iter(b'#', line.get(start..).unwrap_or_default()).map(|at| start + at);
        let stop = hashes.into_iter().find(|&at| is_comment(at)).unwrap_or(end);
        let value = self.slice(start, stop).trim_end_matches([' ', '\t', '\r']);
        // An empty value stands directly behind its `=`.
        let start = if value.is_empty() { after_equals } else { start };
        let span = Span::new(start, start + value.len());
        Raw { span, inner: span, quote: None, next: end + 1 }
    }

    fn quoted(&self, start: usize, end: usize, quote: u8) -> Result<Raw, Fault> {
        let Some(close) = self.closing(start + 1, quote) else {
            let fault =
                Fault::warning(Code::BadLine, "this quote is not closed", Span::new(start, start + 1));
            return Err(fault.with_help("close it, or put the value into quotes of the other kind"));
        };
        let last_line = self.line_end(close);
        let rest = self.skip_blanks(close + 1);
        if rest < last_line && self.byte(rest) != Some(b'#') {
            let junk = self.slice(rest, last_line).trim_end();
            let junk = Span::new(rest, rest + junk.len());
            return Err(if close < end {
                Fault::warning(Code::BadLine, "unexpected text after the closing quote", junk)
                    .with_help("escape a `\"` in double quotes as `\\\"`; a comment begins with `#`")
            } else {
                let message = "this quote is closed on another line, and text follows there";
                Fault::warning(Code::BadLine, message, Span::new(start, start + 1))
                    .with_related(junk, "this text")
                    .with_help("close the quote on this line")
            });
        }
        let (span, inner) = (Span::new(start, close + 1), Span::new(start + 1, close));
        Ok(Raw { span, inner, quote: Some(quote), next: last_line + 1 })
    }

    /// Where the closing quote stands. A scan ends at the next opening quote of its kind at the latest (which
    /// cannot be escaped, as it follows a `=`), so all scans together are linear.
    fn closing(&self, mut at: usize, quote: u8) -> Option<usize> {
        loop {
            let rest = self.text.as_bytes().get(at..)?;
            if quote != b'"' {
                return Some(at + memchr(quote, rest)?);
            }
            let found = at + memchr2(b'"', b'\\', rest)?;
            match self.byte(found) {
                Some(b'\\') => at = found + 2,
                _ => return Some(found),
            }
        }
    }

    fn take(&mut self, name_span: Span, raw: &Raw) {
        let name = self.slice(name_span.start(), name_span.end());
        let path = || KeyPath::from(vec![Segment::Key(name.to_owned())]);
        self.sink.about(Some(path()));
        let value = self.plain(raw);
        self.sink.about(None);
        if let Some(first) = self.seen.get(name).and_then(|&at| self.entries.get(at)) {
            let message = format!("the variable `{name}` is set twice in one file");
            self.sink.push(
                Fault::warning(Code::DuplicateKey, message, name_span)
                    .with_related(first.name_span, "first here")
                    .with_path(path()),
            );
            return;
        }
        self.seen.insert(name, self.entries.len());
        self.entries.push(Entry { name: name.to_owned(), value, span: raw.span, name_span });
    }

    /// The value without quotes, escapes and references.
    fn plain(&mut self, raw: &Raw) -> String {
        let text = self.slice(raw.inner.start(), raw.inner.end());
        let escapes = raw.quote == Some(b'"');
        match (raw.quote, &mut self.expander) {
            (Some(b'\'' | b'`'), _) => text.replace("\r\n", "\n"),
            (_, Some(expander)) => {
                let (seen, entries, vars) = (&self.seen, &self.entries, self.vars);
                let lookup = |name: &str| match seen.get(name).and_then(|&at| entries.get(at)) {
                    Some(entry) => Some(entry.value.clone()),
                    None => vars(name),
                };
                expander.expand(text, raw.inner.start(), escapes, &lookup, &mut self.sink)
            }
            (_, None) if escapes => super::expand::unescape(text),
            (_, None) => text.to_owned(),
        }
    }
}

#[cfg(test)]
#[path = "dotenv_tests.rs"]
mod tests;
