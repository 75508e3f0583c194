//! Reading one value of 10,000: by path, by key, from a section; beside the peers and a plain map.
#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::hint::black_box;
use superconfig::{Config, Format, Key, SuperConfig};

/// How many keys there are.
const KEYS: usize = 10_000;

/// `g17.item_1742 = 1742`, a hundred in each table.
fn text() -> String {
    let mut text = String::new();
    for table in 0..KEYS / 100 {
        writeln!(text, "[g{table}]").unwrap();
        for item in 0..100 {
            writeln!(text, "item_{0} = {0}", table * 100 + item).unwrap();
        }
    }
    text
}

/// All paths in an order that looks random, so that nothing is near the one before.
fn paths() -> Vec<String> {
    let path = |at: usize| format!("g{0}.item_{1}", at / 100, at);
    (0..KEYS).map(|at| path(at * 7_919 % KEYS)).collect()
}

fn number(path: &str) -> u64 {
    path.rsplit_once('_').unwrap().1.parse().unwrap()
}

/// Reads one path after the other.
fn each<P>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    name: &str,
    paths: &[P],
    read: impl Fn(&P) -> u64,
) {
    let mut next = 0;
    group.bench_function(name, |bencher| {
        bencher.iter(|| {
            next = if next + 1 == paths.len() { 0 } else { next + 1 };
            read(black_box(&paths[next]))
        })
    });
}

fn read(criterion: &mut Criterion) {
    let (text, paths) = (text(), paths());
    let config: Config = SuperConfig::new().with_string(text.as_str(), Format::Toml).build().unwrap();
    let snapshot = config.snapshot();
    let keys: Vec<Key> = paths.iter().map(|path| path.parse().unwrap()).collect();
    let figment: figment::Figment = {
        use figment::providers::{Format as _, Toml};
        figment::Figment::new().merge(Toml::string(&text))
    };
    let source = config::File::from_str(&text, config::FileFormat::Toml);
    let peer = config::Config::builder().add_source(source).build().unwrap();
    let map: HashMap<String, u64> = paths.iter().map(|path| (path.clone(), number(path))).collect();

    let path = &paths[123];
    assert_eq!(snapshot.get::<u64>(path).unwrap(), number(path));
    assert_eq!(snapshot.get_key::<u64>(&keys[123]).unwrap(), number(path));
    assert_eq!(peer.get::<u64>(path).unwrap(), number(path));
    assert_eq!(figment.extract_inner::<u64>(path).unwrap(), number(path));

    let mut group = criterion.benchmark_group("one of 10,000 keys");
    each(&mut group, "superconfig get", &paths, |path| config.get(path).unwrap_or_default());
    each(&mut group, "superconfig snapshot get", &paths, |path| snapshot.get(path).unwrap_or_default());
    each(&mut group, "superconfig key", &keys, |key| config.get_key(key).unwrap_or_default());
    each(&mut group, "superconfig snapshot key", &keys, |key| snapshot.get_key(key).unwrap_or_default());
    each(&mut group, "superconfig snapshot key, one", &keys[..1], |key| {
        snapshot.get_key(key).unwrap_or_default()
    });
    each(&mut group, "std HashMap", &paths, |path| map.get(path).copied().unwrap_or_default());
    each(&mut group, "config", &paths, |path| peer.get(path).unwrap_or_default());
    group.sample_size(10);
    // Figment merges everything for each read.
    each(&mut group, "figment", &paths, |path| figment.extract_inner(path).unwrap_or_default());
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
