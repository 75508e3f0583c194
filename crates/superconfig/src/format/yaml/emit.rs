//! Nodes to tree: aliases and merge keys are expanded here, within bounds.

use super::errors;
use super::load::{Kind, Node};
use super::merge::Entry;
use crate::diagnostics::Fault;
use crate::format::Limits;
use crate::value::{BuildError, Span, TreeBuilder};
use foldhash::HashMap;
use std::rc::Rc;

pub(super) struct Emitter<'n> {
    nodes: &'n [Node],
    pub(super) builder: TreeBuilder,
    pub(super) faults: Vec<Fault>,
    /// The entries of tables that merge, once they are known.
    pub(super) merged: HashMap<u32, Rc<[Entry]>>,
    expanded: usize,
    allowed: usize,
}

/// A container whose children are being emitted.
struct Frame {
    children: Children,
    close: usize,
    /// The alias or `<<` through which the tree came here.
    through: Option<Span>,
}

enum Children {
    Items { next: u32, end: u32 },
    Pairs { next: u32, end: u32 },
    Merged { entries: Rc<[Entry]>, at: usize },
}

impl<'n> Emitter<'n> {
    pub(super) fn new(nodes: &'n [Node], builder: TreeBuilder, limits: &Limits, size: usize) -> Self {
        let allowed = size.saturating_mul(limits.alias_factor).max(limits.alias_bytes);
        Self { nodes, builder, faults: Vec::new(), merged: HashMap::default(), expanded: 0, allowed }
    }

    pub(super) fn emit(&mut self) -> Result<(), Fault> {
        if self.nodes.is_empty() {
            return Ok(());
        }
        let mut stack = Vec::with_capacity(8);
        self.place(0, None, &mut stack)?;
        while let Some(frame) = stack.last_mut() {
            let through = frame.through;
            match self.step(&mut frame.children) {
                Some((key, value)) => {
                    if let Some(key) = key {
                        self.announce(key);
                    }
                    self.place(value, through, &mut stack)?;
                }
                None => {
                    self.builder.end(frame.close);
                    stack.pop();
                }
            }
        }
        Ok(())
    }

    /// The next child: its key, if it has one, and itself.
    fn step(&self, children: &mut Children) -> Option<(Option<u32>, u32)> {
        match children {
            Children::Items { next, end } => {
                let item = *next;
                *next = self.end_of(item);
                (item < *end).then_some((None, item))
            }
            Children::Pairs { next, end } => {
                let key = *next;
                if key >= *end {
                    return None;
                }
                let value = self.end_of(key);
                *next = self.end_of(value);
                Some((Some(key), value))
            }
            Children::Merged { entries, at } => {
                let entry = entries.get(*at)?;
                *at += 1;
                Some((Some(entry.key), entry.value))
            }
        }
    }

    fn announce(&mut self, key: u32) {
        if let Some(Kind::Scalar { text, .. }) = self.kind(self.target(key)) {
            let (text, span) = (*text, self.span(key));
            self.builder.key(text, span);
        }
    }

    fn place(&mut self, at: u32, through: Option<Span>, stack: &mut Vec<Frame>) -> Result<(), Fault> {
        let index = self.target(at);
        let Some(node) = self.nodes.get(index as usize) else { return Ok(()) };
        let (span, through) = if index == at {
            (node.span, through)
        } else {
            let alias = self.span(at);
            self.charge(node.span.len as usize, alias)?;
            (alias, Some(alias))
        };
        let children = match node.kind {
            Kind::Scalar { data, .. } => {
                return self.builder.scalar(data, span).map_err(|error| expansion(error, through));
            }
            Kind::Alias(_) => return Ok(()),
            Kind::Array => Children::Items { next: index + 1, end: node.next },
            Kind::Table { merges: false } => Children::Pairs { next: index + 1, end: node.next },
            Kind::Table { merges: true } => Children::Merged { entries: self.entries(index, 0)?, at: 0 },
        };
        let through = match children {
            Children::Merged { .. } => through.or(Some(span)),
            _ => through,
        };
        let begun = match children {
            Children::Items { .. } => self.builder.begin_array(span.start()),
            _ => self.builder.begin_table(span.start()),
        };
        begun.map_err(|error| expansion(error, through))?;
        stack.push(Frame { children, close: span.end(), through });
        Ok(())
    }

    /// Counts what an alias repeats.
    pub(super) fn charge(&mut self, bytes: usize, at: Span) -> Result<(), Fault> {
        self.expanded = self.expanded.saturating_add(bytes.max(1));
        if self.expanded > self.allowed { Err(errors::expands_too_far(self.allowed, at)) } else { Ok(()) }
    }

    pub(super) fn kind(&self, at: u32) -> Option<&'n Kind> {
        self.nodes.get(at as usize).map(|node| &node.kind)
    }

    /// The node itself, or the one that an alias means. An alias never means an alias.
    pub(super) fn target(&self, at: u32) -> u32 {
        match self.kind(at) {
            Some(Kind::Alias(target)) => *target,
            _ => at,
        }
    }

    pub(super) fn span(&self, at: u32) -> Span {
        self.nodes.get(at as usize).map(|node| node.span).unwrap_or_default()
    }

    /// The index behind a node and all that it holds.
    pub(super) fn end_of(&self, at: u32) -> u32 {
        self.nodes.get(at as usize).map_or(u32::MAX, |node| node.next)
    }

    pub(super) fn key_text(&self, key: u32) -> &str {
        match self.kind(self.target(key)) {
            Some(Kind::Scalar { text, .. }) => self.builder.str(*text),
            _ => "",
        }
    }
}

/// Too many values because of an alias is the alias's fault.
fn expansion(error: BuildError, through: Option<Span>) -> Fault {
    match (error, through) {
        (BuildError::Nodes { .. }, Some(alias)) => errors::too_many_values(alias),
        (error, _) => error.into(),
    }
}
