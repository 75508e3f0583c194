//! Merge keys: what `<<` brings into a table.

use super::emit::Emitter;
use super::errors;
use super::load::Kind;
use crate::diagnostics::Fault;
use crate::value::BuildError;
use foldhash::HashSet;
use std::rc::Rc;

/// One entry of a table after merging: the nodes of its key and its value.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) key: u32,
    pub(super) value: u32,
}

/// How deep tables may merge tables that merge: bounds the recursion below.
const DEEPEST: usize = 128;

/// What each merged entry costs at least, in bytes of expansion: looking at an entry takes time even when it
/// is beaten.
const ENTRY_COST: usize = 64;

enum Part {
    Own(Entry),
    Merged(Rc<[Entry]>),
}

impl Emitter<'_> {
    /// All entries of a table: its own, and at the place of `<<` those merged keys that it has not itself.
    /// Of several merged tables the earlier wins.
    pub(super) fn entries(&mut self, table: u32, depth: usize) -> Result<Rc<[Entry]>, Fault> {
        if let Some(done) = self.merged.get(&table) {
            return Ok(Rc::clone(done));
        }
        if depth >= DEEPEST {
            return Err(BuildError::Depth { at: self.span(table) }.into());
        }
        let mut parts = Vec::new();
        let (mut at, end) = (table + 1, self.end_of(table));
        while at < end {
            let entry = Entry { key: at, value: self.end_of(at) };
            at = self.end_of(entry.value);
            if matches!(self.kind(entry.key), Some(Kind::Scalar { merges: true, .. })) {
                self.merge_sources(entry, depth, &mut parts)?;
            } else {
                parts.push(Part::Own(entry));
            }
        }
        let entries: Rc<[Entry]> = self.combine(&parts).into();
        self.merged.insert(table, Rc::clone(&entries));
        Ok(entries)
    }

    /// The tables that one `<<` names.
    fn merge_sources(&mut self, merge: Entry, depth: usize, parts: &mut Vec<Part>) -> Result<(), Fault> {
        let value = self.target(merge.value);
        if !matches!(self.kind(value), Some(Kind::Array)) {
            return self.merge_source(merge, merge.value, depth, parts);
        }
        let (mut at, end) = (value + 1, self.end_of(value));
        while at < end {
            self.merge_source(merge, at, depth, parts)?;
            at = self.end_of(at);
        }
        Ok(())
    }

    fn merge_source(
        &mut self,
        merge: Entry,
        source: u32,
        depth: usize,
        parts: &mut Vec<Part>,
    ) -> Result<(), Fault> {
        let table = self.target(source);
        if !matches!(self.kind(table), Some(Kind::Table { .. })) {
            return Err(errors::merges_no_table(self.span(source)));
        }
        let entries = self.entries(table, depth + 1)?;
        let at = self.span(merge.key);
        for entry in entries.iter() {
            let bytes = self.span(entry.key).len as usize + self.span(entry.value).len as usize;
            self.charge(bytes.max(ENTRY_COST), at)?;
        }
        parts.push(Part::Merged(entries));
        Ok(())
    }

    fn combine(&mut self, parts: &[Part]) -> Vec<Entry> {
        let mut seen: HashSet<&str> = HashSet::default();
        let mut duplicates = Vec::new();
        for part in parts {
            if let Part::Own(entry) = part
                && !seen.insert(self.key_text(entry.key))
            {
                duplicates.push(*entry);
            }
        }
        let mut all = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Own(entry) => all.push(*entry),
                Part::Merged(entries) => {
                    all.extend(entries.iter().filter(|entry| seen.insert(self.key_text(entry.key))).copied());
                }
            }
        }
        let found: Vec<Fault> =
            duplicates.iter().filter_map(|second| self.duplicate(&all, *second)).collect();
        // A table that is only merged never reaches the builder, which would find them.
        self.faults.extend(found);
        all
    }

    fn duplicate(&self, all: &[Entry], second: Entry) -> Option<Fault> {
        let key = self.key_text(second.key);
        let first = all.iter().find(|first| self.key_text(first.key) == key)?;
        let (first, second) = (self.span(first.key), self.span(second.key));
        Some(BuildError::Duplicate { key: key.to_owned(), first, second }.into())
    }
}
