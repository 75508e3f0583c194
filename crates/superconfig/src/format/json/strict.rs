//! Plain JSON: nothing is allowed beyond it, and every refusal says what would cure it.

use super::Outcome;
use super::parser::{Grammar, Parser};
use crate::value::{Data, StrRef};

pub(super) struct Strict;

impl Grammar for Strict {
    const RELAXED: bool = false;

    #[inline]
    fn blank(_: &mut Parser<'_, Self>) -> Outcome<bool> {
        Ok(false)
    }

    #[cold]
    fn key(parser: &mut Parser<'_, Self>) -> Outcome<StrRef> {
        let mut fault = parser.expected("key in double quotes expected");
        if parser.char_at(parser.at).is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            fault.help = Some("put the key in double quotes".to_owned());
        }
        Err(fault)
    }

    #[cold]
    fn value(parser: &mut Parser<'_, Self>) -> Outcome<Data> {
        let help = WORDS.iter().find(|(word, _)| at_word(parser, word)).map(|(_, help)| *help);
        let mut fault = parser.expected("value expected");
        if let Some(help) = help {
            fault.help = Some(help.to_owned());
        } else if fault.help.is_none() && parser.char_at(parser.at).is_some_and(char::is_alphabetic) {
            fault.help = Some("put text in double quotes".to_owned());
        }
        Err(fault)
    }

    #[cold]
    fn number(parser: &mut Parser<'_, Self>, _: usize) -> Outcome<Data> {
        match (parser.byte(), parser.byte_at(parser.at + 1)) {
            (b'0', b'0'..=b'9') => {
                let message = "number has a leading zero";
                let help = "remove the zero, or put the number in quotes if it is text";
                Err(parser.fault_with(message, help, parser.at, parser.at + 1))
            }
            (b'0', _) => {
                let message = "JSON has no hexadecimal numbers";
                let help = "write it in decimal, or rename the file to `.json5`";
                Err(parser.fault_with(message, help, parser.at, parser.at + 2))
            }
            (b'I' | b'N', _) => {
                let mut fault = parser.expected("digit expected after `-`");
                fault.help = Some(NO_FLOAT_WORDS.to_owned());
                Err(fault)
            }
            _ => Err(parser.expected("digit expected after `-`")),
        }
    }

    #[cold]
    fn escape(parser: &mut Parser<'_, Self>, at: usize) -> Outcome<usize> {
        let c = parser.char_at(at + 1);
        let end = at + 1 + c.map_or(0, char::len_utf8);
        let help = r#"a backslash is written `\\`; the escapes are \" \\ \/ \b \f \n \r \t \uXXXX"#;
        let message = match c {
            Some(c) if !c.is_control() => format!("unknown escape `\\{c}`"),
            _ => "unknown escape".to_owned(),
        };
        Err(parser.fault_with(&message, help, at, end))
    }

    #[inline]
    fn raw_control(_: u8) -> bool {
        false
    }

    #[cold]
    fn advice(parser: &Parser<'_, Self>, at: usize) -> Option<&'static str> {
        match (parser.byte_at(at), parser.byte_at(at + 1)) {
            (b'/', b'/' | b'*') => {
                Some("JSON has no comments; remove this one, or rename the file to `.json5` or `.jsonc`")
            }
            (b'#', _) => Some("JSON has no comments"),
            (b'\'', _) => {
                Some("JSON takes double quotes only; rename the file to `.json5` to use single ones")
            }
            (b'+', _) => Some("JSON writes positive numbers without `+`"),
            (b'.', b'0'..=b'9') => Some("JSON needs a digit before the point: `0.5`"),
            (b'=', _) => Some("JSON separates key and value by `:`"),
            (b',', _) => Some("remove one of the commas"),
            _ => None,
        }
    }
}

const NO_FLOAT_WORDS: &str = "JSON has no infinity and no NaN; rename the file to `.json5` to use them";

/// Words that other languages have here.
const WORDS: [(&str, &str); 10] = [
    ("True", "write `true`"),
    ("TRUE", "write `true`"),
    ("False", "write `false`"),
    ("FALSE", "write `false`"),
    ("None", "write `null`"),
    ("Null", "write `null`"),
    ("NULL", "write `null`"),
    ("undefined", "write `null`"),
    ("NaN", NO_FLOAT_WORDS),
    ("Infinity", NO_FLOAT_WORDS),
];

fn at_word(parser: &Parser<'_, Strict>, word: &str) -> bool {
    parser.text.get(parser.at..).is_some_and(|rest| rest.starts_with(word))
}
