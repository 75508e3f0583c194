//! A configuration of several layers, watched for hours while its files are changed in every way that is known: what it
//! holds must not grow, no update may be lost, no reader may see a mix. `cargo xtask soak --duration 24h`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod judge;
mod ledger;
mod options;
mod place;
mod plot;
mod readers;
mod sample;
mod writers;

use cap::Cap;
use judge::Verdict;
use ledger::Ledger;
use options::Options;
use place::Place;
use sample::{Sample, Samples};
use std::alloc::System;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use superconfig::Config;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// How often the plot is drawn while it goes on.
const DRAWN_EVERY: usize = 60;

fn main() -> ExitCode {
    let options = match Options::from_arguments(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match soak(&options) {
        Ok(verdict) if verdict.is_passed() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("the soak could not run: {error}");
            ExitCode::FAILURE
        }
    }
}

fn soak(options: &Options) -> Result<Verdict, Box<dyn Error>> {
    let place = Arc::new(Place::new()?);
    let ledger = Arc::new(Ledger::new());
    let config = place.config()?;
    ledger.follow(&config);
    config.watch()?;
    let threads = start(&config, &place, &ledger)?;
    println!("soaking for {:?}; samples go to {}", options.duration, options.directory.display());

    let mut samples = Samples::create(options)?;
    let started = Instant::now();
    while started.elapsed() < options.duration {
        let rest = options.duration.saturating_sub(started.elapsed());
        thread::sleep(options.interval.min(rest));
        samples.add(Sample::take(started.elapsed(), &config, &ledger))?;
        if samples.list.len().is_multiple_of(DRAWN_EVERY) {
            samples.draw(&Verdict::of(&samples.list, &ledger))?;
        }
    }
    ledger.stop();
    for thread in threads {
        thread.join().map_err(|_| "a thread panicked")?;
    }
    config.close();
    let verdict = Verdict::of(&samples.list, &ledger);
    samples.draw(&verdict)?;
    println!("{verdict}");
    Ok(verdict)
}

/// Those who write, those who read, and those who come and go.
fn start(config: &Config, place: &Arc<Place>, ledger: &Arc<Ledger>) -> std::io::Result<Vec<JoinHandle<()>>> {
    let mut threads = Vec::new();
    let mut spawn = |name: &str, work: Box<dyn FnOnce() + Send>| -> std::io::Result<()> {
        threads.push(thread::Builder::new().name(name.to_owned()).spawn(work)?);
        Ok(())
    };
    for (number, stations) in place::STATIONS.chunks(2).enumerate() {
        let writer = writers::Writer::new(number as u64 + 1, config, place, ledger);
        spawn("writer", Box::new(move || writer.run(stations)))?;
    }
    let noise = Arc::clone(place);
    let until = Arc::clone(ledger);
    spawn("noise", Box::new(move || writers::noise(&noise, &until)))?;
    for work in [readers::cached, readers::snapshots, readers::passers_by] {
        let (config, ledger) = (config.clone(), Arc::clone(ledger));
        spawn("reader", Box::new(move || work(&config, &ledger)))?;
    }
    let (visited, until) = (Arc::clone(place), Arc::clone(ledger));
    spawn("visitor", Box::new(move || readers::visitors(&visited, &until)))?;
    Ok(threads)
}

/// For a moment, but no longer than the soak.
fn pause(ledger: &Ledger, time: Duration) {
    let end = Instant::now() + time;
    while !ledger.is_over() {
        let rest = end.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return;
        }
        thread::sleep(rest.min(Duration::from_millis(100)));
    }
}
