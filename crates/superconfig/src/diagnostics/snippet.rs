//! The few lines of one source that a diagnostic shows: cut out, masked and made safe, with the marked places.

use super::MASK;
use super::clean::{escape, is_unsafe};
use crate::value::{Origin, Span};
use memchr::{memchr, memrchr};
use std::ops::Range;
use std::sync::Arc;

/// How many characters of a long line are shown.
const WIDTH: usize = 120;
/// How many of them stand before the first marked place.
const LEAD: usize = 40;
/// Marks further apart than this many lines, or bytes of one line, go into snippets of their own.
const NEAR_LINES: usize = 4;
const NEAR_BYTES: usize = 40;

/// A marked place: never beyond the line that it begins on.
pub(super) struct Mark {
    pub(super) range: Range<usize>,
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) label: Option<String>,
    pub(super) is_primary: bool,
}

/// Neighbouring lines of one source, and the marks in them.
pub(super) struct Snippet<'a> {
    pub(super) text: &'a Arc<str>,
    /// Where the first mark is.
    pub(super) origin: &'a Origin,
    pub(super) marks: Vec<Mark>,
}

/// What is shown of a snippet.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) first_line: usize,
    /// The ranges of the marks in `text`, in the order of the marks.
    pub(super) marks: Vec<Range<usize>>,
}

impl<'a> Snippet<'a> {
    /// A snippet with one mark, if the origin stands in a text.
    pub(super) fn new(origin: &'a Origin, label: Option<String>, is_primary: bool) -> Option<Self> {
        let (text, span) = origin.snippet()?;
        let range = clip(text, span);
        let mark = Mark { range, line: origin.line()?, label, is_primary };
        Some(Self { text, origin, marks: vec![mark] })
    }

    /// Takes the marks of another snippet if they are near enough; else gives it back.
    pub(super) fn join(&mut self, other: Self) -> Result<(), Self> {
        let near = |mine: &Mark, its: &Mark| match mine.line.abs_diff(its.line) {
            0 => mine.range.start.abs_diff(its.range.start) <= NEAR_BYTES,
            lines => lines <= NEAR_LINES,
        };
        let joins = Arc::ptr_eq(self.text, other.text)
            && other.marks.iter().all(|its| {
                self.marks.iter().any(|mine| near(mine, its))
                    && self.marks.iter().all(|mine| mine.line != its.line || near(mine, its))
            });
        if !joins {
            return Err(other);
        }
        self.marks.extend(other.marks);
        Ok(())
    }

    /// All bytes of the lines that are shown.
    pub(super) fn lines(&self) -> Range<usize> {
        let first = self.marks.iter().map(|mark| mark.range.start).min().unwrap_or(0);
        let last = self.marks.iter().map(|mark| mark.range.start).max().unwrap_or(0);
        line_start(self.text, first)..line_end(self.text, last)
    }

    /// Where the line of byte `at` ends.
    pub(super) fn line_end(&self, at: usize) -> usize {
        line_end(self.text, at)
    }

    /// The text to show, with `masked` (in order, in bytes of the source) replaced.
    pub(super) fn show(&self, masked: &[Range<usize>]) -> Shown {
        let Range { mut start, end } = self.lines();
        let first_line = self.marks.iter().map(|mark| mark.line).min().unwrap_or(1);
        let mut shown = Shown { text: String::new(), first_line, marks: vec![0..0; self.marks.len()] };
        loop {
            let line = start..line_end(self.text, start);
            let next = line.end;
            self.show_line(line, masked, &mut shown);
            // Also after the last line: an empty last line is a line only if a line break follows it.
            shown.text.push('\n');
            match memchr(b'\n', self.text.as_bytes().get(next..).unwrap_or_default()) {
                Some(at) if next + at < end => start = next + at + 1,
                _ => break,
            }
        }
        self.uncover(&mut shown.marks);
        shown
    }

    /// Draws back the marks that would cover all of the primary one, which is what a reader looks for.
    fn uncover(&self, places: &mut [Range<usize>]) {
        let Some(at) = self.marks.iter().position(|mark| mark.is_primary) else { return };
        let Some(primary) = places.get(at).map(|place| place.start..place.end.max(place.start + 1)) else {
            return;
        };
        let mut left = primary.len();
        for (_, place) in places.iter_mut().enumerate().filter(|&(other, _)| other != at) {
            let wide = place.end.max(place.start + 1);
            if wide <= primary.start || place.start >= primary.end {
                continue;
            }
            if place.start < primary.start {
                place.end = primary.start;
            } else if wide > primary.end {
                *place = primary.end..wide;
            } else if wide - place.start < left {
                left -= wide - place.start;
            } else {
                *place = primary.end..primary.end;
            }
        }
    }

    fn show_line(&self, line: Range<usize>, masked: &[Range<usize>], shown: &mut Shown) {
        let here = |mark: &Mark| line.start <= mark.range.start && mark.range.start <= line.end;
        let first = self.marks.iter().filter(|mark| here(mark)).map(|mark| mark.range.start).min();
        let cut = window(self.text, &line, first.unwrap_or(line.start));
        if cut.start > line.start {
            shown.text.push('…');
        }
        let places = write_line(self.text, &cut, masked, &mut shown.text);
        for (mark, place) in self.marks.iter().zip(&mut shown.marks).filter(|(mark, _)| here(mark)) {
            *place = places.locate(&mark.range);
        }
        if cut.end < line.end {
            shown.text.push('…');
        }
    }
}

/// The part of a long line that is shown around byte `mark`.
fn window(text: &str, line: &Range<usize>, mark: usize) -> Range<usize> {
    let before = text.get(line.start..mark).unwrap_or_default();
    let lead = before
        .char_indices()
        .rev()
        .nth(LEAD * 2 - 1)
        .map_or(0, |_| before.char_indices().rev().nth(LEAD - 1).map_or(0, |(at, _)| at));
    let start = line.start + lead;
    let rest = text.get(start..line.end).unwrap_or_default();
    let len = rest.char_indices().nth(WIDTH).map_or(rest.len(), |(at, _)| at);
    start..start + len
}

/// Where the characters of a line went: byte in the source, byte in what is shown; ends with the end of both.
struct Places(Vec<(usize, usize)>);

impl Places {
    fn locate(&self, range: &Range<usize>) -> Range<usize> {
        let end_of_all = self.0.last().map_or(0, |&(_, shown)| shown);
        let from = self.0.partition_point(|&(source, _)| source <= range.start).saturating_sub(1);
        let to = self.0.partition_point(|&(source, _)| source < range.end);
        let start = self.0.get(from).map_or(end_of_all, |&(_, shown)| shown);
        let end = self.0.get(to).map_or(end_of_all, |&(_, shown)| shown);
        if range.is_empty() { start..start } else { start..end.max(start) }
    }
}

/// Writes a part of a line: masked, with tabs as spaces and everything unsafe escaped.
fn write_line(text: &str, part: &Range<usize>, masked: &[Range<usize>], out: &mut String) -> Places {
    let mut places = Vec::new();
    let mut at = part.start;
    while let Some(c) = text.get(at..part.end).and_then(|rest| rest.chars().next()) {
        places.push((at, out.len()));
        let next = masked.partition_point(|range| range.end <= at);
        if let Some(range) = masked.get(next).filter(|range| range.start <= at) {
            out.push_str(MASK);
            at = range.end.min(part.end);
            continue;
        }
        match c {
            '\t' => out.push_str("    "),
            '\u{feff}' if at == 0 => {}
            c if is_unsafe(c) => escape(out, c),
            c => out.push(c),
        }
        at += c.len_utf8();
    }
    places.push((part.end, out.len()));
    Places(places)
}

/// The span within the line that it begins on, at character boundaries.
fn clip(text: &str, span: Span) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let eol = line_end(text, floor(span.start()));
    let start = floor(span.start()).min(eol);
    // What begins at a line break is shown at the end of the line before it.
    start..floor(span.end()).clamp(start, eol)
}

fn line_start(text: &str, at: usize) -> usize {
    memrchr(b'\n', text.as_bytes().get(..at).unwrap_or_default()).map_or(0, |newline| newline + 1)
}

/// Where the line ends that byte `at` stands on: before its line break.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let end = memchr(b'\n', rest).map_or(text.len(), |newline| at + newline);
    match text.as_bytes().get(..end) {
        Some([.., b'\r']) if end > 0 => end - 1,
        _ => end,
    }
}
