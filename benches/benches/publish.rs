//! How long it takes to publish a generation to 1,000 handles that are being read: `cargo bench -p benches --features
//! profiling --bench publish`.
#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use superconfig::{ConfigHandle, SuperConfig};

const HANDLES: usize = 1_000;
const GENERATIONS: usize = 500;

fn text(turn: usize) -> String {
    let mut text = String::new();
    for at in 0..HANDLES {
        writeln!(text, "value_{at} = {}", at + turn).unwrap();
    }
    text
}

fn main() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("shop.toml");
    fs::write(&file, text(0)).unwrap();
    let config = SuperConfig::new().with_required_file(&file).build().unwrap();
    let handle = |at: usize| config.handle::<usize>(&format!("value_{at}")).unwrap();
    let handles: Vec<ConfigHandle<usize>> = (0..HANDLES).map(handle).collect();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let (done, handles) = (&done, &handles);
        for first in 0..2 {
            scope.spawn(move || {
                let mut readers: Vec<_> =
                    handles.iter().skip(first).step_by(2).map(ConfigHandle::reader).collect();
                let mut reads = 0_usize;
                while !done.load(Ordering::Relaxed) {
                    readers.iter_mut().for_each(|reader| reads += usize::from(reader.get().is_ok()));
                }
                println!("reads of one thread: {reads}");
            });
        }
        for turn in 1..=GENERATIONS {
            fs::write(&file, text(turn)).unwrap();
            assert_eq!(config.reload_files([&file]).unwrap().len(), HANDLES);
            assert_eq!(*handles[turn % HANDLES].get().unwrap(), turn % HANDLES + turn);
        }
        done.store(true, Ordering::Relaxed);
    });
    let latency = config.timings().publish_latency();
    println!(
        "{GENERATIONS} generations published to {HANDLES} handles: at most {:?} in half of them, {:?} in 99 %, {:?} at worst",
        latency.p50, latency.p99, latency.max
    );
}
