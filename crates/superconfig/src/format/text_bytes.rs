//! From the bytes of a file to its text (SPEC 2): UTF-8 or an error that says where it is not.

use crate::diagnostics::{Code, Fault};
use crate::value::Span;
use std::sync::Arc;

/// The text of a file. A UTF-8 byte order mark stays in it: the parsers skip it, spans count it.
///
/// Nothing is ever replaced by U+FFFD: a value that changes silently is worse than a file that is refused.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Arc<str>, Fault> {
    if let Some(encoding) = foreign_encoding(&bytes) {
        let message = format!("the text is {encoding}, which is not UTF-8: the first invalid byte is byte 0");
        return Err(Fault::error(Code::InvalidUtf8, message, Span::new(0, 1)).with_help("save it as UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..at).unwrap_or_default();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        let message = format!("byte {at} (0x{byte:02X}, line {line}) is not valid UTF-8");
        Fault::error(Code::InvalidUtf8, message, Span::new(at, at + 1)).with_help("save it as UTF-8")
    })?;
    match nul(&text) {
        Some(fault) => Err(fault),
        None => Ok(Arc::from(text)),
    }
}

/// The fault of a text with a raw NUL in it.
pub(crate) fn nul(text: &str) -> Option<Fault> {
    let at = memchr::memchr(0, text.as_bytes())?;
    let line = memchr::memchr_iter(b'\n', text.as_bytes().get(..at).unwrap_or_default()).count() + 1;
    let message = format!("byte {at} (line {line}) is a NUL, which cannot stand in a text");
    let fault = Fault::error(Code::Syntax, message, Span::new(at, at + 1));
    Some(fault.with_help("is this a binary file? In JSON, TOML and YAML write `\\u0000` for the character"))
}

/// The encoding that a byte order mark other than that of UTF-8 announces.
fn foreign_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] => Some("UTF-32 (little endian)"),
        [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32 (big endian)"),
        [0xFF, 0xFE, ..] => Some("UTF-16 (little endian)"),
        [0xFE, 0xFF, ..] => Some("UTF-16 (big endian)"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_passes_with_its_mark() {
        assert_eq!(&*decode(b"".to_vec()).unwrap(), "");
        assert_eq!(&*decode("\u{feff}ä = 1\r\n".into()).unwrap(), "\u{feff}ä = 1\r\n");
    }

    #[test]
    fn the_first_invalid_byte_is_named() {
        let fault = decode(b"a = 1\nb = \"\xE4\"\n".to_vec()).unwrap_err();
        assert_eq!(fault.code, Code::InvalidUtf8);
        assert_eq!(fault.message, "byte 11 (0xE4, line 2) is not valid UTF-8");
        assert_eq!(fault.span, Span::new(11, 12));
        // A character that is cut off at the end.
        assert_eq!(decode(b"ab\xE2\x82".to_vec()).unwrap_err().span.start(), 2);
    }

    #[test]
    fn other_encodings_are_recognised() {
        for (bytes, name) in [
            (&b"\xFF\xFEa\0"[..], "UTF-16 (little endian)"),
            (b"\xFE\xFF\0a", "UTF-16 (big endian)"),
            (b"\xFF\xFE\0\0a\0\0\0", "UTF-32 (little endian)"),
            (b"\0\0\xFE\xFF\0\0\0a", "UTF-32 (big endian)"),
        ] {
            let fault = decode(bytes.to_vec()).unwrap_err();
            assert_eq!(fault.code, Code::InvalidUtf8);
            assert!(fault.message.contains(name), "{}", fault.message);
            assert_eq!(fault.help.as_deref(), Some("save it as UTF-8"));
        }
    }

    #[test]
    fn a_raw_nul_is_an_error() {
        let fault = decode(b"a = 1\0".to_vec()).unwrap_err();
        assert_eq!((fault.code, fault.span), (Code::Syntax, Span::new(5, 6)));
    }
}
