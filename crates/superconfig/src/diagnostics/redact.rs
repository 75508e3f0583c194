//! Which bytes of a source must not be shown (SPEC 10): what follows a secret name on its line, the lines that
//! continue such a value, PEM blocks, and passwords in URLs.
//!
//! This must also hold for texts that do not parse and for formats that are not known, so it reads lines, not
//! trees, and masks when in doubt. One pass over the text from its beginning, no further than is shown.

use super::Secrets;
use super::continuation::{Continuation, indent_of, is_closing, strip_comment};
use std::ops::Range;
use std::sync::Arc;

/// The masked ranges of one text, found line by line as far as needed. No range crosses a line break.
pub(super) struct Redactor {
    text: Arc<str>,
    secrets: Arc<Secrets>,
    /// Up to where the text has been read: always the beginning of a line, or its end.
    read: usize,
    ranges: Vec<Range<usize>>,
    pem: bool,
    /// Inside `[secrets]` and the like.
    section: bool,
    open: Option<Continuation>,
}

impl Redactor {
    pub(super) fn new(text: Arc<str>, secrets: Arc<Secrets>) -> Self {
        Self { text, secrets, read: 0, ranges: Vec::new(), pem: false, section: false, open: None }
    }

    /// The masked ranges that touch `range`, in order, without overlaps.
    pub(super) fn masked(&mut self, range: Range<usize>) -> &[Range<usize>] {
        self.read_to(range.end);
        let from = self.ranges.partition_point(|masked| masked.end <= range.start);
        let to = self.ranges.partition_point(|masked| masked.start < range.end);
        self.ranges.get(from..to).unwrap_or_default()
    }

    fn read_to(&mut self, until: usize) {
        let text = Arc::clone(&self.text);
        while self.read < text.len() && self.read <= until {
            let rest = text.get(self.read..).unwrap_or_default();
            let len = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
            let line = rest.get(..len).unwrap_or_default().trim_end();
            // A byte order mark is no part of the first name.
            let mark = if line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let start = self.read + mark;
            for masked in self.line(line.get(mark..).unwrap_or_default()) {
                if !masked.is_empty() {
                    self.ranges.push(start + masked.start..start + masked.end);
                }
            }
            self.read += len;
        }
    }

    /// The masked ranges of the next line.
    fn line(&mut self, line: &str) -> Vec<Range<usize>> {
        let indent = indent_of(line);
        if indent == line.len() {
            return Vec::new();
        }
        let all: Vec<_> = std::iter::once(indent..line.len()).collect();
        if self.pem {
            self.pem = !line.contains("-----END");
            self.continues(line);
            return all;
        }
        if self.continues(line) {
            self.begin_pem(line);
            return all;
        }
        if let Some(name) = section_name(line) {
            self.section = self.is_secret(name);
            return Vec::new();
        }
        if self.section {
            let value = line.find(['=', ':']).map_or(line.len(), |at| at + 1);
            self.open = Some(Continuation::of_text(line.get(value..).unwrap_or_default()));
            self.begin_pem(line);
            return all;
        }
        self.named(line)
    }

    /// Whether the line belongs to the secret value before it.
    fn continues(&mut self, line: &str) -> bool {
        let taken = self.open.as_mut().is_some_and(|open| open.takes(line));
        if !taken {
            self.open = None;
        }
        taken
    }

    /// A line on its own: from its first secret on, everything; before that, passwords in URLs.
    fn named(&mut self, line: &str) -> Vec<Range<usize>> {
        let mut masked = url_passwords(line);
        let mut begin = self.begin_pem(line);
        if let Some(name) = self.find(line) {
            let (at, is_separated) = value_start(line, name);
            let value = line.get(at..).unwrap_or_default();
            self.open = Some(Continuation::new(line, name, value, is_separated));
            // A lone quote or comma after a name is nothing to hide.
            if is_separated || !is_closing(value) {
                begin = Some(begin.map_or(at, |pem| pem.min(at)));
            }
        }
        if let Some(begin) = begin {
            masked.retain(|range| range.end <= begin);
            masked.push(begin..line.len());
        }
        masked
    }

    /// Notices the beginning of a PEM block, also one that ends on its line.
    fn begin_pem(&mut self, line: &str) -> Option<usize> {
        let begin = line.find("-----BEGIN")?;
        self.pem = !line.get(begin..).unwrap_or_default().contains("-----END");
        Some(begin)
    }

    fn is_secret(&self, name: &str) -> bool {
        self.secrets.find(name).is_some() || self.secrets.find(&unescape(name)).is_some()
    }

    /// Where the first secret name of a line ends, or where the escapes begin that may spell one.
    fn find(&self, line: &str) -> Option<usize> {
        let plain = self.secrets.find(line);
        let escape = ["\\u", "\\U", "\\x"].iter().filter_map(|escape| line.find(escape)).min();
        match escape.filter(|&at| plain.is_none_or(|plain| at < plain)) {
            Some(at) if self.secrets.find(&unescape(line)).is_some() => Some(at),
            _ => plain,
        }
    }
}

/// The name in a line like `[database.credentials]` or `[[tokens]]`.
fn section_name(line: &str) -> Option<&str> {
    let line = strip_comment(line.trim());
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    let name = name.strip_prefix('[').unwrap_or(name);
    let name = name.strip_suffix(']').unwrap_or(name);
    (!name.is_empty() && !name.contains([',', '[', ']', '{', '=', ':'])).then_some(name)
}

/// Where the value begins that belongs to a name ending at byte `name`, and whether a separator stands between
/// them. Without one, it begins right after the name.
fn value_start(line: &str, name: usize) -> (usize, bool) {
    let rest = line.get(name..).unwrap_or_default();
    let part_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let after = rest.trim_start_matches(part_of_name);
    let after = after.strip_prefix(['"', '\'', '`']).unwrap_or(after).trim_start();
    let value = after.strip_prefix(['=', ':']).map(|value| value.trim_start_matches(['=', ':', '>']));
    (line.len() - value.unwrap_or(rest).trim_start().len(), value.is_some())
}

/// The text with `\u0041`, `\u{41}`, `\U00000041` and `\x41` resolved.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let digits = match rest.chars().next() {
            Some('u') => 4,
            Some('U') => 8,
            Some('x') => 2,
            _ => continue,
        };
        let hex = rest.get(1..).unwrap_or_default();
        let (hex, len) = match hex.strip_prefix('{').and_then(|hex| Some((hex, hex.find('}')?))) {
            Some((braced, end)) => (braced.get(..end), end + 3),
            None => (hex.get(..digits), digits + 1),
        };
        let decoded = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        if let Some(c) = decoded {
            out.push(c);
            rest = rest.get(len..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

/// The passwords of all `scheme://user:password@host` in a text.
pub(super) fn url_passwords(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for (colon, _) in text.match_indices(':') {
        let slashes = text.get(colon + 1..).unwrap_or_default();
        // JSON may spell `/` as `\/`.
        let url = slashes.strip_prefix("//").or_else(|| slashes.strip_prefix("\\/\\/"));
        let Some(url) = url.filter(|_| colon >= from) else { continue };
        let start = text.len() - url.len();
        let url = url.split([' ', '\t', '\n', '\r', '"', '`', '<', '>']).next().unwrap_or_default();
        if let Some(password) = url_password(url) {
            found.push(start + password.start..start + password.end);
        }
        from = start + url.len();
    }
    found
}

/// The password in `user:password@host/…`. Passwords with a raw `/`, `?` or `#` are not valid in URLs and stand
/// there all the same; a port followed by a path with `@` is none.
fn url_password(url: &str) -> Option<Range<usize>> {
    let authority = url.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let colon = authority.find(':')?;
    let start = colon + 1;
    let end = match authority.rfind('@') {
        Some(at) => at,
        None if authority.get(start..)?.bytes().all(|b| b.is_ascii_digit()) => return None,
        None => url.rfind('@')?,
    };
    (start < end).then_some(start..end)
}

#[cfg(test)]
pub(super) mod tests;
