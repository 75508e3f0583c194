//! Variables to key paths: the names of SPEC 5, for the environment and for dotenv files.

use super::known::{Known, KnownId};
#[cfg(feature = "env")]
use crate::diagnostics::Fault;
use crate::diagnostics::{Code, Diagnostic};
use crate::merge::OperationKind;
use crate::value::{KeyPath, Origin, Segment};
use std::sync::Arc;

/// How the part of a variable's name after the prefix becomes a key path.
///
/// ```
/// use superconfig::{Env, EnvSnapshot, Nesting, SuperConfig};
/// let keys = |nesting| {
///     let env = EnvSnapshot::from([("APP_A_B__C", "1")]);
///     let config = SuperConfig::new().with_env_snapshot(env).merge(Env::prefixed("APP_").nesting(nesting));
///     Ok::<_, superconfig::Error>(config.build()?.explain_all()[0].path.to_string())
/// };
/// assert_eq!(keys(Nesting::Guided)?, "a_b.c");
/// assert_eq!(keys(Nesting::FirstUnderscore)?, "a.b__c");
/// assert_eq!(keys(Nesting::Separator("_B__".into()))?, "a.c");
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Nesting {
    /// `__` separates levels; names without it are matched against the known key paths (SPEC 5.1–5.4).
    #[default]
    Guided,
    /// Every occurrence of this text separates levels, and nothing is matched.
    Separator(String),
    /// The first `_` separates two levels, as SuperConfig V1 did.
    FirstUnderscore,
    /// The same as [`Separator`](Self::Separator): `Nesting::Every("_".into())` makes every `_` a level.
    Every(String),
}

/// One variable as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    /// The real name.
    pub(crate) name: Arc<str>,
    /// The name after the prefix.
    pub(crate) rest: String,
    /// `APP__PORT`: the prefix is separated like a level, so the rest is a path as it stands.
    pub(crate) is_path: bool,
    pub(crate) text: String,
    pub(crate) origin: Origin,
    /// The known path that the name spells out, as soon as it has been looked up.
    pub(crate) known: Option<KnownId>,
    /// Where the name stands, in a text.
    pub(crate) named_at: Option<Origin>,
}

impl Variable {
    /// A variable whose name has not been looked up yet.
    pub(crate) fn new(name: Arc<str>, (rest, is_path): (&str, bool), text: String, origin: Origin) -> Self {
        Self { rest: rest.to_owned(), name, is_path, text, origin, known: None, named_at: None }
    }

    /// What stands before the rest of the name, separator included.
    pub(crate) fn prefix(&self) -> &str {
        self.name.strip_suffix(self.rest.as_str()).unwrap_or_default()
    }
}

/// Where a variable's text goes.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    /// Index of the variable.
    pub(crate) variable: usize,
    pub(crate) keys: Vec<String>,
    /// The text is the operand of an operation on the array at `keys`.
    pub(crate) operation: Option<OperationKind>,
    /// Nobody knows this name: it went to the root under its own name.
    pub(crate) unclaimed: bool,
}

/// How names are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Naming {
    pub(crate) prefix: String,
    pub(crate) nesting: Nesting,
    pub(crate) preserve_case: bool,
    /// `_ADD`, `_REMOVE`, `_PREPEND` are operations.
    pub(crate) operations: bool,
    /// Names that nobody knows are worth a warning: not where there is no prefix, for then most variables are
    /// not meant for us.
    pub(crate) reports_unclaimed: bool,
}

impl Naming {
    /// The part of a name after the prefix, and whether it is a path as it stands (`APP__DATABASE__HOST`
    /// separates the prefix like a level); `None` if the name is not ours. `APP` and `APP_` mean the same,
    /// and `APPLE_X` is not ours.
    pub(crate) fn strip<'n>(&self, name: &'n str) -> Option<(&'n str, bool)> {
        let prefix = self.prefix.trim_end_matches('_');
        let rest = match prefix {
            "" => name,
            _ if self.prefix_is_exact() && name.starts_with(&self.prefix) => {
                name.strip_prefix(&self.prefix)?
            }
            _ => name.strip_prefix(prefix)?.strip_prefix('_')?,
        };
        let path = rest.strip_prefix('_').filter(|_| self.nesting == Nesting::Guided && !prefix.is_empty());
        let (rest, is_path) = path.map_or((rest, false), |rest| (rest, true));
        (!rest.is_empty()).then_some((rest, is_path))
    }

    /// Whether the prefix ends in a separator of its own: `APP.` always, `APP__` unless levels are guessed.
    fn prefix_is_exact(&self) -> bool {
        let ends_in_word = self.prefix.ends_with(char::is_alphanumeric);
        !ends_in_word && (self.nesting != Nesting::Guided || !self.prefix.ends_with('_'))
    }

    fn case(&self, part: &str) -> String {
        if self.preserve_case { part.to_owned() } else { part.to_lowercase() }
    }

    /// Whether a key is the part of a name in the case that [`case`](Self::case) gives it.
    fn is_cased(&self, key: &str, part: &str) -> bool {
        match part.is_ascii() {
            _ if self.preserve_case => key == part,
            true => key.bytes().eq(part.bytes().map(|byte| byte.to_ascii_lowercase())),
            false => key == part.to_lowercase(),
        }
    }

    /// How many levels a name has at most: the limit is asked before anything is made of them.
    pub(crate) fn count_levels(&self, rest: &str) -> usize {
        match &self.nesting {
            Nesting::Guided => rest.matches("__").count() + 1,
            Nesting::Separator(separator) | Nesting::Every(separator) if separator.is_empty() => 1,
            Nesting::Separator(separator) | Nesting::Every(separator) => {
                rest.matches(separator.as_str()).count() + 1
            }
            Nesting::FirstUnderscore => 2,
        }
    }

    /// A fault of a dotenv text, whose path is the bare name: with the key path that such a name has when nobody
    /// knows it.
    #[cfg(feature = "env")]
    pub(crate) fn placed(&self, mut fault: Fault, most_levels: usize) -> Fault {
        if let Some([Segment::Key(name)]) = fault.path.as_ref().map(KeyPath::segments)
            && self.count_levels(name) <= most_levels
        {
            let keys = split_levels(name).into_iter().map(|level| Segment::Key(self.case(level)));
            fault.path = Some(keys.collect::<Vec<_>>().into());
        }
        fault
    }

    /// The levels of a name that says itself what they are; `None` for names that have to be matched.
    pub(crate) fn explicit<'v>(&self, variable: &'v Variable) -> Option<Vec<&'v str>> {
        let rest = variable.rest.as_str();
        match &self.nesting {
            Nesting::Guided => {
                let levels = split_levels(rest);
                (variable.is_path || levels.len() > 1).then_some(levels)
            }
            Nesting::Separator(separator) | Nesting::Every(separator) if separator.is_empty() => {
                Some(vec![rest])
            }
            Nesting::Separator(separator) | Nesting::Every(separator) => {
                Some(rest.split(separator.as_str()).collect())
            }
            Nesting::FirstUnderscore => Some(rest.splitn(2, '_').collect()),
        }
    }
}

/// What `__` separates.
fn split_levels(name: &str) -> Vec<&str> {
    let (mut levels, mut rest) = (Vec::with_capacity(4), name);
    while let Some(at) = rest.as_bytes().windows(2).position(|pair| pair == b"__") {
        let (level, after) = rest.split_at(at);
        levels.push(level);
        rest = after.strip_prefix("__").unwrap_or_default();
    }
    levels.push(rest);
    levels
}

/// What a name says of itself before anything is placed.
pub(crate) enum SpelledOut {
    /// A path that is known.
    Known(KnownId),
    /// A path that is not known yet: other variables may mean it too.
    New(Vec<String>),
    /// Nothing: it has to be matched, or is an operation.
    Nothing,
}

impl Naming {
    /// The path that a name spells out.
    pub(crate) fn spelled_out(&self, variable: &Variable, known: &Known) -> SpelledOut {
        let Some(levels) = self.explicit(variable).filter(|levels| !has_empty_part(levels)) else {
            return SpelledOut::Nothing;
        };
        let placing = Placing { naming: self, known, diagnostics: Vec::new() };
        match placing.known_levels(&levels) {
            Some(id) => SpelledOut::Known(id),
            None => match placing.new_place(&levels, variable) {
                (keys, None) => SpelledOut::New(keys),
                (_, Some(_)) => SpelledOut::Nothing,
            },
        }
    }
}

fn has_empty_part(levels: &[&str]) -> bool {
    levels.iter().any(|level| level.is_empty())
}

/// Finds the place of every variable. `variables` are sorted by name.
pub(crate) fn place(
    variables: &[Variable],
    naming: &Naming,
    known: &Known,
) -> (Vec<Placed>, Vec<Diagnostic>) {
    let mut placing = Placing { naming, known, diagnostics: Vec::new() };
    let placed =
        variables.iter().enumerate().filter_map(|(at, variable)| placing.place(at, variable)).collect();
    (placed, placing.diagnostics)
}

/// How many diagnostics of one source are worth a "did you mean".
const MOST_SUGGESTIONS: usize = 100;

struct Placing<'a> {
    naming: &'a Naming,
    known: &'a Known,
    diagnostics: Vec<Diagnostic>,
}

impl Placing<'_> {
    fn place(&mut self, at: usize, variable: &Variable) -> Option<Placed> {
        let rest = variable.rest.as_str();
        let placed = |keys, operation, unclaimed| Some(Placed { variable: at, keys, operation, unclaimed });
        if let Some(known) = variable.known {
            return placed(self.known.keys(known), None, false);
        }
        if let Some(levels) = self.naming.explicit(variable) {
            if has_empty_part(&levels) {
                self.report_empty_part(variable);
                return None;
            }
            let (keys, operation) = match self.known_levels(&levels) {
                Some(known) => (self.known.keys(known), None),
                None => self.new_place(&levels, variable),
            };
            return placed(keys, operation, false);
        }
        match self.known.by_name(rest).as_slice() {
            &[one] => return placed(self.known.keys(one), None, false),
            [] => {}
            several => {
                self.report_ambiguous(variable, several);
                return None;
            }
        }
        if let Some((base, kind)) = self.operation(rest) {
            match self.known.by_name(base).as_slice() {
                &[one] if self.known.is_array(one) || is_json_array(&variable.text) => {
                    return placed(self.known.keys(one), Some(kind), false);
                }
                [] if is_json_array(&variable.text) => {
                    self.report_unclaimed(variable, base);
                    return placed(vec![self.naming.case(base)], Some(kind), true);
                }
                [] | [_] => {}
                several => {
                    self.report_ambiguous(variable, several);
                    return None;
                }
            }
        }
        self.report_unclaimed(variable, rest);
        placed(vec![self.naming.case(rest)], None, true)
    }

    /// The path of a name with explicit levels that nobody knows: as far as it is known, in that spelling.
    fn new_place(&self, levels: &[&str], variable: &Variable) -> (Vec<String>, Option<OperationKind>) {
        let (last, before) = match levels.split_last() {
            Some((last, before)) => (*last, before),
            None => return (Vec::new(), None),
        };
        // `A__TAGS__ADD` and `A__TAGS_ADD`.
        let operation = match (is_operation_word(last), self.operation(last)) {
            (Some(kind), _) if !before.is_empty() => Some((before.to_vec(), kind)),
            (_, Some((base, kind))) => Some(([before, &[base]].concat(), kind)),
            _ => None,
        };
        if let Some((base, kind)) = operation.filter(|_| self.naming.operations) {
            let known = self.known_levels(&base);
            if is_json_array(&variable.text) || known.is_some_and(|known| self.known.is_array(known)) {
                let keys = known.map_or_else(|| self.spelled(&base), |known| self.known.keys(known));
                return (keys, Some(kind));
            }
        }
        (self.spelled(levels), None)
    }

    /// Levels that are known only in part: the known part in its own spelling, the rest as it is.
    fn spelled(&self, levels: &[&str]) -> Vec<String> {
        let known =
            (1..levels.len()).rev().find_map(|len| Some((len, self.known_levels(levels.get(..len)?)?)));
        let (len, mut keys) = known.map_or((0, Vec::new()), |(len, known)| (len, self.known.keys(known)));
        keys.extend(levels.iter().skip(len).map(|level| self.naming.case(level)));
        keys
    }

    /// The one known path with these levels: spelled exactly so, or else the only one in any spelling.
    fn known_levels(&self, levels: &[&str]) -> Option<KnownId> {
        if self.naming.nesting != Nesting::Guided {
            return None;
        }
        self.known.by_levels(levels, |key, level| self.naming.is_cased(key, level))
    }

    /// A name that ends like an operation: what comes before, and the operation.
    fn operation<'n>(&self, rest: &'n str) -> Option<(&'n str, OperationKind)> {
        let found = OperationKind::ALL.into_iter().find_map(|kind| {
            let start = rest.len().checked_sub(kind.suffix().len())?;
            let (base, end) = rest.split_at_checked(start)?;
            end.eq_ignore_ascii_case(kind.suffix()).then_some((base, kind))
        })?;
        (self.naming.operations && !found.0.is_empty()).then_some(found)
    }

    fn report_empty_part(&mut self, variable: &Variable) {
        let message = format!("the name {} has an empty part, so it names no key path", variable.name);
        let place = variable.named_at.as_ref().unwrap_or(&variable.origin).clone();
        self.diagnostics.push(Diagnostic::warning(Code::VariableName, message).with_origin(place));
    }

    fn report_ambiguous(&mut self, variable: &Variable, paths: &[KnownId]) {
        let paths: Vec<KeyPath> = paths.iter().map(|&id| self.known.path(id)).collect();
        let list = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" and ");
        let message = format!("{} may mean {list}; it sets neither", variable.name);
        let prefix = variable.prefix();
        let spellings: Vec<String> =
            paths.iter().map(|path| format!("{} for `{path}`", explicit_name(prefix, path))).collect();
        let diagnostic = Diagnostic::warning(Code::AmbiguousVariable, message)
            .with_origin(variable.origin.clone())
            .with_help(format!("write {}", spellings.join(", or ")));
        self.diagnostics.push(diagnostic);
    }

    fn report_unclaimed(&mut self, variable: &Variable, rest: &str) {
        if !self.known.has_written() || !self.naming.reports_unclaimed {
            return;
        }
        let key = self.naming.case(rest);
        let message = format!("no known key claims {}; it becomes `{key}` at the root", variable.name);
        let diagnostic = Diagnostic::warning(Code::UnclaimedVariable, message)
            .with_path(KeyPath::root().key(key))
            .with_origin(variable.origin.clone());
        let service_link = variable.text.starts_with("tcp://") || variable.text.starts_with("udp://");
        // Looking for the nearest key is slow, and nobody reads a hundred suggestions.
        let near = (self.diagnostics.len() < MOST_SUGGESTIONS).then(|| self.known.nearest(rest)).flatten();
        let diagnostic = match near {
            _ if service_link => diagnostic.with_help(
                "this looks like a service link of Kubernetes or Docker; `enableServiceLinks: false` turns them off",
            ),
            Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
            None => diagnostic,
        };
        self.diagnostics.push(diagnostic);
    }
}

fn is_operation_word(level: &str) -> Option<OperationKind> {
    OperationKind::ALL.into_iter().find(|kind| level.eq_ignore_ascii_case(kind.as_str()))
}

fn is_json_array(text: &str) -> bool {
    text.trim_start().starts_with('[')
        && crate::format::json::parse_text_value(text, &crate::format::Limits::default()).is_some()
}

/// The name that means a path beyond doubt: `APP_DATABASE__MAX_CONNS`.
pub(crate) fn explicit_name(prefix: &str, path: &KeyPath) -> String {
    let keys = path.segments().iter().map(|segment| match segment {
        Segment::Key(key) => key.to_uppercase(),
        Segment::Index(index) => index.to_string(),
    });
    let levels = keys.collect::<Vec<_>>();
    // A single level would be matched again; `APP__LEVEL` says that it is one.
    match levels.as_slice() {
        [one] => format!("{}__{one}", prefix.trim_end_matches('_')),
        _ => format!("{prefix}{}", levels.join("__")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming(prefix: &str) -> Naming {
        Naming { prefix: prefix.into(), operations: true, ..Naming::default() }
    }

    #[test]
    fn prefixes_end_at_a_separator() {
        for prefix in ["APP", "APP_", "APP__"] {
            assert_eq!(naming(prefix).strip("APP_PORT"), Some(("PORT", false)), "{prefix}");
            assert_eq!(naming(prefix).strip("APP__DB__HOST"), Some(("DB__HOST", true)), "{prefix}");
            assert_eq!(naming(prefix).strip("APPLE_X"), None, "{prefix}");
            assert_eq!(naming(prefix).strip("APP_"), None, "{prefix}");
            assert_eq!(naming(prefix).strip("app_port"), None, "{prefix}");
        }
        assert_eq!(naming("").strip("PATH"), Some(("PATH", false)));
    }
}
