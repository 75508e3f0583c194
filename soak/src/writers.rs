//! Those who change the files, and wait until each change is published.

use crate::ledger::Ledger;
use crate::pause;
use crate::place::{Place, STATIONS, Station, Way};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use superconfig::Config;

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % limit.max(1)
    }
}

pub(crate) struct Writer {
    dice: Dice,
    config: Config,
    place: Arc<Place>,
    ledger: Arc<Ledger>,
}

impl Writer {
    pub(crate) fn new(seed: u64, config: &Config, place: &Arc<Place>, ledger: &Arc<Ledger>) -> Self {
        let (config, place, ledger) = (config.clone(), Arc::clone(place), Arc::clone(ledger));
        Self { dice: Dice::new(seed), config, place, ledger }
    }

    pub(crate) fn run(mut self, stations: &'static [Station]) {
        for n in 1.. {
            for station in stations {
                let way = self.dice.below(station.ways.len() as u64) as usize;
                let Some(way) = station.ways.get(way) else { continue };
                if let Err(error) = self.change(station, *way, n) {
                    let ledger = &self.ledger;
                    ledger.fault(&ledger.lost, &format!("{} could not be written: {error}", station.file));
                }
                let rest = Duration::from_millis(self.dice.below(150));
                pause(&self.ledger, rest);
                if self.ledger.is_over() {
                    return;
                }
            }
        }
    }

    /// Changes a file, and waits until its new number is published.
    fn change(&mut self, station: &Station, way: Way, n: u64) -> io::Result<()> {
        let ledger = Arc::clone(&self.ledger);
        let at = STATIONS.iter().position(|one| one.name == station.name).unwrap_or_default();
        let (_shared, _alone);
        if way == Way::Broken {
            _alone = ledger.order.write().unwrap_or_else(PoisonError::into_inner);
            self.breaks(station, n)?;
        } else {
            _shared = ledger.order.read().unwrap_or_else(PoisonError::into_inner);
        }
        match way {
            Way::Rename | Way::Broken => self.rename(station, &station.text(n))?,
            Way::Truncate => self.truncate(station, n)?,
            Way::Recreate => {
                ledger.set_absent(at, true);
                fs::remove_file(self.place.path(station.file))?;
                // Shorter and longer than a watch waits for quiet.
                thread::sleep(Duration::from_millis(self.dice.below(150)));
                fs::write(self.place.path(station.file), station.text(n))?;
            }
            Way::Swap => self.place.swap(station, n)?,
        }
        let written = Instant::now();
        ledger.written.fetch_add(1, Ordering::Relaxed);
        if !ledger.wait_for(at, n, written) {
            let (name, status) = (station.file, self.config.status());
            ledger
                .fault(&ledger.lost, &format!("{name} number {n} by {way:?} was not published: {status:?}"));
        }
        ledger.set_absent(at, false);
        Ok(())
    }

    /// As editors save.
    fn rename(&self, station: &Station, text: &str) -> io::Result<()> {
        let path = self.place.path(station.file);
        let aside = path.with_extension("new");
        fs::write(&aside, text)?;
        fs::rename(aside, path)
    }

    /// As simple programs save: for a moment there is nothing, then half of it.
    fn truncate(&mut self, station: &Station, n: u64) -> io::Result<()> {
        let text = station.text(n);
        let (first, second) = text.split_at(text.len() / 2);
        let mut file = fs::File::create(self.place.path(station.file))?;
        thread::sleep(Duration::from_millis(self.dice.below(10)));
        file.write_all(first.as_bytes())?;
        thread::sleep(Duration::from_millis(self.dice.below(10)));
        file.write_all(second.as_bytes())
    }

    /// Writes what must not be published, and sees to it that it is not.
    fn breaks(&self, station: &Station, n: u64) -> io::Result<()> {
        let ledger = &self.ledger;
        let path = format!("{}.n", station.name);
        let (failures, before) = (ledger.failures(), self.config.get::<u64>(&path).ok());
        self.rename(station, &station.broken(n))?;
        let name = station.file;
        if !ledger.wait_for_failure(failures) {
            ledger.fault(&ledger.lost, &format!("{name} was broken, and nothing was said of it"));
        }
        let now = self.config.get::<u64>(&path).ok();
        if now != before || before.is_none() {
            let fault = format!("{name} was broken, and {path} is {now:?} instead of {before:?}");
            ledger.fault(&ledger.mixed, &fault);
        }
        Ok(())
    }
}

/// Other programs, which touch the files and write beside them. Nothing comes of it.
pub(crate) fn noise(place: &Place, ledger: &Ledger) {
    let mut dice = Dice::new(99);
    while !ledger.is_over() {
        let beside = place.path("conf.d/.beside.swp");
        let _ = fs::write(&beside, "not for us").and_then(|()| fs::remove_file(&beside));
        let log = place.path("service.log");
        let _ = fs::write(log, dice.below(1000).to_string());
        if let Some(station) = STATIONS.get(dice.below(STATIONS.len() as u64) as usize) {
            let _ = touch(&place.path(station.file));
        }
        pause(ledger, Duration::from_millis(200 + dice.below(800)));
    }
}

fn touch(path: &Path) -> io::Result<()> {
    fs::File::options().append(true).open(path)?.set_modified(std::time::SystemTime::now())
}
