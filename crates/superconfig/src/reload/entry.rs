//! One watched path: what was last seen of it, and whether it must be polled.

use super::chain::{Chain, Place, What, resolve};
use super::fingerprint::Fingerprint;
use super::mailbox::{EntryId, Mailbox};
use super::native::Hub;
use super::system::{Delivery, System};
use super::watch::How;
use crate::source::reason;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often a path is polled if that turned out to be necessary.
const AUTOMATIC: Duration = Duration::from_secs(1);
/// How often the way may change under our feet while it is being armed.
const ATTEMPTS: usize = 8;
/// After so many failures in a row it is time to let the reader see for himself.
const PATIENCE: u32 = 3;
/// Until then it is tried again so soon.
const RETRY: Duration = Duration::from_millis(50);

/// What all paths of a watch have in common.
pub(super) struct Means {
    pub(super) system: Arc<dyn System>,
    pub(super) mailbox: Arc<Mailbox>,
    /// None yet, or none to be had.
    pub(super) hub: Option<Arc<Hub>>,
    /// How often to poll if the program wants polling only.
    pub(super) forced: Option<Duration>,
    pub(super) safety: Duration,
}

impl Means {
    /// The native watcher; a new one if the old one has ended.
    fn hub(&mut self) -> io::Result<Arc<Hub>> {
        match self.hub.take().filter(|hub| !hub.has_ended()) {
            Some(hub) => Ok(Arc::clone(self.hub.insert(hub))),
            None => Ok(Arc::clone(self.hub.insert(self.system.hub()?))),
        }
    }
}

impl Drop for Means {
    fn drop(&mut self) {
        if let Some(hub) = &self.hub {
            hub.release(&self.mailbox);
        }
    }
}

/// Why a path is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The first look: nothing was seen before.
    First,
    /// Something happened near it.
    Event,
    /// It is time again.
    Poll,
    /// It was seen to change; is it still changing?
    Confirm,
}

pub(super) struct Entry {
    pub(super) id: EntryId,
    /// As the program wrote it.
    pub(super) given: PathBuf,
    /// From the root.
    pub(super) path: PathBuf,
    /// To be reported.
    pub(super) pending: bool,
    seen: Fingerprint,
    /// What was seen last could hide a further change until then.
    doubtful: Option<Instant>,
    /// What is watched, successfully or not. `None`: it must be armed again.
    armed: Option<Vec<Place>>,
    arming: Result<(), String>,
    delivery: Delivery,
    looking: Result<(), String>,
    failures: u32,
    next: Option<Instant>,
}

impl Entry {
    pub(super) fn new(id: EntryId, given: PathBuf) -> Self {
        // Should the working directory be gone, the path as it was given must do.
        let path = std::path::absolute(&given).unwrap_or_else(|_| given.clone());
        Self {
            id,
            given,
            path,
            pending: false,
            seen: Fingerprint::Absent,
            doubtful: None,
            armed: None,
            arming: Ok(()),
            delivery: Delivery::Events,
            looking: Ok(()),
            failures: 0,
            next: None,
        }
    }

    /// What is watched for this path must be armed again.
    pub(super) fn lose(&mut self) {
        self.armed = None;
    }

    /// When to look at it although nothing happened.
    pub(super) fn due(&self, means: &Means) -> Option<Instant> {
        // Where events come, one will tell of a further change.
        let doubtful = self.doubtful.filter(|_| self.is_polled(means));
        self.next.into_iter().chain(doubtful).min()
    }

    /// Looks at the path, watches what is new on its way, and says whether it may have changed.
    pub(super) fn look(&mut self, means: &mut Means, why: Why) -> bool {
        let result = self.resolve_armed(means);
        let now = Instant::now();
        let changed = match result {
            Ok(chain) => {
                (self.failures, self.looking) = (0, Ok(()));
                self.compare(chain.fingerprint, now, why, self.is_polled(means))
            }
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                self.looking = Err(reason(&error));
                // Its watches may be incomplete.
                self.armed = None;
                self.failures == PATIENCE
            }
        };
        let interval = match self.failures {
            1..=PATIENCE => RETRY,
            _ if self.is_polled(means) => means.forced.unwrap_or(AUTOMATIC),
            _ => means.safety,
        };
        self.next = now.checked_add(interval.min(means.safety));
        if self.looking.is_err() {
            // Not at once: that would be again and again.
            self.doubtful = self.doubtful.and(self.next);
        }
        changed && why != Why::First
    }

    fn compare(&mut self, found: Fingerprint, now: Instant, why: Why, polled: bool) -> bool {
        let changed = self.seen != found;
        let doubted = match why {
            Why::Event => self.doubtful.is_some(),
            // The clock has ticked since, and no event can have told of another change.
            Why::Poll => polled && self.doubtful.is_some_and(|until| until <= now),
            Why::First | Why::Confirm => false,
        };
        let unknowable = why == Why::Poll && matches!(self.delivery, Delivery::Reading(_));
        if changed || doubted || self.doubtful.is_none() || why == Why::First {
            self.doubtful = found.doubt().and_then(|tick| now.checked_add(tick));
        }
        self.seen = found;
        changed || doubted || unknowable
    }

    /// The chain as it is after all of it was armed: whatever happens from now on is an event.
    fn resolve_armed(&mut self, means: &mut Means) -> io::Result<Chain> {
        let mut chain = resolve(&*means.system, &self.path)?;
        for _ in 0..ATTEMPTS {
            // What failed is tried again every time: it is polled in the meantime.
            if self.arming.is_ok() && self.armed.as_ref() == Some(&chain.places) {
                return Ok(chain);
            }
            self.arm(means, chain.places);
            chain = resolve(&*means.system, &self.path)?;
            if self.arming.is_err() && self.armed.as_ref() == Some(&chain.places) {
                return Ok(chain);
            }
        }
        self.arming = Err("the way to it keeps changing".to_owned());
        Ok(chain)
    }

    fn arm(&mut self, means: &mut Means, places: Vec<Place>) {
        self.delivery = worst_delivery(&*means.system, &places);
        self.arming = match means.forced {
            Some(_) => Ok(()),
            None => means
                .hub()
                .and_then(|hub| hub.arm(&means.mailbox, self.id, &places))
                .map_err(|error| format!("no native events: {}", reason(&error))),
        };
        self.armed = Some(places);
    }

    /// Takes back all watches.
    pub(super) fn disarm(&self, means: &Means) {
        if let Some(hub) = &means.hub {
            let _ = hub.arm(&means.mailbox, self.id, &[]);
        }
    }

    fn is_polled(&self, means: &Means) -> bool {
        means.forced.is_some()
            || self.arming.is_err()
            || self.looking.is_err()
            || self.delivery != Delivery::Events
    }

    pub(super) fn how(&self, means: &Means) -> How {
        let polling = |reason: &str| How::Polling { reason: reason.to_owned() };
        match (means.forced, &self.looking, &self.arming, self.delivery) {
            (Some(_), ..) => polling("asked for"),
            (_, Err(reason), ..) | (_, _, Err(reason), _) => polling(reason),
            (.., Delivery::Polling(name) | Delivery::Reading(name)) => {
                polling(&format!("{name} tells of no changes"))
            }
            (.., Delivery::Events) => How::Events,
        }
    }
}

/// One directory of the way that tells nothing is enough.
fn worst_delivery(system: &dyn System, places: &[Place]) -> Delivery {
    let near = places.iter().filter(|place| matches!(place.what, What::Entry(_)));
    let silent = near.map(|place| system.delivery(&place.path)).filter(|found| *found != Delivery::Events);
    // Where nothing but reading helps, that is what counts.
    silent.max_by_key(|found| matches!(found, Delivery::Reading(_))).unwrap_or(Delivery::Events)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Stamp;

    /// A file that was changed so long ago. (Recent kernels never give two changes the same time, so that files show
    /// nothing of this.)
    fn file(age: Duration) -> Fingerprint {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        let changed = i128::try_from((now - age).as_nanos()).unwrap() | 1;
        let stamp = Stamp { device: 1, inode: 1, size: 1, modified: changed, changed };
        Fingerprint::File { real: PathBuf::from("/a"), stamp }
    }

    /// An entry that saw its file in time, however slow the machine is.
    fn seen_young(now: Instant) -> (Entry, Fingerprint) {
        let mut entry = Entry::new(0, "/a".into());
        loop {
            let young = file(Duration::ZERO);
            entry.compare(young.clone(), now, Why::First, true);
            if entry.doubtful.is_some() {
                return (entry, young);
            }
        }
    }

    #[test]
    fn an_event_of_a_young_file_counts_although_nothing_seems_changed() {
        let now = Instant::now();
        let (mut entry, young) = seen_young(now);
        assert!(entry.compare(young.clone(), now, Why::Event, false));
        // Without an event nothing happened.
        assert!(!entry.compare(young.clone(), now + Duration::from_secs(60), Why::Poll, false));
        let old = file(Duration::from_secs(60));
        assert!(entry.compare(old.clone(), now, Why::Event, false));
        assert_eq!(entry.doubtful, None);
        assert!(!entry.compare(old, now, Why::Event, false));
    }

    #[test]
    fn a_young_file_that_is_polled_is_reported_once_more() {
        let (mut entry, young) = seen_young(Instant::now());
        let until = entry.doubtful.unwrap();
        assert!(!entry.compare(young.clone(), until - Duration::from_millis(1), Why::Poll, true));
        assert!(!entry.compare(young.clone(), until, Why::Confirm, true));
        std::thread::sleep(Duration::from_millis(110));
        assert!(entry.compare(young.clone(), until, Why::Poll, true));
        assert_eq!(entry.doubtful, None);
        assert!(!entry.compare(young, until + Duration::from_secs(1), Why::Poll, true));
    }
}
