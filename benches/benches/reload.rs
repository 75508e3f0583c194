//! What a reload costs where one file of a thousand has changed, and how long it takes from a save to a new value.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use benches::small_toml;
use criterion::{Criterion, criterion_group, criterion_main};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use superconfig::{Config, EnvSnapshot, Places, SuperConfig};

/// How many files there are.
const FILES: usize = 1_000;

/// Files of 1 KB, each with a table of its own and a value that all have.
struct Many {
    directory: tempfile::TempDir,
    turn: usize,
}

impl Many {
    fn new() -> Self {
        let mut many = Self { directory: tempfile::tempdir().unwrap(), turn: 0 };
        (0..FILES).for_each(|at| many.write(at));
        // What has just been written may change again without its times showing it, so it would be read again.
        std::thread::sleep(Duration::from_millis(150));
        many
    }

    fn path(&self, at: usize) -> PathBuf {
        self.directory.path().join(format!("{at:04}.toml"))
    }

    /// Writes a file with another number in it.
    fn write(&mut self, at: usize) {
        self.turn += 1;
        let text = format!("shared = {at}\n[svc_{at}]\nturn = {}\n[svc_{at}.app]\n", self.turn);
        let body = small_toml().replace('[', &format!("[svc_{at}.")).replace(&format!("= [svc_{at}."), "= [");
        fs::write(self.path(at), text + &body).unwrap();
    }

    fn build(&self) -> Config {
        let places = Places::new(self.directory.path()).with_env(EnvSnapshot::empty());
        SuperConfig::new().with_glob("*.toml").with_places(places).build().unwrap()
    }
}

fn one_of_a_thousand(criterion: &mut Criterion) {
    let mut many = Many::new();
    let mut group = criterion.benchmark_group("one of 1,000 files");
    group.sample_size(10);
    group.bench_function("full load", |bencher| {
        bencher.iter(|| {
            superconfig::clear_cache();
            many.build()
        })
    });
    let config = many.build();
    assert_eq!(config.get::<usize>("shared").unwrap(), FILES - 1);
    assert!(config.warnings().is_empty(), "{:?}", config.warnings().first());
    let mut at = 0;
    let mut timed = |iterations: u64, reload: &dyn Fn(&Path) -> usize| {
        let mut took = Duration::ZERO;
        for _ in 0..iterations {
            at = (at + 7) % FILES;
            many.write(at);
            let path = many.path(at);
            let started = Instant::now();
            let changes = reload(&path);
            took += started.elapsed();
            assert_eq!(changes, 1);
        }
        took
    };
    group.bench_function("reload of that file", |bencher| {
        bencher
            .iter_custom(|iterations| timed(iterations, &|path| config.reload_files([path]).unwrap().len()))
    });
    group.bench_function("reload of everything", |bencher| {
        bencher.iter_custom(|iterations| timed(iterations, &|_| config.reload().unwrap().len()))
    });
    group.finish();
}

/// From the rename that saves a file to the moment when a reader sees the new value; the debounce of 50 ms included.
fn event_to_visible(_: &mut Criterion) {
    let directory = tempfile::tempdir().unwrap();
    let (file, new) = (directory.path().join("shop.toml"), directory.path().join("new"));
    fs::write(&file, "turn = 0").unwrap();
    let config = SuperConfig::new().with_required_file(&file).build().unwrap();
    config.watch().unwrap();
    let handle = config.handle::<usize>("turn").unwrap();
    let mut reader = handle.reader();
    let mut took: Vec<Duration> = (1..=60)
        .map(|turn| {
            fs::write(&new, format!("turn = {turn}")).unwrap();
            let started = Instant::now();
            fs::rename(&new, &file).unwrap();
            while *reader.get().unwrap() != turn {
                std::thread::yield_now();
                assert!(started.elapsed() < Duration::from_secs(10));
            }
            started.elapsed()
        })
        .collect();
    took.sort();
    let (median, p90, worst) = (took[took.len() / 2], took[took.len() * 9 / 10], took[took.len() - 1]);
    println!(
        "from a save to a new value (debounce 50 ms): median {median:.1?}, p90 {p90:.1?}, worst {worst:.1?}"
    );
    config.close();
}

criterion_group!(benches, one_of_a_thousand, event_to_visible);
criterion_main!(benches);
