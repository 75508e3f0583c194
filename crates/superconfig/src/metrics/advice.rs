//! What could be done about the time a load takes: computed from its figures, never said without a reason.

use super::table::{count, in_bytes, in_time, percent};
use super::timings::{SourceTimings, Timings};
use crate::diagnostics::clean;
use crate::format::{self, Format, Limits};
use crate::value::{Document, OriginKind};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What takes less of the whole than this is not worth a change: even without it, the load would feel the same.
const WORTHWHILE: f64 = 0.1;

/// Another format costs people comments and habits. It must be about a large part of the load …
const LARGE_PART: f64 = 0.25;
/// … and about a time that can add up to something when a program is started again and again.
const SLOW_PARSE: Duration = Duration::from_millis(1);
/// Nor is it worth it for less than half of the time.
const MUCH_FASTER: f64 = 0.5;

/// Each text is parsed this often, and the faster time counts: the first one pays for memory that is new.
const RUNS: usize = 2;

/// A usual environment has fewer variables than this, and costs nothing to speak of.
const MANY_VARIABLES: usize = 200;
/// If at least one of so many is known, the environment is this program's own, or nearly so.
const ONE_IN_FEW: usize = 10;

/// As many paths as a hierarchy with all its levels and extensions may look at.
const MANY_PATHS: usize = 500;
/// A search that finds one of so many paths is no wide one.
const ONE_IN_MANY: usize = 20;

/// A hundred times what a local file system takes to open and read a small file, and more than a disk that must move
/// its head.
const SLOW_READ: Duration = Duration::from_millis(20);
/// Bytes a second; a local disk of any kind reads more.
const SLOW_STREAM: f64 = 10e6;

/// What an advice is about.
///
/// ```
/// assert_eq!(superconfig::AdviceKind::Parse.as_str(), "parse");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AdviceKind {
    /// Parsing takes long, and another format would be faster.
    Parse,
    /// Many variables are matched for few that are meant.
    Env,
    /// Many paths are looked at for few files.
    Discovery,
    /// Reading takes long.
    Read,
    /// The figures are those of files that had not changed.
    Cache,
}

impl AdviceKind {
    /// The stable lower-case name, as it stands in JSON output.
    ///
    /// ```
    /// assert_eq!(superconfig::AdviceKind::Discovery.as_str(), "discovery");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parse => "parse",
            Self::Env => "env",
            Self::Discovery => "discovery",
            Self::Read => "read",
            Self::Cache => "cache",
        }
    }
}

impl fmt::Display for AdviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that could be done about the time a load takes. `Display` is the message.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.json");
/// use superconfig::{AdviceKind, SuperConfig};
/// std::fs::write(&file, "{}").unwrap();
/// let config = SuperConfig::new().with_file(&file).build()?;
/// config.reload()?;
/// # #[cfg(feature = "json")] {
/// let advice = config.timings().advice().pop().unwrap();
/// assert_eq!((advice.kind, &advice.source), (AdviceKind::Cache, &None));
/// assert!(advice.to_string().starts_with("the cache served 1 of 1 file"));
/// # }
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Advice {
    /// What it is about.
    pub kind: AdviceKind,
    /// The name of the source, if it is about one.
    pub source: Option<String>,
    /// What was found, and what could be done.
    pub message: String,
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// How long the values of a source take to parse as JSON, as a part of what its own text takes.
pub(super) type Measure<'a> = &'a dyn Fn(&SourceTimings) -> Option<f64>;

pub(super) fn advice(timings: &Timings, measure: Measure<'_>) -> Vec<Advice> {
    let mut found = Vec::new();
    let mut say = |kind, source: Option<&SourceTimings>, message: Option<String>| {
        let source = source.map(|source| source.name.clone());
        found.extend(message.map(|message| Advice { kind, source, message }));
    };
    for source in timings.sources() {
        say(AdviceKind::Parse, Some(source), parse(timings, source, measure));
        say(AdviceKind::Env, Some(source), env(timings, source));
        say(AdviceKind::Discovery, Some(source), discovery(timings, source));
        say(AdviceKind::Read, Some(source), read(timings, source));
    }
    say(AdviceKind::Cache, None, cache(timings));
    found
}

fn part(time: Duration, timings: &Timings) -> f64 {
    match timings.total().as_secs_f64() {
        0.0 => 0.0,
        total => time.as_secs_f64() / total,
    }
}

fn parse(timings: &Timings, source: &SourceTimings, measure: Measure<'_>) -> Option<String> {
    let part = part(source.parse_time, timings);
    if source.parse_time < SLOW_PARSE || part < LARGE_PART {
        return None;
    }
    let factor = measure(source).filter(|factor| *factor > 0.0 && *factor <= MUCH_FASTER)?;
    let (name, size) = (clean(&source.name), in_bytes(source.size));
    let (part, times) = (percent(part), (1.0 / factor).round());
    Some(format!("{part} of load time is parsing {name} ({size}); as JSON it would take about 1/{times}"))
}

/// Really measures: both texts, in the same way, one after the other.
pub(super) fn against_json(source: &SourceTimings, limits: &Limits) -> Option<f64> {
    let (info, tree) = source.kept.0.as_ref()?;
    let (text, own) = (info.text.as_ref()?, source.format?);
    // Variables are no document; and nothing is as fast as JSON but JSON.
    if matches!(own, Format::Json | Format::Env) || !Format::Json.is_enabled() {
        return None;
    }
    let json: Arc<str> = format::write(Format::Json, &**tree, tree.root()).text.into();
    let fastest = |format, text: &Arc<str>| {
        let run = |_| {
            let started = Instant::now();
            let parsed = std::hint::black_box(format::parse(format, text, limits));
            parsed.tree.is_some().then(|| started.elapsed())
        };
        (0..RUNS).filter_map(run).min()
    };
    let (before, after) = (fastest(own, text)?.as_secs_f64(), fastest(Format::Json, &json)?.as_secs_f64());
    (before > 0.0).then(|| after / before)
}

fn env(timings: &Timings, source: &SourceTimings) -> Option<String> {
    let is_wide = source.kind == OriginKind::Env
        && !source.has_prefix
        && source.found >= MANY_VARIABLES
        && source.known * ONE_IN_FEW <= source.found;
    let time = source.read_time + timings.env_matching_time();
    if !is_wide || part(time, timings) < WORTHWHILE {
        return None;
    }
    let (found, known, time) = (count(source.found), count(source.known), in_time(time));
    Some(format!(
        "env matching took {time} for {found} variables, of which {known} set a known key: give a prefix"
    ))
}

fn discovery(timings: &Timings, source: &SourceTimings) -> Option<String> {
    let is_wide = source.looked_at >= MANY_PATHS && source.found * ONE_IN_MANY <= source.looked_at;
    let is_search = source.kind != OriginKind::Env;
    if !is_search || !is_wide || part(source.discover_time, timings) < WORTHWHILE {
        return None;
    }
    let (looked_at, found) = (count(source.looked_at), files(source.found));
    let (name, time) = (clean(&source.name), in_time(source.discover_time));
    let message = format!("discovery of {name} looked at {looked_at} paths in {time} and found {found}");
    Some(format!("{message}: start it at a narrower directory"))
}

fn read(timings: &Timings, source: &SourceTimings) -> Option<String> {
    let time = source.read_time;
    if time < SLOW_READ || source.kind == OriginKind::Env {
        return None;
    }
    let (name, shown, size) = (clean(&source.name), in_time(time), in_bytes(source.size));
    if source.path.is_none() {
        let part = percent(part(time, timings));
        return Some(format!("{name} took {shown} to load, {part} of the whole"));
    }
    let is_slow = (source.size as f64) < SLOW_STREAM * time.as_secs_f64();
    is_slow.then(|| format!("reading {name} took {shown} for {size}: a slow file system?"))
}

fn cache(timings: &Timings) -> Option<String> {
    let is_file = |source: &&SourceTimings| source.path.is_some() && source.format.is_some();
    let all = timings.sources().iter().filter(is_file);
    let served = all.clone().filter(|source| source.cached).count();
    let message = || {
        let (served, all) = (count(served), files(all.count()));
        format!("the cache served {served} of {all}: a first load takes longer")
    };
    (served > 0).then(message)
}

fn files(number: usize) -> String {
    format!("{} file{}", count(number), if number == 1 { "" } else { "s" })
}
