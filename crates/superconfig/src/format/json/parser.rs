//! The loop that all dialects share.

use super::Outcome;
use crate::diagnostics::{Code, Fault};
use crate::value::{BuildError, Data, Span, StrRef, TreeBuilder};
use std::marker::PhantomData;

/// What a dialect does where plain JSON ends. Each hook is called at a byte that JSON does not allow there; a
/// hook that cannot go on returns the fault.
pub(super) trait Grammar: Sized {
    /// Whether `[1,]` and `1.` are fine.
    const RELAXED: bool;

    /// Skips one piece of white space or comment that JSON lacks; `false` if there is none.
    fn blank(parser: &mut Parser<'_, Self>) -> Outcome<bool>;
    /// Reads a key that does not begin with `"`.
    fn key(parser: &mut Parser<'_, Self>) -> Outcome<StrRef>;
    /// Reads a value that does not begin as JSON's values do.
    fn value(parser: &mut Parser<'_, Self>) -> Outcome<Data>;
    /// Reads the number whose digits (from `parser.at`) are not as JSON has them; its sign is read.
    fn number(parser: &mut Parser<'_, Self>, start: usize) -> Outcome<Data>;
    /// Reads the escape whose backslash stands at `at`, into `parser.plain`; returns where it ends.
    fn escape(parser: &mut Parser<'_, Self>, at: usize) -> Outcome<usize>;
    /// Whether a control character may stand in a string as it is.
    fn raw_control(byte: u8) -> bool;
    /// Advice on the character at which a value, key, separator or the end was expected.
    fn advice(parser: &Parser<'_, Self>, at: usize) -> Option<&'static str>;
}

pub(super) struct Parser<'t, G> {
    pub(super) text: &'t str,
    /// The next byte to read.
    pub(super) at: usize,
    pub(super) builder: TreeBuilder,
    pub(super) faults: Vec<Fault>,
    /// The plain form of the string that is being read, where it differs from the text.
    pub(super) plain: String,
    grammar: PhantomData<G>,
}

impl<'t, G: Grammar> Parser<'t, G> {
    pub(super) fn new(text: &'t str, builder: TreeBuilder) -> Self {
        Self { text, at: 0, builder, faults: Vec::new(), plain: String::new(), grammar: PhantomData }
    }

    pub(super) fn into_parts(self) -> (TreeBuilder, Vec<Fault>) {
        (self.builder, self.faults)
    }

    /// Reads the whole text. Nesting lives in the builder's stack of open containers, not in ours.
    pub(super) fn document(&mut self) -> Outcome<()> {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        self.blank()?;
        if self.at >= self.text.len() {
            return Ok(());
        }
        // `fresh`: the innermost container has just been opened.
        let mut fresh = self.value()?;
        while let Some((is_table, _)) = self.builder.innermost() {
            let close = if is_table { b'}' } else { b']' };
            self.blank()?;
            if self.byte() == close {
                self.close();
                fresh = false;
                continue;
            }
            if !fresh {
                let comma = self.at;
                self.expect_comma(is_table)?;
                self.blank()?;
                if self.byte() == close {
                    if !G::RELAXED {
                        return Err(self.trailing_comma(comma, is_table));
                    }
                    self.close();
                    continue;
                }
            }
            if is_table {
                self.key()?;
            }
            fresh = self.value()?;
        }
        self.blank()?;
        if self.at < self.text.len() {
            return Err(self.expected("end of text expected"));
        }
        Ok(())
    }

    /// Reads a scalar, or opens a container (`true`).
    #[inline]
    fn value(&mut self) -> Outcome<bool> {
        let start = self.at;
        let data = match self.byte() {
            b'"' => Data::Str(self.string(b'"')?),
            b'{' => {
                self.builder.begin_table(start).map_err(limit)?;
                self.at += 1;
                return Ok(true);
            }
            b'[' => {
                self.builder.begin_array(start).map_err(limit)?;
                self.at += 1;
                return Ok(true);
            }
            b'-' | b'0'..=b'9' => self.number()?,
            b't' if self.word("true") => Data::Bool(true),
            b'f' if self.word("false") => Data::Bool(false),
            b'n' if self.word("null") => Data::Null,
            _ => G::value(self)?,
        };
        self.builder.scalar(data, Span::new(start, self.at)).map_err(limit)?;
        Ok(false)
    }

    fn key(&mut self) -> Outcome<()> {
        let start = self.at;
        let key = if self.byte() == b'"' { self.string(b'"')? } else { G::key(self)? };
        self.builder.key(key, Span::new(start, self.at));
        self.blank()?;
        if self.byte() != b':' {
            return Err(self.expected("`:` expected after the key"));
        }
        self.at += 1;
        self.blank()
    }

    fn close(&mut self) {
        self.at += 1;
        self.builder.end(self.at);
    }

    fn expect_comma(&mut self, is_table: bool) -> Outcome<()> {
        if self.byte() != b',' {
            return Err(self.separator_expected(is_table));
        }
        self.at += 1;
        Ok(())
    }

    /// Skips white space, and comments where the dialect has them.
    #[inline]
    fn blank(&mut self) -> Outcome<()> {
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(b'"' | b',' | b':' | b'}' | b']') | None => return Ok(()),
                _ if G::blank(self)? => {}
                _ => return Ok(()),
            }
        }
    }

    /// Skips `word` if it stands here, whole.
    pub(super) fn word(&mut self, word: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let found = rest.starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// The next byte; 0, which is allowed nowhere, at the end.
    #[inline]
    pub(super) fn byte(&self) -> u8 {
        self.byte_at(self.at)
    }

    #[inline]
    pub(super) fn byte_at(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(0)
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }
}

/// Faults, all off the good path.
impl<G: Grammar> Parser<'_, G> {
    /// A syntax error about the value that is being read.
    #[cold]
    pub(super) fn fault(&self, message: impl Into<String>, start: usize, end: usize) -> Box<Fault> {
        let mut fault = Fault::error(Code::Syntax, message, Span::new(start, end));
        fault.path = Some(self.builder.path(false)).filter(|path| !path.is_root());
        Box::new(fault)
    }

    /// The same with advice.
    #[cold]
    pub(super) fn fault_with(&self, message: &str, help: &str, start: usize, end: usize) -> Box<Fault> {
        Box::new(self.fault(message, start, end).with_help(help))
    }

    /// Something else stands where it should not; `message` says what is expected. Names one character at most:
    /// the text may be secret.
    #[cold]
    pub(super) fn expected(&self, message: &str) -> Box<Fault> {
        let end = self.at + self.char_at(self.at).map_or(0, char::len_utf8);
        let mut fault = self.fault(format!("{message}, found {}", self.found()), self.at, end);
        fault.help = G::advice(self, self.at).map(str::to_owned);
        if self.at >= self.text.len() { self.with_opening(fault) } else { fault }
    }

    /// What stands here, in words.
    fn found(&self) -> String {
        match self.char_at(self.at) {
            None => "end of text".to_owned(),
            Some('`') => "a backtick".to_owned(),
            Some(' ') => "a space".to_owned(),
            Some('\t') => "a tab".to_owned(),
            Some('\n' | '\r') => "a line break".to_owned(),
            Some(c) if c.is_control() || c.is_whitespace() || c == '\u{feff}' => {
                format!("U+{:04X}", c as u32)
            }
            Some(c) => format!("`{c}`"),
        }
    }

    #[cold]
    fn separator_expected(&self, is_table: bool) -> Box<Fault> {
        let close = if is_table { '}' } else { ']' };
        let mut fault = self.expected(&format!("`,` or `{close}` expected"));
        if fault.help.is_none() && matches!(self.byte(), b'"' | b'{' | b'[' | b'-' | b'0'..=b'9') {
            fault.help = Some("a `,` seems to be missing before this".to_owned());
        }
        fault.path = Some(self.builder.path(true)).filter(|path| !path.is_root());
        self.with_opening(fault)
    }

    /// The same fault, pointing also at where the innermost container begins.
    fn with_opening(&self, mut fault: Box<Fault>) -> Box<Fault> {
        fault.related.clear();
        match self.builder.innermost() {
            Some((is_table, start)) => {
                let message = if is_table { "the table begins here" } else { "the array begins here" };
                Box::new(fault.with_related(Span::new(start, start + 1), message))
            }
            None => fault,
        }
    }

    #[cold]
    fn trailing_comma(&self, comma: usize, is_table: bool) -> Box<Fault> {
        let what = if is_table { "key" } else { "value" };
        let message = format!("{what} expected after `,`, found {}", self.found());
        let help = "remove this comma; only `.json5` and `.jsonc` files may have it";
        let mut fault = self.fault_with(&message, help, comma, comma + 1);
        fault.path = Some(self.builder.path(true));
        fault
    }

    /// Keeps a number that fits no type as text, and says so.
    #[cold]
    pub(super) fn oversized(&mut self, start: usize, what: &str) -> Data {
        let message = format!("{what}; it stays text");
        let fault = Fault::warning(Code::NumberRange, message, Span::new(start, self.at))
            .with_path(self.builder.path(false))
            .with_help("put it in quotes if it is meant as text");
        self.faults.push(fault);
        Data::Text(self.builder.slice(start, self.at))
    }
}

fn limit(error: BuildError) -> Box<Fault> {
    Box::new(error.into())
}
