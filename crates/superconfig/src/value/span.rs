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

/// The byte offsets at which the lines of a text begin, and how many characters stand before every block of it,
/// so that columns are cheap on very long lines too.
#[derive(Debug)]
pub(crate) struct LineIndex {
    starts: Vec<u32>,
    characters: Vec<u32>,
}

/// In bytes. A block begins with a whole character, so it may begin a little earlier.
const BLOCK: usize = 1024;

impl LineIndex {
    pub(crate) fn new(text: &str) -> Self {
        let newlines = memchr_iter(b'\n', text.as_bytes());
        let starts =
            std::iter::once(0).chain(newlines.map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX))).collect();
        let blocks = (0..text.len().div_ceil(BLOCK)).scan(0_u32, |sum, block| {
            let before = *sum;
            *sum += count_characters(text, block_start(text, block), block_start(text, block + 1)) as u32;
            Some(before)
        });
        Self { starts, characters: blocks.collect() }
    }

    /// Line and column of a byte offset: both 1-based, the column counts characters.
    pub(crate) fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = floor_char_boundary(text, offset);
        let line = self.starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = self.starts.get(line - 1).map_or(0, |&start| start as usize);
        // A byte order mark is no character that an editor shows.
        let hidden = usize::from(start == 0 && offset > 0 && text.starts_with('\u{feff}'));
        let column = self.before(text, offset) - self.before(text, start) - hidden + 1;
        (line, column)
    }

    /// How many characters stand before a byte offset.
    fn before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        match self.characters.get(block) {
            Some(&counted) => counted as usize + count_characters(text, block_start(text, block), offset),
            // The end of a text that fills its last block.
            None => text.chars().count(),
        }
    }
}

fn block_start(text: &str, block: usize) -> usize {
    floor_char_boundary(text, block * BLOCK)
}

/// The characters between two byte offsets.
fn count_characters(text: &str, start: usize, end: usize) -> usize {
    text.get(start..end).map_or(0, |text| text.chars().count())
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

    #[test]
    fn columns_are_right_across_blocks() {
        let text = format!("\u{feff}{}\n{}", "ä".repeat(5000), "xö".repeat(4096));
        let index = LineIndex::new(&text);
        for (offset, c) in text.char_indices() {
            let before = text.get(..offset).unwrap();
            let line = before.matches('\n').count() + 1;
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let shown = before.get(start..).unwrap().trim_start_matches('\u{feff}').chars().count();
            if offset % 97 < 2 {
                assert_eq!(index.line_column(&text, offset), (line, shown + 1), "{c} at {offset}");
            }
        }
        let full = "x".repeat(BLOCK);
        assert_eq!(LineIndex::new(&full).line_column(&full, BLOCK), (1, BLOCK + 1));
    }
}
