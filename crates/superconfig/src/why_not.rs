//! Why something is not set, or not what one expects (SPEC 9).

use crate::config::Config;
use crate::diagnostics::{Code, masked_display, write_origin, write_text};
use crate::merge::{OperationKind, Profiles};
use crate::snapshot::{Fate, Snapshot, VariableFact};
use crate::value::{Document, KeyPath, Origin, Segment, Value, visible, write_json_string};
use std::fmt;

/// What is to be said about something that is not set, or not as expected: the most telling reason first.
///
/// ```
/// let config = superconfig::SuperConfig::new().with_override("server.port", 80).build()?;
/// let answer = config.why_not("server.prot");
/// assert!(answer.to_string().contains("did you mean `server.port`?"));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WhyNot {
    /// The path or variable that was asked about.
    pub subject: String,
    /// The reasons.
    pub reasons: Vec<Reason>,
    /// Whether secrets may be seen in it.
    reveal: bool,
}

/// One reason, with the place that shows it.
///
/// ```
/// use superconfig::{Format, ReasonKind, SuperConfig};
/// let config = SuperConfig::new()
///     .with_string("cache = 1", Format::Toml)
///     .with_string("_remove = ['cache']", Format::Toml)
///     .build()?;
/// let reason = &config.why_not("cache").reasons[0];
/// assert_eq!(reason.kind, ReasonKind::Removed);
/// assert_eq!(reason.origin.as_ref().unwrap().line(), Some(1));
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reason {
    /// What kind of reason it is.
    pub kind: ReasonKind,
    /// One sentence; secret values are masked.
    pub message: String,
    /// The place.
    pub origin: Option<Origin>,
}

/// The kinds of [`Reason`].
///
/// ```
/// use superconfig::{EnvSnapshot, ReasonKind, SuperConfig};
/// let config = SuperConfig::new()
///     .with_env_snapshot(EnvSnapshot::from([("APP_PORT", "")]))
///     .with_env_ignore_empty("APP_")
///     .build()?;
/// assert_eq!(config.why_not("APP_PORT").reasons[0].kind, ReasonKind::Empty);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReasonKind {
    /// It is set.
    Set,
    /// It is set, but another value beat it.
    Beaten,
    /// An operation removed it.
    Removed,
    /// A profile sets it that is not selected.
    ProfileNotSelected,
    /// The variable's name means several paths, or none.
    Ambiguous,
    /// No known key claims the variable.
    Unclaimed,
    /// The variable is empty, and empty variables are ignored.
    Empty,
    /// The variable is not set, or not within any prefix.
    NoVariable,
    /// A file that was looked for is absent.
    FileAbsent,
    /// A file was found and does not count.
    FileRefused,
    /// Nothing defines it.
    NotDefined,
}

impl ReasonKind {
    /// A stable name: `not_defined`.
    ///
    /// ```
    /// assert_eq!(superconfig::ReasonKind::ProfileNotSelected.as_str(), "profile_not_selected");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Beaten => "beaten",
            Self::Removed => "removed",
            Self::ProfileNotSelected => "profile_not_selected",
            Self::Ambiguous => "ambiguous",
            Self::Unclaimed => "unclaimed",
            Self::Empty => "empty",
            Self::NoVariable => "no_variable",
            Self::FileAbsent => "file_absent",
            Self::FileRefused => "file_refused",
            Self::NotDefined => "not_defined",
        }
    }
}

impl Config {
    /// Why a key path, or an environment variable, is not set or not what one expects.
    ///
    /// ```
    /// use superconfig::{Format, ReasonKind, SourceBuilder, SuperConfig};
    /// let text = "[production]\ncache = true";
    /// let config = SuperConfig::new().merge(SourceBuilder::text(text, Format::Toml).nested()).build()?;
    /// let answer = config.why_not("cache");
    /// assert_eq!(answer.reasons[0].kind, ReasonKind::ProfileNotSelected);
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn why_not(&self, name: &str) -> WhyNot {
        self.ask_why_not(name, false)
    }

    /// The same with secret values as they are.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("password", "hunter2").build()?;
    /// assert!(!config.why_not("password").to_string().contains("hunter2"));
    /// assert!(config.why_not_revealed("password").to_string().contains("hunter2"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn why_not_revealed(&self, name: &str) -> WhyNot {
        self.ask_why_not(name, true)
    }

    fn ask_why_not(&self, name: &str, reveal: bool) -> WhyNot {
        let snapshot = &self.live.load();
        let mut asking = Asking { snapshot, reveal, reasons: Vec::new() };
        let variable = snapshot.variables.iter().find(|variable| &*variable.name == name);
        match (variable, name.parse::<KeyPath>()) {
            (Some(variable), _) => asking.variable(variable),
            // Nobody writes key paths like this, and a variable that is not set is a likely question.
            (None, _) if looks_like_variable(name) && !self.has_key(name) => asking.no_variable(name),
            (None, Ok(path)) => asking.path(&self.base.join(&path)),
            (None, Err(error)) => asking.add(ReasonKind::NotDefined, error.to_string(), None),
        }
        WhyNot { subject: name.to_owned(), reasons: asking.reasons, reveal }
    }
}

fn looks_like_variable(name: &str) -> bool {
    name.contains('_') && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

impl WhyNot {
    /// One JSON object: `{"subject","reasons":[{"kind","message","origin"}]}`; `origin` is `null` where a reason
    /// has none.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// let json = config.why_not("port").to_json();
    /// assert!(json.starts_with(r#"{"subject":"port","reasons":[{"kind":"not_defined","message":"#));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"subject\":");
        write_text(&mut out, &self.subject);
        out.push_str(",\"reasons\":[");
        for (at, reason) in self.reasons.iter().enumerate() {
            out.push_str(if at == 0 { "{\"kind\":" } else { ",{\"kind\":" });
            write_text(&mut out, reason.kind.as_str());
            out.push_str(",\"message\":");
            match self.reveal {
                true => drop(write_json_string(&mut out, &reason.message)),
                false => write_text(&mut out, &reason.message),
            }
            out.push_str(",\"origin\":");
            match &reason.origin {
                Some(origin) => write_origin(&mut out, origin),
                None => out.push_str("null"),
            }
            out.push('}');
        }
        out.push_str("]}");
        out
    }
}

struct Asking<'a> {
    snapshot: &'a Snapshot,
    reveal: bool,
    reasons: Vec<Reason>,
}

impl Asking<'_> {
    fn add(&mut self, kind: ReasonKind, message: impl Into<String>, origin: Option<Origin>) {
        self.reasons.push(Reason { kind, message: message.into(), origin });
    }

    fn variable(&mut self, variable: &VariableFact) {
        let name = &variable.name;
        let origin = Some(variable.origin.clone());
        match &variable.fate {
            Fate::Empty => self.add(
                ReasonKind::Empty,
                format!("{name} is empty, and empty variables are ignored"),
                origin,
            ),
            Fate::Refused => {
                let about_it = |d: &&crate::Diagnostic| d.origin.as_ref() == Some(&variable.origin);
                let said: Vec<_> = self.snapshot.warnings.iter().filter(about_it).cloned().collect();
                if said.is_empty() {
                    let message = format!("the name {name} names no single key path");
                    self.add(ReasonKind::Ambiguous, message, origin);
                }
                for diagnostic in said {
                    let help = diagnostic.help.map(|help| format!("; {help}")).unwrap_or_default();
                    self.add(
                        ReasonKind::Ambiguous,
                        format!("{}{help}", diagnostic.message),
                        diagnostic.origin,
                    );
                }
            }
            Fate::Unclaimed(path) => {
                let message = format!("no known key claims {name}; it is `{path}` at the root");
                self.add(ReasonKind::Unclaimed, message, origin);
                // It stands at the root now itself, and would be the nearest.
                let itself = path.to_string();
                let near = self.snapshot.near_but(path, |other| other != itself);
                if let Some(near) = near {
                    self.add(ReasonKind::NotDefined, format!("did you mean `{near}`?"), None);
                }
            }
            Fate::Claimed(path) => {
                self.add(ReasonKind::Set, format!("{name} is for `{path}`"), origin.clone());
                self.path_beside(path, origin.as_ref());
            }
        }
    }

    /// Whether the value at a path is the variable's, or who beat it.
    fn path_beside(&mut self, path: &KeyPath, variable: Option<&Origin>) {
        let Some(id) = self.snapshot.find(path) else { return self.path(path) };
        let now = self.snapshot.origin_of(id);
        if Some(&now) != variable && self.snapshot.merged.node(id).operation == crate::merge::NONE {
            let shown = self.shown(&Value::copy(&self.snapshot.merged, id), path);
            self.add(ReasonKind::Beaten, format!("`{path}` is {shown}, which beats it"), Some(now));
        }
    }

    fn shown(&self, value: &Value, path: &KeyPath) -> String {
        match self.reveal {
            true => visible(&value.to_string()).into_owned(),
            false => masked_display(value, path, &self.snapshot.secrets),
        }
    }

    fn no_variable(&mut self, name: &str) {
        self.add(
            ReasonKind::NoVariable,
            format!("the variable {name} is not set, or has none of the prefixes"),
            None,
        );
        let names = self.snapshot.variables.iter().map(|variable| &*variable.name);
        if let Some(near) = crate::value::nearest(name, names) {
            let message = format!("did you mean {near}?");
            self.add(ReasonKind::NotDefined, message, None);
        }
        self.files(true);
    }

    fn path(&mut self, path: &KeyPath) {
        let snapshot = self.snapshot;
        if let Some(id) = snapshot.find(path) {
            let explanation = snapshot.explain_at(&snapshot.way(path), path.clone());
            let shown = self.shown(&explanation.value, path);
            self.add(ReasonKind::Set, format!("`{path}` is set to {shown}"), Some(snapshot.origin_of(id)));
            for beaten in explanation.beat {
                let shown = self.shown(&beaten.value, &path.join(&beaten.at));
                let at = if beaten.at.is_root() { String::new() } else { format!(" at {}", beaten.at) };
                self.add(ReasonKind::Beaten, format!("it beat {shown}{at}"), Some(beaten.origin));
            }
            // Whoever asks expects another value: here are the places from which it does not come.
            self.other_profiles(path);
            self.ambiguous(path);
            self.files(false);
            return;
        }
        self.removed(path);
        self.inside_beaten(path);
        self.other_profiles(path);
        self.ambiguous(path);
        if self.reasons.is_empty() {
            let message = match snapshot.near(path) {
                Some(near) => format!("nothing defines `{path}`; did you mean `{near}`?"),
                None => format!("nothing defines `{path}`"),
            };
            self.add(ReasonKind::NotDefined, message, None);
        }
        self.missed(path);
        self.files(true);
    }

    /// Operations that were meant for it, and found nothing to act on.
    fn missed(&mut self, path: &KeyPath) {
        let merged = &self.snapshot.merged;
        let way = self.snapshot.way(path);
        let (Some(&table), Some(Segment::Key(key))) = (way.last(), path.segments().get(way.len() - 1)) else {
            return;
        };
        let mut at = merged.node(table).operation;
        while let Some(record) = merged.operations.get(at as usize) {
            if record.missed.as_ref() == Some(key) {
                let operation = KeyPath::root().key(format!("{key}{}", record.kind.suffix()));
                let message = format!("its `{operation}` had nothing to act on");
                let origin = merged.origin_in(record.piece, record.node);
                self.reasons.push(Reason { kind: ReasonKind::NotDefined, message, origin: Some(origin) });
            }
            at = record.previous;
        }
    }

    /// Operations that removed the key or the element, or a table above it.
    fn removed(&mut self, path: &KeyPath) {
        let merged = &self.snapshot.merged;
        let mut found = Vec::new();
        for (depth, &place) in self.snapshot.way(path).iter().enumerate() {
            let Some(Segment::Key(key)) = path.segments().get(depth) else { continue };
            let mut at = merged.node(place).operation;
            while let Some(record) = merged.operations.get(at as usize) {
                let removed = record.elements.iter().find(|&&element| merged.key(element) == key);
                // What was asked for may have stood deeper in what was removed.
                let rest: KeyPath =
                    path.segments().iter().skip(depth + 1).cloned().collect::<Vec<_>>().into();
                let removed = removed.and_then(|&removed| self.snapshot.find_from(removed, &rest));
                if let (OperationKind::Remove, Some(removed)) = (record.kind, removed) {
                    found.push((merged.origin_in(record.piece, record.node), merged.origin(removed)));
                }
                at = record.previous;
            }
        }
        for (operation, origin) in found {
            self.add(ReasonKind::Removed, "an operation removed it", Some(operation));
            self.add(ReasonKind::Beaten, "it was set", Some(origin));
        }
    }

    /// A table that had the path and was replaced by something else.
    fn inside_beaten(&mut self, path: &KeyPath) {
        let merged = &self.snapshot.merged;
        let way = self.snapshot.way(path);
        let Some((&last, depth)) = way.last().map(|last| (last, way.len() - 1)) else { return };
        let rest: KeyPath = path.segments().iter().skip(depth).cloned().collect::<Vec<_>>().into();
        let mut loser = merged.node(last).beat;
        while loser != crate::merge::NONE {
            if let Some(id) = self.snapshot.find_from(loser, &rest) {
                let above: KeyPath = path.segments().iter().take(depth).cloned().collect::<Vec<_>>().into();
                let message = format!("it was set, but `{above}` was replaced as a whole");
                self.add(ReasonKind::Beaten, message, Some(merged.origin(id)));
                self.add(ReasonKind::Beaten, format!("`{above}` is set here"), Some(merged.origin(last)));
            }
            loser = merged.node(loser).beat;
        }
    }

    fn other_profiles(&mut self, path: &KeyPath) {
        let layers = &self.snapshot.merged.layers;
        let mut found = Vec::new();
        for layer in layers {
            let tree = &layer.tree;
            let find = |start| crate::snapshot::find_in(&**tree, start, path);
            if layer.options.nested {
                let profiles =
                    tree.children(tree.root()).filter_map(|id| Some((tree.key(id).to_owned(), find(id)?)));
                found.extend(profiles.map(|(profile, id)| (profile, layer.origin(id))));
            } else if let (Some(profile), Some(id)) = (&layer.options.profile, find(tree.root())) {
                found.push((profile.clone(), layer.origin(id)));
            }
        }
        let known = Profiles::known(layers);
        for (profile, origin) in found {
            let always = ["default", "global"].into_iter();
            let mut selected = always.chain(self.snapshot.selected.iter().map(String::as_str));
            let selected = selected.any(|name| name.eq_ignore_ascii_case(&profile));
            if !selected && known.contains(&profile) {
                let message = format!("the profile `{profile}` sets it, and is not selected");
                self.add(ReasonKind::ProfileNotSelected, message, Some(origin));
            }
        }
    }

    /// Variables that may have meant this path.
    fn ambiguous(&mut self, path: &KeyPath) {
        let wanted = crate::value::squash(&path.to_string());
        for variable in &*self.snapshot.variables {
            if variable.fate == Fate::Refused && crate::value::squash(variable.rest()) == wanted {
                self.variable(variable);
            }
        }
    }

    /// Files and patterns from which nothing comes: those that do not count, those that were missed, and, if `all`,
    /// those that only might have been there.
    fn files(&mut self, all: bool) {
        let snapshot = self.snapshot;
        for file in snapshot.files.iter().filter(|file| !file.absent) {
            if let Some(reason) = &file.reason {
                let message = format!("{} does not count: {reason}", file.path.display());
                self.add(ReasonKind::FileRefused, message, Some(Origin::of_file(&file.path)));
            }
        }
        let mut reported = Vec::new();
        for warning in &snapshot.warnings {
            if matches!(warning.code, Code::GlobEmpty | Code::FileMissing | Code::RequiredFileMissing) {
                reported.extend(warning.origin.as_ref().and_then(Origin::file));
                self.add(ReasonKind::FileAbsent, warning.message.clone(), warning.origin.clone());
            }
        }
        let absent = snapshot.files.iter().filter(|file| all && file.absent);
        for file in absent.filter(|file| !reported.contains(&&*file.path)) {
            let message = format!("{} is absent", file.path.display());
            self.add(ReasonKind::FileAbsent, message, Some(Origin::of_file(&file.path)));
        }
    }
}

/// One line for each reason; absent files are summed up after the first few.
impl fmt::Display for WhyNot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", visible(&self.subject))?;
        let (absent, others): (Vec<_>, Vec<_>) =
            self.reasons.iter().partition(|reason| reason.kind == ReasonKind::FileAbsent);
        let shown = absent.iter().take(SHOWN_ABSENT);
        for reason in others.iter().chain(shown) {
            let message = visible(&reason.message);
            // The name of a file stands in the message already.
            let is_file = matches!(reason.kind, ReasonKind::FileAbsent | ReasonKind::FileRefused);
            match reason.origin.as_ref().filter(|_| !is_file) {
                Some(origin) => writeln!(f, "    {message}  {origin}")?,
                None => writeln!(f, "    {message}")?,
            }
        }
        match absent.len().saturating_sub(SHOWN_ABSENT) {
            0 => Ok(()),
            more => writeln!(f, "    and {more} more files are absent"),
        }
    }
}

/// How many absent files are listed for people.
const SHOWN_ABSENT: usize = 8;
