//! Receives the events of `toml_parser` and builds the document from them.

use super::document::{Document, Key, Kind, ROOT, Refusal, What};
use super::messages;
use super::notes::{MAX_FAULTS, Notes};
use super::plain::Value;
use super::scalar::Decoder;
use crate::diagnostics::{Code, Fault};
use crate::format::{Limits, Parsed};
use crate::value::{BuildError, Data, Span, StrRef, Tree};
use std::sync::Arc;
use toml_parser::decoder::Encoding;
use toml_parser::parser::EventReceiver;
use toml_parser::{ErrorSink, Span as TomlSpan};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    Table,
    Series,
}

pub(super) struct Events<'a> {
    text: &'a str,
    /// The byte offset from which the spans of events count.
    base: usize,
    notes: &'a Notes<'a>,
    decoder: Decoder<'a>,
    doc: Document,
    /// The table of the latest header.
    table: u32,
    /// The header that is being read.
    header: Option<Header>,
    /// The key that is being read.
    path: Vec<Key>,
    /// The arrays and inline tables that are open, innermost last.
    open: Vec<u32>,
    max_depth: usize,
    /// Whether the `=` before the next value was found missing.
    equals_missing: bool,
}

impl<'a> Events<'a> {
    pub(super) fn new(text: &'a Arc<str>, limits: &Limits, notes: &'a Notes<'a>) -> Self {
        let texts = Tree::of_text(Arc::clone(text));
        Self {
            text,
            base: 0,
            notes,
            decoder: Decoder { text, notes },
            doc: Document::new(texts, text.len(), limits.depth, limits.nodes),
            table: ROOT,
            header: None,
            path: Vec::new(),
            open: Vec::new(),
            max_depth: limits.depth,
            equals_missing: false,
        }
    }

    /// Whoever tells of events begins to count at this byte offset.
    pub(super) fn set_base(&mut self, base: usize) {
        self.base = base;
    }

    /// Whether nothing that follows matters any more.
    pub(super) fn is_stopped(&self) -> bool {
        self.notes.is_stopped()
    }

    fn span(&self, at: TomlSpan) -> Span {
        Span::new(self.base + at.start(), self.base + at.end())
    }

    /// Forgets what an unfinished statement has left behind.
    pub(super) fn begin_statement(&mut self) {
        self.end_header();
        self.path.clear();
        self.open.clear();
    }

    /// The tree of everything that was read.
    pub(super) fn finish(self) -> Parsed {
        let mut faults = self.notes.take();
        let (tree, duplicates) = self.doc.finish();
        faults.extend(duplicates.into_iter().take(MAX_FAULTS).map(Fault::from));
        faults.sort_by_key(|fault| fault.span);
        Parsed::new(tree, faults)
    }

    /// Makes the table of a header known whose key is complete.
    pub(super) fn end_header(&mut self) {
        let Some(header) = self.header.take() else { return };
        let path = std::mem::take(&mut self.path);
        self.table = match self.define(header, &path) {
            Some(table) => table,
            None => self.doc.detached(),
        };
        self.recycle(path);
    }

    fn define(&mut self, header: Header, path: &[Key]) -> Option<u32> {
        let (last, parents) = path.split_last()?;
        if path.iter().any(|key| !key.valid) {
            return None;
        }
        let mut at = ROOT;
        for (depth, &key) in parents.iter().enumerate() {
            let next = self.doc.descend(at, key);
            at = self.allow(next, path.get(..=depth)?, Some(header), false)?;
        }
        let whole = whole(path);
        let defined = match header {
            Header::Table => self.doc.table(at, *last, whole),
            Header::Series => self.doc.element(at, *last, whole),
        };
        self.allow(defined, path, Some(header), true)
    }

    /// The container of the next value and its key there.
    fn place(&mut self) -> (u32, Key) {
        let inner = self.open.last().copied();
        match inner {
            Some(list) if self.doc.kind(list) == Some(Kind::List) => return (list, Key::default()),
            _ => {}
        }
        if let [key] = self.path[..]
            && key.valid
        {
            self.path.clear();
            return (inner.unwrap_or(self.table), key);
        }
        let path = std::mem::take(&mut self.path);
        let place = match self.dotted(inner.unwrap_or(self.table), &path) {
            Some(place) => place,
            None => (self.doc.detached(), Key::default()),
        };
        self.recycle(path);
        place
    }

    fn dotted(&mut self, table: u32, path: &[Key]) -> Option<(u32, Key)> {
        let Some((last, parents)) = path.split_last() else {
            self.notes.add(Fault::error(Code::Syntax, "key expected", self.notes.key()));
            return None;
        };
        if path.iter().any(|key| !key.valid) {
            return None;
        }
        let mut at = table;
        for (depth, &key) in parents.iter().enumerate() {
            let next = self.doc.dotted(at, key);
            at = self.allow(next, path.get(..=depth)?, None, false)?;
        }
        Some((at, *last))
    }

    /// Keeps the memory of a key for the next one.
    fn recycle(&mut self, mut path: Vec<Key>) {
        path.clear();
        self.path = path;
    }

    /// Reports why a part of a header or dotted key was refused.
    fn allow(
        &mut self,
        entry: Result<u32, Refusal>,
        path: &[Key],
        header: Option<Header>,
        last: bool,
    ) -> Option<u32> {
        match entry {
            Ok(id) => return Some(id),
            Err(Refusal::Limit(error)) => self.notes.stop(error),
            Err(Refusal::Clash(other)) => {
                let here = whole(path);
                let name = self.text.get(here.start()..here.end()).unwrap_or_default();
                let message = match header.filter(|_| last) {
                    Some(Header::Table) => messages::table_clash(name, self.doc.kind(other)),
                    Some(Header::Series) => messages::series_clash(name, self.doc.kind(other)),
                    None if header.is_some() => messages::header_clash(name, self.doc.kind(other)),
                    None => messages::dotted_clash(name, self.doc.kind(other)),
                };
                let fault = Fault::error(Code::DuplicateKey, message, here);
                self.notes.add(fault.with_related(self.doc.key_span(other), "first here"));
            }
        }
        None
    }

    /// A part of a key that is known to be a bare one.
    pub(super) fn bare_key(&mut self, at: Span) {
        if self.has_room(at) {
            let text = self.doc.texts.slice(at.start(), at.end());
            self.push_key(Some(text), at);
        }
    }

    /// A bare key with its value, at the beginning of a statement.
    pub(super) fn entry(&mut self, key: Span, value: &Value) {
        if self.has_room(key) {
            let text = self.doc.texts.slice(key.start(), key.end());
            self.notes.set_key(key);
            self.put(value, (self.table, Key { text, span: key, valid: true }));
        }
    }

    /// A value in an array.
    pub(super) fn value(&mut self, value: &Value) {
        if !self.notes.is_stopped() {
            let place = self.place();
            self.put(value, place);
        }
    }

    fn put(&mut self, value: &Value, place: (u32, Key)) {
        let (at, data) = match *value {
            Value::String(at) => (at, Data::Str(self.doc.texts.slice(at.start() + 1, at.end() - 1))),
            Value::Unquoted(at) => (at, self.decoder.scalar(at, None, &mut self.doc.texts)),
        };
        self.append(at, What::Scalar(data), place);
    }

    /// Whether a key may have another part.
    fn has_room(&self, at: Span) -> bool {
        let is_full = self.path.len() >= self.max_depth;
        if is_full && !self.notes.is_stopped() {
            self.notes.stop(BuildError::Depth { at });
        }
        !self.notes.is_stopped()
    }

    fn push_key(&mut self, text: Option<StrRef>, at: Span) {
        let valid = text.is_some();
        self.path.push(Key { text: text.unwrap_or_default(), span: at, valid });
        self.notes.set_key(whole(&self.path));
    }

    fn append(&mut self, span: Span, what: What, (parent, key): (u32, Key)) -> Option<u32> {
        match self.doc.append(parent, key, span, what) {
            Ok(id) => Some(id),
            Err(error) => {
                self.notes.stop(error);
                None
            }
        }
    }

    fn open(&mut self, kind: Kind, at: TomlSpan) -> bool {
        if self.notes.is_stopped() {
            return false;
        }
        let place = self.place();
        let id = self.append(self.span(at), What::empty(kind), place);
        self.open.extend(id);
        id.is_some()
    }

    fn close(&mut self, at: TomlSpan) {
        if let Some(id) = self.open.pop() {
            let end = self.span(at).end();
            self.doc.close(id, end);
        }
    }

    pub(super) fn start_header(&mut self, header: Header) {
        self.begin_statement();
        self.header = Some(header);
    }

    /// Where a value should stand and does not.
    fn missing_value(&mut self, at: Span) {
        // After a missing `=`, or one too many, there is nothing new to say.
        let before = self.text.get(..at.start()).and_then(|before| before.trim_end().strip_suffix('='));
        let doubled = before.is_some_and(|before| before.trim_end().ends_with('='));
        if std::mem::take(&mut self.equals_missing) || doubled {
            return;
        }
        let key = self.notes.key();
        let message = match self.text.get(key.start()..key.end()) {
            Some(name) if !name.is_empty() => {
                format!("value expected for the key `{}`", messages::shown(name))
            }
            _ => "value expected".to_owned(),
        };
        let between = self.text.get(key.end()..at.end()).unwrap_or_default();
        let end = key.end() + between.find('=').map_or(0, |equals| equals + 1);
        self.notes.add(Fault::error(Code::Syntax, message, Span::new(key.start(), end)));
    }

    /// Where a key should stand and does not.
    fn missing_key(&mut self, at: Span) {
        let message = match (self.header, self.path.is_empty()) {
            (Some(_), true) => "this header has no name",
            (None, true) => "key expected before `=`",
            (_, false) => "key expected after `.`",
        };
        let message = if self.text.get(at.start()..).is_some_and(|rest| rest.starts_with('.')) {
            "key expected before `.`"
        } else {
            message
        };
        self.notes.add(Fault::error(Code::Syntax, message, at));
    }
}

impl EventReceiver for Events<'_> {
    fn std_table_open(&mut self, _: TomlSpan, _: &mut dyn ErrorSink) {
        self.start_header(Header::Table);
    }

    fn std_table_close(&mut self, _: TomlSpan, _: &mut dyn ErrorSink) {
        self.end_header();
    }

    fn array_table_open(&mut self, _: TomlSpan, _: &mut dyn ErrorSink) {
        self.start_header(Header::Series);
    }

    fn array_table_close(&mut self, _: TomlSpan, _: &mut dyn ErrorSink) {
        self.end_header();
    }

    fn inline_table_open(&mut self, span: TomlSpan, _: &mut dyn ErrorSink) -> bool {
        self.open(Kind::Inline, span)
    }

    fn inline_table_close(&mut self, span: TomlSpan, _: &mut dyn ErrorSink) {
        self.path.clear();
        self.close(span);
    }

    fn array_open(&mut self, span: TomlSpan, _: &mut dyn ErrorSink) -> bool {
        self.open(Kind::List, span)
    }

    fn array_close(&mut self, span: TomlSpan, _: &mut dyn ErrorSink) {
        self.close(span);
    }

    fn simple_key(&mut self, at: TomlSpan, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        let at = self.span(at);
        if !self.has_room(at) {
            return;
        }
        let text = match at.len {
            0 => {
                self.missing_key(at);
                None
            }
            _ => self.decoder.key(at, encoding, &mut self.doc.texts),
        };
        self.push_key(text, at);
    }

    fn key_val_sep(&mut self, at: TomlSpan, _: &mut dyn ErrorSink) {
        if at.is_empty() {
            self.equals_missing = true;
            self.notes.add(messages::equals_expected(self.text, self.notes.key()));
        }
    }

    fn scalar(&mut self, at: TomlSpan, encoding: Option<Encoding>, _: &mut dyn ErrorSink) {
        if self.notes.is_stopped() {
            return;
        }
        let at = self.span(at);
        if at.len == 0 {
            self.missing_value(at);
            self.path.clear();
            return;
        }
        let place = self.place();
        let data = self.decoder.scalar(at, encoding, &mut self.doc.texts);
        self.append(at, What::Scalar(data), place);
    }

    fn comment(&mut self, at: TomlSpan, _: &mut dyn ErrorSink) {
        let at = self.span(at);
        let bytes = self.text.as_bytes().get(at.start()..at.end()).unwrap_or_default();
        let is_control = |b: u8| (b < b' ' && b != b'\t') || b == 0x7f;
        if bytes.iter().fold(false, |found, &b| found | is_control(b)) {
            let first = at.start() + bytes.iter().position(|&b| is_control(b)).unwrap_or_default();
            let message = "control character in a comment";
            self.notes.add(Fault::error(Code::Syntax, message, Span::new(first, first + 1)));
        }
    }

    fn newline(&mut self, at: TomlSpan, _: &mut dyn ErrorSink) {
        let at = self.span(at);
        if self.text.as_bytes().get(at.start()..at.end()) == Some(b"\r") {
            let fault = Fault::error(Code::Syntax, "carriage return without a line feed", at);
            self.notes.add(fault.with_help("lines end with LF or with CR LF"));
        }
        if self.open.is_empty() {
            self.begin_statement();
        }
    }
}

/// The whole dotted key.
fn whole(path: &[Key]) -> Span {
    match (path.first(), path.last()) {
        (Some(first), Some(last)) => Span::new(first.span.start(), last.span.end()),
        _ => Span::default(),
    }
}
