//! The load trace: what was done, in how much detail, for `-v`, `-vv` and `-vvv`.

use super::clean::clean_lines;
use super::mask::mask_text;
use super::{UnknownName, choose};
use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// How much of the load trace is recorded.
///
/// ```
/// use superconfig::VerbosityLevel;
/// assert_eq!(VerbosityLevel::from_cli_args(2), VerbosityLevel::Debug);
/// assert!(VerbosityLevel::Debug.should_display(VerbosityLevel::Info));
/// assert_eq!("trace".parse(), Ok(VerbosityLevel::Trace));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum VerbosityLevel {
    /// Nothing.
    #[default]
    Silent = 0,
    /// Which sources were loaded, and which were not found (`-v`).
    Info = 1,
    /// Also each step: paths tried, names matched, merges (`-vv`).
    Debug = 2,
    /// Also values, secrets masked (`-vvv`).
    Trace = 3,
}

impl VerbosityLevel {
    /// The level for a number of `-v` options: 3 and more is `Trace`.
    ///
    /// ```
    /// use superconfig::VerbosityLevel;
    /// assert_eq!(VerbosityLevel::from_cli_args(0), VerbosityLevel::Silent);
    /// assert_eq!(VerbosityLevel::from_cli_args(9), VerbosityLevel::Trace);
    /// ```
    #[must_use]
    pub fn from_cli_args(count: u8) -> Self {
        match count {
            0 => Self::Silent,
            1 => Self::Info,
            2 => Self::Debug,
            _ => Self::Trace,
        }
    }

    /// Whether messages of `level` belong to this level.
    ///
    /// ```
    /// use superconfig::VerbosityLevel;
    /// assert!(VerbosityLevel::Info.should_display(VerbosityLevel::Info));
    /// assert!(!VerbosityLevel::Info.should_display(VerbosityLevel::Debug));
    /// ```
    #[must_use]
    pub fn should_display(self, level: Self) -> bool {
        self >= level
    }

    /// What the level shows, in words.
    ///
    /// ```
    /// assert_eq!(superconfig::VerbosityLevel::Debug.description(), "each step of loading");
    /// ```
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Silent => "no messages",
            Self::Info => "sources loaded and not found",
            Self::Debug => "each step of loading",
            Self::Trace => "each step of loading, with values",
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// `silent`, `info`, `debug`, `trace`.
impl fmt::Display for VerbosityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// As [`VerbosityLevel::from_cli_args`].
impl From<u8> for VerbosityLevel {
    fn from(count: u8) -> Self {
        Self::from_cli_args(count)
    }
}

impl FromStr for VerbosityLevel {
    type Err = UnknownName;

    /// Reads the name of a level, or its number. `_`, `-` and case do not matter.
    ///
    /// # Errors
    /// If no level has this name or number; the error tells which names there are.
    ///
    /// ```
    /// use superconfig::VerbosityLevel;
    /// assert_eq!("Debug".parse(), Ok(VerbosityLevel::Debug));
    /// assert_eq!("2".parse(), Ok(VerbosityLevel::Debug));
    /// assert!("4".parse::<VerbosityLevel>().is_err());
    /// ```
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        let levels = [Self::Silent, Self::Info, Self::Debug, Self::Trace];
        match levels.into_iter().find(|level| word == (*level as u8).to_string()) {
            Some(level) => Ok(level),
            None => choose("verbosity", word, levels.map(|level| (level.as_str(), level))),
        }
    }
}

/// One message of the load trace.
///
/// ```
/// use superconfig::{DebugMessage, VerbosityLevel};
/// let message = DebugMessage::new(VerbosityLevel::Info, "file", "app.toml loaded").with_step(2).with_success(true);
/// assert_eq!(message.format(), "CONFIG: [2] app.toml loaded ✓");
/// ```
#[derive(Clone, Debug)]
pub struct DebugMessage {
    /// From which level on it is shown.
    pub level: VerbosityLevel,
    /// Which part speaks: `file`, `env`, `hierarchical`, `defaults`, `cli`, `extract`, …
    pub provider: String,
    /// What happened. Secrets are masked.
    pub message: String,
    /// When it happened.
    pub timestamp: SystemTime,
    /// The number of the step, counted from 1.
    pub step: Option<usize>,
    /// How it ended, where that can be said.
    pub success: Option<bool>,
}

impl DebugMessage {
    /// A message without step and result.
    ///
    /// ```
    /// use superconfig::{DebugMessage, VerbosityLevel};
    /// let message = DebugMessage::new(VerbosityLevel::Debug, "env", "3 variables");
    /// assert_eq!((message.provider.as_str(), message.step, message.success), ("env", None, None));
    /// ```
    #[must_use]
    pub fn new(level: VerbosityLevel, provider: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            level,
            provider: provider.into(),
            message: message.into(),
            timestamp: SystemTime::now(),
            step: None,
            success: None,
        }
    }

    /// The same with the number of a step.
    ///
    /// ```
    /// use superconfig::{DebugMessage, VerbosityLevel};
    /// let message = DebugMessage::new(VerbosityLevel::Info, "file", "app.toml").with_step(3);
    /// assert_eq!(message.format(), "CONFIG: [3] app.toml");
    /// ```
    #[must_use]
    pub fn with_step(mut self, step: usize) -> Self {
        self.step = Some(step);
        self
    }

    /// The same with a result.
    ///
    /// ```
    /// use superconfig::{DebugMessage, VerbosityLevel};
    /// let message = DebugMessage::new(VerbosityLevel::Info, "file", "app.toml not found").with_success(false);
    /// assert_eq!(message.format(), "CONFIG: app.toml not found ✗");
    /// ```
    #[must_use]
    pub fn with_success(mut self, success: bool) -> Self {
        self.success = Some(success);
        self
    }

    /// The message as it is printed: `CONFIG: [2] app.toml loaded ✓`.
    ///
    /// ```
    /// use superconfig::{DebugMessage, VerbosityLevel};
    /// assert_eq!(DebugMessage::new(VerbosityLevel::Silent, "", "plain").format(), "plain");
    /// ```
    #[must_use]
    pub fn format(&self) -> String {
        let step = self.step.map_or(String::new(), |step| format!("[{step}] "));
        let result = match self.success {
            Some(true) => " ✓",
            Some(false) => " ✗",
            None => "",
        };
        let prefix = if self.level == VerbosityLevel::Silent { "" } else { "CONFIG: " };
        format!("{prefix}{step}{}{result}", clean_lines(&self.message))
    }
}

/// Something that records the messages of a load trace, also those of the program's own.
///
/// ```
/// use superconfig::{DebugCollector, SuperConfig, VerbosityLevel};
/// let config = SuperConfig::new().with_info_verbosity().build()?;
/// config.debug_result(VerbosityLevel::Info, "plugins", "plugin `csv` loaded", true);
/// assert_eq!(config.debug_messages().last().unwrap().success, Some(true));
/// # Ok::<(), superconfig::Error>(())
/// ```
pub trait DebugCollector {
    /// Records a message.
    fn debug(&self, level: VerbosityLevel, provider: &str, message: &str);
    /// Records a message as the next step.
    fn debug_step(&self, level: VerbosityLevel, provider: &str, step: usize, message: &str);
    /// Records a message with its result.
    fn debug_result(&self, level: VerbosityLevel, provider: &str, message: &str, success: bool);
    /// Records a step with its result.
    fn debug_step_result(
        &self,
        level: VerbosityLevel,
        provider: &str,
        step: usize,
        message: &str,
        success: bool,
    );
}

/// How many messages are kept; the oldest make room.
const KEPT: usize = 10_000;

/// The messages recorded so far. With the feature `tracing` each is also an event, whatever the level: there
/// the subscriber decides.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    level: VerbosityLevel,
    // Locked for one push or copy; never on a path that reads configuration.
    messages: Mutex<VecDeque<DebugMessage>>,
}

impl Trace {
    pub(crate) fn new(level: VerbosityLevel) -> Self {
        Self { level, messages: Mutex::default() }
    }

    /// Whether a message of this level goes anywhere: ask before building a costly one.
    pub(crate) fn wants(&self, level: VerbosityLevel) -> bool {
        self.level.should_display(level) || emits(level)
    }

    /// Records a message if the level asks for it.
    pub(crate) fn push(&self, mut message: DebugMessage) {
        if !self.wants(message.level) {
            return;
        }
        message.message = mask_text(&message.message).into_owned();
        emit(&message);
        if !self.level.should_display(message.level) {
            return;
        }
        let mut messages = self.lock();
        if messages.len() >= KEPT {
            messages.pop_front();
        }
        messages.push_back(message);
    }

    /// All messages, oldest first.
    pub(crate) fn messages(&self) -> Vec<DebugMessage> {
        self.lock().iter().cloned().collect()
    }

    /// The messages of exactly this level.
    pub(crate) fn at_level(&self, level: VerbosityLevel) -> Vec<DebugMessage> {
        self.lock().iter().filter(|message| message.level == level).cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<DebugMessage>> {
        // A list of messages has no state that a panic elsewhere could break.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clone for Trace {
    fn clone(&self) -> Self {
        Self { level: self.level, messages: Mutex::new(self.lock().clone()) }
    }
}

impl DebugCollector for Trace {
    fn debug(&self, level: VerbosityLevel, provider: &str, message: &str) {
        self.push(DebugMessage::new(level, provider, message));
    }

    fn debug_step(&self, level: VerbosityLevel, provider: &str, step: usize, message: &str) {
        self.push(DebugMessage::new(level, provider, message).with_step(step));
    }

    fn debug_result(&self, level: VerbosityLevel, provider: &str, message: &str, success: bool) {
        self.push(DebugMessage::new(level, provider, message).with_success(success));
    }

    fn debug_step_result(
        &self,
        level: VerbosityLevel,
        provider: &str,
        step: usize,
        message: &str,
        success: bool,
    ) {
        self.push(DebugMessage::new(level, provider, message).with_step(step).with_success(success));
    }
}

#[cfg(feature = "tracing")]
fn emits(level: VerbosityLevel) -> bool {
    match level {
        VerbosityLevel::Silent => false,
        VerbosityLevel::Info => tracing::event_enabled!(target: "superconfig", tracing::Level::INFO),
        VerbosityLevel::Debug => tracing::event_enabled!(target: "superconfig", tracing::Level::DEBUG),
        VerbosityLevel::Trace => tracing::event_enabled!(target: "superconfig", tracing::Level::TRACE),
    }
}

#[cfg(not(feature = "tracing"))]
fn emits(_: VerbosityLevel) -> bool {
    false
}

#[cfg(feature = "tracing")]
fn emit(message: &DebugMessage) {
    macro_rules! event {
        ($level:ident) => {
            tracing::event!(
                target: "superconfig",
                tracing::Level::$level,
                provider = message.provider.as_str(),
                step = message.step,
                success = message.success,
                "{}",
                message.message
            )
        };
    }
    match message.level {
        VerbosityLevel::Silent => {}
        VerbosityLevel::Info => event!(INFO),
        VerbosityLevel::Debug => event!(DEBUG),
        VerbosityLevel::Trace => event!(TRACE),
    }
}

#[cfg(not(feature = "tracing"))]
fn emit(_: &DebugMessage) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_level_asks_for_is_kept() {
        let trace = Trace::new(VerbosityLevel::Info);
        trace.debug_step_result(VerbosityLevel::Info, "file", 1, "app.toml with token=hunter2", true);
        trace.debug(VerbosityLevel::Debug, "file", "tried app.toml");
        assert_eq!(trace.messages().len(), 1);
        assert_eq!(trace.messages()[0].format(), "CONFIG: [1] app.toml with token=******** ✓");
        assert!(trace.at_level(VerbosityLevel::Debug).is_empty());
        trace.clear();
        assert!(trace.messages().is_empty());
    }

    #[test]
    fn old_messages_make_room() {
        let trace = Trace::new(VerbosityLevel::Trace);
        for step in 0..KEPT + 5 {
            trace.debug_step(VerbosityLevel::Debug, "x", step, "y");
        }
        let kept = trace.messages();
        assert_eq!((kept.len(), kept[0].step), (KEPT, Some(5)));
    }

    #[test]
    fn levels_print_and_parse() {
        for (at, name) in ["silent", "info", "debug", "trace"].into_iter().enumerate() {
            let level = VerbosityLevel::from(at as u8);
            assert_eq!((level.to_string().as_str(), level as u8), (name, at as u8));
            assert_eq!(name.to_uppercase().parse(), Ok(level));
            assert_eq!(at.to_string().parse(), Ok(level));
        }
        assert_eq!(VerbosityLevel::from_cli_args(200), VerbosityLevel::Trace);
        assert!("loud".parse::<VerbosityLevel>().is_err());
    }

    #[cfg(feature = "tracing")]
    #[test]
    fn without_a_subscriber_nothing_is_emitted() {
        assert!(!Trace::new(VerbosityLevel::Silent).wants(VerbosityLevel::Info));
    }
}
