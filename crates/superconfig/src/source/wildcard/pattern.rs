//! Glob patterns, taken apart: braces into alternatives, alternatives into the parts of a path.

use globset::{GlobBuilder, GlobSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// Longer patterns than anybody writes by hand.
const LONGEST: usize = 4096;
/// More alternatives than anybody writes by hand.
const MOST_ALTERNATIVES: usize = 1000;

/// One part of a path between two slashes.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// A name without wildcards.
    Literal(String),
    /// A name with wildcards.
    Glob(Matcher),
    /// `**`: any number of directories, none included.
    Deep,
}

/// Matches names of one part.
#[derive(Clone, Debug)]
pub(super) struct Matcher {
    set: GlobSet,
    /// Whether the pattern itself begins with a dot and so means hidden names.
    hidden: bool,
}

impl Matcher {
    pub(super) fn matches(&self, name: &OsStr) -> bool {
        (self.hidden || !is_hidden(name)) && self.set.is_match(name)
    }
}

impl Part {
    fn matches(&self, name: &OsStr) -> bool {
        match self {
            Self::Literal(literal) => name == OsStr::new(literal),
            Self::Glob(matcher) => matcher.matches(name),
            Self::Deep => !is_hidden(name),
        }
    }
}

pub(super) fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// Whether a name is that of a backup or temporary file of an editor or a package manager.
pub(super) fn is_leftover(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    let hash = name.starts_with(b"#") && name.ends_with(b"#");
    let endings: [&[u8]; 10] =
        [b"~", b".swp", b".swo", b".swx", b".bak", b".orig", b".rej", b".tmp", b".dpkg-old", b".rpmsave"];
    hash || name.starts_with(b".#") || endings.iter().any(|ending| name.ends_with(ending))
}

/// One alternative of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Alternative {
    /// `/` (Windows: `C:/`) for an absolute one, `.` if that was written in front, else empty.
    pub(super) start: String,
    pub(super) parts: Vec<Part>,
}

impl Alternative {
    /// Whether the pattern is a single name, to be matched wherever a strategy looks.
    pub(super) fn is_name(&self) -> bool {
        !self.is_rooted() && matches!(self.parts.as_slice(), [Part::Literal(_) | Part::Glob(_)])
    }

    pub(super) fn is_absolute(&self) -> bool {
        self.start.ends_with('/')
    }

    /// The same without its first parts.
    pub(super) fn without(&self, parts: usize) -> Self {
        Self { start: String::new(), parts: self.parts.iter().skip(parts).cloned().collect() }
    }

    /// The directories that it names before its wildcards begin.
    pub(super) fn fixed(&self) -> PathBuf {
        let last = self.parts.len().saturating_sub(1);
        let literal = |part: &Part| match part {
            Part::Literal(name) => Some(name.clone()),
            _ => None,
        };
        self.parts.iter().take(last).map_while(literal).collect()
    }

    /// Whether it says itself where it begins: at the root or the home directory.
    pub(super) fn is_rooted(&self) -> bool {
        self.is_absolute() || matches!(self.parts.first(), Some(Part::Literal(name)) if name == "~")
    }
}

/// A pattern, ready to match.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) alternatives: Vec<Alternative>,
}

impl Pattern {
    /// Takes a pattern apart, or says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("it is longer than {LONGEST} bytes"));
        }
        let text = if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
        let alternatives =
            expand_braces(&text)?.iter().map(|text| alternative(text)).collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// Whether a path, or for a pattern without directories its name, matches. With `anywhere` the pattern may
    /// begin at any directory of the path.
    pub(super) fn matches(&self, path: &Path, anywhere: bool) -> bool {
        let names: Vec<&OsStr> = path
            .components()
            .filter_map(|component| match component {
                Component::Normal(name) => Some(name),
                Component::ParentDir => Some(OsStr::new("..")),
                _ => None,
            })
            .collect();
        self.alternatives.iter().any(|alternative| {
            let tail = alternative.is_name() || (anywhere && !alternative.is_rooted());
            parts_match(&alternative.parts, &names, tail)
        })
    }
}

/// Matches names against parts; with `tail` any number of names may stand in front.
///
/// Keeps the set of parts that may come next, so the work is bounded by parts × names.
fn parts_match(parts: &[Part], names: &[&OsStr], tail: bool) -> bool {
    let mut next = vec![false; parts.len() + 1];
    if let Some(first) = next.first_mut() {
        *first = true;
    }
    skip_deep(parts, &mut next);
    for name in names {
        let mut after = vec![false; parts.len() + 1];
        if let (true, Some(first)) = (tail, after.first_mut()) {
            *first = true;
        }
        for (at, part) in parts.iter().enumerate() {
            if !next.get(at).is_some_and(|active| *active) || !part.matches(name) {
                continue;
            }
            let deep = matches!(part, Part::Deep);
            let mut reach = |at: usize| after.get_mut(at).into_iter().for_each(|slot| *slot = true);
            if deep {
                reach(at);
            }
            // A final `**` stands for files, so it takes a name to get past it.
            if !deep || at + 1 == parts.len() {
                reach(at + 1);
            }
        }
        skip_deep(parts, &mut after);
        next = after;
    }
    next.last().copied().unwrap_or(false)
}

/// `**` may stand for nothing, except at the end.
fn skip_deep(parts: &[Part], next: &mut [bool]) {
    for (at, part) in parts.iter().enumerate().take(parts.len().saturating_sub(1)) {
        let active = next.get(at).copied().unwrap_or(false);
        if let (true, Part::Deep, Some(slot)) = (active, part, next.get_mut(at + 1)) {
            *slot = true;
        }
    }
}

fn alternative(text: &str) -> Result<Alternative, String> {
    let drive = cfg!(windows) && text.get(1..3) == Some(":/");
    let at = if drive { 3 } else { usize::from(text.starts_with(['/', '.'])) };
    let (start, rest) = match text.split_at_checked(at) {
        // A dot belongs to a name unless a slash follows.
        Some((".", rest)) if !rest.starts_with('/') => ("", text),
        Some((start, rest)) => (start, rest),
        None => ("", text),
    };
    if rest.is_empty() {
        return Err("it is empty".to_owned());
    }
    if rest.ends_with('/') {
        return Err("it ends with `/` and so means a directory".to_owned());
    }
    let mut parts: Vec<Part> = Vec::new();
    for name in rest.split('/').filter(|name| !name.is_empty() && *name != ".") {
        match part(name)? {
            // Any number of directories twice is any number once.
            Part::Deep if matches!(parts.last(), Some(Part::Deep)) => {}
            Part::Literal(up) if up == ".." && parts.iter().any(|p| !matches!(p, Part::Literal(_))) => {
                return Err("`..` stands behind a wildcard".to_owned());
            }
            part => parts.push(part),
        }
    }
    match parts.last() {
        None => Err("it names no file".to_owned()),
        Some(Part::Literal(name)) if name == ".." => Err("it names no file".to_owned()),
        Some(_) => Ok(Alternative { start: start.to_owned(), parts }),
    }
}

fn part(name: &str) -> Result<Part, String> {
    if name == "**" {
        return Ok(Part::Deep);
    }
    if !name.contains(['*', '?', '[', '\\']) {
        return Ok(Part::Literal(name.to_owned()));
    }
    // Names contain no separators, so there is no need for a separator rule, and without it globset compiles
    // the usual patterns to plain comparisons instead of regular expressions.
    let glob =
        GlobBuilder::new(name).backslash_escape(true).build().map_err(|error| error.kind().to_string())?;
    let set = GlobSet::builder().add(glob).build().map_err(|error| error.kind().to_string())?;
    let hidden = name.trim_start_matches('\\').starts_with('.') || name.starts_with("[.]");
    Ok(Part::Glob(Matcher { set, hidden }))
}

/// Replaces the outermost braces by their alternatives until there are none, in the order written.
fn expand_braces(text: &str) -> Result<Vec<String>, String> {
    let mut done = Vec::new();
    let mut open = vec![text.to_owned()];
    while let Some(text) = open.pop() {
        match split_braces(&text)? {
            None => done.push(text),
            Some((before, choices, after)) => {
                // The first choice must be on top of the stack.
                open.extend(choices.iter().rev().map(|choice| format!("{before}{choice}{after}")));
            }
        }
        if done.len() + open.len() > MOST_ALTERNATIVES {
            return Err(format!("it has more than {MOST_ALTERNATIVES} alternatives"));
        }
    }
    Ok(done)
}

type Split<'a> = (&'a str, Vec<&'a str>, &'a str);

/// The first outermost braces: what stands before, the choices, what stands after.
fn split_braces(text: &str) -> Result<Option<Split<'_>>, String> {
    let (mut depth, mut start, mut commas) = (0_usize, 0, Vec::new());
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '[' => skip_class(&mut chars),
            '{' => {
                depth += 1;
                if depth == 1 {
                    start = at;
                }
            }
            ',' if depth == 1 => commas.push(at),
            '}' if depth == 0 => return Err("`}` closes nothing".to_owned()),
            '}' => {
                depth -= 1;
                if depth == 0 {
                    commas.push(at);
                    let mut from = start + 1;
                    let mut choices = Vec::new();
                    for comma in commas {
                        choices.push(text.get(from..comma).unwrap_or_default().trim());
                        from = comma + 1;
                    }
                    let before = text.get(..start).unwrap_or_default();
                    return Ok(Some((before, choices, text.get(at + 1..).unwrap_or_default())));
                }
            }
            _ => {}
        }
    }
    if depth > 0 { Err("`{` is not closed".to_owned()) } else { Ok(None) }
}

/// Skips a character class, in which braces and commas are ordinary. An unclosed one is left to globset to refuse.
fn skip_class(chars: &mut std::str::CharIndices<'_>) {
    let mut rest = chars.clone();
    let mut first = true;
    while let Some((_, c)) = rest.next() {
        match c {
            '!' | '^' if first => continue,
            ']' if !first => {
                *chars = rest;
                return;
            }
            _ => first = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::parse(pattern).unwrap().matches(Path::new(path), false)
    }

    #[test]
    fn names_and_paths_match() {
        for (pattern, path) in [
            ("*.toml", "a.toml"),
            ("*.toml", "deep/down/a.toml"),
            ("config.toml", "x/config.toml"),
            ("config.*", "config.toml"),
            ("?.toml", "a.toml"),
            ("[ab].toml", "b.toml"),
            ("[!ab].toml", "c.toml"),
            ("**/c.toml", "c.toml"),
            ("**/c.toml", "a/b/c.toml"),
            ("sub/*.toml", "sub/a.toml"),
            ("./sub/*.toml", "sub/a.toml"),
            ("a/**/b/*.x", "a/b/1.x"),
            ("a/**/b/*.x", "a/b/b/c/b/1.x"),
            ("a/**", "a/b/c"),
            ("{a, b}/*.{toml,json}", "b/x.json"),
            ("{a,b/c}/x", "b/c/x"),
            ("x{,.prod}.toml", "x.toml"),
            ("{a{1,2},b}", "a2"),
            (".*", ".env"),
            (r"\*.toml", "*.toml"),
            ("[{,}]", ","),
            ("/etc/*.toml", "/etc/a.toml"),
            ("ä*.toml", "äb.toml"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.toml", "a.tomlx"),
            ("sub/*.toml", "sub/x/a.toml"),
            ("sub/*.toml", "a.toml"),
            ("**/c.toml", "xc.toml"),
            ("**/c.toml", ".git/c.toml"),
            ("*", ".env"),
            ("?env", ".env"),
            ("*.TOML", "a.toml"),
            ("a/**", "a"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn malformed_patterns_are_explained() {
        let error = |pattern: &str| Pattern::parse(pattern).unwrap_err();
        for (pattern, problem) in [
            ("", "it is empty"),
            ("/", "it is empty"),
            (".", "it names no file"),
            ("a/..", "it names no file"),
            ("conf/", "it ends with `/` and so means a directory"),
            ("a{b", "`{` is not closed"),
            ("a}b", "`}` closes nothing"),
            ("*/../x", "`..` stands behind a wildcard"),
        ] {
            assert_eq!(error(pattern), problem, "{pattern}");
        }
        assert!(error("[ab").contains("unclosed"), "{}", error("[ab"));
        assert!(!error("[b-a]").is_empty() && !error("a\\").is_empty());
        assert!(error(&"{a,b}".repeat(20)).contains("alternatives"));
        assert!(error(&"a".repeat(5000)).contains("longer"));
        assert!(Pattern::parse(&format!("{}a{}", "{".repeat(2000), "}".repeat(2000))).is_ok());
    }

    #[test]
    fn alternatives_keep_their_order() {
        assert_eq!(expand_braces("{a,b{1,2},c}x").unwrap(), ["ax", "b1x", "b2x", "cx"]);
    }

    #[test]
    fn leftovers_of_editors_are_known() {
        for name in ["a.toml~", ".#a.toml", "a.swp", "a.toml.bak", "#a.toml#"] {
            assert!(is_leftover(OsStr::new(name)), "{name}");
        }
        assert!(!is_leftover(OsStr::new("a.toml")) && !is_leftover(OsStr::new("#a.toml")));
    }

    proptest! {
        #[test]
        fn no_pattern_panics(pattern in r"[a-c*?/{},\[\]!\\.~ ]{0,24}", path in "[a-c./]{0,12}") {
            if let Ok(pattern) = Pattern::parse(&pattern) {
                pattern.matches(Path::new(&path), true);
            }
        }

        #[test]
        fn a_plain_path_matches_itself(path in "[a-z]{1,3}(/[a-z]{1,3}){0,4}") {
            prop_assert!(matches(&path, &path));
            let anywhere = format!("**/{path}");
            prop_assert!(matches(&anywhere, &path));
        }
    }
}
