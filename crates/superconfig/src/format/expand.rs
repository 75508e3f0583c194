//! Escapes and `${NAME}` references in dotenv values.

use super::sink::FaultSink;
use crate::diagnostics::{Code, Fault};
use crate::value::Span;
use foldhash::HashMap;

/// How deep defaults may nest: `${A:-${B:-c}}` is two levels.
const MAX_DEPTH: usize = 8;

/// How many bytes references may add to one text: ten lines that double one another are a bomb, too.
const MAX_OUTPUT: usize = 10 << 20;

type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// Expands the values of one text, within limits for the whole of it.
#[derive(Default)]
pub(crate) struct Expander {
    spent: usize,
    exhausted: bool,
}

/// A double-quoted text with its escapes resolved and its references left alone.
pub(crate) fn unescape(raw: &str) -> String {
    let lookup = |_: &str| None;
    let mut walk = Walk {
        raw,
        base: 0,
        escapes: true,
        pairs: HashMap::default(),
        lookup: &lookup,
        expander: &mut Expander::default(),
        sink: &mut FaultSink::default(),
    };
    let mut out = String::with_capacity(raw.len());
    walk.run(0, raw.len(), 0, &mut out);
    out
}

impl Expander {
    /// The text with its references replaced and, with `escapes`, its escapes resolved. `base` is where it stands
    /// in the source. What `lookup` returns is never expanded again.
    pub(crate) fn expand(
        &mut self,
        raw: &str,
        base: usize,
        escapes: bool,
        lookup: &Lookup<'_>,
        sink: &mut FaultSink,
    ) -> String {
        let pairs = pairs(raw, escapes);
        let mut walk = Walk { raw, base, escapes, pairs, lookup, expander: self, sink };
        let mut out = String::with_capacity(raw.len());
        walk.run(0, raw.len(), 0, &mut out);
        out
    }
}

/// Each `${` with the place of its `}`; as in a shell, other braces do not count. One pass, whatever is open.
fn pairs(raw: &str, escapes: bool) -> HashMap<usize, usize> {
    let (mut open, mut found) = (Vec::new(), HashMap::default());
    let bytes = raw.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if escapes => at += 1,
            b'$' if bytes.get(at + 1) == Some(&b'{') => open.push(at),
            b'}' => {
                if let Some(start) = open.pop() {
                    found.insert(start, at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

struct Walk<'a> {
    raw: &'a str,
    base: usize,
    escapes: bool,
    pairs: HashMap<usize, usize>,
    lookup: &'a Lookup<'a>,
    expander: &'a mut Expander,
    sink: &'a mut FaultSink,
}

impl Walk<'_> {
    /// Appends the bytes `from..to`; calls itself for defaults, `MAX_DEPTH` levels deep at most.
    fn run(&mut self, from: usize, to: usize, depth: usize, out: &mut String) {
        let mut at = from;
        while at < to {
            let rest = self.raw.get(at..to).unwrap_or_default();
            let plain = match self.escapes {
                true => rest.find(['$', '\\']),
                false => rest.find('$'),
            };
            let plain = plain.unwrap_or(rest.len());
            push_lines(out, rest.get(..plain).unwrap_or_default());
            at += plain;
            if at >= to {
                return;
            }
            let special = rest.get(plain..).unwrap_or_default();
            at = match self.pairs.get(&at).filter(|&&close| special.starts_with('$') && close < to) {
                Some(&close) => {
                    self.reference(at, close, depth, out);
                    close + 1
                }
                None => at + literal(special, out),
            };
        }
    }

    /// Appends what the reference between `open` (its `$`) and `close` (its `}`) stands for.
    fn reference(&mut self, open: usize, close: usize, depth: usize, out: &mut String) {
        let inner = self.raw.get(open + 2..close).unwrap_or_default();
        let name_len = inner.find(|c: char| !is_name(c)).unwrap_or(inner.len());
        let (name, operator) = inner.split_at(name_len);
        let whole = Span::new(self.base + open, self.base + close + 1);
        let bad_name = !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let has_default = operator.starts_with(":-");
        if bad_name || (!operator.is_empty() && !has_default) {
            let fault =
                Fault::warning(Code::BadLine, "this reference is malformed and stays as it is", whole);
            self.sink.push(
                fault.with_help(
                    "write `${NAME}` or `${NAME:-default}`; text in single quotes is never expanded",
                ),
            );
            return out.push_str(self.raw.get(open..=close).unwrap_or_default());
        }
        if self.expander.exhausted {
            return;
        }
        match (self.lookup)(name) {
            Some(value) if !(has_default && value.is_empty()) => self.add(&value, whole, out),
            _ if has_default && depth >= MAX_DEPTH => {
                let message =
                    format!("defaults nest deeper than {MAX_DEPTH} levels: this one stays as it is");
                self.sink.push(Fault::warning(Code::BadLine, message, whole));
                out.push_str(self.raw.get(open..=close).unwrap_or_default());
            }
            _ if has_default => self.run(open + 2 + name_len + 2, close, depth + 1, out),
            _ => {
                let message = format!("the variable `{name}` is not set: empty text takes its place");
                let help = format!("set it, or give a default: `${{{name}:-default}}`");
                self.sink.push(Fault::warning(Code::UndefinedVariable, message, whole).with_help(help));
            }
        }
    }

    fn add(&mut self, value: &str, at: Span, out: &mut String) {
        self.expander.spent = self.expander.spent.saturating_add(value.len());
        if self.expander.spent <= MAX_OUTPUT {
            out.push_str(value);
        } else if !self.expander.exhausted {
            self.expander.exhausted = true;
            let message = format!("references expand to more than {} MiB", MAX_OUTPUT >> 20);
            self.sink.push(Fault::error(Code::AliasExpansion, message, at));
        }
    }
}

/// Appends the `$` or escape that `special` begins with; returns its length.
fn literal(special: &str, out: &mut String) -> usize {
    let escaped = match special.as_bytes() {
        [b'\\', b'n', ..] => '\n',
        [b'\\', b'r', ..] => '\r',
        [b'\\', b't', ..] => '\t',
        [b'\\', b'\\', ..] => '\\',
        [b'\\', b'"', ..] => '"',
        [b'\\', b'$', ..] => '$',
        // No escape: the character stands for itself.
        [first, ..] => {
            out.push(char::from(*first));
            return 1;
        }
        [] => return 1,
    };
    out.push(escaped);
    2
}

/// A value does not depend on how its file's lines end.
fn push_lines(out: &mut String, text: &str) {
    for (at, line) in text.split("\r\n").enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(line);
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}
