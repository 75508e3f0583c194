//! Times to live, in nanoseconds since a registry began.

use std::time::{Duration, Instant};

/// Later than everything.
pub(crate) const NEVER: u64 = u64::MAX;

/// Earlier than everything: the time is over, and stays so.
pub(crate) const OVER: u64 = 0;

/// A moment that others are counted from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    began: Instant,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { began: Instant::now() }
    }

    pub(crate) fn now(self) -> u64 {
        nanoseconds(self.began.elapsed())
    }

    /// The moment after some time; never, if that cannot be counted.
    pub(crate) fn after(self, time: Duration) -> u64 {
        self.now().saturating_add(nanoseconds(time))
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(NEVER)
}
