//! RON text, with the span of every value (`ron` itself keeps none; it is the oracle of the tests).
//!
//! RON's types become those of a configuration as follows:
//!
//! * `(a: 1)`, `Name(a: 1)`, `Name()` and `{"a": 1}`: tables. The name of a struct is decoration in RON, and dropped.
//! * `[1, 2]`, `(1, 2)`: arrays. `()`: null; as the whole document an empty table.
//! * `Some(x)`: `x`. `None`: null.
//! * `Name`: the string `"Name"`. `Name(x)`: `{"Name": x}`. `Name(x, y)`: `{"Name": [x, y]}`: serde's usual form of
//!   enums. So that struct variants are not taken for structs, give them as `{"Name": (a: 1)}`.
//! * Characters are strings, byte strings arrays of integers. Keys that are no strings become their plain text.
//!
//! The nesting is kept in a list, not on the call stack.

mod lexer;

use super::{Limits, Parsed, text_bytes};
use crate::diagnostics::{Code, Fault};
use crate::value::{Data, Span, StrRef, TreeBuilder};
use lexer::{Lexer, Scalar};
use std::sync::Arc;

pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    if let Some(fault) = text_bytes::nul(text) {
        return Parsed::failed(fault);
    }
    let builder = TreeBuilder::new(Arc::clone(text), limits.depth, limits.nodes);
    let mut parser = Parser { lexer: Lexer::new(text), builder, open: Vec::new(), faults: Vec::new() };
    let failed = parser.document().err();
    let mut faults = parser.faults;
    faults.extend(failed);
    Parsed::finish(parser.builder, faults)
}

/// What an open bracket is the beginning of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Map,
    Struct,
    Tuple,
    /// `Name(…)` without field names: a table around the array, or around its only element.
    Variant,
    /// `Some(…)`
    Some,
}

#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    at: usize,
    len: usize,
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    builder: TreeBuilder,
    open: Vec<Open>,
    faults: Vec<Fault>,
}

type Step<T = ()> = Result<T, Fault>;

impl Parser<'_> {
    fn document(&mut self) -> Step {
        self.lexer.skip()?;
        self.lexer.attributes()?;
        if self.lexer.peek().is_none() {
            return Ok(());
        }
        loop {
            // Either a whole value, or the beginning of one; then the first element, the next one, or the end.
            if self.value()? || self.goes_on()? {
                continue;
            }
            self.lexer.skip()?;
            return match self.lexer.peek() {
                None => Ok(()),
                Some(_) => Err(self.lexer.unexpected("the end of the text")),
            };
        }
    }

    /// Reads a scalar, or the beginning of a container up to its first element. True if an element follows.
    fn value(&mut self) -> Step<bool> {
        let start = self.lexer.at();
        match self.lexer.peek() {
            Some(b'[') => {
                self.builder.begin_array(start)?;
                self.enter(Kind::List, 1)
            }
            Some(b'{') => {
                self.builder.begin_table(start)?;
                self.enter(Kind::Map, 1)
            }
            Some(b'(') => self.parenthesis(start, None),
            _ => {
                let scalar = self.lexer.scalar()?;
                self.scalar(start, scalar)
            }
        }
    }

    fn scalar(&mut self, start: usize, scalar: Scalar) -> Step<bool> {
        let span = Span::new(start, self.lexer.at());
        let data = match scalar {
            Scalar::Name(name) => return self.name(name),
            Scalar::Bytes(bytes) => {
                self.builder.begin_array(start)?;
                for byte in bytes {
                    self.builder.scalar(Data::Int(i64::from(byte)), span)?;
                }
                self.builder.end(span.end());
                return Ok(false);
            }
            Scalar::Int(n) => i64::try_from(n).map_or(Data::UInt(n as u64), Data::Int),
            Scalar::Float(n) => Data::Float(n),
            Scalar::Beyond(text, what) => {
                let message = format!("{what}, so it is kept as text");
                let fault = Fault::warning(Code::NumberRange, message, span);
                self.faults.push(fault.with_help("put it in quotes if it is meant as text"));
                Data::Text(self.slice(text))
            }
            Scalar::Bool(value) => Data::Bool(value),
            Scalar::None => Data::Null,
            Scalar::Slice(text) => Data::Str(self.slice(text)),
            Scalar::Owned(text) => Data::Str(self.builder.keep(&text)),
        };
        self.builder.scalar(data, span)?;
        Ok(false)
    }

    /// A name that is no keyword: a struct or enum variant, with or without contents.
    fn name(&mut self, name: Span) -> Step<bool> {
        let (start, end) = (name.start(), self.lexer.at());
        self.lexer.skip()?;
        if self.lexer.peek() == Some(b'(') {
            return self.parenthesis(start, Some(name));
        }
        let text = self.slice(name);
        self.builder.scalar(Data::Str(text), Span::new(start, end))?;
        Ok(false)
    }

    /// What begins with `(`, perhaps behind a name: the first tokens inside tell what it is.
    fn parenthesis(&mut self, start: usize, name: Option<Span>) -> Step<bool> {
        let at = self.lexer.at();
        let (empty, has_fields) = self.lexer.look_into_parenthesis()?;
        let kind = match name {
            _ if has_fields => Kind::Struct,
            None if empty && self.open.is_empty() => Kind::Struct,
            None if empty => {
                self.lexer.advance(1);
                self.lexer.skip()?;
                self.lexer.advance(1);
                self.builder.scalar(Data::Null, Span::new(at, self.lexer.at()))?;
                return Ok(false);
            }
            None => Kind::Tuple,
            Some(name) if self.lexer.text(name) == "Some" => Kind::Some,
            Some(_) if empty => Kind::Struct,
            Some(_) => Kind::Variant,
        };
        match kind {
            Kind::Struct => self.builder.begin_table(start)?,
            Kind::Variant => {
                let name = name.unwrap_or_default();
                self.builder.begin_table(start)?;
                let key = self.slice(name);
                self.builder.key(key, name);
                self.builder.begin_array(at)?;
            }
            _ => self.builder.begin_array(at)?,
        }
        self.enter(kind, 1)
    }

    /// Steps over the bracket of `kind`; the cursor then stands before the first element, if there is one.
    fn enter(&mut self, kind: Kind, bracket: usize) -> Step<bool> {
        self.open.push(Open { kind, at: self.lexer.at(), len: 0 });
        self.lexer.advance(bracket);
        self.lexer.skip()?;
        self.element()
    }

    /// Before an element or the closing bracket: reads the key where there is one. True if a value follows.
    fn element(&mut self) -> Step<bool> {
        let Some(open) = self.open.last_mut() else { return Ok(false) };
        let kind = open.kind;
        let close = closing(kind);
        if self.lexer.peek() == Some(close) {
            return self.close();
        }
        if kind == Kind::Some && open.len == 1 {
            return Err(self.lexer.unexpected("`)` (`Some` holds one value)"));
        }
        open.len += 1;
        let opened = open.at;
        match kind {
            _ if self.lexer.peek().is_none() => return Err(self.not_closed(opened, close)),
            Kind::Map => self.map_key()?,
            Kind::Struct => {
                let name = self.lexer.field()?;
                let key = self.slice(name);
                self.builder.key(key, name);
            }
            _ => return Ok(true),
        }
        self.lexer.skip()?;
        if self.lexer.peek() != Some(b':') {
            return Err(self.lexer.unexpected("`:` after the key"));
        }
        self.lexer.advance(1);
        self.lexer.skip()?;
        Ok(true)
    }

    fn close(&mut self) -> Step<bool> {
        let Some(open) = self.open.pop() else { return Ok(false) };
        if open.kind == Kind::Some && open.len == 0 {
            return Err(self.lexer.unexpected("a value in `Some(…)`"));
        }
        self.lexer.advance(1);
        let end = self.lexer.at();
        match open.kind {
            Kind::Some => self.builder.end_single(end),
            Kind::Variant => {
                self.builder.end_single(end);
                self.builder.end(end);
            }
            _ => self.builder.end(end),
        }
        Ok(false)
    }

    /// After a value: closes what ends here, up to the next element. False at the end of the document.
    fn goes_on(&mut self) -> Step<bool> {
        while let Some(&Open { kind, at, .. }) = self.open.last() {
            self.lexer.skip()?;
            let close = closing(kind);
            match self.lexer.peek() {
                Some(b',') => {
                    self.lexer.advance(1);
                    self.lexer.skip()?;
                    if self.element()? {
                        return Ok(true);
                    }
                }
                Some(byte) if byte == close => {
                    self.close()?;
                }
                None => return Err(self.not_closed(at, close)),
                Some(_) => return Err(self.lexer.unexpected(&format!("`,` or `{}`", char::from(close)))),
            }
        }
        Ok(false)
    }

    fn map_key(&mut self) -> Step {
        let start = self.lexer.at();
        if matches!(self.lexer.peek(), Some(b'(' | b'[' | b'{')) {
            return Err(self.lexer.unexpected("a key that is a string, a name or a number"));
        }
        let scalar = self.lexer.scalar()?;
        let span = Span::new(start, self.lexer.at());
        let key = match scalar {
            Scalar::Name(text) | Scalar::Slice(text) | Scalar::Beyond(text, _) => self.slice(text),
            Scalar::Owned(text) => self.builder.keep(&text),
            Scalar::Int(n) => self.builder.keep(&n.to_string()),
            Scalar::Bool(_) | Scalar::Float(_) | Scalar::None => self.slice(span),
            Scalar::Bytes(_) => {
                return Err(Fault::error(Code::Syntax, "a byte string cannot be a key", span));
            }
        };
        self.builder.key(key, span);
        Ok(())
    }

    fn slice(&self, span: Span) -> StrRef {
        self.builder.slice(span.start(), span.end())
    }

    fn not_closed(&self, at: usize, close: u8) -> Fault {
        let message = format!("`{}` expected before the end of the text", char::from(close));
        let end = self.lexer.at();
        Fault::error(Code::Syntax, message, Span::new(end, end))
            .with_related(Span::new(at, at + 1), "to close this bracket")
    }
}

fn closing(kind: Kind) -> u8 {
    match kind {
        Kind::List => b']',
        Kind::Map => b'}',
        _ => b')',
    }
}

#[cfg(test)]
mod tests;
