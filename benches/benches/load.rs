//! Loading and extracting, beside Figment and config-rs. `BENCH_*` must be set by `cargo xtask bench`'s own
//! process: this program starts itself again with the variables, for a process must not change its environment.
#![allow(missing_docs, clippy::unwrap_used)]

use benches::{
    Files, config_files, config_text, figment_files, figment_text, small_toml, superconfig_files,
    superconfig_text, variables,
};
use criterion::{Criterion, criterion_group};
use std::hint::black_box;

fn text(criterion: &mut Criterion) {
    let text = small_toml();
    assert_eq!(superconfig_text(&text), figment_text(&text));
    assert_eq!(superconfig_text(&text), config_text(&text));
    let mut group = criterion.benchmark_group("1 KB TOML and extract");
    group.bench_function("superconfig", |b| b.iter(|| superconfig_text(black_box(&text))));
    group.bench_function("figment", |b| b.iter(|| figment_text(black_box(&text))));
    group.bench_function("config", |b| b.iter(|| config_text(black_box(&text))));
    group.finish();
}

fn files(criterion: &mut Criterion) {
    let files = Files::new();
    let paths = files.paths();
    let ours = superconfig_files(&paths);
    assert_eq!((ours.server.port, ours.limits.get("requests_16")), (9999, Some(&2016)));
    assert_eq!(ours, figment_files(&paths));
    assert_eq!(ours, config_files(&paths));
    let mut group = criterion.benchmark_group("five files, 20 variables and extract");
    group.bench_function("superconfig", |b| b.iter(|| superconfig_files(black_box(&paths))));
    group.bench_function("figment", |b| b.iter(|| figment_files(black_box(&paths))));
    group.bench_function("config", |b| b.iter(|| config_files(black_box(&paths))));
    group.finish();
}

criterion_group!(all, text, files);

fn main() {
    if std::env::var_os("BENCH_SERVER__PORT").is_none() {
        let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        let status = again.args(std::env::args_os().skip(1)).envs(variables()).status().unwrap();
        std::process::exit(status.code().unwrap_or(1));
    }
    all();
    Criterion::default().configure_from_args().final_summary();
}
