//! Whether anything grew, was lost, or was mixed.

use crate::ledger::Ledger;
use crate::sample::Sample;
use std::fmt;
use std::sync::atomic::Ordering;

/// The first part of a run counts as warm-up: what is kept once, the allocator, the threads.
const WARM_UP: f64 = 0.2;
/// Slopes are taken between so many points at most; of more samples, medians of neighbours are taken.
const MOST_POINTS: usize = 600;
/// Fewer samples show no slope.
const FEWEST_SAMPLES: usize = 20;

/// What must not grow, by how much it may seem to over the judged part of the run (noise has a slope, too), and how it
/// is called. A leak of one byte in every tenth reload passes the first bound after a day.
type Bound = (&'static str, f64, fn(&Sample) -> f64);

const BOUNDS: [Bound; 4] = [
    ("live bytes", 65_536.0, |sample| sample.live as f64),
    ("resident bytes", 4_194_304.0, |sample| sample.resident as f64),
    ("descriptors", 0.5, |sample| sample.descriptors as f64),
    ("threads", 0.5, |sample| sample.threads as f64),
];

#[derive(Debug)]
pub(crate) struct Growth {
    what: &'static str,
    bound: f64,
    /// Over the judged part.
    pub(crate) growth: f64,
    median: f64,
}

impl Growth {
    fn is_passed(&self) -> bool {
        self.growth < self.bound
    }
}

#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) growths: Vec<Growth>,
    seconds: f64,
    generations: u64,
    failed: u64,
    written: u64,
    reads: u64,
    lost: u64,
    mixed: u64,
    /// Median of the medians, of the 99th percentiles, and the longest latency of all, in milliseconds.
    latency: (f64, f64, f64),
}

impl Verdict {
    pub(crate) fn of(samples: &[Sample], ledger: &Ledger) -> Self {
        let last = samples.last().cloned().unwrap_or_default();
        let judged: Vec<&Sample> =
            samples.iter().filter(|sample| sample.seconds >= last.seconds * WARM_UP).collect();
        let span = last.seconds * (1.0 - WARM_UP);
        let growth = |&(what, bound, value): &Bound| {
            let points: Vec<(f64, f64)> = judged.iter().map(|one| (one.seconds, value(one))).collect();
            let growth = if points.len() < FEWEST_SAMPLES { 0.0 } else { slope(&thinned(&points)) * span };
            Growth { what, bound, growth, median: median(points.iter().map(|(_, value)| *value).collect()) }
        };
        let typical = |value: fn(&Sample) -> f64| {
            let measured = samples.iter().filter(|sample| sample.latencies > 0);
            median(measured.map(value).collect())
        };
        let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let longest = samples.iter().map(|sample| sample.longest).fold(0.0, f64::max);
        Self {
            growths: BOUNDS.iter().map(growth).collect(),
            seconds: last.seconds,
            generations: last.generation,
            failed: last.failed,
            written: load(&ledger.written),
            reads: load(&ledger.reads),
            lost: load(&ledger.lost),
            mixed: load(&ledger.mixed),
            latency: (typical(|sample| sample.median), typical(|sample| sample.p99), longest),
        }
    }

    pub(crate) fn is_passed(&self) -> bool {
        self.growths.iter().all(Growth::is_passed)
            && self.lost == 0
            && self.mixed == 0
            && self.generations > 1
    }

    /// In one line.
    pub(crate) fn headline(&self) -> String {
        let verdict = if self.is_passed() { "PASSED" } else { "FAILED" };
        let Self { seconds, generations, failed, lost, mixed, .. } = self;
        format!(
            "{verdict}: {generations} generations and {failed} failed reloads in {seconds:.0} s, {lost} updates lost, \
             {mixed} mixed"
        )
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        for growth in &self.growths {
            let Growth { what, bound, growth: grown, median } = growth;
            let mark = if growth.is_passed() { "ok    " } else { "GROWS " };
            writeln!(f, "{mark} {what}: {grown:+.1} after the warm-up (bound {bound}), median {median:.0}")?;
        }
        let (median, p99, longest) = self.latency;
        writeln!(f, "{} updates written, {} values read and checked", self.written, self.reads)?;
        write!(f, "written to published: p50 {median:.1} ms, p99 {p99:.1} ms, at most {longest:.1} ms")
    }
}

/// The median of the slopes between all pairs of points (Theil and Sen): a third of the points may be anything.
fn slope(points: &[(f64, f64)]) -> f64 {
    let mut slopes = Vec::with_capacity(points.len() * points.len() / 2);
    for (at, (x, y)) in points.iter().enumerate() {
        let later = points.iter().skip(at + 1).filter(|(later, _)| later > x);
        slopes.extend(later.map(|(later, value)| (value - y) / (later - x)));
    }
    median(slopes)
}

/// Medians of neighbours, so that there are not too many points.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let group = points.len().div_ceil(MOST_POINTS).max(1);
    let middle = |group: &[(f64, f64)]| {
        let all = |value: fn(&(f64, f64)) -> f64| median(group.iter().map(value).collect());
        (all(|point| point.0), all(|point| point.1))
    };
    points.chunks(group).map(middle).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(count: usize, value: impl Fn(usize) -> f64) -> Vec<(f64, f64)> {
        (0..count).map(|at| (at as f64, value(at))).collect()
    }

    #[test]
    fn a_slope_is_found_in_noise_and_outliers_do_not_count() {
        let noise = |at: usize| ((at * 7919) % 101) as f64;
        assert!(slope(&series(300, noise)).abs() < 0.05);
        assert!((slope(&series(300, |at| noise(at) + 2.0 * at as f64)) - 2.0).abs() < 0.05);
        let outliers = series(300, |at| if at % 4 == 0 { 1e9 } else { 5.0 });
        assert_eq!(slope(&outliers), 0.0);
    }

    #[test]
    fn thinning_keeps_the_slope() {
        let many = thinned(&series(10_000, |at| 3.0 * at as f64));
        assert!(many.len() <= MOST_POINTS && (slope(&many) - 3.0).abs() < 1e-9);
        assert_eq!(thinned(&[]), []);
    }

    #[test]
    fn what_grows_fails() {
        let sample =
            |at: u64, live: u64| Sample { seconds: at as f64, live, generation: 9, ..Sample::default() };
        let ledger = Ledger::new();
        let verdict = |grows: u64| {
            let samples: Vec<Sample> = (0..100).map(|at| sample(at, 1_000_000 + grows * at)).collect();
            Verdict::of(&samples, &ledger).is_passed()
        };
        assert!(verdict(0) && verdict(800) && !verdict(900));
        ledger.lost.store(1, Ordering::Relaxed);
        assert!(!verdict(0));
    }
}
