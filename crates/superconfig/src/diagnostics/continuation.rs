//! How far a secret value goes on after its line: quotes and brackets left open, deeper indentation, list items
//! under a key, a value on the line after its name, a backslash at the end.

/// A secret value that may go on.
pub(super) struct Continuation {
    /// The indentation of the name: what is indented deeper belongs to it.
    column: usize,
    /// Whether the name stands in a comment, so that only comments can continue it.
    comment: bool,
    /// Whether no value has been seen yet.
    awaiting: bool,
    /// Whether list items at the name's own indentation belong to it (YAML).
    items: bool,
    backslash: bool,
    lexer: Lexer,
}

impl Continuation {
    /// After a line whose secret name ends at byte `name`; `value` is what follows it. Without a separator
    /// between them, that is at most a closing quote if the value is still to come.
    pub(super) fn new(line: &str, name: usize, value: &str, is_separated: bool) -> Self {
        let comment = is_comment(line);
        let empty = if is_separated { value.is_empty() } else { is_closing(value) };
        let mut lexer = Lexer::default();
        if !comment && !empty {
            lexer.begin(value);
        }
        Self {
            column: column_of(line, name),
            comment,
            awaiting: !comment && (empty || value.starts_with('#') || value.ends_with([':', '='])),
            items: is_separated && (empty || value.starts_with(['#', '&', '!', '|', '>'])),
            backslash: value.ends_with('\\'),
            lexer,
        }
    }

    /// After a line of a secret section: only open quotes, brackets and a backslash matter.
    pub(super) fn of_text(value: &str) -> Self {
        let mut lexer = Lexer::default();
        lexer.begin(value.trim_start());
        let backslash = value.ends_with('\\');
        Self { column: usize::MAX, comment: false, awaiting: false, items: false, backslash, lexer }
    }

    /// Whether the next line (not a blank one) belongs to the value, and how it goes on after that.
    pub(super) fn takes(&mut self, line: &str) -> bool {
        let (indent, text) = (indent_of(line), line.trim_start());
        if self.comment {
            return is_comment(line) && text_column(line) > self.column;
        }
        if !self.lexer.is_open() && self.column != usize::MAX && is_comment(line) {
            return true;
        }
        let item = self.items && text.starts_with('-') && !text.starts_with("---");
        let taken = self.lexer.is_open()
            || self.backslash
            || indent > self.column
            || (item && indent == self.column)
            || (self.awaiting && !looks_like_key(text));
        if !taken {
            return false;
        }
        if self.lexer.is_open() {
            self.lexer.feed(text);
        } else if self.awaiting {
            self.lexer.begin(text.trim_start_matches([':', '=', ' ', '\t']));
        }
        self.awaiting = self.awaiting && text.chars().all(|c| matches!(c, ':' | '=' | ' ' | '\t'));
        self.backslash = text.ends_with('\\');
        true
    }
}

/// Whether a text closes quotes and brackets, and nothing else.
pub(super) fn is_closing(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | ')' | ']' | '}'))
}

/// How many bytes of white space a line begins with.
pub(super) fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

pub(super) fn is_comment(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with(['#', ';']) || text.starts_with("//")
}

/// The line without a comment at its end.
pub(super) fn strip_comment(line: &str) -> &str {
    [" #", "\t#", " ;", "\t;", " //"]
        .iter()
        .filter_map(|mark| line.find(mark))
        .min()
        .and_then(|at| line.get(..at))
        .unwrap_or(line)
        .trim_end()
}

/// Where the name that ends at byte `name` begins, if it is the first thing on its line apart from `- ` and
/// comment signs; else the indentation of the line.
fn column_of(line: &str, name: usize) -> usize {
    let column = text_column(line);
    let before = line.get(column..name).unwrap_or_default();
    if before.contains([':', '=', ',', '{', '[', '(']) { indent_of(line) } else { column }
}

/// Where the text of a line begins, after list and comment signs.
fn text_column(line: &str) -> usize {
    let skipped = |c: char| c.is_whitespace() || matches!(c, '-' | '?' | '#' | ';' | '/');
    line.len() - line.trim_start_matches(skipped).len()
}

/// Whether an unquoted name and a separator stand at the beginning, so that the line cannot be the value of the
/// name before it.
fn looks_like_key(text: &str) -> bool {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let after = text.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if after.len() == text.len() {
        return section_like(text);
    }
    let after = after.trim_start();
    match after.strip_prefix(':') {
        Some(value) => value.is_empty() || value.starts_with([' ', '\t']),
        // Base64 ends in `=` or `==`.
        None => after.strip_prefix('=').is_some_and(|value| !value.is_empty() && !value.starts_with('=')),
    }
}

fn section_like(text: &str) -> bool {
    let text = strip_comment(text);
    text.starts_with('[') && text.ends_with(']') && !text.contains(['"', '\'', ','])
}

/// Follows quotes and brackets from where a value begins.
#[derive(Default)]
struct Lexer {
    depth: usize,
    /// What ends the string that is open; empty outside strings.
    closing: String,
}

impl Lexer {
    fn is_open(&self) -> bool {
        self.depth > 0 || !self.closing.is_empty()
    }

    /// Reads the first line of a value. Plain text opens nothing.
    fn begin(&mut self, value: &str) {
        let word = value.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '!' | '&'));
        let called = word.starts_with('(') || word.starts_with(' ') && value.starts_with(['!', '&']);
        let raw = ["r\"", "r#", "b\"", "br"].iter().any(|prefix| value.starts_with(prefix));
        if value.starts_with(['"', '\'', '`', '[', '{', '(']) || called || raw {
            self.feed(value);
        }
    }

    fn feed(&mut self, line: &str) {
        let mut at = 0;
        while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
            at += if self.closing.is_empty() {
                match self.outside(rest, at == 0 || line.as_bytes().get(at - 1).is_some_and(|&b| b <= b' ')) {
                    Some(len) => len,
                    None => return,
                }
            } else {
                self.inside(rest)
            };
        }
    }

    /// Reads one thing outside strings: its length, or `None` where a comment begins.
    fn outside(&mut self, rest: &str, after_space: bool) -> Option<usize> {
        if after_space && (rest.starts_with('#') || rest.starts_with("//")) {
            return None;
        }
        let c = rest.chars().next()?;
        match c {
            '[' | '{' | '(' => self.depth += 1,
            ']' | '}' | ')' => self.depth = self.depth.saturating_sub(1),
            '"' | '\'' | '`' => {
                let triple: String = std::iter::repeat_n(c, 3).collect();
                self.closing = if rest.starts_with(&triple) { triple } else { c.into() };
                return Some(self.closing.len());
            }
            'r' => {
                let hashes = rest.bytes().skip(1).take_while(|&b| b == b'#').count();
                if hashes > 0 && rest.as_bytes().get(hashes + 1) == Some(&b'"') {
                    self.closing = format!("\"{}", "#".repeat(hashes));
                    return Some(hashes + 2);
                }
            }
            _ => {}
        }
        Some(c.len_utf8())
    }

    /// Reads on inside a string: up to its end, an escape, or the end of the line.
    fn inside(&mut self, rest: &str) -> usize {
        let raw = self.closing.ends_with('#');
        let end = rest.find(self.closing.as_str());
        let escape = rest.find('\\').filter(|&at| !raw && end.is_none_or(|end| at < end));
        match (escape, end) {
            (Some(at), _) => {
                let escaped = rest.get(at + 1..).and_then(|rest| rest.chars().next());
                at + 1 + escaped.map_or(0, char::len_utf8)
            }
            (None, Some(at)) => {
                let len = at + self.closing.len();
                self.closing.clear();
                len
            }
            (None, None) => rest.len(),
        }
    }
}
