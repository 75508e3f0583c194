//! When to report: after a while of quiet, but not later than a maximum after the first change.

use std::time::{Duration, Instant};

/// Collects changes until nothing has changed for a while.
///
/// The trailing edge: the last change is never eaten. The maximum: a file that is written all the time is reported.
#[derive(Debug)]
pub(super) struct Debounce {
    quiet: Duration,
    longest: Duration,
    /// The first and the last change that was not reported yet.
    changes: Option<(Instant, Instant)>,
}

impl Debounce {
    pub(super) fn new(quiet: Duration, longest: Duration) -> Self {
        Self { quiet, longest, changes: None }
    }

    pub(super) fn note(&mut self, now: Instant) {
        let first = self.changes.map_or(now, |(first, _)| first);
        self.changes = Some((first, now));
    }

    pub(super) fn clear(&mut self) {
        self.changes = None;
    }

    /// When to report, if there is anything. Somebody who is still `writing` is waited for, within the maximum.
    pub(super) fn due(&self, writing: bool) -> Option<Instant> {
        let (first, last) = self.changes?;
        // Where the sum is beyond the end of time, the other one counts.
        let latest = first.checked_add(self.longest);
        let quiet = if writing { None } else { last.checked_add(self.quiet) };
        match (quiet, latest) {
            (Some(quiet), Some(latest)) => Some(quiet.min(latest)),
            (quiet, latest) => quiet.or(latest),
        }
    }

    /// Whether waiting any longer is out of the question.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        let latest = self.changes.and_then(|(first, _)| first.checked_add(self.longest));
        latest.is_some_and(|latest| latest <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn the_last_change_counts_within_the_maximum() {
        let start = Instant::now();
        let mut debounce = Debounce::new(ms(50), ms(120));
        assert_eq!(debounce.due(false), None);
        debounce.note(start);
        assert_eq!(debounce.due(false), Some(start + ms(50)));
        debounce.note(start + ms(40));
        assert_eq!(debounce.due(false), Some(start + ms(90)));
        debounce.note(start + ms(80));
        assert_eq!(debounce.due(false), Some(start + ms(120)));
        assert!(!debounce.is_overdue(start + ms(119)));
        assert!(debounce.is_overdue(start + ms(120)));
        debounce.clear();
        assert_eq!(debounce.due(false), None);
        assert!(!debounce.is_overdue(start + ms(500)));
    }

    #[test]
    fn an_unfinished_write_is_waited_for() {
        let start = Instant::now();
        let mut debounce = Debounce::new(ms(50), ms(500));
        debounce.note(start);
        assert_eq!(debounce.due(true), Some(start + ms(500)));
    }

    #[test]
    fn endless_times_are_no_reason_to_panic() {
        let start = Instant::now();
        let mut debounce = Debounce::new(Duration::MAX, ms(5));
        debounce.note(start);
        assert_eq!(debounce.due(false), Some(start + ms(5)));
        let mut debounce = Debounce::new(ms(5), Duration::MAX);
        debounce.note(start);
        assert_eq!(debounce.due(false), Some(start + ms(5)));
        assert_eq!(debounce.due(true), None);
        assert!(!debounce.is_overdue(start));
    }
}
