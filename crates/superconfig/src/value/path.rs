//! Key paths: `server.tls.port`, `servers[0].host`, `"dotted.key".x`.

use super::visible::{escape, is_unsafe};
use std::fmt;
use std::str::FromStr;

/// One step of a [`KeyPath`].
///
/// ```
/// use superconfig::{KeyPath, Segment};
/// let path: KeyPath = "a[0]".parse()?;
/// assert_eq!(path.segments(), [Segment::Key("a".into()), Segment::Index(0)]);
/// # Ok::<(), superconfig::PathError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Segment {
    /// A key of a table.
    Key(String),
    /// An index into an array, counted from 0.
    Index(usize),
}

/// A path to one value: keys separated by dots, `[n]` for array elements, quotes around keys that need them. In quotes
/// `\n`, `\r`, `\t` and `\u{1b}` stand for characters that cannot be seen; a path is printed without any such.
///
/// ```
/// use superconfig::{KeyPath, Segment};
/// let path: KeyPath = r#"servers[0]."dotted.key""#.parse()?;
/// assert_eq!(path.segments()[1], Segment::Index(0));
/// assert_eq!(path.segments()[2], Segment::Key("dotted.key".into()));
/// assert_eq!(path.to_string(), r#"servers[0]."dotted.key""#);
/// # Ok::<(), superconfig::PathError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPath {
    segments: Vec<Segment>,
}

/// Why a text is no key path.
///
/// ```
/// use superconfig::KeyPath;
/// let error = "servers[x]".parse::<KeyPath>().unwrap_err();
/// assert!(error.to_string().starts_with("`servers[x]` is no key path: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathError {
    /// The text that was given.
    pub path: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no key path: {}", self.path, self.reason)
    }
}

impl std::error::Error for PathError {}

impl KeyPath {
    /// The path of the whole configuration: no segments at all.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// assert_eq!("".parse(), Ok(KeyPath::root()));
    /// ```
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The steps of the path, outermost first.
    ///
    /// ```
    /// let path: superconfig::KeyPath = "server.tls.port".parse()?;
    /// assert_eq!(path.segments().len(), 3);
    /// # Ok::<(), superconfig::PathError>(())
    /// ```
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Whether this is the path of the whole configuration.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// assert!(KeyPath::root().is_root() && !KeyPath::root().key("").is_root());
    /// ```
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }

    /// This path and one key more.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// assert_eq!(KeyPath::root().key("hosts").key("a.example").to_string(), r#"hosts."a.example""#);
    /// ```
    #[must_use]
    pub fn key(&self, key: impl Into<String>) -> Self {
        let mut path = self.clone();
        path.segments.push(Segment::Key(key.into()));
        path
    }

    /// This path and one array index more.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// assert_eq!(KeyPath::root().key("servers").index(1).key("port").to_string(), "servers[1].port");
    /// ```
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.segments.push(Segment::Index(index));
        path
    }

    /// This path followed by another.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// let (base, rest): (KeyPath, KeyPath) = ("servers[0]".parse()?, "tls.port".parse()?);
    /// assert_eq!(base.join(&rest).to_string(), "servers[0].tls.port");
    /// # Ok::<(), superconfig::PathError>(())
    /// ```
    #[must_use]
    pub fn join(&self, rest: &Self) -> Self {
        let mut path = self.clone();
        path.segments.extend(rest.segments.iter().cloned());
        path
    }

    /// Whether this path is `prefix` or lies below it.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// let path: KeyPath = "server.port".parse()?;
    /// assert!(path.starts_with(&"server".parse()?) && !path.starts_with(&"serve".parse()?));
    /// # Ok::<(), superconfig::PathError>(())
    /// ```
    #[must_use]
    pub fn starts_with(&self, prefix: &Self) -> bool {
        self.segments.starts_with(&prefix.segments)
    }

    /// The path without its last step; `None` for the root.
    ///
    /// ```
    /// use superconfig::KeyPath;
    /// let path: KeyPath = "server.port".parse()?;
    /// assert_eq!(path.parent(), Some(KeyPath::root().key("server")));
    /// assert_eq!(KeyPath::root().parent(), None);
    /// # Ok::<(), superconfig::PathError>(())
    /// ```
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, segments) = self.segments.split_last()?;
        Some(Self { segments: segments.to_vec() })
    }

    /// The keys on the way.
    pub(crate) fn keys(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) => None,
        })
    }

    pub(crate) fn push(&mut self, segment: Segment) {
        self.segments.push(segment);
    }

    pub(crate) fn pop(&mut self) {
        self.segments.pop();
    }
}

impl From<Vec<Segment>> for KeyPath {
    fn from(segments: Vec<Segment>) -> Self {
        Self { segments }
    }
}

impl FromStr for KeyPath {
    type Err = PathError;

    /// Reads a path. The empty text is the root.
    ///
    /// # Errors
    /// A path with an empty part, an open quote or bracket, or an index that is no number.
    fn from_str(path: &str) -> Result<Self, PathError> {
        let fail = |reason| PathError { path: path.to_owned(), reason };
        let mut segments = Vec::new();
        let mut rest = path;
        // Before the first key no dot stands; an index needs none anywhere.
        let mut first = true;
        while !rest.is_empty() {
            let (segment, after) = take_segment(rest, first).map_err(fail)?;
            segments.push(segment);
            rest = after;
            first = false;
        }
        Ok(Self { segments })
    }
}

/// One step of a path and what follows it. `first`: no dot stands before a key.
pub(crate) fn take_segment(text: &str, first: bool) -> Result<(Segment, &str), &'static str> {
    if let Some(after) = text.strip_prefix('[') {
        let (index, after) = after.split_once(']').ok_or("`[` is not closed")?;
        let digits = !index.is_empty() && index.bytes().all(|b| b.is_ascii_digit());
        let index = index.parse().ok().filter(|_| digits).ok_or("an index must be a number")?;
        return Ok((Segment::Index(index), after));
    }
    let text = if first { text } else { text.strip_prefix('.').ok_or("`.` or `[` expected")? };
    let (key, after) = take_key(text)?;
    Ok((Segment::Key(key), after))
}

/// One key, bare or quoted, and what follows it.
fn take_key(text: &str) -> Result<(String, &str), &'static str> {
    if let Some(quoted) = text.strip_prefix('"') {
        let mut key = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return Ok((key, quoted.get(at + 1..).unwrap_or_default())),
                '\\' => match chars.next() {
                    Some((_, 'n')) => key.push('\n'),
                    Some((_, 't')) => key.push('\t'),
                    Some((_, 'r')) => key.push('\r'),
                    Some((_, 'u')) => key.push(take_code(&mut chars)?),
                    Some((_, escaped)) => key.push(escaped),
                    None => break,
                },
                _ => key.push(c),
            }
        }
        return Err("a quote is not closed");
    }
    let end = text.find(['.', '[']).unwrap_or(text.len());
    match text.split_at(end) {
        ("", _) => Err("a part is empty (quote it if that is meant: `\"\"`)"),
        (key, rest) => Ok((key.to_owned(), rest)),
    }
}

/// The character of `{1b}`.
fn take_code(chars: &mut impl Iterator<Item = (usize, char)>) -> Result<char, &'static str> {
    let problem = "an escape is malformed (`\\u{1b}` expected)";
    if chars.next().is_none_or(|(_, c)| c != '{') {
        return Err(problem);
    }
    let digits: String = chars.map(|(_, c)| c).take_while(|&c| c != '}').collect();
    u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).ok_or(problem)
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && !key.chars().any(|c| matches!(c, '.' | '[' | ']' | '"') || is_unsafe(c))
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => {
                    if at > 0 {
                        f.write_str(".")?;
                    }
                    write_key(f, key)?;
                }
            }
        }
        Ok(())
    }
}

/// Adds a key to a path in its text form, which stands for an empty path if it is empty.
pub(crate) fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    // Writing to a string cannot fail.
    let _ = write_key(path, key);
}

fn write_key(f: &mut impl fmt::Write, key: &str) -> fmt::Result {
    if is_bare(key) {
        return f.write_str(key);
    }
    f.write_str("\"")?;
    for c in key.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if is_unsafe(c) => escape(f, c)?,
            _ => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn faulty_paths_are_refused() {
        for path in [
            ".a",
            "a.",
            "a..b",
            "a[",
            "a[x]",
            "a[]",
            "a[+1]",
            "\"a",
            "a[0]b",
            "\"a\"b",
            ".",
            r#""\u""#,
            r#""\u{}""#,
            r#""\u{110000}""#,
        ] {
            assert!(path.parse::<KeyPath>().is_err(), "{path}");
        }
        assert!("".parse::<KeyPath>().unwrap().is_root());
        assert_eq!("[1][2].a".parse::<KeyPath>().unwrap().to_string(), "[1][2].a");
    }

    #[test]
    fn nothing_in_a_path_acts_on_a_terminal() {
        let path = KeyPath::root().key("k\u{1b}[2J").key("\u{202e}a\nb");
        assert_eq!(path.to_string(), r#""k\u{1b}[2J"."\u{202e}a\nb""#);
    }

    fn segment() -> impl Strategy<Value = Segment> {
        prop_oneof![any::<String>().prop_map(Segment::Key), (0usize..99).prop_map(Segment::Index)]
    }

    proptest! {
        #[test]
        fn every_path_survives_printing(segments in prop::collection::vec(segment(), 0..6)) {
            let path = KeyPath::from(segments);
            prop_assert_eq!(path.to_string().parse::<KeyPath>().unwrap(), path);
        }
    }
}
