//! Events to nodes: one flat list in document order, with tags and scalars resolved.

use super::errors;
use super::scalar::{Plain, Wanted, plain};
use crate::diagnostics::{Code, Fault};
use crate::format::Limits;
use crate::value::{BuildError, Data, Span, StrRef, TreeBuilder};
use foldhash::HashMap;
use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};
use std::borrow::Cow;

/// One node of the document. Containers are followed by what they contain: for tables key, value, key, value.
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// The index behind this node and everything in it; [`UNFINISHED`] while it is open.
    pub(super) next: u32,
}

pub(super) enum Kind {
    Scalar {
        data: Data,
        text: StrRef,
        /// Whether this is the key `<<` that merges.
        merges: bool,
    },
    /// The index of the node that is meant.
    Alias(u32),
    Array,
    Table {
        merges: bool,
    },
}

const UNFINISHED: u32 = u32::MAX;

struct Open {
    node: u32,
    /// Whether a key comes next; `None` in arrays.
    key_next: Option<bool>,
    /// The `<<` of this table.
    merge_key: Option<Span>,
    flow: bool,
    /// Of a container in block style.
    column: usize,
}

pub(super) struct Loader<'t> {
    text: &'t str,
    pub(super) builder: TreeBuilder,
    pub(super) nodes: Vec<Node>,
    pub(super) faults: Vec<Fault>,
    open: Vec<Open>,
    anchors: HashMap<usize, u32>,
    depth: usize,
    most: usize,
    documents: usize,
    /// Whether the text was refused for a closing bracket that is not indented, and nothing else so far.
    pub(super) closes_early: bool,
    /// Whether indentation in brackets is checked here, because the parser does not.
    checks_indentation: bool,
    /// Where the last piece of text ended: block containers have no end of their own.
    last_end: usize,
}

impl<'t> Loader<'t> {
    pub(super) fn new(text: &'t str, builder: TreeBuilder, limits: &Limits) -> Self {
        Self {
            text,
            builder,
            nodes: Vec::with_capacity((text.len() / 8).min(1 << 16)),
            faults: Vec::new(),
            open: Vec::with_capacity(8),
            anchors: HashMap::default(),
            depth: limits.depth,
            // Keys are nodes here and none there.
            most: limits.nodes.saturating_mul(2).min(UNFINISHED as usize - 1),
            documents: 0,
            closes_early: false,
            checks_indentation: false,
            last_end: 0,
        }
    }

    /// Loads what the full parser sees. With `strict`, all that stands in brackets has to be indented further than the
    /// key or dash before them, as YAML wants it; without it, closing brackets may stand anywhere, as in libyaml.
    pub(super) fn load(&mut self, strict: bool) -> Result<(), Fault> {
        let options = granit_parser::options! {
            strict_indentation: strict,
            emit_comments: false,
            flow_nesting_limit: self.depth,
            block_nesting_limit: self.depth,
        };
        self.checks_indentation = !strict;
        let mut parser = Parser::new_from_str_with_options(self.text, options);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| {
                self.closes_early = strict && errors::is_closing_bracket(self.text, &error);
                errors::syntax(self.text, &error, self.closing_bracket())
            })?;
            let (start, end) = span.byte_range().map_or((0, 0), |range| (range.start, range.end));
            self.event(event, start, end)?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, start: usize, end: usize) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(explicit, _) => {
                self.documents += 1;
                let end = if explicit { start + 3 } else { start + 1 };
                if self.documents > 1 { Err(self.second_document(Span::new(start, end))) } else { Ok(()) }
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.check_indentation(
                    start,
                    end,
                    matches!(style, ScalarStyle::Literal | ScalarStyle::Folded),
                )?;
                self.scalar(value, style, anchor, tag.as_deref(), start, end)
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_indentation(start, start, false)?;
                self.begin(false, style, anchor, tag.as_deref(), start, end)
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_indentation(start, start, false)?;
                self.begin(true, style, anchor, tag.as_deref(), start, end)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.end(end);
                Ok(())
            }
            Event::Alias(anchor) => {
                self.check_indentation(start, end, false)?;
                self.alias(anchor, start, end)
            }
            _ => Ok(()),
        }
    }

    fn second_document(&self, second: Span) -> Fault {
        let first = self
            .nodes
            .first()
            .map_or(Span::default(), |node| Span::new(node.span.start(), node.span.start() + 1));
        Fault::error(Code::SeveralDocuments, "a second document begins here", second)
            .with_related(first, "the first document")
            .with_help("keep one document in a file; remove the `---` or split the file")
    }

    /// Refuses a line that should be indented further. Of block texts the parser checks that itself.
    fn check_indentation(&self, start: usize, end: usize, is_block: bool) -> Result<(), Fault> {
        if !self.checks_indentation || is_block {
            return Ok(());
        }
        let in_brackets = self.open.last().is_some_and(|open| open.flow);
        let outer = self.open.iter().rev().find(|open| !open.flow);
        let Some(outer) = outer.map(|open| open.column) else { return Ok(()) };
        let first = if in_brackets { start } else { end };
        let below = self.text.get(start..end).unwrap_or_default().match_indices('\n');
        let lines = std::iter::once(first).chain(below.map(|(at, _)| start + at + 1));
        for line in lines {
            let rest = self.text.get(line..).unwrap_or_default();
            let text = line + rest.len() - rest.trim_start_matches([' ', '\t']).len();
            let begins = self
                .text
                .get(..text)
                .is_none_or(|before| before.trim_end_matches([' ', '\t']).ends_with('\n'));
            let is_blank =
                self.text.get(text..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']));
            if begins && !is_blank && text <= end && self.column(text) <= outer {
                return Err(errors::not_indented(Span::new(text, text + 1)));
            }
        }
        Ok(())
    }

    /// The bytes between the beginning of a line and a place.
    fn column(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or_default();
        at - memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1)
    }

    /// What closes the innermost bracket.
    fn closing_bracket(&self) -> char {
        let open = self.open.iter().rev().filter_map(|open| self.nodes.get(open.node as usize));
        let mut brackets = open.filter_map(|node| self.text.as_bytes().get(node.span.start()));
        match brackets.find(|byte| b"[{".contains(byte)) {
            Some(b'[') => ']',
            _ => '}',
        }
    }

    /// Adds a node; says whether it stands as a key.
    fn push(&mut self, kind: Kind, span: Span, anchor: usize) -> Result<(), Fault> {
        if self.nodes.len() >= self.most {
            return Err(BuildError::Nodes { at: span }.into());
        }
        let index = self.nodes.len() as u32;
        if anchor != 0 {
            self.anchors.insert(anchor, index);
        }
        if let Some(Open { key_next: Some(key_next), .. }) = self.open.last_mut() {
            *key_next = !*key_next;
        }
        self.nodes.push(Node { kind, span, next: index + 1 });
        Ok(())
    }

    fn at_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { key_next: Some(true), .. }))
    }

    fn begin(
        &mut self,
        table: bool,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
    ) -> Result<(), Fault> {
        let flow = style == StructureStyle::Flow;
        let below_key = matches!(self.open.last(), Some(Open { key_next: Some(false), .. }));
        // Of an array in its key's own column the parser tells the first item, not the dash.
        let start = if !table && !flow && below_key { self.indicator(b"-", start) } else { start };
        let span = Span::new(start, end.max(start + 1));
        if !flow && self.open.is_empty() {
            self.refuse_tab(start)?;
        }
        if self.at_key() {
            return Err(errors::complex_key(table, span));
        }
        if self.open.len() >= self.depth {
            return Err(BuildError::Depth { at: span }.into());
        }
        if let Some(tag) = tag {
            match Wanted::of(tag) {
                Wanted::Foreign => self.faults.push(errors::foreign_tag(tag, self.tag_span(start), span)),
                Wanted::Unresolved => {}
                wanted if wanted == if table { Wanted::Map } else { Wanted::Seq } => {}
                _ => {
                    return Err(errors::impossible_tag(
                        tag,
                        if table { "a table" } else { "an array" },
                        span,
                    ));
                }
            }
        }
        let node = self.nodes.len() as u32;
        let kind = if table { Kind::Table { merges: false } } else { Kind::Array };
        self.push(kind, Span::new(start, start), anchor)?;
        if let Some(node) = self.nodes.last_mut() {
            node.next = UNFINISHED;
        }
        self.last_end = self.last_end.max(if flow { end } else { start });
        let column = if flow || !self.checks_indentation { 0 } else { self.column(start) };
        self.open.push(Open { node, key_next: table.then_some(true), merge_key: None, flow, column });
        Ok(())
    }

    /// A tab before the first key or dash is no indentation, and nothing else may stand there.
    fn refuse_tab(&self, start: usize) -> Result<(), Fault> {
        let before = self.text.get(start - self.column(start)..start).unwrap_or_default();
        match before.find('\t').filter(|_| before.trim_start_matches([' ', '\t']).is_empty()) {
            Some(at) => Err(errors::tab(start - before.len() + at)),
            None => Ok(()),
        }
    }

    /// The tag of a value that begins at `start`.
    fn tag_span(&self, start: usize) -> Span {
        let tag = self.indicator(b"!", start);
        let rest = self.text.get(tag..).unwrap_or_default();
        let len = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}'));
        Span::new(tag, tag + len.unwrap_or(rest.len()))
    }

    /// The start of an untagged block container.
    pub(super) fn begin_block(&mut self, table: bool, start: usize) -> Result<(), Fault> {
        self.begin(table, StructureStyle::Block, 0, None, start, start)
    }

    /// The start of an untagged flow container.
    pub(super) fn begin_flow(&mut self, table: bool, start: usize) -> Result<(), Fault> {
        self.begin(table, StructureStyle::Flow, 0, None, start, start + 1)
    }

    pub(super) fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        if open.flow {
            self.last_end = self.last_end.max(end);
        }
        let next = self.nodes.len() as u32;
        let Some(node) = self.nodes.get_mut(open.node as usize) else { return };
        node.next = next;
        node.span = Span::new(node.span.start(), self.last_end.max(node.span.start()));
        if open.merge_key.is_some() {
            node.kind = Kind::Table { merges: true };
        }
    }

    fn alias(&mut self, anchor: usize, start: usize, end: usize) -> Result<(), Fault> {
        let span = Span::new(start, end);
        self.last_end = end;
        let target =
            self.anchors.get(&anchor).copied().and_then(|at| Some((at, self.nodes.get(at as usize)?)));
        let Some((target, node)) = target else { return Err(errors::unknown_alias(self.text, span)) };
        if node.next == UNFINISHED {
            return Err(errors::endless_alias(self.text, span, node.span));
        }
        if self.at_key() && !matches!(node.kind, Kind::Scalar { .. }) {
            return Err(errors::complex_key(matches!(node.kind, Kind::Table { .. }), span));
        }
        self.push(Kind::Alias(target), span, 0)
    }

    pub(super) fn scalar(
        &mut self,
        value: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        start: usize,
        end: usize,
    ) -> Result<(), Fault> {
        let is_plain = style == ScalarStyle::Plain;
        // The parser reports nothing at all as a plain `~`.
        let nothing = is_plain && start == end;
        let value = if nothing { Cow::Borrowed("") } else { value };
        let span = match style {
            ScalarStyle::Literal | ScalarStyle::Folded => self.block_span(start, end),
            _ => Span::new(start, end),
        };
        let text = self.reference(&value, start);
        let meaning = match tag {
            None if is_plain => plain(&value),
            None => Plain::Str,
            Some(tag) => self.tagged(tag, &value, is_plain, span)?,
        };
        if !nothing {
            self.last_end = span.end();
        }
        let merges = is_plain && tag.is_none() && value == "<<" && self.at_key();
        if merges {
            self.note_merge(span);
        }
        // A key is its text, whatever it would mean as a value.
        let data = if self.at_key() { Data::Str(text) } else { self.data(meaning, text, &value, span) };
        self.push(Kind::Scalar { data, text, merges }, span, anchor)
    }

    /// A slice of the text if the scalar stands there as it is, with or without quotes.
    fn reference(&mut self, value: &str, start: usize) -> StrRef {
        for start in [start, start + 1] {
            if self.text.get(start..start + value.len()) == Some(value) {
                return self.builder.slice(start, start + value.len());
            }
        }
        self.builder.keep(value)
    }

    fn data(&mut self, meaning: Plain, text: StrRef, value: &str, span: Span) -> Data {
        match meaning {
            Plain::Null => Data::Null,
            Plain::Bool(value) => Data::Bool(value),
            Plain::Int(n) => Data::Int(n),
            Plain::UInt(n) => Data::UInt(n),
            Plain::Float(n) => Data::Float(n),
            Plain::Str => Data::Str(text),
            Plain::Beyond => {
                self.faults.push(errors::beyond(value, span));
                Data::Text(text)
            }
        }
    }

    fn tagged(&mut self, tag: &Tag, value: &str, is_plain: bool, span: Span) -> Result<Plain, Fault> {
        let wanted = Wanted::of(tag);
        if wanted == Wanted::Foreign {
            self.faults.push(errors::foreign_tag(tag, self.tag_span(span.start()), span));
            return Ok(if is_plain { plain(value) } else { Plain::Str });
        }
        wanted
            .scalar(value)
            .ok_or_else(|| errors::impossible_tag(tag, &format!("`{}`", errors::short(value)), span))
    }

    fn note_merge(&mut self, span: Span) {
        let Some(open) = self.open.last_mut() else { return };
        match open.merge_key {
            None => open.merge_key = Some(span),
            Some(first) => self.faults.push(errors::second_merge(first, span)),
        }
    }

    /// A block scalar from its `|` or `>` to the end of its last line with text: the parser tells only where
    /// the content is.
    fn block_span(&self, start: usize, end: usize) -> Span {
        let header = self.indicator(b"|>", start);
        let content = self.text.get(header..end).unwrap_or_default();
        Span::new(header, header + content.trim_end().len())
    }

    /// The first of these characters between the last piece of text and `end`, outside of comments, anchors
    /// and tags.
    fn indicator(&self, wanted: &[u8], end: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.last_end.min(end);
        while at < end {
            let rest = bytes.get(at..end).unwrap_or_default();
            match rest.first() {
                None => break,
                Some(byte) if wanted.contains(byte) => return at,
                Some(b'#') => at += memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
                Some(b'&' | b'!') => {
                    at += rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len())
                }
                Some(_) => at += 1,
            }
        }
        end
    }
}
