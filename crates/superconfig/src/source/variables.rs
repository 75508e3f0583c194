//! Variables to key paths: the names of SPEC 5, for the environment and for dotenv files.

use super::known::{Known, KnownId, Meant, is_json_array};
#[cfg(feature = "env")]
use crate::diagnostics::Fault;
use crate::diagnostics::{Code, Diagnostic};
use crate::merge::OperationKind;
use crate::value::{KeyPath, Origin, Segment};
use std::ops::Range;
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
    /// Where in it the part after the prefix stands.
    pub(crate) rest: Range<usize>,
    /// `APP__PORT`: the prefix is separated like a level, so the rest is a path as it stands.
    pub(crate) is_path: bool,
    pub(crate) text: Arc<str>,
    pub(crate) origin: Origin,
    /// The known path that the name spells out, as soon as it has been looked up.
    pub(crate) known: Option<KnownId>,
    /// Where the name stands, in a text.
    pub(crate) named_at: Option<Origin>,
}

impl Variable {
    /// A variable whose name ends in `rest` and has not been looked up yet.
    pub(crate) fn new(name: Arc<str>, rest: &str, is_path: bool, text: Arc<str>, origin: Origin) -> Self {
        let rest = name.len().saturating_sub(rest.len())..name.len();
        Self { rest, name, is_path, text, origin, known: None, named_at: None }
    }

    /// The name after the prefix.
    pub(crate) fn rest(&self) -> &str {
        self.name.get(self.rest.clone()).unwrap_or_default()
    }
}

/// Where a variable's text goes.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    /// Index of the variable.
    pub(crate) variable: usize,
    pub(crate) path: KeyPath,
    /// The text is the operand of an operation on the array at `path`.
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
    #[cfg(feature = "env")]
    fn count_levels(&self, rest: &str) -> usize {
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
        let rest = variable.rest();
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
    New(KeyPath),
    /// Nothing: it has to be matched, or is an operation, or means no one path.
    Nothing,
}

impl Naming {
    /// The path that a name spells out. Paths have as many keys as tables may be deep.
    pub(crate) fn spelled_out(&self, variable: &Variable, known: &Known, depth: usize) -> SpelledOut {
        let is_path = |levels: &Vec<&str>| levels.len() <= depth && !has_empty_part(levels);
        let Some(levels) = self.explicit(variable).filter(is_path) else { return SpelledOut::Nothing };
        let reader = Reader { naming: self, known, depth };
        match reader.known_levels(&levels) {
            Meant::One(id) => SpelledOut::Known(id),
            Meant::Several(_) => SpelledOut::Nothing,
            Meant::Nothing => match reader.new_place(&levels, variable) {
                Meaning::Place { path, operation: None, .. } => SpelledOut::New(path),
                _ => SpelledOut::Nothing,
            },
        }
    }
}

fn has_empty_part(levels: &[&str]) -> bool {
    levels.iter().any(|level| level.is_empty())
}

/// What a variable is found to mean.
pub(super) enum Meaning<'v> {
    Place {
        path: KeyPath,
        operation: Option<OperationKind>,
        /// The name that nobody knows, if nobody does.
        unclaimed: Option<&'v str>,
    },
    /// Any of these paths, or an operation on it.
    Ambiguous { paths: Vec<KeyPath>, operation: Option<OperationKind> },
    /// A part of the name is empty.
    EmptyPart,
    /// More levels than there may be.
    TooDeep(usize),
}

/// Reads names: what they mean among what is known.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) naming: &'a Naming,
    pub(super) known: &'a Known,
    /// How many keys a path may have.
    pub(super) depth: usize,
}

impl Reader<'_> {
    pub(super) fn meaning<'v>(&self, variable: &'v Variable) -> Meaning<'v> {
        let meaning = self.any_depth(variable);
        match &meaning {
            // The elements of an operation are one level deeper.
            Meaning::Place { path, operation, .. } => {
                match path.segments().len() + usize::from(operation.is_some()) {
                    levels if levels > self.depth => Meaning::TooDeep(levels),
                    _ => meaning,
                }
            }
            _ => meaning,
        }
    }

    fn any_depth<'v>(&self, variable: &'v Variable) -> Meaning<'v> {
        if let Some(known) = variable.known {
            return self.place(known, None);
        }
        if let Some(levels) = self.naming.explicit(variable) {
            // What is deeper is not even looked at: that would take too long.
            return match levels.len() {
                levels if levels > self.depth => Meaning::TooDeep(levels),
                _ if has_empty_part(&levels) => Meaning::EmptyPart,
                _ => match self.known_levels(&levels) {
                    Meant::One(known) => self.place(known, None),
                    Meant::Several(paths) => self.ambiguous(&paths, &[], None),
                    Meant::Nothing => self.new_place(&levels, variable),
                },
            };
        }
        self.matched(variable)
    }

    /// A name without levels.
    fn matched<'v>(&self, variable: &'v Variable) -> Meaning<'v> {
        let rest = variable.rest();
        match self.known.by_name(rest).as_slice() {
            &[one] => return self.place(one, None),
            [] => {}
            several => return self.ambiguous(several, &[], None),
        }
        let unclaimed = |name: &'v str, operation| Meaning::Place {
            path: KeyPath::root().key(self.naming.case(name)),
            operation,
            unclaimed: Some(name),
        };
        if let Some((base, kind)) = self.operation(rest) {
            let is_list = is_json_array(&variable.text);
            match self.known.by_name(base).as_slice() {
                &[one] if is_list || self.known.is_array(one) => return self.place(one, Some(kind)),
                [] if is_list => return unclaimed(base, Some(kind)),
                [] | [_] => {}
                several => return self.ambiguous(several, &[], Some(kind)),
            }
        }
        unclaimed(rest, None)
    }

    fn place<'v>(&self, known: KnownId, operation: Option<OperationKind>) -> Meaning<'v> {
        Meaning::Place { path: self.known.path(known), operation, unclaimed: None }
    }

    /// A path, and below it levels that nobody knows.
    fn below(&self, mut path: KeyPath, levels: &[&str]) -> KeyPath {
        levels.iter().for_each(|level| path.push(Segment::Key(self.naming.case(level))));
        path
    }

    /// Any of these paths, with the rest of the levels below it.
    fn ambiguous<'v>(
        &self,
        paths: &[KnownId],
        rest: &[&str],
        operation: Option<OperationKind>,
    ) -> Meaning<'v> {
        let paths = paths.iter().map(|&id| self.below(self.known.path(id), rest));
        Meaning::Ambiguous { paths: paths.collect(), operation }
    }

    /// The place of a name with explicit levels that nobody knows.
    fn new_place<'v>(&self, levels: &[&str], variable: &Variable) -> Meaning<'v> {
        let Some((&last, before)) = levels.split_last() else { return Meaning::EmptyPart };
        // `A__TAGS__ADD` and `A__TAGS_ADD`.
        let operation = match (is_operation_word(last), self.operation(last)) {
            (Some(kind), _) if !before.is_empty() => Some((before.to_vec(), kind)),
            (_, Some((base, kind))) => Some(([before, &[base]].concat(), kind)),
            _ => None,
        };
        let Some((base, kind)) = operation.filter(|_| self.naming.operations) else {
            return self.spelled(levels, None);
        };
        let (is_list, is_array) = (is_json_array(&variable.text), |&id: &KnownId| self.known.is_array(id));
        match self.known_levels(&base) {
            Meant::One(known) if is_list || is_array(&known) => self.place(known, Some(kind)),
            Meant::Several(paths) if is_list || paths.iter().any(is_array) => {
                self.ambiguous(&paths, &[], Some(kind))
            }
            Meant::Nothing if is_list => self.spelled(&base, Some(kind)),
            _ => self.spelled(levels, None),
        }
    }

    /// Levels that are known only in part: the known part in its own spelling, the rest as it is.
    fn spelled<'v>(&self, levels: &[&str], operation: Option<OperationKind>) -> Meaning<'v> {
        let place =
            |path, rest: &[&str]| Meaning::Place { path: self.below(path, rest), operation, unclaimed: None };
        for len in (1..levels.len()).rev() {
            let Some((known, rest)) = levels.split_at_checked(len) else { continue };
            match self.known_levels(known) {
                Meant::Nothing => {}
                Meant::One(known) => return place(self.known.path(known), rest),
                Meant::Several(paths) => return self.ambiguous(&paths, rest, operation),
            }
        }
        place(KeyPath::root(), levels)
    }

    fn known_levels(&self, levels: &[&str]) -> Meant {
        match self.naming.nesting {
            Nesting::Guided => self.known.by_levels(levels, |key, level| self.naming.is_cased(key, level)),
            _ => Meant::Nothing,
        }
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
}

/// Finds the place of every variable. `variables` are sorted by name.
pub(crate) fn place(
    variables: &[Variable],
    naming: &Naming,
    known: &Known,
    depth: usize,
) -> (Vec<Placed>, Vec<Diagnostic>) {
    let reader = Reader { naming, known, depth };
    let mut placing = Placing { reader, diagnostics: Vec::new() };
    let placed =
        variables.iter().enumerate().filter_map(|(at, variable)| placing.place(at, variable)).collect();
    (placed, placing.diagnostics)
}

/// How many diagnostics of one source are worth a "did you mean".
const MOST_SUGGESTIONS: usize = 100;

struct Placing<'a> {
    reader: Reader<'a>,
    diagnostics: Vec<Diagnostic>,
}

impl Placing<'_> {
    fn place(&mut self, at: usize, variable: &Variable) -> Option<Placed> {
        match self.reader.meaning(variable) {
            Meaning::Place { path, operation, unclaimed } => {
                if let Some(name) = unclaimed {
                    self.report_unclaimed(variable, name);
                }
                return Some(Placed { variable: at, path, operation, unclaimed: unclaimed.is_some() });
            }
            Meaning::EmptyPart => self.report_empty_part(variable),
            Meaning::TooDeep(levels) => self.report_too_deep(variable, levels),
            Meaning::Ambiguous { paths, operation } => self.report_ambiguous(variable, &paths, operation),
        }
        None
    }

    fn report_empty_part(&mut self, variable: &Variable) {
        let message = format!("the name {} has an empty part, so it names no key path", variable.name);
        let place = variable.named_at.as_ref().unwrap_or(&variable.origin).clone();
        self.diagnostics.push(Diagnostic::warning(Code::VariableName, message).with_origin(place));
    }

    fn report_too_deep(&mut self, variable: &Variable, levels: usize) {
        let depth = self.reader.depth;
        let message =
            format!("the name of a variable has {levels} levels, the limit is {depth}; it is left out");
        let place = variable.named_at.as_ref().unwrap_or(&variable.origin).clone();
        let diagnostic = Diagnostic::warning(Code::TooDeep, message).with_origin(place);
        self.diagnostics.push(diagnostic.with_help("raise `Limits::depth` if it is meant to be that deep"));
    }

    fn report_ambiguous(&mut self, variable: &Variable, paths: &[KeyPath], operation: Option<OperationKind>) {
        let list = paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(" and ");
        let message = format!("{} may mean {list}; it sets neither", variable.name);
        // Looking for a spelling is slow, and nobody reads a hundred.
        let asked = if self.diagnostics.len() < MOST_SUGGESTIONS { paths } else { &[] };
        let spelling = |path: &KeyPath| {
            let name = self.reader.spelling_of(path, operation, variable)?;
            Some(format!("{name} for `{path}`"))
        };
        let spellings: Vec<String> = asked.iter().filter_map(spelling).collect();
        let otherwise = "set it with an override, or rename the key";
        let help = match spellings.len() {
            0 => format!("no name means only one of them: {otherwise}"),
            found if found < paths.len() => {
                format!("write {}; for the others, {otherwise}", spellings.join(", or "))
            }
            _ => format!("write {}", spellings.join(", or ")),
        };
        let diagnostic = Diagnostic::warning(Code::AmbiguousVariable, message)
            .with_origin(variable.origin.clone())
            .with_help(help);
        self.diagnostics.push(diagnostic);
    }

    fn report_unclaimed(&mut self, variable: &Variable, rest: &str) {
        let Reader { naming, known, .. } = self.reader;
        if !known.has_written() || !naming.reports_unclaimed {
            return;
        }
        let key = naming.case(rest);
        let message = format!("no known key claims {}; it becomes `{key}` at the root", variable.name);
        let diagnostic = Diagnostic::warning(Code::UnclaimedVariable, message)
            .with_path(KeyPath::root().key(key))
            .with_origin(variable.origin.clone());
        let service_link = variable.text.starts_with("tcp://") || variable.text.starts_with("udp://");
        // Looking for the nearest key is slow, and nobody reads a hundred suggestions.
        let near = (self.diagnostics.len() < MOST_SUGGESTIONS).then(|| known.nearest(rest)).flatten();
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
