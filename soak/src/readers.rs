//! Those who read: through handles, through snapshots, and passing by.

use crate::ledger::Ledger;
use crate::pause;
use crate::place::{Part, Place, STATIONS};
use std::sync::atomic::Ordering;
use std::time::Duration;
use superconfig::{Config, ConfigHandle};

/// Between two rounds. Readers cost next to nothing; this is about looking at many moments for a long time.
const ROUND: Duration = Duration::from_millis(2);

type Handles = Vec<(usize, ConfigHandle<Option<Part>>)>;

fn handles(config: &Config) -> Handles {
    let handle = |name: &str| config.handle::<Option<Part>>(name).ok();
    STATIONS.iter().enumerate().filter_map(|(at, station)| Some((at, handle(station.name)?))).collect()
}

/// What is read of a part must be whole, no older than what was read before, and there unless its file is deleted.
fn check(ledger: &Ledger, at: usize, part: Option<&Part>, could_be_absent: bool, last: &mut u64) {
    ledger.reads.fetch_add(1, Ordering::Relaxed);
    let name = STATIONS.get(at).map_or("", |station| station.name);
    match part {
        None if could_be_absent || ledger.may_be_absent(at) => {}
        None => ledger.fault(&ledger.mixed, &format!("{name} is gone though its file is there")),
        Some(part) if !part.is_whole() => ledger.fault(&ledger.mixed, &format!("{name} is a mix: {part:?}")),
        Some(part) if part.n < *last => {
            ledger.fault(&ledger.mixed, &format!("{name} went back from {last} to {}", part.n));
        }
        Some(part) => *last = part.n,
    }
}

/// Readers that keep a value until there is a new one.
pub(crate) fn cached(config: &Config, ledger: &Ledger) {
    let mut readers: Vec<_> =
        handles(config).into_iter().map(|(at, handle)| (at, handle.reader(), 0)).collect();
    while !ledger.is_over() {
        for (at, reader, last) in &mut readers {
            let could_be_absent = ledger.may_be_absent(*at);
            match reader.get() {
                Ok(part) => check(ledger, *at, part.as_ref(), could_be_absent, last),
                Err(error) => ledger.fault(&ledger.mixed, &format!("a reader fails: {error}")),
            }
        }
        pause(ledger, ROUND);
    }
}

/// Several values of one generation, by handles and by paths.
pub(crate) fn snapshots(config: &Config, ledger: &Ledger) {
    let handles = handles(config);
    let mut last = [0; STATIONS.len()];
    let mut generation = 0;
    while !ledger.is_over() {
        let could_be_absent: Vec<bool> = (0..STATIONS.len()).map(|at| ledger.may_be_absent(at)).collect();
        let snapshot = config.snapshot();
        let now = config.generation();
        if now < generation {
            ledger.fault(&ledger.mixed, &format!("generation {now} after {generation}"));
        }
        generation = now;
        for ((at, handle), last) in handles.iter().zip(&mut last) {
            let Some(station) = STATIONS.get(*at) else { continue };
            let by_path = snapshot.get::<u64>(&format!("{}.n", station.name)).ok();
            match snapshot.read_handle(handle) {
                Ok(part) if part.as_ref().map(|part| part.n) != by_path => {
                    let fault =
                        format!("generation {generation}: a handle has {part:?}, the tree {by_path:?}");
                    ledger.fault(&ledger.mixed, &fault);
                }
                Ok(part) => {
                    let could_be_absent = could_be_absent.get(*at).copied().unwrap_or_default();
                    check(ledger, *at, part.as_ref(), could_be_absent, last);
                }
                Err(error) => ledger.fault(&ledger.mixed, &format!("a snapshot lacks a value: {error}")),
            }
        }
        pause(ledger, ROUND);
    }
}

/// Handles and subscribers that come and go, and a channel that is read now and then.
pub(crate) fn passers_by(config: &Config, ledger: &Ledger) {
    let (mut changes, _unread) = (config.changes(), config.changes());
    let mut last = [0; STATIONS.len()];
    while !ledger.is_over() {
        let _told = config.on_change("service", |_| {});
        for ((at, handle), last) in handles(config).iter().zip(&mut last) {
            let could_be_absent = ledger.may_be_absent(*at);
            if let Ok(part) = handle.get() {
                check(ledger, *at, part.as_ref().as_ref(), could_be_absent, last);
            }
        }
        if config.get::<(u16, String)>("fixed").is_ok() || config.get::<u16>("fixed.port").ok() != Some(80) {
            ledger.fault(&ledger.mixed, "a value that no file changes is another one");
        }
        drop(changes.recv_timeout(10 * ROUND));
        pause(ledger, 5 * ROUND);
    }
}

/// Other configurations of the same files, which are watched for a moment and then closed or dropped.
pub(crate) fn visitors(place: &Place, ledger: &Ledger) {
    let mut count = 0_u64;
    while !ledger.is_over() {
        // While a file is broken, a configuration cannot be built.
        if let Ok(config) = place.config()
            && config.watch().is_ok()
        {
            pause(ledger, Duration::from_millis(300));
            count += 1;
            if count.is_multiple_of(2) {
                config.close();
            }
        }
        pause(ledger, Duration::from_millis(700));
    }
}
