//! The samples as a picture: five panels over one axis of time.

use crate::judge::Verdict;
use crate::sample::Sample;
use std::fmt::Write;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 90.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 64.0;
const PANEL: f64 = 150.0;
const GAP: f64 = 46.0;
/// Of more samples, only the lowest and the highest of neighbours are drawn.
const MOST_POINTS: usize = 800;

struct Line {
    name: &'static str,
    color: &'static str,
    value: fn(&Sample) -> f64,
}

struct Panel {
    title: &'static str,
    lines: &'static [Line],
    /// Samples without a value are left out.
    wanted: fn(&Sample) -> bool,
}

const fn line(name: &'static str, color: &'static str, value: fn(&Sample) -> f64) -> Line {
    Line { name, color, value }
}

const KIBIBYTE: f64 = 1024.0;
const BLUE: &str = "#1f6feb";
const ORANGE: &str = "#d1661f";
const GREY: &str = "#8a919a";

const PANELS: [Panel; 5] = [
    Panel {
        title: "live memory, KiB",
        lines: &[line("allocated", BLUE, |sample| sample.live as f64 / KIBIBYTE)],
        wanted: |_| true,
    },
    Panel {
        title: "resident memory, KiB",
        lines: &[line("resident", BLUE, |sample| sample.resident as f64 / KIBIBYTE)],
        wanted: |_| true,
    },
    Panel {
        title: "descriptors and threads",
        lines: &[
            line("descriptors", BLUE, |sample| sample.descriptors as f64),
            line("threads", ORANGE, |sample| sample.threads as f64),
        ],
        wanted: |_| true,
    },
    Panel {
        title: "from written to published, ms",
        lines: &[
            line("max", GREY, |sample| sample.longest),
            line("p99", ORANGE, |sample| sample.p99),
            line("p50", BLUE, |sample| sample.median),
        ],
        wanted: |sample| sample.latencies > 0,
    },
    Panel {
        title: "generations and failed reloads",
        lines: &[
            line("generation", BLUE, |sample| sample.generation as f64),
            line("failed reloads", ORANGE, |sample| sample.failed as f64),
        ],
        wanted: |_| true,
    },
];

/// From values to the picture along one axis.
struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
}

impl Scale {
    fn at(&self, value: f64) -> f64 {
        self.start + (value - self.from) / (self.to - self.from) * (self.end - self.start)
    }
}

pub(crate) fn draw(samples: &[Sample], verdict: &Verdict) -> String {
    let height = TOP + PANELS.len() as f64 * (PANEL + GAP);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    let headline = verdict.headline();
    text(&mut out, LEFT, 26.0, "start", "#111", &format!("Soak {headline}"));
    let seconds = samples.last().map_or(1.0, |last| last.seconds).max(1.0);
    let time = Scale { from: 0.0, to: seconds, start: LEFT, end: WIDTH - RIGHT };
    for (number, panel) in PANELS.iter().enumerate() {
        let top = TOP + number as f64 * (PANEL + GAP);
        draw_panel(&mut out, panel, samples, &time, top);
    }
    out.push_str("</svg>\n");
    out
}

fn draw_panel(out: &mut String, panel: &Panel, samples: &[Sample], time: &Scale, top: f64) {
    let bottom = top + PANEL;
    text(out, LEFT, top - 8.0, "start", "#111", panel.title);
    let wanted: Vec<&Sample> = samples.iter().filter(|sample| (panel.wanted)(sample)).collect();
    let values = panel.lines.iter().flat_map(|line| wanted.iter().map(|sample| (line.value)(sample)));
    let highest = values.fold(1.0, f64::max);
    let step = step(highest, 4.0);
    let to = (highest / step).ceil() * step;
    let scale = Scale { from: 0.0, to, start: bottom, end: top };
    for tick in ticks(to, step) {
        let y = scale.at(tick);
        rule(out, (LEFT, y), (WIDTH - RIGHT, y));
        text(out, LEFT - 6.0, y + 4.0, "end", "#555", &tick.to_string());
    }
    let (unit, size) = unit(time.to);
    for tick in ticks(time.to / size, self::step(time.to / size, 8.0)) {
        let x = time.at(tick * size);
        rule(out, (x, bottom), (x, bottom + 4.0));
        text(out, x, bottom + 17.0, "middle", "#555", &format!("{tick} {unit}"));
    }
    for (number, line) in panel.lines.iter().enumerate() {
        let points: Vec<(f64, f64)> =
            wanted.iter().map(|sample| (time.at(sample.seconds), scale.at((line.value)(sample)))).collect();
        polyline(out, line.color, &envelope(&points));
        let x = WIDTH - RIGHT - 100.0 * (panel.lines.len() - 1 - number) as f64;
        text(out, x, top - 8.0, "end", line.color, line.name);
    }
}

/// A round distance of marks, so that there are about as many of them.
fn step(range: f64, marks: f64) -> f64 {
    let rough = (range / marks).max(f64::MIN_POSITIVE);
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    steps.into_iter().find(|step| *step >= rough).unwrap_or(rough)
}

/// From zero on.
fn ticks(to: f64, step: f64) -> impl Iterator<Item = f64> {
    (0..12_u32).map(move |number| f64::from(number) * step).take_while(move |tick| *tick <= to + step * 1e-6)
}

/// The unit of time in which a run is told.
fn unit(seconds: f64) -> (&'static str, f64) {
    match seconds {
        long if long >= 7200.0 => ("h", 3600.0),
        middle if middle >= 240.0 => ("min", 60.0),
        _ => ("s", 1.0),
    }
}

/// Of each group of neighbours the lowest and the highest: no peak is lost.
fn envelope(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let group = (2 * points.len()).div_ceil(MOST_POINTS).max(1);
    if group < 3 {
        return points.to_vec();
    }
    let extremes = |group: &[(f64, f64)]| {
        let by_value = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let mut both: Vec<(f64, f64)> =
            group.iter().min_by(by_value).into_iter().chain(group.iter().max_by(by_value)).copied().collect();
        both.sort_by(|a, b| a.0.total_cmp(&b.0));
        both
    };
    points.chunks(group).flat_map(extremes).collect()
}

fn polyline(out: &mut String, color: &str, points: &[(f64, f64)]) {
    let _ = write!(out, "<polyline fill=\"none\" stroke=\"{color}\" stroke-width=\"1.3\" points=\"");
    for (x, y) in points {
        let _ = write!(out, "{x:.1},{y:.1} ");
    }
    out.push_str("\"/>\n");
}

fn rule(out: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
    let _ = writeln!(
        out,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"#ddd\" stroke-width=\"1\"/>"
    );
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, color: &str, text: &str) {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"{color}\">{text}</text>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;

    #[test]
    fn marks_are_round() {
        for (range, expected) in [(10.0, 5.0), (4.0, 1.0), (0.9, 0.5), (1234.0, 500.0), (7.0, 2.0)] {
            assert_eq!(step(range, 4.0), expected, "{range}");
        }
        assert_eq!(ticks(10.0, 5.0).collect::<Vec<_>>(), [0.0, 5.0, 10.0]);
    }

    #[test]
    fn peaks_are_kept() {
        let points: Vec<(f64, f64)> =
            (0..10_000).map(|at| (f64::from(at), f64::from(u8::from(at == 777)))).collect();
        let drawn = envelope(&points);
        assert!(drawn.len() <= MOST_POINTS + 2 && drawn.iter().any(|(_, y)| *y == 1.0));
    }

    #[test]
    fn every_run_can_be_drawn() {
        let sample =
            |at: u32| Sample { seconds: f64::from(at), live: 5_000, latencies: 1, ..Sample::default() };
        for count in [0, 1, 3, 5_000] {
            let samples: Vec<Sample> = (0..count).map(sample).collect();
            let svg = draw(&samples, &Verdict::of(&samples, &Ledger::new()));
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{count}");
        }
    }
}
