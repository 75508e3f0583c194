//! Files that were read before: what has not changed is not read again, and what reads the same is not parsed again.
//!
//! One cache for the process, bounded, behind a lock that is held for look-ups only. Reading a configuration never
//! comes here; loading one does.

use super::file::{ReadError, Stamp, read};
use super::system;
use crate::diagnostics::Fault;
use crate::format::text_bytes::decode;
use crate::format::{Format, Limits};
use crate::value::Tree;
use foldhash::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// How many bytes of text are kept at most. (A tree takes a small multiple of its text.)
const MOST_BYTES: usize = 32 << 20;

/// How many files are kept at most.
const MOST_FILES: usize = 4096;

/// A file that changed so shortly before it was read may change again without its times showing it.
const UNSETTLED: i128 = 100_000_000;

static CACHE: Mutex<Option<Cache>> = Mutex::new(None);

#[derive(Default)]
struct Cache {
    files: HashMap<PathBuf, Kept>,
    bytes: usize,
    /// Counts uses, to find what has not been used for longest.
    turn: u64,
}

struct Kept {
    stamp: Stamp,
    is_settled: bool,
    text: Arc<str>,
    trees: Vec<(Reading, Format, Arc<Tree>)>,
    used: u64,
}

/// All that the outcome of parsing depends on, besides the text and the name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reading {
    pub(crate) format: Option<Format>,
    pub(crate) strict: bool,
    pub(crate) limits: Limits,
}

fn cache() -> MutexGuard<'static, Option<Cache>> {
    CACHE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forgets all files that were read: the next load reads and parses everything. There is no need for it: a file that
/// changed is noticed by its inode, size and times. It frees the memory.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// std::fs::write(&file, "port = 80").unwrap();
/// let builder = superconfig::SuperConfig::new().with_file(&file);
/// assert_eq!(builder.build()?.get::<u16>("port")?, 80);
/// superconfig::clear_cache();
/// assert_eq!(builder.build()?.get::<u16>("port")?, 80);
/// # Ok::<(), superconfig::Error>(())
/// ```
pub fn clear_cache() {
    // Dropped after the lock is free.
    let before = cache().take();
    drop(before);
}

/// The text of a file: as it was read before if nothing about the file has changed.
pub(crate) fn text(path: &Path, limits: &Limits) -> Result<Result<Arc<str>, Fault>, ReadError> {
    if let Some(text) = unchanged(path).filter(|text| text.len() <= limits.file_size) {
        return Ok(Ok(text));
    }
    let now = SystemTime::now();
    let content = read(path, limits)?;
    let stamp = content.stamp;
    Ok(decode(content.bytes).map(|text| keep(path, text, stamp, now)))
}

/// The text that is kept of a file, if the file is still the same.
fn unchanged(path: &Path) -> Option<Arc<str>> {
    let is_kept = cache().as_ref()?.files.get(path).is_some_and(|kept| kept.is_settled);
    if !is_kept {
        return None;
    }
    let metadata = system::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let stamp = Stamp::of(&metadata);
    let mut cache = cache();
    let cache = cache.as_mut()?;
    cache.turn += 1;
    let kept = cache.files.get_mut(path).filter(|kept| kept.is_settled && kept.stamp == stamp)?;
    kept.used = cache.turn;
    Some(Arc::clone(&kept.text))
}

/// Keeps what was read at a moment. If it reads as before, it is the text from before, with what was parsed of it.
pub(crate) fn keep(path: &Path, text: Arc<str>, stamp: Stamp, now: SystemTime) -> Arc<str> {
    let now = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i128);
    let is_settled = stamp.changed.max(stamp.modified) + UNSETTLED <= now;
    let mut cache = cache();
    let cache = cache.get_or_insert_default();
    cache.turn += 1;
    let used = cache.turn;
    if let Some(kept) = cache.files.get_mut(path) {
        (kept.stamp, kept.is_settled, kept.used) = (stamp, is_settled, used);
        if kept.text != text {
            cache.bytes = cache.bytes - kept.text.len() + text.len();
            (kept.text, kept.trees) = (text, Vec::new());
        }
        return Arc::clone(&kept.text);
    }
    cache.make_room(text.len());
    cache.bytes += text.len();
    let kept = Kept { stamp, is_settled, text: Arc::clone(&text), trees: Vec::new(), used };
    cache.files.insert(path.to_path_buf(), kept);
    text
}

impl Cache {
    fn make_room(&mut self, bytes: usize) {
        while self.files.len() >= MOST_FILES || (self.bytes + bytes > MOST_BYTES && !self.files.is_empty()) {
            // A few at a time, so that a full cache is not searched for every file.
            let mut uses: Vec<u64> = self.files.values().map(|kept| kept.used).collect();
            let few = uses.len() / 8;
            let (_, limit, _) = uses.select_nth_unstable(few);
            let limit = *limit;
            self.files.retain(|_, kept| kept.used > limit);
            self.bytes = self.files.values().map(|kept| kept.text.len()).sum();
        }
    }
}

/// What was parsed of the very text that is kept of a file.
pub(crate) fn tree(path: &Path, text: &Arc<str>, reading: &Reading) -> Option<(Format, Arc<Tree>)> {
    let cache = cache();
    let kept = cache.as_ref()?.files.get(path).filter(|kept| Arc::ptr_eq(&kept.text, text))?;
    let (_, format, tree) = kept.trees.iter().find(|(same, ..)| same == reading)?;
    Some((*format, Arc::clone(tree)))
}

/// Keeps what was parsed without a fault.
pub(crate) fn keep_tree(path: &Path, text: &Arc<str>, reading: Reading, format: Format, tree: &Arc<Tree>) {
    let mut cache = cache();
    let kept = cache.as_mut().and_then(|cache| cache.files.get_mut(path));
    if let Some(kept) = kept.filter(|kept| Arc::ptr_eq(&kept.text, text)) {
        kept.trees.push((reading, format, Arc::clone(tree)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(changed: i128) -> Stamp {
        Stamp { device: 1, inode: 1, size: 1, modified: changed, changed }
    }

    #[test]
    fn equal_text_is_one_text_and_keeps_its_tree() {
        let path = Path::new("/none/equal-text");
        let reading = Reading { format: None, strict: false, limits: Limits::default() };
        let first = keep(path, Arc::from("a"), stamp(1), SystemTime::now());
        let tree_of_first = Arc::new(crate::value::TreeBuilder::new(Arc::clone(&first), 1, 1).finish().0);
        keep_tree(path, &first, reading.clone(), Format::Toml, &tree_of_first);
        let again = keep(path, Arc::from("a"), stamp(2), SystemTime::now());
        assert!(Arc::ptr_eq(&first, &again) && tree(path, &again, &reading).is_some());
        assert!(tree(path, &again, &Reading { strict: true, ..reading.clone() }).is_none());
        let other = keep(path, Arc::from("b"), stamp(3), SystemTime::now());
        assert!(!Arc::ptr_eq(&first, &other) && tree(path, &other, &reading).is_none());
    }

    #[test]
    fn what_was_just_changed_is_read_again() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.toml");
        // Two changes of the same size within one tick of the clock: the times cannot tell them apart.
        for content in ["a = 1", "a = 2", "a = 3"] {
            std::fs::write(&path, content).unwrap();
            assert_eq!(&*text(&path, &Limits::default()).unwrap().unwrap(), content);
        }
    }

    #[test]
    fn a_full_cache_forgets_what_was_not_used() {
        let mut cache = Cache::default();
        for at in 0..100_u64 {
            let text = Arc::from("x".repeat(MOST_BYTES / 10));
            cache.make_room(MOST_BYTES / 10);
            cache.bytes += MOST_BYTES / 10;
            let kept = Kept { stamp: stamp(0), is_settled: true, text, trees: Vec::new(), used: at };
            cache.files.insert(PathBuf::from(at.to_string()), kept);
            assert!(cache.bytes <= MOST_BYTES && cache.files.contains_key(Path::new(&at.to_string())));
        }
    }
}
