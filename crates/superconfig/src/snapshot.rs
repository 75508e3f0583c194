//! One immutable generation: the merged tree with its ledger, an index of all paths, and what was found on
//! the way.

use crate::diagnostics::{Code, Diagnostic, Secrets};
use crate::extract::{Input, Options, Unclaimed};
use crate::merge::{Merged, NONE};
use crate::source::variables::Naming;
use crate::value::{Document, Item, KeyPath, Origin, Segment, nearest, push_key, split_words, squash};
use foldhash::{HashMap, HashSet};
use std::any::Any;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// A value of any type that a handle reads.
pub(crate) type AnyValue = Arc<dyn Any + Send + Sync>;

/// One immutable state of a configuration: all values, and where each came from.
///
/// A [`Config`](crate::Config) hands out its current one; whoever holds it keeps reading the same values,
/// whatever is reloaded meanwhile.
///
/// ```
/// let config = superconfig::SuperConfig::new().with_overrides(["low=1", "high=9"]).build()?;
/// let snapshot = config.snapshot();
/// assert!(snapshot.get::<u8>("low")? < snapshot.get::<u8>("high")?);
/// # Ok::<(), superconfig::Error>(())
/// ```
#[derive(Debug)]
pub struct Snapshot {
    pub(crate) merged: Merged,
    /// The number of this snapshot among those of its configuration, from 1.
    pub(crate) generation: u64,
    /// The number of its configuration among those of the process.
    pub(crate) home: u64,
    /// What handles read, by the number of their registration.
    pub(crate) values: boxcar::Vec<OnceLock<AnyValue>>,
    pub(crate) secrets: Arc<Secrets>,
    /// What became of the variables of all environment sources.
    pub(crate) variables: Arc<[VariableFact]>,
    /// The variables that nobody has claimed, for extraction.
    pub(crate) unclaimed: Arc<[Unclaimed]>,
    /// Which of them some extraction has taken since.
    claimed: Arc<[AtomicBool]>,
    pub(crate) warnings: Vec<Diagnostic>,
    pub(crate) files: Arc<[FileFact]>,
    /// Files and directories in which something could appear that would count.
    pub(crate) awaited: Arc<[PathBuf]>,
    /// What each wildcard found, in the order of the sources.
    pub(crate) globs: Arc<[Vec<PathBuf>]>,
    pub(crate) selected: Vec<String>,
    /// How it is extracted.
    pub(crate) options: Options,
    /// How the environment is read, for advice on names.
    pub(crate) naming: Option<Naming>,
    /// The number of the arrangement of places, among all of the process: where it is the same, paths lead to the same
    /// places. From 1.
    pub(crate) layout: u64,
    index: OnceLock<Arc<HashMap<Box<str>, u32>>>,
}

/// What became of one variable.
#[derive(Clone, Debug)]
pub(crate) struct VariableFact {
    pub(crate) name: Arc<str>,
    /// Where in it the part after the prefix stands.
    pub(crate) rest: Range<usize>,
    pub(crate) text: Arc<str>,
    pub(crate) origin: Origin,
    pub(crate) fate: Fate,
}

impl VariableFact {
    /// The name after the prefix.
    pub(crate) fn rest(&self) -> &str {
        self.name.get(self.rest.clone()).unwrap_or_default()
    }
}

/// Where a variable went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fate {
    /// It sets this path (or is an operation on it).
    Claimed(KeyPath),
    /// Nobody knows it: it became this key at the root.
    Unclaimed(KeyPath),
    /// Several paths claim it, or its name is malformed.
    Refused,
    /// It is empty, and empty variables are ignored.
    Empty,
}

/// A file that was looked for.
#[derive(Clone, Debug)]
pub(crate) struct FileFact {
    pub(crate) path: PathBuf,
    /// Why it does not count; `None` if it does.
    pub(crate) reason: Option<String>,
    pub(crate) absent: bool,
}

impl Snapshot {
    pub(crate) fn new(merged: Merged, secrets: Arc<Secrets>, variables: Vec<VariableFact>) -> Self {
        static LAYOUTS: AtomicU64 = AtomicU64::new(1);
        let mut snapshot = Self {
            merged,
            generation: 1,
            home: 0,
            values: boxcar::Vec::new(),
            secrets,
            variables: variables.into(),
            unclaimed: Arc::default(),
            claimed: Arc::default(),
            warnings: Vec::new(),
            files: Arc::default(),
            awaited: Arc::default(),
            globs: Arc::default(),
            selected: Vec::new(),
            options: Options::default(),
            naming: None,
            layout: LAYOUTS.fetch_add(1, Ordering::Relaxed),
            index: OnceLock::new(),
        };
        snapshot.unclaimed = snapshot.find_unclaimed().into();
        snapshot.claimed = snapshot.unclaimed.iter().map(|_| AtomicBool::new(false)).collect();
        snapshot
    }

    /// The same configuration with other values in the same places.
    pub(crate) fn with_merged(&self, merged: Merged) -> Self {
        Self {
            merged,
            generation: self.generation,
            home: self.home,
            values: boxcar::Vec::new(),
            secrets: Arc::clone(&self.secrets),
            variables: Arc::clone(&self.variables),
            unclaimed: Arc::clone(&self.unclaimed),
            claimed: Arc::clone(&self.claimed),
            warnings: self.warnings.clone(),
            files: Arc::clone(&self.files),
            awaited: Arc::clone(&self.awaited),
            globs: Arc::clone(&self.globs),
            selected: self.selected.clone(),
            options: self.options,
            naming: self.naming.clone(),
            layout: self.layout,
            index: self.index.clone(),
        }
    }

    fn find_unclaimed(&self) -> Vec<Unclaimed> {
        let mut unclaimed: Vec<Unclaimed> = Vec::new();
        let mut roots: HashMap<&str, u32> = HashMap::default();
        let is_unclaimed = |variable: &VariableFact| matches!(variable.fate, Fate::Unclaimed(_));
        if self.variables.iter().any(is_unclaimed) {
            roots.extend(self.merged.children(self.merged.root()).map(|id| (self.merged.key(id), id)));
        }
        for variable in &*self.variables {
            let Fate::Unclaimed(path) = &variable.fate else { continue };
            let node = match path.segments() {
                [Segment::Key(key)] => roots.get(key.as_str()).copied(),
                _ => None,
            };
            let node = node.filter(|&id| self.merged.origin(id) == variable.origin);
            unclaimed.push(Unclaimed {
                name: Arc::clone(&variable.name),
                words: split_words(&variable.rest().to_lowercase()),
                text: Arc::clone(&variable.text),
                origin: variable.origin.clone(),
                node,
            });
        }
        unclaimed.sort_by(|a, b| a.name.cmp(&b.name));
        unclaimed
    }

    /// Remembers which unclaimed variables an extraction took.
    pub(crate) fn claim(&self, claims: &[usize]) {
        for claimed in claims.iter().filter_map(|&at| self.claimed.get(at)) {
            claimed.store(true, Ordering::Relaxed);
        }
    }

    /// The warnings, without those about variables that have been claimed since.
    pub(crate) fn open_warnings(&self) -> Vec<Diagnostic> {
        let claimed =
            self.unclaimed.iter().zip(&*self.claimed).filter(|(_, claimed)| claimed.load(Ordering::Relaxed));
        let claimed: HashSet<&str> = claimed.map(|(unclaimed, _)| &*unclaimed.name).collect();
        let is_claimed = |warning: &Diagnostic| {
            let variable = warning.origin.as_ref().and_then(|origin| origin.variable());
            variable.is_some_and(|name| claimed.contains(name))
        };
        let open = |warning: &&Diagnostic| warning.code != Code::UnclaimedVariable || !is_claimed(warning);
        self.warnings.iter().filter(open).cloned().collect()
    }

    /// A diagnostic that knows which names are secret here, and whether its own place is.
    pub(crate) fn guarded(&self, diagnostic: Diagnostic) -> Diagnostic {
        let variable = diagnostic.origin.as_ref().and_then(|origin| origin.variable());
        let secret = variable.is_some_and(|name| self.secrets.is_secret_name(name));
        let secret = secret || diagnostic.secret;
        diagnostic.with_secret(secret).with_secrets(Arc::clone(&self.secrets))
    }

    /// The place of a path.
    pub(crate) fn find(&self, path: &KeyPath) -> Option<u32> {
        self.find_from(self.merged.root(), path)
    }

    /// The place of a path that begins at another place.
    pub(crate) fn find_from(&self, start: u32, path: &KeyPath) -> Option<u32> {
        find_in(&self.merged, start, path)
    }

    /// The place of a path in its usual spelling, by one look-up. Other spellings are not found.
    pub(crate) fn find_spelled(&self, path: &str) -> Option<u32> {
        self.index.get_or_init(|| Arc::new(self.build_index())).get(path).copied()
    }

    /// Looks up paths as fast as the snapshot before: no reader shall build an index that another had already.
    pub(crate) fn index_like(&self, before: &Self) {
        if before.index.get().is_some() {
            self.index.get_or_init(|| Arc::new(self.build_index()));
        }
    }

    fn build_index(&self) -> HashMap<Box<str>, u32> {
        let mut index = HashMap::default();
        index.reserve(self.merged.nodes.len());
        self.index_below(self.merged.root(), &mut String::new(), &mut index);
        index
    }

    /// Adds a place, whose path in its usual spelling this is, and everything below it.
    fn index_below(&self, id: u32, path: &mut String, index: &mut HashMap<Box<str>, u32>) {
        index.insert(path.as_str().into(), id);
        let inside = self.merged.inside(id);
        let is_array = self.merged.item(inside) == Item::Array;
        let own = path.len();
        for (at, child) in self.merged.children(inside).enumerate() {
            match is_array {
                true => path.push_str(&format!("[{at}]")),
                false => push_key(path, self.merged.key(child)),
            }
            self.index_below(child, path, index);
            path.truncate(own);
        }
    }

    /// Visits a place and everything below it, parents first, also what texts stand for.
    pub(crate) fn walk(&self, id: u32, path: &mut KeyPath, visit: &mut impl FnMut(u32, &KeyPath)) {
        visit(id, path);
        let inside = self.merged.inside(id);
        let is_array = self.merged.item(inside) == Item::Array;
        for (at, child) in self.merged.children(inside).enumerate() {
            path.push(match is_array {
                true => Segment::Index(at),
                false => Segment::Key(self.merged.key(child).to_owned()),
            });
            self.walk(child, path, visit);
            path.pop();
        }
    }

    /// Visits the leaves at and below the last place of `way`: scalars, arrays as a whole, and empty tables. Tables that
    /// an operation touched are visited as well, before what is in them.
    pub(crate) fn leaves(
        &self,
        way: &mut Vec<u32>,
        path: &mut KeyPath,
        visit: &mut impl FnMut(&[u32], &KeyPath),
    ) {
        let Some(&id) = way.last() else { return };
        let node = self.merged.node(id);
        let is_branch = self.merged.item(id) == Item::Table && node.first != NONE;
        if !is_branch || node.operation != NONE {
            visit(way, path);
        }
        if !is_branch {
            return;
        }
        for child in self.merged.children(id) {
            way.push(child);
            path.push(Segment::Key(self.merged.key(child).to_owned()));
            self.leaves(way, path, visit);
            path.pop();
            way.pop();
        }
    }

    /// The places on the way to a path, as far as there are any, beginning with the root.
    pub(crate) fn way(&self, path: &KeyPath) -> Vec<u32> {
        let mut way = vec![self.merged.root()];
        let mut at = self.merged.root();
        for segment in path.segments() {
            match step(&self.merged, at, segment) {
                Some(next) => at = next,
                None => break,
            }
            way.push(at);
        }
        way
    }
}

/// Advice.
impl Snapshot {
    /// Nothing stands at a path: which one is near?
    pub(crate) fn not_found(&self, path: &KeyPath) -> Diagnostic {
        let diagnostic = Diagnostic::error(Code::PathNotFound, format!("nothing is set at `{path}`"))
            .with_path(path.clone());
        match self.near(path) {
            Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
            None => diagnostic,
        }
    }

    /// Whether a name without separators and case means an existing path.
    fn is_known(&self, squashed: &str) -> bool {
        let spelled = |path: &KeyPath| -> Option<String> {
            let keys = path.segments().iter().map(|segment| match segment {
                Segment::Key(key) => Some(squash(key)),
                Segment::Index(_) => None,
            });
            keys.collect()
        };
        let mut known = false;
        self.walk(self.merged.root(), &mut KeyPath::root(), &mut |_, path| {
            known |= spelled(path).as_deref() == Some(squashed);
        });
        known
    }

    /// The existing path that is nearest to one that does not exist.
    pub(crate) fn near(&self, path: &KeyPath) -> Option<KeyPath> {
        self.near_but(path, |_| true)
    }

    /// The same among the paths that are wanted.
    pub(crate) fn near_but(&self, path: &KeyPath, wanted: impl Fn(&str) -> bool) -> Option<KeyPath> {
        let mut all = Vec::new();
        self.walk(self.merged.root(), &mut KeyPath::root(), &mut |_, path| all.push(path.to_string()));
        nearest(&path.to_string(), all.iter().map(String::as_str).filter(|path| wanted(path)))?.parse().ok()
    }
}

/// The place of a path in any document.
pub(crate) fn find_in<D: Document>(document: &D, start: u32, path: &KeyPath) -> Option<u32> {
    path.segments().iter().try_fold(start, |at, segment| step(document, at, segment))
}

fn step<D: Document>(document: &D, at: u32, segment: &Segment) -> Option<u32> {
    let at = document.inside(at);
    match segment {
        Segment::Key(key) => document.child(at, key),
        Segment::Index(index) if document.item(at) == Item::Array => document.children(at).nth(*index),
        Segment::Index(_) => None,
    }
}

impl Document for Snapshot {
    fn root(&self) -> u32 {
        self.merged.root()
    }

    #[inline]
    fn item(&self, id: u32) -> Item<'_> {
        self.merged.item(id)
    }

    fn inside(&self, id: u32) -> u32 {
        self.merged.inside(id)
    }

    fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        self.merged.children(id)
    }

    fn key(&self, id: u32) -> &str {
        self.merged.key(id)
    }
}

impl Input for Snapshot {
    fn origin(&self, id: u32) -> Option<Origin> {
        (id != self.merged.root()).then(|| self.merged.origin(id))
    }

    fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    fn unclaimed(&self) -> &[Unclaimed] {
        &self.unclaimed
    }

    fn variable_for(&self, path: &KeyPath) -> Option<String> {
        self.naming.as_ref()?.variable_for(path, |name| self.is_known(&squash(name)))
    }
}
