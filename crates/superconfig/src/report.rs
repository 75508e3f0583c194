//! What was loaded and from where: `sources()`, `discovered()`, and V1's debug output.

use crate::config::Config;
use crate::diagnostics::{DebugCollector, DebugMessage, Style, VerbosityLevel, render, write_text};
use crate::format::Format;
use crate::merge::NONE;
use crate::value::{Document, OriginKind, visible};
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// One loaded source.
///
/// ```
/// use superconfig::{EnvSnapshot, OriginKind, SuperConfig};
/// let config = SuperConfig::new()
///     .with_env_snapshot(EnvSnapshot::from([("APP_A", "1"), ("APP_B", "2")]))
///     .with_env("APP_")
///     .with_override("a", 3)
///     .build()?;
/// let env = &config.sources()[0];
/// assert_eq!((env.kind, env.values, env.won), (OriginKind::Env, 2, 1));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SourceReport {
    /// Its name: a file's path, `environment`, `defaults`, …
    pub name: String,
    /// What kind of source it is.
    pub kind: OriginKind,
    /// The file, if it is one.
    pub path: Option<PathBuf>,
    /// The format of its text.
    pub format: Option<Format>,
    /// The bytes of its text.
    pub size: usize,
    /// How long reading took.
    pub read_time: Duration,
    /// How long parsing took.
    pub parse_time: Duration,
    /// Whether it had been read and parsed before, and has not changed since.
    pub cached: bool,
    /// How many values it sets.
    pub values: usize,
    /// How many of the values of the merged configuration are its own.
    pub won: usize,
}

impl SourceReport {
    /// One JSON object: `{"name","kind","path","format","size","read_us","parse_us","cached","values","won"}`.
    /// Times are in microseconds; `path` and `format` are `null` where a source has none.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).build()?;
    /// let json = config.sources()[0].to_json();
    /// assert!(json.starts_with(r#"{"name":"override","kind":"override","path":null,"format":null,"size":0,"#));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"name\":");
        write_text(&mut out, &self.name);
        out.push_str(",\"kind\":");
        write_text(&mut out, self.kind.as_str());
        out.push_str(",\"path\":");
        match &self.path {
            Some(path) => write_text(&mut out, &path.to_string_lossy()),
            None => out.push_str("null"),
        }
        out.push_str(",\"format\":");
        match self.format {
            Some(format) => write_text(&mut out, format.as_str()),
            None => out.push_str("null"),
        }
        let [read, parse] = [self.read_time, self.parse_time].map(|time| time.as_micros());
        let Self { size, cached, values, won, .. } = self;
        out.push_str(&format!(
            ",\"size\":{size},\"read_us\":{read},\"parse_us\":{parse},\"cached\":{cached},\
             \"values\":{values},\"won\":{won}}}"
        ));
        out
    }
}

/// `config/shop.toml (file, toml, 1.2 KB): 12 values, 9 won`.
impl fmt::Display for SourceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", visible(&self.name), self.kind)?;
        if let Some(format) = self.format {
            write!(f, ", {format}, {} bytes", self.size)?;
        }
        let plural = if self.values == 1 { "" } else { "s" };
        write!(f, "): {} value{plural}, {} won", self.values, self.won)
    }
}

impl Config {
    /// Every loaded source, weakest first, with size, timings, and how many of its values count.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new()
    ///     .with_string("a = 1\nb = 2", Format::Toml)
    ///     .with_override("a", 3)
    ///     .build()?;
    /// let sources = config.sources();
    /// assert_eq!((sources[0].values, sources[0].won), (2, 1));
    /// assert_eq!((sources[1].values, sources[1].won), (1, 1));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn sources(&self) -> Vec<SourceReport> {
        let merged = &self.live.load().merged;
        let mut won = vec![0; merged.layers.len()];
        let mut waiting = vec![merged.root()];
        while let Some(id) = waiting.pop() {
            waiting.extend(merged.children(id));
            if merged.node(id).first == NONE && id != merged.root() {
                let layer = merged.layer_index(id);
                if let Some(count) = won.get_mut(layer) {
                    *count += 1;
                }
            }
        }
        let reports = merged.layers.iter().zip(won).map(|(layer, won)| SourceReport {
            name: layer.info.name.clone(),
            kind: layer.info.kind,
            path: layer.info.file.clone(),
            format: layer.format,
            size: layer.size,
            read_time: layer.read_time,
            parse_time: layer.parse_time,
            cached: layer.cached,
            values: layer.leaf_count(),
            won,
        });
        reports.collect()
    }

    /// Every file that was looked for, and why it does not count if it does not.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_file("/srv/none/a.toml").build()?;
    /// let (path, reason) = &config.files()[0];
    /// assert_eq!((path.to_str(), reason.as_deref()), (Some("/srv/none/a.toml"), Some("absent")));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn files(&self) -> Vec<(PathBuf, Option<String>)> {
        self.live.load().files.iter().map(|file| (file.path.clone(), file.reason.clone())).collect()
    }

    /// The warnings and all values with their origins, masked.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["port=80", "password=hunter2"]).build()?;
    /// assert!(config.debug_config().contains("80") && !config.debug_config().contains("hunter2"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn debug_config(&self) -> String {
        let mut out = render(&self.warnings(), Style::Plain);
        for explanation in self.explain_all() {
            out.push_str(&explanation.to_string());
        }
        out
    }

    /// One line for each source.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string(r#"{"a": 1, "b": 2}"#, Format::Json).build()?;
    /// assert_eq!(config.debug_sources(), "text (text, json, 16 bytes): 2 values, 2 won\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn debug_sources(&self) -> String {
        self.sources().iter().map(|source| format!("{source}\n")).collect()
    }

    /// Prints the warnings to standard error.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_file("/srv/none/a.toml").build()?;
    /// assert_eq!(config.warnings().len(), 1);
    /// config.print_warnings(); // SuperConfig warning[SC0101]: `/srv/none/a.toml` does not exist
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn print_warnings(&self) {
        #[allow(clippy::print_stderr)]
        for warning in self.warnings() {
            eprint!("SuperConfig {}", render(&[warning], Style::Plain));
        }
    }

    /// The messages of the load trace that the verbosity asked for.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_debug_verbosity().with_override("a", 1).build()?;
    /// assert_eq!(config.debug_messages()[0].provider, "build");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn debug_messages(&self) -> Vec<DebugMessage> {
        self.live.trace.messages()
    }

    /// The messages of exactly one level.
    ///
    /// ```
    /// use superconfig::{SuperConfig, VerbosityLevel};
    /// let builder = SuperConfig::new().with_trace_verbosity().with_file("/srv/none/a.toml");
    /// let steps = builder.build()?.debug_messages_at_level(VerbosityLevel::Debug);
    /// assert_eq!(steps[0].success, Some(false));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn debug_messages_at_level(&self, level: VerbosityLevel) -> Vec<DebugMessage> {
        self.live.trace.at_level(level)
    }

    /// Prints the load trace to standard error.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_info_verbosity().build()?;
    /// assert_eq!(config.debug_messages().len(), 1);
    /// config.print_debug_messages(); // CONFIG: loading 0 sources
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn print_debug_messages(&self) {
        #[allow(clippy::print_stderr)]
        for message in self.debug_messages() {
            eprintln!("{}", message.format());
        }
    }

    /// Forgets the load trace.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_info_verbosity().build()?;
    /// config.clear_debug_messages();
    /// assert!(config.debug_messages().is_empty());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn clear_debug_messages(&self) {
        self.live.trace.clear();
    }
}

/// The program's own messages stand in the trace beside those of the load.
///
/// ```
/// use superconfig::{DebugCollector, SuperConfig, VerbosityLevel};
/// let config = SuperConfig::new().with_debug_verbosity().build()?;
/// config.debug_step(VerbosityLevel::Debug, "plugins", 1, "3 plugins found");
/// config.debug(VerbosityLevel::Trace, "plugins", "not asked for");
/// assert_eq!(config.debug_messages().last().unwrap().format(), "CONFIG: [1] 3 plugins found");
/// # Ok::<(), superconfig::Error>(())
/// ```
impl DebugCollector for Config {
    fn debug(&self, level: VerbosityLevel, provider: &str, message: &str) {
        self.live.trace.debug(level, provider, message);
    }

    fn debug_step(&self, level: VerbosityLevel, provider: &str, step: usize, message: &str) {
        self.live.trace.debug_step(level, provider, step, message);
    }

    fn debug_result(&self, level: VerbosityLevel, provider: &str, message: &str, success: bool) {
        self.live.trace.debug_result(level, provider, message, success);
    }

    fn debug_step_result(
        &self,
        level: VerbosityLevel,
        provider: &str,
        step: usize,
        message: &str,
        success: bool,
    ) {
        self.live.trace.debug_step_result(level, provider, step, message, success);
    }
}
