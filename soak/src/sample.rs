//! What is measured every few seconds, and the file that it is written to.

use crate::judge::Verdict;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::{ALLOCATOR, plot};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;
use superconfig::Config;

const COLUMNS: &str = "seconds,live_bytes,rss_bytes,descriptors,threads,generation,failed_reloads,written,reads,\
                       lost,mixed,latencies,p50_ms,p99_ms,max_ms";

/// The process at one moment, and what was published since the moment before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    pub(crate) seconds: f64,
    pub(crate) live: u64,
    /// This and the next two are known on Linux only.
    pub(crate) resident: u64,
    pub(crate) descriptors: u64,
    pub(crate) threads: u64,
    pub(crate) generation: u64,
    pub(crate) failed: u64,
    pub(crate) written: u64,
    pub(crate) reads: u64,
    pub(crate) lost: u64,
    pub(crate) mixed: u64,
    pub(crate) latencies: usize,
    /// Milliseconds from the end of writing to publishing.
    pub(crate) median: f64,
    pub(crate) p99: f64,
    pub(crate) longest: f64,
}

impl Sample {
    pub(crate) fn take(elapsed: Duration, config: &Config, ledger: &Ledger) -> Self {
        let count = |path: &str| fs::read_dir(path).map_or(0, |entries| entries.count() as u64);
        let load = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
        let (latencies, median, p99, longest) = ledger.with_latencies(|sorted| {
            let at = |share: f64| {
                let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
                sorted.get(place).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
            };
            (sorted.len(), at(0.5), at(0.99), at(1.0))
        });
        Self {
            seconds: elapsed.as_secs_f64(),
            live: ALLOCATOR.allocated() as u64,
            resident: resident(),
            descriptors: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
            generation: config.generation(),
            failed: load(&ledger.failed),
            written: load(&ledger.written),
            reads: load(&ledger.reads),
            lost: load(&ledger.lost),
            mixed: load(&ledger.mixed),
            latencies,
            median,
            p99,
            longest,
        }
    }

    fn row(&self) -> String {
        format!(
            "{:.1},{},{},{},{},{},{},{},{},{},{},{},{:.2},{:.2},{:.2}",
            self.seconds,
            self.live,
            self.resident,
            self.descriptors,
            self.threads,
            self.generation,
            self.failed,
            self.written,
            self.reads,
            self.lost,
            self.mixed,
            self.latencies,
            self.median,
            self.p99,
            self.longest,
        )
    }
}

/// Resident memory in bytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// All samples, in memory and on disk.
pub(crate) struct Samples {
    pub(crate) list: Vec<Sample>,
    file: File,
    directory: PathBuf,
}

impl Samples {
    pub(crate) fn create(options: &Options) -> io::Result<Self> {
        fs::create_dir_all(&options.directory)?;
        let mut file = File::create(options.directory.join("soak.csv"))?;
        writeln!(file, "{COLUMNS}")?;
        // All of it at once: a list that grows would look like a leak.
        let count = options.duration.as_secs_f64() / options.interval.as_secs_f64();
        let list = Vec::with_capacity(count as usize + 2);
        Ok(Self { list, file, directory: options.directory.clone() })
    }

    pub(crate) fn add(&mut self, sample: Sample) -> io::Result<()> {
        writeln!(self.file, "{}", sample.row())?;
        self.list.push(sample);
        Ok(())
    }

    pub(crate) fn draw(&self, verdict: &Verdict) -> io::Result<()> {
        fs::write(self.directory.join("soak.svg"), plot::draw(&self.list, verdict))?;
        fs::write(self.directory.join("verdict.txt"), format!("{verdict}\n"))
    }
}
