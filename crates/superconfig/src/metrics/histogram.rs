//! Latencies: counted in buckets of fixed, growing width, by atomics alone.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Each power of two is split into this many buckets, which bounds the error: a bucket is at most a quarter as wide as
/// the values in it are large.
const SPLIT: usize = 1 << SPLIT_BITS;
const SPLIT_BITS: u32 = 2;

/// Enough for every number of nanoseconds that fits 64 bits.
const BUCKETS: usize = SPLIT + SPLIT * (64 - SPLIT_BITS as usize);

type Buckets = [AtomicU64; BUCKETS];

/// Records without a lock, and without allocating but for the first time: 2 KB.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    buckets: OnceLock<Box<Buckets>>,
    largest: AtomicU64,
}

impl Histogram {
    pub(super) fn record(&self, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let buckets = self.buckets.get_or_init(|| Box::new([const { AtomicU64::new(0) }; BUCKETS]));
        if let Some(bucket) = buckets.get(bucket_of(nanoseconds)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.largest.fetch_max(nanoseconds, Ordering::Relaxed);
    }

    /// What was recorded up to now. What is recorded meanwhile may be in it or not.
    pub(super) fn latency(&self) -> Latency {
        let read = |buckets: &Buckets| buckets.each_ref().map(|bucket| bucket.load(Ordering::Relaxed));
        let counts = self.buckets.get().map_or([0; BUCKETS], |buckets| read(buckets));
        let count = counts.iter().sum();
        let largest = self.largest.load(Ordering::Relaxed);
        let quantile = |percent| Duration::from_nanos(quantile(&counts, count, percent).min(largest));
        Latency {
            count,
            p50: quantile(50),
            p90: quantile(90),
            p99: quantile(99),
            max: Duration::from_nanos(largest),
        }
    }
}

/// The largest value of the bucket in which so many per cent of all values are reached.
fn quantile(counts: &[u64], count: u64, percent: u64) -> u64 {
    let wanted = (u128::from(count) * u128::from(percent)).div_ceil(100);
    let mut seen = 0_u128;
    let reached = |&(_, counted): &(usize, &u64)| {
        seen += u128::from(*counted);
        seen >= wanted && seen > 0
    };
    counts.iter().enumerate().find(reached).map_or(0, |(at, _)| largest_in(at))
}

/// The first four buckets hold one value each; after them each power of two has four.
fn bucket_of(value: u64) -> usize {
    let exponent = value.checked_ilog2().unwrap_or(0);
    let Some(shift) = exponent.checked_sub(SPLIT_BITS) else { return value as usize };
    // The leading bit is implied, and the next two say which quarter.
    let quarter = (value >> shift) as usize & (SPLIT - 1);
    SPLIT + shift as usize * SPLIT + quarter
}

fn largest_in(bucket: usize) -> u64 {
    let Some(above) = bucket.checked_sub(SPLIT) else { return bucket as u64 };
    let (shift, quarter) = (above / SPLIT, above % SPLIT);
    let first = ((SPLIT + quarter) as u64) << shift;
    first + ((1 << shift) - 1)
}

/// How long something took, over the life of a configuration.
///
/// The quantiles are never below the true ones and at most 25 % above them; `max` and `count` are exact.
///
/// ```
/// # #[cfg(feature = "profiling")] {
/// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
/// for _ in 0..10 {
///     config.get::<u16>("port")?;
/// }
/// let extracts = config.timings().extract_latency();
/// assert_eq!(extracts.count, 10);
/// assert!(extracts.p50 <= extracts.p99 && extracts.p99 <= extracts.max);
/// # }
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Latency {
    /// How often it happened.
    pub count: u64,
    /// Half of the times were no longer than this.
    pub p50: Duration,
    /// Nine of ten were no longer.
    pub p90: Duration,
    /// 99 of a hundred were no longer.
    pub p99: Duration,
    /// The longest one.
    pub max: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_each_other_without_a_gap() {
        assert_eq!(bucket_of(u64::MAX), BUCKETS - 1);
        assert_eq!(largest_in(BUCKETS - 1), u64::MAX);
        for bucket in 0..BUCKETS - 1 {
            let largest = largest_in(bucket);
            assert_eq!(bucket_of(largest), bucket);
            assert_eq!(bucket_of(largest + 1), bucket + 1);
        }
    }

    #[test]
    fn the_error_of_a_quantile_is_within_its_bound() {
        for exponent in 0..63 {
            for value in [1_u64 << exponent, (1 << exponent) + 1, (1 << exponent) / 3 * 4 + 5] {
                let shown = largest_in(bucket_of(value));
                assert!(shown >= value && shown - value <= value / 4, "{value} is shown as {shown}");
            }
        }
    }

    #[test]
    fn quantiles_of_known_values() {
        let histogram = Histogram::default();
        assert_eq!(histogram.latency(), Latency::default());
        (1..=1000).for_each(|at| histogram.record(Duration::from_micros(at)));
        let Latency { count, p50, p90, p99, max } = histogram.latency();
        assert_eq!((count, max), (1000, Duration::from_millis(1)));
        for (shown, exact) in [(p50, 500), (p90, 900), (p99, 990)] {
            let exact = Duration::from_micros(exact);
            assert!(shown >= exact && shown <= exact * 5 / 4, "{shown:?} for {exact:?}");
        }
        histogram.record(Duration::MAX);
        assert_eq!(histogram.latency().max, Duration::from_nanos(u64::MAX));
    }

    #[test]
    fn nothing_is_lost_among_threads() {
        let histogram = Histogram::default();
        std::thread::scope(|scope| {
            for thread in 0..4_u64 {
                let histogram = &histogram;
                scope.spawn(move || {
                    (0..1000).for_each(|at| histogram.record(Duration::from_nanos(at << thread)))
                });
            }
        });
        assert_eq!(histogram.latency().count, 4000);
    }
}
