//! Rules at work on one place of a document.

use super::bounds::{Limit, number_in};
use super::hide::Hidden;
use super::place::{Place, expand, list};
use super::rule::{Kind, Rule};
use crate::diagnostics::{Secrets, masked_display};
use crate::format::untyped::Untyped;
use crate::value::{Document, Item, KeyPath, Value, bool_word, canonical_date};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(super) use super::place::Place as At;

/// How many broken places of one rule are named. A million bad elements are as bad as a thousand.
pub(super) const MOST: usize = 1000;

/// One broken rule.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) path: KeyPath,
    /// The place in the document that was checked: the value's own, or the one above what is missing.
    pub(super) place: Option<u32>,
    /// Whether it is the key that is at fault, whatever its value.
    pub(super) is_key: bool,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// What one rule finds on its way through a document.
pub(super) struct Findings<'a> {
    pub(super) secrets: &'a Secrets,
    /// Where we are.
    pub(super) path: KeyPath,
    pub(super) broken: Vec<Broken>,
    /// How many more places are broken than are named.
    pub(super) unnamed: usize,
    /// Whether it only matters that something is broken.
    quiet: bool,
}

impl<'a> Findings<'a> {
    pub(super) fn new(secrets: &'a Secrets) -> Self {
        Self { secrets, path: KeyPath::root(), broken: Vec::new(), unnamed: 0, quiet: false }
    }

    /// Adds a broken place, unless there are enough.
    pub(super) fn add(&mut self, place: Option<u32>, message: impl FnOnce(&Self) -> String) {
        if self.quiet || self.broken.len() >= MOST {
            self.unnamed += 1;
            return;
        }
        let (path, message) = (self.path.clone(), message(self));
        let broken = Broken { path, place, is_key: false, message, help: None };
        let said = |last: &Broken| last.path == broken.path && last.message == broken.message;
        if !self.broken.last().is_some_and(said) {
            self.broken.push(broken);
        }
    }

    /// Adds a broken place that is known by its path only.
    #[cfg(feature = "schema")]
    pub(super) fn add_at(&mut self, path: KeyPath, message: String) {
        self.broken.push(Broken { path, place: None, is_key: false, message, help: None });
    }

    /// Adds a key that should not be there.
    #[cfg(feature = "schema")]
    pub(super) fn add_key(&mut self, path: KeyPath, message: String, help: Option<String>) {
        self.broken.push(Broken { path, place: None, is_key: true, message, help });
    }

    fn is_clean(&self) -> bool {
        self.broken.is_empty() && self.unnamed == 0
    }
}

/// What a message calls the value at a path.
pub(super) fn subject(path: &KeyPath) -> String {
    if path.is_root() { "the value".into() } else { format!("`{path}`") }
}

impl Rule {
    /// Checks what stands at a place. `message`: what the rule around this one says, if this one has no word.
    pub(super) fn run<D: Document>(
        &self,
        at: Place<'_, D>,
        message: Option<&str>,
        findings: &mut Findings<'_>,
    ) {
        let message = self.message.as_deref().or(message);
        let mut note = String::new();
        let holds = match &self.kind {
            Kind::Range(bounds) => number(at.item()).is_some_and(|number| bounds.contain(number)),
            Kind::Length(bounds) => match length(at) {
                Some(len) => {
                    note = format!(", found {len}");
                    bounds.contain_len(len)
                }
                None => false,
            },
            Kind::Regex(_, Ok(regex)) => text(at.item()).is_some_and(|text| regex.is_match(text)),
            // The fault of the rule itself is reported once, not at every place.
            Kind::Regex(_, Err(_)) => true,
            Kind::OneOf(values) => values.iter().any(|value| same(at, value)),
            Kind::NonEmpty => !is_empty(at),
            Kind::Required => true,
            Kind::Each(rule) => match each(rule, at, message, findings) {
                Some(()) => return,
                None => false,
            },
            Kind::All(rules) => return rules.iter().for_each(|rule| rule.run(at, message, findings)),
            Kind::Any(rules) => rules.iter().any(|rule| {
                let mut trial = Findings { quiet: true, ..Findings::new(findings.secrets) };
                rule.run(at, None, &mut trial);
                trial.is_clean()
            }),
            Kind::Custom(_, check) => {
                let value = at.value();
                match catch_unwind(AssertUnwindSafe(|| check(&value))) {
                    Ok(Ok(())) => true,
                    Ok(Err(fault)) => {
                        note = prefixed(
                            ": ",
                            &Hidden::of(&value, &findings.path, findings.secrets).hide(&fault),
                        );
                        false
                    }
                    Err(panic) => {
                        let fault =
                            Hidden::of(&value, &findings.path, findings.secrets).hide(panic_text(&*panic));
                        note = prefixed("; the rule panicked: ", &fault);
                        false
                    }
                }
            }
        };
        if !holds {
            findings.add(Some(at.source()), |findings| self.complaint(at, message, &note, findings));
        }
    }

    fn complaint<D: Document>(
        &self,
        at: Place<'_, D>,
        message: Option<&str>,
        note: &str,
        findings: &Findings<'_>,
    ) -> String {
        let (path, secrets) = (&findings.path, findings.secrets);
        let secret = secrets.is_secret(path);
        let found = format!("{} is {}", subject(path), masked_display(&at.value(), path, secrets));
        match (message, &self.kind) {
            (Some(message), _) => format!("{found}: {message}"),
            // The length of a secret is a secret, and so is what it could be.
            (None, Kind::Length(_)) if secret => {
                format!("{found}, expected {}", self.expected(Some(at.item())))
            }
            (None, Kind::OneOf(_)) if secret => format!("{found}, expected one of the allowed values"),
            (None, Kind::Any(_)) if secret => format!("{found}, expected something else"),
            (None, _) => format!("{found}, expected {}{note}", self.expected(Some(at.item()))),
        }
    }

    /// What the rule expects in place of `found`, in words.
    pub(super) fn expected(&self, found: Option<Item<'_>>) -> String {
        let join = |rules: &[Self], word: &str| {
            let parts: Vec<String> = rules.iter().map(|rule| rule.expected(found)).collect();
            parts.join(word)
        };
        match &self.kind {
            Kind::Range(bounds) => format!("a number {bounds}"),
            Kind::Length(bounds) => match found {
                Some(Item::Array) => bounds.count("element", "elements"),
                Some(Item::Table) => bounds.count("key", "keys"),
                Some(Item::Str(_) | Item::Text(_) | Item::Date(_)) => bounds.count("character", "characters"),
                _ => format!(
                    "text, an array or a table of {}",
                    bounds.count("character, element or key", "characters, elements or keys")
                ),
            },
            Kind::Regex(pattern, _) => format!("text that matches `{pattern}`"),
            Kind::OneOf(values) => {
                let shown: Vec<String> = values.iter().map(Value::to_string).collect();
                let one_of = if shown.len() == 1 { "" } else { "one of " };
                format!("{one_of}{}", shown.join(", "))
            }
            Kind::Each(rule) => format!("an array or table, each value {}", rule.expected(None)),
            Kind::NonEmpty => "a value that is not empty".into(),
            Kind::Required => "a value".into(),
            Kind::Custom(name, _) => name.to_string(),
            Kind::All(rules) => join(rules, " and "),
            Kind::Any(rules) => join(rules, " or "),
        }
    }
}

/// Checks every value in a container; `None` if it is none.
fn each<D: Document>(
    rule: &Rule,
    at: Place<'_, D>,
    message: Option<&str>,
    findings: &mut Findings<'_>,
) -> Option<()> {
    match at.item() {
        Item::Text(text) => {
            let tree = list(text);
            each(rule, at.inside(&tree), message, findings)
        }
        Item::Array | Item::Table => {
            for (segment, child) in at.children() {
                findings.path.push(segment);
                rule.run(child, message, findings);
                findings.path.pop();
            }
            Some(())
        }
        _ => None,
    }
}

fn number(item: Item<'_>) -> Option<Limit> {
    match item {
        Item::Int(n) => Some(Limit::Int(n.into())),
        Item::UInt(n) => Some(Limit::Int(n.into())),
        Item::Float(n) => Some(Limit::Float(n)),
        Item::Text(text) => number_in(text),
        _ => None,
    }
}

fn text(item: Item<'_>) -> Option<&str> {
    match item {
        Item::Str(text) | Item::Text(text) | Item::Date(text) => Some(text),
        _ => None,
    }
}

fn length<D: Document>(at: Place<'_, D>) -> Option<usize> {
    match at.item() {
        Item::Text(text) => match expand(text) {
            Some(tree) => length(at.inside(&tree)),
            None => Some(text.chars().count()),
        },
        Item::Str(text) | Item::Date(text) => Some(text.chars().count()),
        Item::Array | Item::Table => Some(at.doc.children(at.id).count()),
        _ => None,
    }
}

fn is_empty<D: Document>(at: Place<'_, D>) -> bool {
    match at.item() {
        Item::Null | Item::Str("") => true,
        Item::Text(text) => match Untyped::of(text) {
            Untyped::Scalar(scalar) => matches!(scalar, Item::Null | Item::Str("")),
            Untyped::Tree(tree) => is_empty(at.inside(&tree)),
        },
        Item::Array | Item::Table => at.doc.children(at.id).next().is_none(),
        _ => false,
    }
}

/// Whether a place holds a value. Numbers are compared by value, dates also with text.
fn same<D: Document>(at: Place<'_, D>, value: &Value) -> bool {
    match (at.item(), value) {
        (Item::Array, Value::Array(items)) => {
            let (mut found, mut wanted) = (at.children(), items.iter());
            loop {
                match (found.next(), wanted.next()) {
                    (None, None) => return true,
                    (Some((_, found)), Some(wanted)) if same(found, wanted) => {}
                    _ => return false,
                }
            }
        }
        (Item::Table, Value::Table(entries)) => {
            at.doc.children(at.id).count() == entries.len()
                && entries.iter().all(|(key, value)| {
                    at.doc.child(at.id, key).is_some_and(|child| same(at.at(child), value))
                })
        }
        (Item::Text(text), Value::Array(_) | Value::Table(_)) => {
            expand(text).is_some_and(|tree| same(at.inside(&tree), value))
        }
        (Item::Text(text), Value::Bool(wanted)) => bool_word(text.trim()) == Some(*wanted),
        (Item::Text(text), Value::Null) => text == "null",
        (Item::Text(text), Value::Date(wanted)) if canonical_date(text.trim()).as_ref() == Some(wanted) => {
            true
        }
        (
            Item::Str(text) | Item::Text(text) | Item::Date(text),
            Value::String(wanted) | Value::Date(wanted),
        ) => text == wanted,
        (Item::Bool(found), Value::Bool(wanted)) => found == *wanted,
        (Item::Null, Value::Null) => true,
        (found, Value::Float(wanted)) if wanted.is_nan() => {
            matches!(number(found), Some(Limit::Float(found)) if found.is_nan())
        }
        (found, wanted) => match (number(found), number_of(wanted)) {
            (Some(found), Some(wanted)) => found.partial_cmp(&wanted).is_some_and(std::cmp::Ordering::is_eq),
            _ => false,
        },
    }
}

fn number_of(value: &Value) -> Option<Limit> {
    match value {
        Value::Int(n) => Some(Limit::Int((*n).into())),
        Value::UInt(n) => Some(Limit::Int((*n).into())),
        Value::Float(n) => Some(Limit::Float(*n)),
        _ => None,
    }
}

fn prefixed(prefix: &str, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{prefix}{text}") }
}

/// What a panic said.
pub(super) fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
