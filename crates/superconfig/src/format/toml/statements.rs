//! Cuts the tokens of a text into statements: a header or a key with its value, up to the end of its line.

use toml_parser::Source;
use toml_parser::lexer::{Lexer, Token, TokenKind};

/// Hands out the tokens of one statement after the other.
pub(super) struct Statements<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    /// The byte offset at which the lexer began: its spans count from there.
    base: usize,
    tokens: Vec<Token>,
    /// How many of `tokens` were handed out last.
    used: usize,
    /// Where the current line begins in `tokens`.
    line: usize,
    /// The brackets that are open: whether each is a square one.
    brackets: Vec<bool>,
    max_depth: usize,
    too_deep: Option<Token>,
}

impl<'a> Statements<'a> {
    pub(super) fn new(text: &'a str, max_depth: usize) -> Self {
        let (tokens, brackets) = (Vec::with_capacity(64), Vec::new());
        let lexer = Source::new(text).lex();
        Self { text, lexer, base: 0, tokens, used: 0, line: 0, brackets, max_depth, too_deep: None }
    }

    /// Goes on at a byte offset, at which a line begins.
    pub(super) fn restart(&mut self, at: usize) {
        self.lexer = Source::new(self.text.get(at..).unwrap_or_default()).lex();
        self.base = at;
        self.tokens.clear();
        self.line = 0;
        self.cut(0);
    }

    /// The byte offset from which the spans of tokens count.
    pub(super) fn base(&self) -> usize {
        self.base
    }

    /// The byte offset at which the latest statement ends.
    pub(super) fn end(&self) -> usize {
        let last = self.used.checked_sub(1).and_then(|last| self.tokens.get(last));
        self.base + last.map_or(0, |token| token.span().end())
    }

    /// The bracket that no statement within the limits can have, if there is one; nothing is read beyond it.
    pub(super) fn too_deep(&self) -> Option<crate::value::Span> {
        let at = super::span(self.too_deep?.span());
        Some(crate::value::Span::new(self.base + at.start(), self.base + at.end()))
    }

    pub(super) fn next_statement(&mut self) -> Option<&[Token]> {
        if self.used == self.tokens.len() {
            self.tokens.clear();
        } else {
            self.tokens.drain(..self.used);
        }
        self.used = 0;
        while self.used == 0 && self.too_deep.is_none() {
            let Some(token) = self.lexer.next() else {
                self.used = self.tokens.len();
                break;
            };
            self.tokens.push(token);
            self.take(token);
        }
        self.tokens.get(..self.used).filter(|tokens| !tokens.is_empty())
    }

    fn take(&mut self, token: Token) {
        match token.kind() {
            TokenKind::Newline if self.brackets.is_empty() => self.cut(self.tokens.len()),
            TokenKind::Newline => self.line = self.tokens.len(),
            TokenKind::LeftSquareBracket => self.open(true, token),
            TokenKind::LeftCurlyBracket => self.open(false, token),
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => drop(self.brackets.pop()),
            TokenKind::Equals if self.brackets.last() == Some(&true) => self.recover(),
            _ => {}
        }
    }

    fn open(&mut self, square: bool, token: Token) {
        self.brackets.push(square);
        // A header adds two brackets to the depth that its table has.
        if self.brackets.len() > self.max_depth.saturating_add(2) {
            self.too_deep = Some(token);
            self.cut(self.tokens.len());
        }
    }

    fn cut(&mut self, at: usize) {
        self.used = at;
        self.line = self.line.saturating_sub(at);
        self.brackets.clear();
    }

    /// An array cannot contain `key =` at the start of a line: it was not closed, and another statement has
    /// begun, with the headers and comments right above it.
    fn recover(&mut self) {
        if self.line == 0 || !self.tokens.get(self.line..).is_some_and(|line| is_key(line, TokenKind::Equals))
        {
            return;
        }
        let mut at = self.line;
        let mut start = self.line;
        while let Some(line) = self.line_before(at) {
            at -= line.len();
            match shape(line) {
                Shape::Header => start = at,
                Shape::Blank => {}
                Shape::Other => break,
            }
        }
        if start > 0 {
            self.cut(start);
        }
    }

    /// The line that ends right before a token.
    fn line_before(&self, end: usize) -> Option<&[Token]> {
        let (newline, before) = self.tokens.get(..end)?.split_last()?;
        let is_newline = |token: &Token| token.kind() == TokenKind::Newline;
        if !is_newline(newline) {
            return None;
        }
        let start = before.iter().rposition(is_newline).map_or(0, |at| at + 1);
        self.tokens.get(start..end).filter(|_| start > 0)
    }
}

enum Shape {
    Blank,
    Header,
    Other,
}

fn shape(line: &[Token]) -> Shape {
    let is_space = |token: &Token| {
        matches!(token.kind(), TokenKind::Whitespace | TokenKind::Newline | TokenKind::Comment)
    };
    let words = line.iter().position(|token| !is_space(token)).and_then(|at| line.get(at..)?.split_first());
    match words {
        None => Shape::Blank,
        Some((first, rest))
            if first.kind() == TokenKind::LeftSquareBracket
                && is_key(rest, TokenKind::RightSquareBracket) =>
        {
            Shape::Header
        }
        Some(_) => Shape::Other,
    }
}

/// Whether the tokens are a key that is followed by `end`, or would be if its line ended there.
fn is_key(tokens: &[Token], end: TokenKind) -> bool {
    let mut parts = 0;
    for token in tokens {
        match token.kind() {
            TokenKind::Atom | TokenKind::BasicString | TokenKind::LiteralString => parts += 1,
            TokenKind::Dot | TokenKind::Whitespace => {}
            // The second bracket of `[[a]]`.
            TokenKind::LeftSquareBracket if parts == 0 && end == TokenKind::RightSquareBracket => {}
            kind => return kind == end && parts > 0,
        }
    }
    false
}
