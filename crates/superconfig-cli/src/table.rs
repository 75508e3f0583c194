//! Columns for people.

use crate::output::Paint;
use superconfig::visible;
use unicode_width::UnicodeWidthStr;

/// Which way a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

/// Rows under headings, as wide as they need to be. The last column is not padded, and nothing acts on the terminal.
pub(crate) fn table(headings: &[(&str, Side)], rows: &[Vec<String>], paint: Paint) -> String {
    let cells = |row: &Vec<String>| row.iter().map(|cell| visible(cell).into_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let widest =
        |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0);
    let widths: Vec<usize> =
        headings.iter().enumerate().map(|(at, (heading, _))| widest(at).max(heading.width())).collect();
    let line = |cells: Vec<&str>, paint: &dyn Fn(usize, &str) -> String| {
        let mut out = String::new();
        for (at, (cell, (_, side))) in cells.iter().zip(headings).enumerate() {
            let padding = " ".repeat(widths.get(at).map_or(0, |width| width.saturating_sub(cell.width())));
            let is_last = at + 1 == headings.len();
            match side {
                Side::Left if is_last => out.push_str(&paint(at, cell)),
                Side::Left => out.push_str(&format!("{}{padding}", paint(at, cell))),
                Side::Right => out.push_str(&format!("{padding}{}", paint(at, cell))),
            }
            out.push_str(if is_last { "\n" } else { "  " });
        }
        out
    };
    let mut out = line(headings.iter().map(|(heading, _)| *heading).collect(), &|_, text| paint.faint(text));
    for row in &rows {
        let cells = row.iter().map(String::as_str).collect();
        out.push_str(&line(cells, &|at, text| if at == 0 { paint.key(text) } else { text.to_owned() }));
    }
    out
}
