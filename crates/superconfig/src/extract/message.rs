//! Faults as diagnostics: what was found, what was expected, what to do. Secrets are masked here.

use super::coerce::No;
use super::place::{Place, Wrong};
use super::raise::{Seen, What};
use super::solve::Facts;
use crate::diagnostics::{Code, Diagnostic, MASK};
use crate::value::{KeyPath, Segment, bool_word, nearest, parse_decimal};

pub(super) struct Fault<'a> {
    pub(super) place: &'a Place,
    pub(super) wrong: &'a Wrong,
    /// Texts that must not turn up in a message.
    pub(super) secrets: &'a [String],
}

/// What a message consists of.
struct Words {
    code: Code,
    message: String,
    help: Option<String>,
}

impl Words {
    fn new(code: Code, message: String) -> Self {
        Self { code, message, help: None }
    }

    fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}

pub(super) fn diagnostic(facts: &Facts<'_>, fault: &Fault<'_>) -> Diagnostic {
    let place = fault.place;
    let path = facts.base.join(&place.path);
    let variable = place.origin.as_ref().and_then(|origin| origin.variable());
    let secret = place.secret
        || facts.secrets.is_secret(&path)
        || variable.is_some_and(|name| facts.secrets.is_secret_name(name));
    let tell = Tell { facts, fault, secret, variable, path: &path };
    let words = tell.words();
    let mut diagnostic = Diagnostic::error(words.code, words.message).with_secret(secret);
    if let Some(help) = words.help {
        diagnostic = diagnostic.with_help(help);
    }
    if let Some(origin) = &place.origin {
        diagnostic = diagnostic.with_origin(origin.clone());
    }
    if path.is_root() { diagnostic } else { diagnostic.with_path(path) }
}

struct Tell<'a> {
    facts: &'a Facts<'a>,
    fault: &'a Fault<'a>,
    secret: bool,
    variable: Option<&'a str>,
    path: &'a KeyPath,
}

impl Tell<'_> {
    fn words(&self) -> Words {
        match self.fault.wrong {
            Wrong::Value { seen, wanted, no } => self.value(seen, wanted, *no),
            Wrong::Unknown { known } => self.unknown_field(known),
            Wrong::Key { wanted } => {
                let message = format!("the key `{}` is no {}", self.key(), brief(wanted));
                Words::new(Code::TypeMismatch, message)
            }
            Wrong::TooLong { len, taken } => {
                Words::new(Code::WrongLength, format!("expected {}, found {len}", count(*taken)))
            }
            Wrong::VariantNeedsValue => {
                let message = "this variant needs a value, found only its name".to_owned();
                let help = "write a table with the name as its key".to_owned();
                Words::new(Code::TypeMismatch, message).help(Some(help))
            }
            Wrong::Visitor(what) => self.visitor(what),
        }
    }

    /// The last key of the path.
    fn key(&self) -> &str {
        match self.path.segments().last() {
            Some(Segment::Key(key)) => key,
            _ => "",
        }
    }

    fn shown<'v>(&self, value: &'v str) -> &'v str {
        if self.secret { MASK } else { value }
    }

    /// `the integer 1`, `the string "a"`, `a table`.
    fn seen(&self, seen: &Seen, with_value: bool) -> String {
        let quote = |value: &str| match seen.kind {
            "string" | "text" | "value" => format!("`{}`", self.shown(value)),
            _ => self.shown(value).to_owned(),
        };
        match &seen.value {
            Some(value) if with_value => format!("the {} {}", seen.kind, quote(value)),
            _ if seen.kind == "null" => "null".to_owned(),
            _ => with_article(seen.kind),
        }
    }

    fn value(&self, seen: &Seen, wanted: &str, no: No) -> Words {
        let value = seen.value.as_deref().unwrap_or_default();
        if let No::Range(range) = no {
            let message = format!("{} does not fit {wanted} ({range})", self.quoted(seen, value));
            return Words::new(Code::OutOfRange, message);
        }
        let help = self.cure(seen, value, wanted, no);
        if seen.kind == "text" {
            let message = format!("{} is no {}", self.quoted(seen, value), brief(wanted));
            return Words::new(Code::TypeMismatch, message).help(help);
        }
        let message = format!("expected {}, found {}", expected(wanted), self.seen(seen, true));
        Words::new(Code::TypeMismatch, message).help(help)
    }

    /// `` `eighty` (text of APP_PORT) ``, or just the number.
    fn quoted(&self, seen: &Seen, value: &str) -> String {
        match (seen.kind, self.variable) {
            ("text", Some(variable)) => format!("`{}` (text of {variable})", self.shown(value)),
            ("text" | "string", _) => format!("`{}`", self.shown(value)),
            _ => self.shown(value).to_owned(),
        }
    }

    fn cure(&self, seen: &Seen, value: &str, wanted: &str, no: No) -> Option<String> {
        let is_number = is_number(wanted);
        let is_port = self.variable.is_some_and(|name| name.to_ascii_uppercase().ends_with("_PORT"));
        let scalar = matches!(seen.kind, "integer" | "float" | "boolean");
        if seen.kind == "text" && is_number && is_port && value.contains("://") {
            return Some(
                "Kubernetes and Docker set such variables for their service links: choose another prefix, or turn \
                 them off with `enableServiceLinks: false`"
                    .to_owned(),
            );
        }
        if no == No::Fraction {
            return Some(match value.strip_suffix(".0").filter(|_| !self.secret) {
                Some(whole) => format!("write `{whole}`: floats do not become integers"),
                None => "floats do not become integers, nothing is rounded".to_owned(),
            });
        }
        if scalar && matches!(wanted, "string" | "character") {
            return Some(format!("quote it: `\"{}\"`", self.shown(value)));
        }
        let reads =
            is_number && parse_decimal(value).is_some() || wanted == "boolean" && bool_word(value).is_some();
        if seen.kind == "string" && reads {
            return Some("write it without quotes".to_owned());
        }
        (seen.kind == "text" && wanted == "boolean")
            .then(|| "true, false, yes, no, on, off, 1 and 0 are".to_owned())
    }

    fn unknown_field(&self, known: &[&'static str]) -> Words {
        let key = self.key();
        let help = match nearest(key, known.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => choice(known),
        };
        Words::new(Code::UnknownField, format!("unknown field `{key}`")).help(help)
    }

    fn missing(&self) -> Words {
        let key = self.key();
        let strangers = &self.fault.place.strangers;
        let near = nearest(key, strangers.iter().map(|(name, _)| name.as_str()));
        let near = near.and_then(|near| strangers.iter().find(|(name, _)| name == near));
        let help = match near {
            Some((name, Some(origin))) => Some(format!("`{name}` is set at {origin}: did you mean `{key}`?")),
            Some((name, None)) => Some(format!("`{name}` is set: did you mean `{key}`?")),
            None => (self.facts.variable_for)(self.path).map(set_it),
        };
        Words::new(Code::MissingField, format!("`{}` is missing", self.path)).help(help)
    }

    fn visitor(&self, what: &What) -> Words {
        match what {
            What::Missing(_) => self.missing(),
            What::UnknownField { known, .. } => self.unknown_field(known),
            What::Duplicate(field) => {
                let message = match self.key() {
                    key if key == *field => format!("the field `{field}` is given twice"),
                    key => format!("`{key}` gives the field `{field}` a second time"),
                };
                Words::new(Code::DuplicateField, message)
            }
            What::UnknownVariant { name, known } => {
                let help = match nearest(name, known.iter().copied()) {
                    Some(near) if !self.secret => Some(format!("did you mean `{near}`?")),
                    _ => choice(known),
                };
                Words::new(Code::UnknownVariant, format!("unknown variant `{}`", self.shown(name))).help(help)
            }
            What::Length { len, expected } => {
                Words::new(Code::WrongLength, format!("expected {expected}, found {}", count(*len)))
            }
            What::Refused { code, seen, expected } => self.refused(*code, seen, expected),
            What::Custom(message) => Words::new(Code::InvalidValue, self.custom(message)),
            What::Exhausted => Words::new(Code::InvalidValue, "no value fits".to_owned()),
        }
    }

    /// Values are only shown where they stand: a visitor that buffers may have been given secrets.
    fn refused(&self, code: Code, seen: &Seen, wanted: &str) -> Words {
        let found = self.seen(seen, self.fault.place.scalar);
        match (is_number(wanted), seen.kind, &seen.value) {
            (true, "integer", Some(value)) if self.fault.place.scalar => {
                let message = format!("{} does not fit {wanted}", self.shown(value));
                Words::new(Code::OutOfRange, message)
            }
            (true, ..) => Words::new(code, format!("expected {}, found {found}", expected(wanted))),
            _ => Words::new(code, format!("expected {wanted}, found {found}")),
        }
    }

    /// The words of somebody else: they may quote the value.
    fn custom(&self, message: &str) -> String {
        if self.secret {
            return "the value is refused (why is not shown, since it is a secret)".to_owned();
        }
        let message = self
            .fault
            .secrets
            .iter()
            .fold(message.to_owned(), |message, secret| message.replace(secret.as_str(), MASK));
        message.trim_end_matches('.').to_owned()
    }
}

/// What to do about something that is missing, given the variable that would set it.
pub(crate) fn set_it(variable: String) -> String {
    format!("set it with `{variable}`, or in a file")
}

fn count(n: usize) -> String {
    if n == 1 { "1 element".to_owned() } else { format!("{n} elements") }
}

fn is_number(wanted: &str) -> bool {
    wanted.starts_with(['i', 'u', 'f']) && wanted.ends_with(|c: char| c.is_ascii_digit())
}

/// The name of a type; of those that hold any number that is likely to be written, what they are.
fn brief(wanted: &str) -> &str {
    match wanted {
        "i128" | "u128" => "integer",
        "f64" => "number",
        other => other,
    }
}

fn expected(wanted: &str) -> String {
    match wanted {
        "f32" | "f64" => format!("a number ({wanted})"),
        // Every integer of a configuration fits.
        "i128" => "an integer".to_owned(),
        _ if is_number(wanted) => format!("an integer ({wanted})"),
        "character" => "a string of one character".to_owned(),
        "variant" => "the name of a variant, or a table with one as its only key".to_owned(),
        "null" => "null".to_owned(),
        _ => with_article(wanted),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    if noun == "bytes" || noun == "nothing" { noun.to_owned() } else { format!("{article} {noun}") }
}

fn choice(known: &[&str]) -> Option<String> {
    let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    match known.len() {
        0 => None,
        1..=12 => Some(format!("known: {}", names.join(", "))),
        _ => None,
    }
}

/// Two fields of the target claim one variable.
pub(super) fn ambiguous(facts: &Facts<'_>, var: usize, paths: &[KeyPath]) -> Option<Diagnostic> {
    let variable = facts.unclaimed.get(var)?;
    let paths: Vec<KeyPath> = paths.iter().map(|path| facts.base.join(path)).collect();
    let names: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    let spellings: Vec<String> = paths
        .iter()
        .map(|path| format!("{} for `{path}`", spelling(&variable.name, &variable.words, path)))
        .collect();
    let message = format!("{} could be {}: it is used for none of them", variable.name, names.join(" and "));
    Some(
        Diagnostic::warning(Code::AmbiguousVariable, message)
            .with_path(paths.first()?.clone())
            .with_origin(variable.origin.clone())
            .with_help(format!("write {}", spellings.join(" or "))),
    )
}

/// The prefix of a variable and a path with `__` between its levels.
fn spelling(name: &str, words: &[String], path: &KeyPath) -> String {
    let mut left: usize = words.iter().map(|word| word.chars().count()).sum();
    let mut cut = name.len();
    for (at, c) in name.char_indices().rev() {
        if left == 0 {
            break;
        }
        left -= usize::from(c.is_alphanumeric());
        cut = at;
    }
    let prefix = name.get(..cut).unwrap_or_default();
    let levels: Vec<String> = path
        .segments()
        .iter()
        .map(|segment| match segment {
            Segment::Key(key) => crate::value::split_words(key).join("_").to_uppercase(),
            Segment::Index(index) => index.to_string(),
        })
        .collect();
    match levels.as_slice() {
        // A single level needs a leading separator to be told from a name without levels.
        [level] => format!("{prefix}{}{level}", if prefix.ends_with('_') { "_" } else { "__" }),
        levels => format!("{prefix}{}", levels.join("__")),
    }
}

/// A variable that stands against others for one path.
pub(super) fn beaten(facts: &Facts<'_>, beaten: &(usize, Option<usize>, KeyPath)) -> Option<Diagnostic> {
    let (loser, winner, path) = beaten;
    let loser = facts.unclaimed.get(*loser)?;
    let path = facts.base.join(path);
    let message = match winner.and_then(|winner| facts.unclaimed.get(winner)) {
        Some(winner) => format!("{} and {} both set `{path}`: the latter counts", loser.name, winner.name),
        None => format!("{} sets `{path}`, other variables set values below it: they count", loser.name),
    };
    Some(
        Diagnostic::warning(Code::VariableConflict, message)
            .with_path(path)
            .with_origin(loser.origin.clone())
            .with_help(format!("remove {}", loser.name)),
    )
}
