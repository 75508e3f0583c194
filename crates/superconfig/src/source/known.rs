//! What the other layers know: the key paths that variable names are matched against (SPEC 5.2).

use super::layer::Layer;
use crate::format::Limits;
use crate::format::json::parse_text_value;
use crate::merge::OperationKind;
use crate::value::{
    Data, Document, KeyPath, Segment, Spelling, Tree, nearest, same_spelling, squash, strip_spelling,
};
use foldhash::HashMap;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// The number of a known key path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KnownId(u32);

/// What a name with explicit levels means among the known paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    Nothing,
    One(KnownId),
    /// No one of them is spelled more like the name than the others.
    Several(Vec<KnownId>),
}

/// No node.
const NONE: u32 = u32::MAX;

/// How many paths of one spelling are found by it. A name that may mean two is ambiguous already, and hostile texts have
/// a hundred thousand.
const MOST_ALIKE: usize = 64;

/// One key of the known paths, below the key of its parent.
#[derive(Debug)]
struct Node {
    /// Where the key stands in `Known::keys`.
    start: usize,
    len: usize,
    parent: u32,
    is_array: bool,
    /// The next path that is spelled the same without separators and case.
    alike: u32,
    /// The whole path without separators and case.
    spelling: Spelling,
}

impl Node {
    fn place(&self) -> Range<usize> {
        self.start..self.start + self.len
    }
}

/// All known key paths: a tree of keys, found by their spelling without separators and case.
#[derive(Debug, Default)]
pub(crate) struct Known {
    nodes: Vec<Node>,
    /// All keys, one after the other.
    keys: String,
    /// From the spelling of a path to its latest node.
    by_spelling: HashMap<Spelling, u32>,
    spellings: OnceCell<Vec<(String, u32)>>,
    /// Whether any key is written down in a layer, not only spelled out by variables.
    has_written: bool,
}

impl Known {
    /// The key paths of all layers.
    pub(crate) fn new<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> Self {
        let mut known = Self::default();
        for layer in layers {
            let tree = &layer.tree;
            // Most nodes of a configuration have a key; more room than this is not taken on trust.
            known.reserve(tree.len().min(4096));
            match layer.options.nested {
                true => tree.children(tree.root()).for_each(|profile| known.table(tree, profile, NONE)),
                false => known.table(tree, tree.root(), NONE),
            }
        }
        known.has_written = !known.nodes.is_empty();
        known
    }

    fn reserve(&mut self, paths: usize) {
        self.nodes.reserve(paths);
        self.keys.reserve(8 * paths);
        self.by_spelling.reserve(paths);
    }

    /// Adds the keys of a table below `parent`.
    fn table(&mut self, tree: &Tree, table: u32, parent: u32) {
        let Data::Table { first, len } = tree.node(table).data else { return };
        for child in first..first + len {
            let data = tree.node(child).data;
            let is_array = match data {
                Data::Text(text) => is_json_array(tree.str(text)),
                _ => matches!(data, Data::Array { .. }),
            };
            let key = tree.key(child);
            // `tags_add = [..]` speaks of an array `tags`, not of a key of that name.
            let name = match is_array.then(|| OperationKind::of_key(key)).flatten() {
                Some(("", _)) => continue,
                Some((name, _)) => name,
                None => key,
            };
            let node = self.insert(parent, name, is_array);
            self.table(tree, child, node);
        }
    }

    /// Whether there are keys that a variable could be expected to match. Variables alone are no such keys: a
    /// configuration that is nothing but environment has no unclaimed names.
    pub(crate) fn has_written(&self) -> bool {
        self.has_written
    }

    /// Adds one path.
    pub(crate) fn add(&mut self, path: &KeyPath, is_array: bool) {
        let last = path.segments().len();
        let add = |parent, (at, key)| self.insert(parent, key, is_array && at + 1 == last);
        path.keys().enumerate().fold(NONE, add);
    }

    /// The node of a key, made if it is not there.
    fn insert(&mut self, parent: u32, key: &str, is_array: bool) -> u32 {
        let above = self.nodes.get(parent as usize).map(|node| node.spelling).unwrap_or_default();
        let spelling = above.then(key);
        let new = self.nodes.len() as u32;
        let alike = match self.by_spelling.entry(spelling) {
            Entry::Vacant(first) => {
                first.insert(new);
                NONE
            }
            Entry::Occupied(mut latest) => {
                let (mut at, mut count) = (*latest.get(), 0);
                while let Some(node) = self.nodes.get_mut(at as usize) {
                    if node.parent == parent && self.keys.get(node.place()) == Some(key) {
                        node.is_array |= is_array;
                        return at;
                    }
                    (at, count) = (node.alike, count + 1);
                }
                if count < MOST_ALIKE { latest.insert(new) } else { NONE }
            }
        };
        let start = self.keys.len();
        self.keys.push_str(key);
        self.nodes.push(Node { start, len: key.len(), parent, is_array, alike, spelling });
        new
    }

    fn key(&self, node: &Node) -> &str {
        self.keys.get(node.place()).unwrap_or_default()
    }

    /// The keys of a path, from the last to the first.
    fn upwards(&self, id: u32) -> impl Iterator<Item = &str> {
        let node = |at: u32| self.nodes.get(at as usize);
        std::iter::successors(node(id), move |below| node(below.parent)).map(|node| self.key(node))
    }

    pub(crate) fn path(&self, id: KnownId) -> KeyPath {
        let mut segments = Vec::with_capacity(self.upwards(id.0).count());
        segments.extend(self.upwards(id.0).map(|key| Segment::Key(key.to_owned())));
        segments.reverse();
        segments.into()
    }

    pub(crate) fn is_array(&self, id: KnownId) -> bool {
        self.nodes.get(id.0 as usize).is_some_and(|node| node.is_array)
    }

    /// The paths that a name without separators may mean, in the order in which they became known.
    pub(crate) fn by_name(&self, name: &str) -> Vec<KnownId> {
        let squashed = squash(name);
        if squashed.is_empty() {
            return Vec::new();
        }
        // A key without letters (an empty one, say) cannot be meant by a name that does not show it.
        let strip = |rest, key| strip_spelling(rest, key).filter(|left| left.len() < rest.len());
        let is_meant = |id: &u32| self.upwards(*id).try_fold(&*squashed, strip).is_some_and(str::is_empty);
        let found = self.spelled(Spelling::default().then(name)).filter(is_meant);
        let mut paths: Vec<KnownId> = found.map(KnownId).collect();
        paths.reverse();
        paths
    }

    /// The path that a name with explicit levels means: a key that is spelled exactly so comes before one that is so
    /// in the usual case (which `is_cased` tells), that one before any other spelling, and upper levels count first.
    pub(crate) fn by_levels(&self, levels: &[&str], is_cased: impl Fn(&str, &str) -> bool) -> Meant {
        let spelling = levels.iter().fold(Spelling::default(), |spelling, level| spelling.then(level));
        let rank = |key: &str, level: &str| rank(key, level, &is_cased);
        let (mut best, mut equals) = (None, Vec::new());
        for id in self.spelled(spelling) {
            // The usual case comes first: that most keys are so is all that is to be found out.
            if !self.has_keys(id, levels, |key, level| is_cased(key, level) || rank(key, level).is_some()) {
                continue;
            }
            match best.map_or(Ordering::Less, |best| self.compare(id, best, levels, rank)) {
                Ordering::Less => {
                    best = Some(id);
                    equals.clear();
                }
                Ordering::Equal => equals.push(KnownId(id)),
                Ordering::Greater => {}
            }
        }
        match best {
            None => Meant::Nothing,
            Some(best) if equals.is_empty() => Meant::One(KnownId(best)),
            Some(best) => {
                equals.push(KnownId(best));
                equals.sort();
                Meant::Several(equals)
            }
        }
    }

    /// Which of two paths is spelled more like the levels, from the first level on.
    fn compare<R: Ord>(&self, a: u32, b: u32, levels: &[&str], rank: impl Fn(&str, &str) -> R) -> Ordering {
        let keys = self.upwards(a).zip(self.upwards(b)).zip(levels.iter().rev());
        keys.fold(Ordering::Equal, |below, ((a, b), level)| rank(a, level).cmp(&rank(b, level)).then(below))
    }

    /// Whether the keys of a path are these.
    fn has_keys(&self, id: u32, levels: &[&str], is_same: impl Fn(&str, &str) -> bool) -> bool {
        let mut wanted = levels.iter().rev();
        self.upwards(id).all(|key| wanted.next().is_some_and(|level| is_same(key, level)))
            && wanted.next().is_none()
    }

    /// The paths of one spelling, the latest first. (A spelling is a hash, and may collide: each is to be looked at.)
    fn spelled(&self, spelling: Spelling) -> impl Iterator<Item = u32> + '_ {
        let id = |at: u32| (at != NONE).then_some(at);
        let first = self.by_spelling.get(&spelling).copied().and_then(id);
        std::iter::successors(first, move |&at| id(self.nodes.get(at as usize)?.alike))
    }

    /// The known path whose spelling is nearest to a name.
    pub(crate) fn nearest(&self, name: &str) -> Option<KeyPath> {
        let spellings = self.spellings.get_or_init(|| {
            let spelling = |id: u32| (squash(&self.path(KnownId(id)).keys().collect::<String>()), id);
            let mut spellings: Vec<_> = (0..self.nodes.len() as u32).map(spelling).collect();
            spellings.sort();
            spellings
        });
        let near = nearest(name, spellings.iter().map(|(spelling, _)| spelling.as_str()))?;
        let at = spellings.partition_point(|(spelling, _)| spelling.as_str() < near);
        spellings.get(at).map(|&(_, id)| self.path(KnownId(id)))
    }
}

/// How well a key is spelled like a level of a name; `None` if it is another one.
fn rank(key: &str, level: &str, is_cased: impl Fn(&str, &str) -> bool) -> Option<u8> {
    match () {
        () if key == level => Some(0),
        () if is_cased(key, level) => Some(1),
        () if same_spelling(key, level) && Spelling::default().then(level) != Spelling::default() => Some(2),
        () => None,
    }
}

/// Whether a text is a JSON array.
pub(crate) fn is_json_array(text: &str) -> bool {
    text.trim_start().starts_with('[') && parse_text_value(text, &Limits::default()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(keys: &[&str]) -> KeyPath {
        keys.iter().map(|&key| Segment::Key(key.to_owned())).collect::<Vec<_>>().into()
    }

    /// One key in many spellings: every pattern of capitals.
    fn variants(count: u32) -> Vec<String> {
        let spell = |bits: u32| {
            let letter =
                |(at, c): (usize, char)| if bits >> at & 1 == 1 { c.to_ascii_uppercase() } else { c };
            "abcdefghijklmnop".chars().enumerate().map(letter).collect()
        };
        (0..count).map(spell).collect()
    }

    #[test]
    fn exact_levels_beat_lower_case_and_that_beats_alike_ones() {
        let mut known = Known::default();
        for path in [["t", "fooBar"], ["t", "foo_bar"], ["t", "foobar"], ["T", "foo-bar"], ["x", "aA"]] {
            known.add(&path_of(&path), false);
        }
        let is_cased = |key: &str, level: &str| key == level.to_lowercase();
        let meant = |levels: [&str; 2]| known.by_levels(&levels, is_cased);
        let one = |levels| match meant(levels) {
            Meant::One(id) => known.path(id).to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(one(["t", "fooBar"]), "t.fooBar");
        assert_eq!(one(["t", "FOO_BAR"]), "t.foo_bar");
        assert_eq!(one(["t", "FOOBAR"]), "t.foobar");
        assert_eq!(one(["X", "A_A"]), "x.aA");
        assert_eq!(one(["T", "FOO_BAR"]), "T.foo-bar");
        assert_eq!(meant(["X", "AB"]), Meant::Nothing);
        assert!(matches!(meant(["t", "FooBar"]), Meant::One(_)), "in lower case it is `foobar`");
        assert!(matches!(meant(["t", "FOO.BAR"]), Meant::Several(paths) if paths.len() == 3));
        assert_eq!(known.by_name("t_foo_bar").len(), 4);
    }

    #[test]
    fn keys_without_letters_are_not_meant() {
        let mut known = Known::default();
        known.add(&path_of(&["a", ""]), false);
        known.add(&path_of(&["a", "-"]), false);
        assert_eq!(known.by_name("A").len(), 1);
        let meant = |level| known.by_levels(&["A", level], |key, level| key == level.to_lowercase());
        assert!(matches!(meant("-"), Meant::One(_)));
        assert_eq!(meant("."), Meant::Nothing);
    }

    #[test]
    fn many_spellings_of_one_key_are_no_trap() {
        let mut known = Known::default();
        let variants = variants(60_000);
        for _ in 0..2 {
            variants.iter().for_each(|key| known.add(&path_of(&[key]), false));
        }
        assert_eq!(known.by_name("abcdefghijklmnop").len(), MOST_ALIKE);
    }
}
