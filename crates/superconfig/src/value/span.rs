//! Byte spans, and lines and columns computed from them on demand.

use memchr::memchr_iter;

/// A range of bytes in the text of one source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) len: u32,
}

impl Span {
    /// The span from byte `start` up to byte `end` (exclusive). Offsets beyond 4 GiB saturate; the
    /// size limit refuses such files long before.
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Self { start, len: end.saturating_sub(start) }
    }

    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    pub(crate) fn end(self) -> usize {
        self.start as usize + self.len as usize
    }
}

/// The byte offsets at which the lines of a text begin.
#[derive(Debug)]
pub(crate) struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    pub(crate) fn new(text: &str) -> Self {
        let newlines = memchr_iter(b'\n', text.as_bytes());
        let starts =
            std::iter::once(0).chain(newlines.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        Self { starts }
    }

    /// Line and column of a byte offset: both 1-based, the column counts characters.
    pub(crate) fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = floor_char_boundary(text, offset);
        let line = self.starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = self.starts.get(line - 1).map_or(0, |&start| start as usize);
        let before = text.get(start..offset).unwrap_or_default();
        // A byte order mark is no character that an editor shows.
        let shown = if start == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        let column = shown.chars().count() + 1;
        (line, column)
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let text = "\u{feff}a = 1\nä = \"ö\" x\n";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 3), (1, 1));
        assert_eq!(index.line_column(text, text.find('x').unwrap()), (2, 9));
        assert_eq!(index.line_column(text, 10_000), (3, 1));
    }
}
