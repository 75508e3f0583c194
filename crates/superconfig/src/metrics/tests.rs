//! Reports and advice for figures that are made up, so that nothing here depends on a clock.

use super::advice::{AdviceKind, advice, against_json};
use super::profile::Profile;
use super::timings::{Life, SourceTimings, Timings};
use super::{Latency, Phase};
use crate::format::{Format, Limits};
use crate::value::OriginKind;
use crate::{EnvSnapshot, SuperConfig};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

const MS: fn(u64) -> Duration = Duration::from_millis;
const US: fn(u64) -> Duration = Duration::from_micros;

fn file(name: &str, format: Format, size: usize) -> SourceTimings {
    let mut source = SourceTimings::new(name.to_owned(), OriginKind::File);
    (source.path, source.format, source.size) = (Some(PathBuf::from(name)), Some(format), size);
    (source.looked_at, source.found) = (1, 1);
    (source.discover_time, source.read_time, source.parse_time) = (US(3), US(20), US(150));
    source
}

fn timings(rows: Vec<SourceTimings>, total: Duration, phases: &[(Phase, Duration)]) -> Timings {
    let mut load = Profile::begin(&Limits::default());
    (load.rows, load.total) = (rows, total);
    for (phase, time) in phases {
        load.phases[*phase as usize] = *time;
    }
    Timings::new(Arc::new(load), Life::default())
}

/// What is advised if JSON takes a part of the time.
fn advised(timings: &Timings, factor: f64) -> Vec<(AdviceKind, String)> {
    advice(timings, &|_| Some(factor)).into_iter().map(|one| (one.kind, one.message)).collect()
}

#[test]
fn a_usual_load_needs_no_advice() {
    let mut environment = SourceTimings::new("environment".to_owned(), OriginKind::Env);
    (environment.looked_at, environment.found, environment.has_prefix) = (60, 60, false);
    environment.read_time = US(30);
    let rows = vec![file("a.toml", Format::Toml, 400), file("b.yaml", Format::Yaml, 2000), environment];
    assert_eq!(advised(&timings(rows, US(500), &[(Phase::Match, US(100))]), 0.01), []);
    assert_eq!(advised(&timings(Vec::new(), Duration::ZERO, &[]), 0.01), []);
}

#[test]
fn a_slow_format_is_told_with_what_json_would_take() {
    let mut big = file("big.yaml", Format::Yaml, 1_200_000);
    big.parse_time = MS(61);
    let slow = timings(vec![big], MS(100), &[]);
    let message = "61 % of load time is parsing big.yaml (1.2 MB); as JSON it would take about 1/9";
    assert_eq!(advised(&slow, 0.111), [(AdviceKind::Parse, message.to_owned())]);
    assert_eq!(advised(&slow, 0.7), []);
    assert_eq!(advice(&slow, &|_| None), []);
    // The same file in a load in which it is a small part, and a fast load of which it is a large one.
    assert_eq!(advised(&timings(slow.sources().to_vec(), MS(1000), &[]), 0.1), []);
    assert_eq!(advised(&timings(vec![file("a.yaml", Format::Yaml, 900)], US(200), &[]), 0.1), []);
}

#[test]
fn an_environment_without_prefix_is_told_when_it_costs() {
    let mut environment = SourceTimings::new("environment".to_owned(), OriginKind::Env);
    (environment.looked_at, environment.found, environment.known) = (4000, 4000, 12);
    (environment.read_time, environment.has_prefix) = (MS(1), false);
    let costly = timings(vec![environment.clone()], MS(10), &[(Phase::Match, MS(5))]);
    let message = "env matching took 6.0 ms for 4,000 variables, of which 12 set a known key: give a prefix";
    assert_eq!(advised(&costly, 1.0), [(AdviceKind::Env, message.to_owned())]);
    assert_eq!(advised(&timings(vec![environment.clone()], MS(100), &[]), 1.0), []);
    let mut ours = environment.clone();
    ours.known = 3000;
    assert_eq!(advised(&timings(vec![ours], MS(10), &[(Phase::Match, MS(5))]), 1.0), []);
    environment.has_prefix = true;
    assert_eq!(advised(&timings(vec![environment], MS(10), &[(Phase::Match, MS(5))]), 1.0), []);
}

#[test]
fn a_wide_search_and_a_slow_file_are_told() {
    let mut search = SourceTimings::new("**/*.toml".to_owned(), OriginKind::File);
    (search.looked_at, search.found, search.discover_time) = (1800, 3, MS(8));
    let mut net = file("net.toml", Format::Toml, 2000);
    net.read_time = MS(40);
    let found = advised(&timings(vec![search.clone(), net.clone()], MS(50), &[]), 1.0);
    let messages = [
        "discovery of **/*.toml looked at 1,800 paths in 8.0 ms and found 3 files: start it at a narrower directory",
        "reading net.toml took 40.0 ms for 2.0 KB: a slow file system?",
    ];
    assert_eq!(found.iter().map(|(_, message)| message.as_str()).collect::<Vec<_>>(), messages);
    // A large file takes as long on a fast disk, and a search that finds much is no wide one.
    (net.size, search.found) = (100_000_000, 900);
    assert_eq!(advised(&timings(vec![search, net], MS(50), &[]), 1.0), []);
    let mut remote = SourceTimings::new("remote".to_owned(), OriginKind::Custom);
    remote.read_time = MS(120);
    let found = advised(&timings(vec![remote], MS(150), &[]), 1.0);
    assert_eq!(found, [(AdviceKind::Read, "remote took 120 ms to load, 80 % of the whole".to_owned())]);
}

#[test]
fn a_load_from_the_cache_is_told() {
    let mut cached = file("a.toml", Format::Toml, 400);
    cached.cached = true;
    let warm = timings(vec![cached, file("b.toml", Format::Toml, 400)], US(300), &[]);
    let message = "the cache served 1 of 2 files: a first load takes longer".to_owned();
    assert_eq!(advised(&warm, 1.0), [(AdviceKind::Cache, message)]);
}

#[test]
fn only_documents_of_other_formats_are_compared_with_json() {
    let compared = |text: &str, format: Format| {
        let config = SuperConfig::new().with_string(text, format).build().unwrap();
        against_json(&config.timings().sources()[0], &Limits::default())
    };
    if cfg!(all(feature = "yaml", feature = "json")) {
        assert!(compared("a: [1, 2]\nb: {c: d}", Format::Yaml).unwrap() > 0.0);
        assert_eq!(compared("{\"a\": 1}", Format::Json), None);
    }
    if cfg!(feature = "env") {
        assert_eq!(compared("A=1", Format::Env), None);
    }
    let env = EnvSnapshot::from([("A", "1")]);
    let config = SuperConfig::new().with_env_snapshot(env).with_env("").build().unwrap();
    assert_eq!(against_json(&config.timings().sources()[0], &Limits::default()), None);
}

#[test]
fn the_report_is_a_table_with_bars() {
    let mut search = SourceTimings::new("conf.d/\u{1b}*.toml".to_owned(), OriginKind::File);
    (search.looked_at, search.found, search.discover_time) = (1800, 3, US(400));
    let mut cached = file("b.toml", Format::Toml, 1_200_000);
    (cached.cached, cached.parse_time) = (true, US(1));
    let idle = SourceTimings::new("override".to_owned(), OriginKind::Override);
    let rows = vec![file("a.toml", Format::Toml, 426), search, cached, idle];
    let phases =
        [(Phase::Load, US(700)), (Phase::Match, US(100)), (Phase::Merge, US(200)), (Phase::Validate, US(50))];
    let mut report = timings(rows, US(1000), &phases);
    report.life.reload = Latency { count: 3, p50: US(900), p90: MS(12), p99: MS(12), max: MS(12) };
    report.life.failed_reloads = 1;
    insta::assert_snapshot!(report.to_string(), @r"
    source               format      bytes       found  discover   read   parse
    a.toml                 toml        426      1 of 1    3.0 µs  20 µs  150 µs  173 µs  ████▏
    conf.d/\u{1b}*.toml       -          0  3 of 1,800    400 µs      -       -  400 µs  █████████▋
    b.toml                 toml  1,200,000      1 of 1    3.0 µs  20 µs  cached   24 µs  ▋

    sources       600 µs   60 %  ██████████████▍
    env matching  100 µs   10 %  ██▍
    merge         200 µs   20 %  ████▊
    validate       50 µs    5 %  █▎
    other          50 µs    5 %  █▎
    total         1.0 ms  100 %  ████████████████████████

    latency  count     p50      p90      p99      max
    reload       3  900 µs  12.0 ms  12.0 ms  12.0 ms
    failed reloads: 1, extractions for handles: 0
    ");
}

#[test]
fn the_cheapest_of_many_sources_are_summed_up() {
    let row = |at: u64| {
        let mut row = file(&format!("{at}.toml"), Format::Toml, 1);
        row.parse_time = US(at);
        row
    };
    let text = timings((1..=1050).map(row).collect(), MS(700), &[]).to_string();
    assert!(text.contains("1050.toml") && text.contains("1011.toml") && !text.contains("1010.toml"));
    assert!(text.contains("1,010 more"));
}
