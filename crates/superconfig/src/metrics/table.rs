//! Timings for people: tables with bars.

use super::histogram::Latency;
use super::timings::{SourceTimings, Timings};
use crate::diagnostics::clean;
use std::fmt::{self, Write};
use std::time::Duration;

/// The length of the bar of the whole.
const BAR: f64 = 24.0;

/// More sources than this are not read by anybody; the cheapest ones are summed up.
const MOST_ROWS: usize = 40;

/// 412 ns, 3.4 µs, 155 µs, 12.3 ms, 1.23 s: about three digits.
pub(super) fn in_time(time: Duration) -> String {
    let nanoseconds = time.as_nanos() as f64;
    match time.as_nanos() {
        0..1_000 => format!("{nanoseconds} ns"),
        1_000..10_000 => format!("{:.1} µs", nanoseconds / 1e3),
        10_000..1_000_000 => format!("{:.0} µs", nanoseconds / 1e3),
        1_000_000..100_000_000 => format!("{:.1} ms", nanoseconds / 1e6),
        100_000_000..1_000_000_000 => format!("{:.0} ms", nanoseconds / 1e6),
        _ => format!("{:.2} s", nanoseconds / 1e9),
    }
}

/// 426 bytes, 2.0 KB, 1.2 MB.
pub(super) fn in_bytes(size: usize) -> String {
    let bytes = size as f64;
    match size {
        0..1_000 => format!("{size} byte{}", if size == 1 { "" } else { "s" }),
        1_000..1_000_000 => format!("{:.1} KB", bytes / 1e3),
        _ => format!("{:.1} MB", bytes / 1e6),
    }
}

/// 4,000.
pub(super) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// 61 %.
pub(super) fn percent(part: f64) -> String {
    format!("{:.0} %", part * 100.0)
}

/// A part of the whole, as a length, to an eighth of a character.
fn bar(part: Duration, whole: Duration) -> String {
    let share = if whole.is_zero() { 0.0 } else { part.as_secs_f64() / whole.as_secs_f64() };
    let eighths = (share.min(1.0) * BAR * 8.0).round() as usize;
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8).copied().unwrap_or_default();
    format!("{}{rest}", "█".repeat(eighths / 8))
}

/// Rows below each other: the first column begins on the left, the others end on the right; the last is as it is.
fn columns(f: &mut fmt::Formatter<'_>, rows: &[Vec<String>]) -> fmt::Result {
    let width = |at: usize| {
        rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let padding = " ".repeat(width - cell.chars().count());
            match at {
                0 => write!(line, "{cell}{padding}")?,
                _ if at + 1 == widths.len() => write!(line, "  {cell}")?,
                _ => write!(line, "  {padding}{cell}")?,
            }
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// The sources that anything was to be found, read or parsed for: values that the program gives cost nothing.
fn sources(timings: &Timings) -> Vec<Vec<String>> {
    let headings = row(["source", "format", "bytes", "found", "discover", "read", "parse", "", ""]);
    let is_busy =
        |source: &&SourceTimings| source.looked_at > 0 || source.size > 0 || !source.total().is_zero();
    let busy = timings.sources().iter().filter(is_busy);
    let mut times: Vec<Duration> = busy.clone().map(SourceTimings::total).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    let least = times.get(MOST_ROWS - 1).copied().unwrap_or_default();
    let (shown, rest): (Vec<_>, Vec<_>) = busy.partition(|source| source.total() >= least);
    let mut rows = vec![headings];
    rows.extend(shown.into_iter().map(|one| source(one, timings.total())));
    if !rest.is_empty() {
        let time = rest.iter().map(|source| source.total()).sum();
        let mut row = row(["", "", "", "", "", "", "", "", ""]);
        let cells =
            [(0, format!("{} more", count(rest.len()))), (7, in_time(time)), (8, bar(time, timings.total()))];
        for (at, text) in cells {
            row.get_mut(at).into_iter().for_each(|cell| cell.clone_from(&text));
        }
        rows.push(row);
    }
    rows
}

fn source(source: &SourceTimings, whole: Duration) -> Vec<String> {
    let shown = |time: Duration| if time.is_zero() { "-".to_owned() } else { in_time(time) };
    vec![
        clean(&source.name).into_owned(),
        source.format.map_or("-".to_owned(), |format| format.to_string()),
        count(source.size),
        match source.looked_at {
            0 => "-".to_owned(),
            looked_at => format!("{} of {}", count(source.found), count(looked_at)),
        },
        shown(source.discover_time),
        shown(source.read_time),
        if source.cached { "cached".to_owned() } else { shown(source.parse_time) },
        in_time(source.total()),
        bar(source.total(), whole),
    ]
}

fn phases(timings: &Timings) -> Vec<Vec<String>> {
    let whole = timings.total();
    let parts = [
        ("sources", timings.source_time()),
        ("env matching", timings.env_matching_time()),
        ("merge", timings.merge_time()),
        ("validate", timings.validate_time()),
        ("extract", timings.extract_time()),
        ("publish", timings.publish_time()),
        ("other", timings.other_time()),
    ];
    let of_reloads = |name: &str| matches!(name, "extract" | "publish");
    let parts = parts.into_iter().filter(|(name, _)| timings.is_reload() || !of_reloads(name));
    let line = |(name, time): (&str, Duration)| {
        let share = time.as_secs_f64() / whole.as_secs_f64().max(f64::MIN_POSITIVE);
        row([name, &in_time(time), &percent(share), &bar(time, whole)])
    };
    parts.chain([("total", whole)]).map(line).collect()
}

fn life(timings: &Timings) -> Vec<Vec<String>> {
    let latencies = [("reload", timings.reload_latency()), ("extract", timings.extract_latency())];
    let mut rows = vec![row(["latency", "count", "p50", "p90", "p99", "max", ""])];
    let line = |(name, latency): (&str, Latency)| {
        let Latency { count, p50, p90, p99, max } = latency;
        let [p50, p90, p99, max] = [p50, p90, p99, max].map(in_time);
        row([name, &count.to_string(), &p50, &p90, &p99, &max, ""])
    };
    rows.extend(latencies.into_iter().filter(|(_, latency)| latency.count > 0).map(line));
    rows
}

/// The sources, the parts of the load, and, if there were any, what reloads and extractions took.
impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        columns(f, &sources(self))?;
        writeln!(f)?;
        columns(f, &phases(self))?;
        let life = life(self);
        if life.len() > 1 {
            writeln!(f)?;
            columns(f, &life)?;
            let (failed, handles) = (self.failed_reloads(), self.handle_extracts());
            writeln!(f, "failed reloads: {failed}, extractions for handles: {handles}")?;
        }
        Ok(())
    }
}
