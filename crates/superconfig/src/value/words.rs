//! Words in names: the base of environment name matching, secret detection and "did you mean".

/// The words of a name, lower-cased: `max_conns`, `max-conns`, `maxConns` and `MAX_CONNS` all give
/// `["max", "conns"]`.
pub(crate) fn split_words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            flush(&mut words, &mut word);
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
        let after = chars.get(at + 1).copied();
        let hump = c.is_uppercase()
            && before
                .is_some_and(|b| b.is_lowercase() || b.is_numeric() || after.is_some_and(char::is_lowercase));
        if hump {
            flush(&mut words, &mut word);
        }
        word.extend(c.to_lowercase());
    }
    flush(&mut words, &mut word);
    words
}

fn flush(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// A name without its separators and case: equal for all spellings of one name.
pub(crate) fn squash(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What is left of an ASCII character without case: itself, or nothing of a separator. (Of any other byte nothing, either.)
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte: u8 = 0;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            letters[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    letters
};

/// A hash of a name without its separators and case: equal for all spellings of one name, and built key by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spelling(u64);

impl Default for Spelling {
    /// No letters: the offset basis of FNV-1a, whose steps [`then`](Self::then) takes.
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Spelling {
    /// The spelling of this path followed by a key.
    pub(crate) fn then(self, key: &str) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let (mut hash, mut bits) = (self.0, 0);
        for byte in key.bytes() {
            let letter = LETTERS[usize::from(byte)];
            // Both sides are computed: a jump that nobody can predict would cost more.
            hash = if letter == 0 { hash } else { step(hash, letter) };
            bits |= byte;
        }
        if bits.is_ascii() { Self(hash) } else { Self(squash(key).bytes().fold(self.0, step)) }
    }
}

/// Whether two names differ in separators and case only.
pub(crate) fn same_spelling(a: &str, b: &str) -> bool {
    fn bytes(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase())
    }
    match a.is_ascii() && b.is_ascii() {
        true => bytes(a).eq(bytes(b)),
        false => squash(a) == squash(b),
    }
}

/// What is left of a squashed path when its last key is taken away; `None` if it ends otherwise.
pub(crate) fn strip_spelling<'s>(squashed: &'s str, key: &str) -> Option<&'s str> {
    if !key.is_ascii() {
        return squashed.strip_suffix(squash(key).as_str());
    }
    let mut letters = key.bytes().rev().filter(u8::is_ascii_alphanumeric);
    letters.try_fold(squashed, |rest, byte| rest.strip_suffix(char::from(byte.to_ascii_lowercase())))
}

/// The candidate nearest to `name`, if any is near enough to be worth a question.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = squash(name);
    // One letter is as near to any other as can be: that says nothing.
    let length = wanted.chars().count();
    let allowed = (length / 3).max(usize::from(length > 1));
    candidates
        .into_iter()
        .map(|candidate| (distance(&wanted, &squash(candidate)), candidate))
        .filter(|&(distance, _)| distance <= allowed)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Names this long are not typed by hand, and the table below is quadratic.
    if a.len().max(b.len()) > 256 {
        return usize::MAX;
    }
    let at = |row: &Vec<usize>, column: usize| row.get(column).copied().unwrap_or(usize::MAX);
    let mut older: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, &ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &cb) in b.iter().enumerate() {
            let change = at(&previous, j) + usize::from(ca != cb);
            let mut best = change.min(at(&previous, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(&cb) && b.get(j - 1) == Some(&ca);
            if swapped {
                best = best.min(at(&older, j - 1) + 1);
            }
            row.push(best);
        }
        older = std::mem::replace(&mut previous, row);
    }
    at(&previous, b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_spellings_have_the_same_words() {
        for name in ["max_conns", "max-conns", "maxConns", "MAX_CONNS", "max.conns", "MaxConns"] {
            assert_eq!(split_words(name), ["max", "conns"], "{name}");
        }
        assert_eq!(split_words("HTTPServer2Port"), ["http", "server2", "port"]);
        assert_eq!(squash("db.maxConns"), "dbmaxconns");
    }

    #[test]
    fn nearest_needs_to_be_near() {
        assert_eq!(nearest("prot", ["port", "host"]), Some("port"));
        assert_eq!(nearest("prot", ["timeout"]), None);
    }
}
