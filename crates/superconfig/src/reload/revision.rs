//! The short way of a reload: only some files may have changed, and in them only values. Then nothing is merged again;
//! whatever else it is, the long way finds out.

use super::change::{Change, diff_at};
use crate::diagnostics::Diagnostic;
use crate::format::{Limits, detect};
use crate::load::in_order;
use crate::recipe::Recipe;
use crate::snapshot::Snapshot;
use crate::source::cache;
use crate::source::layer::{Layer, Rereading};
use crate::source::spec::SpecKind;
use crate::validate;
use crate::value::{Document, Item, KeyPath, Segment, SourceInfo, Tree, equal};
use foldhash::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// What a reload has to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope<'a> {
    Everything,
    /// Nothing but these files and directories may have changed.
    Only(&'a [PathBuf]),
}

/// The next snapshot, found on the short way.
pub(super) struct Revision {
    pub(super) next: Snapshot,
    pub(super) changes: Vec<Change>,
    /// The keys at the root below which anything may be new.
    pub(super) touched: HashSet<String>,
}

/// Reads the files of a scope again. `None`: more has changed than values, or it cannot be said.
pub(super) fn revise(recipe: &Recipe, before: &Snapshot, paths: &[PathBuf]) -> Option<Revision> {
    if recipe.rules.is_empty() || before.warnings.is_empty() {
        revised(recipe, before, paths)
    } else {
        // One of them may be about a value that is about to change.
        None
    }
}

fn revised(recipe: &Recipe, before: &Snapshot, paths: &[PathBuf]) -> Option<Revision> {
    let mut merged = None;
    let (mut changed, mut touched) = (Vec::new(), HashSet::default());
    let (directories, files): (Vec<_>, Vec<_>) = paths.iter().partition(|path| is_awaited(before, path));
    for file in files {
        for (at, layer) in layers_of(before, file)? {
            let Some(next) = reread(layer, before)? else { continue };
            let tree = Arc::clone(&next.tree);
            merged = Some(merged.as_ref().unwrap_or(&before.merged).revise(at, next)?);
            changed_paths(&layer.tree, &tree, tree.root(), &KeyPath::root(), &mut changed);
            touched.extend(tree.children(tree.root()).map(|id| tree.key(id).to_owned()));
        }
    }
    if !directories.is_empty() && !finds_the_same(recipe, before) {
        return None;
    }
    let next = before.with_merged(merged?);
    let origin = |id| Some(next.origin_of(id));
    if !validate::check(&next.merged, &origin, &next.secrets, &recipe.rules).is_empty() {
        return None;
    }
    let changes = changed.iter().flat_map(|path| diff_at(before, &next, path)).collect();
    Some(Revision { next, changes, touched })
}

/// Whether a path is a directory that is watched for what appears in it.
fn is_awaited(before: &Snapshot, path: &Path) -> bool {
    before.awaited.iter().any(|awaited| awaited.as_os_str() == path.as_os_str()) && path.is_dir()
}

/// The layers that a file is, with their numbers; `None` if it is something else as well, or nothing that is known.
fn layers_of<'a>(before: &'a Snapshot, file: &Path) -> Option<Vec<(usize, &'a Layer)>> {
    let is_it = |layer: &Layer| {
        layer.rereading.as_ref().is_some_and(|rereading| rereading.file.as_os_str() == file.as_os_str())
    };
    let layers = before.merged.layers.iter().enumerate().map(|(at, layer)| (at, &**layer));
    let found: Vec<_> = layers.filter(|(_, layer)| is_it(layer)).collect();
    (!found.is_empty()).then_some(found)
}

/// The layer as its file is now, or nothing if it reads as before. `None`: it takes a whole load to say.
#[allow(clippy::option_option)]
fn reread(layer: &Layer, before: &Snapshot) -> Option<Option<Layer>> {
    let rereading = layer.rereading.as_ref()?;
    let Rereading { file, reading, found } = rereading;
    if layer.options.ignore_empty || layer.options.at.is_some() || is_mentioned(before, layer) {
        return None;
    }
    if *found && !std::fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    let started = Instant::now();
    let text = cache::text(file, &reading.limits).ok()?.ok()?;
    let read_time = started.elapsed();
    if layer.info.text.as_ref().is_some_and(|before| Arc::ptr_eq(before, &text)) {
        return Some(None);
    }
    let started = Instant::now();
    let shown = layer.info.file.as_deref()?;
    let tree = parsed(layer, shown, &text, rereading, &reading.limits)?;
    let info = SourceInfo::new(layer.info.kind, layer.info.name.clone())
        .with_file(shown)
        .with_text(Arc::clone(&text));
    let parse_time = started.elapsed();
    let layer = layer.clone();
    Some(Some(Layer { info: Arc::new(info), tree, size: text.len(), read_time, parse_time, ..layer }))
}

/// The tree of a text that is all right and in the same format as before.
fn parsed(
    layer: &Layer,
    shown: &Path,
    text: &Arc<str>,
    how: &Rereading,
    limits: &Limits,
) -> Option<Arc<Tree>> {
    let (format, tree) = match cache::tree(&how.file, text, &how.reading) {
        Some(known) => known,
        None => {
            let loaded = detect::load(how.reading.format, Some(shown), text, limits, how.reading.strict);
            let tree = Arc::new(loaded.parsed.tree.filter(|_| loaded.parsed.faults.is_empty())?);
            cache::keep_tree(&how.file, text, how.reading.clone(), loaded.format, &tree);
            (loaded.format, tree)
        }
    };
    (layer.format == Some(format)).then_some(tree)
}

/// Whether a warning is about the layer: its place would be wrong afterwards.
fn is_mentioned(before: &Snapshot, layer: &Layer) -> bool {
    let file = layer.info.file.as_deref();
    let mentions = |diagnostic: &Diagnostic| {
        let related = diagnostic.related.iter().map(|related| &related.origin);
        diagnostic.origin.iter().chain(related).any(|origin| origin.file() == file)
    };
    before.warnings.iter().any(mentions)
}

/// Whether all wildcards find the files that they found.
fn finds_the_same(recipe: &Recipe, before: &Snapshot) -> bool {
    let globs = in_order(&recipe.sources).filter_map(|source| match &source.kind {
        SpecKind::Glob(wildcard) => Some(wildcard),
        _ => None,
    });
    let found = globs.map(|wildcard| wildcard.search(&recipe.places));
    let same = |(found, known): (crate::source::Discovery, &Vec<PathBuf>)| {
        found.files == *known && found.diagnostics.is_empty()
    };
    found.zip(&*before.globs).all(same)
}

/// The paths of all values that differ between two trees of one shape, in which the same numbers mean the same places.
/// An array is one value.
fn changed_paths(old: &Tree, new: &Tree, id: u32, path: &KeyPath, changed: &mut Vec<KeyPath>) {
    if new.item(id) != Item::Table {
        if !equal(old, id, new, id) {
            changed.push(path.clone());
        }
        return;
    }
    for id in new.children(id) {
        changed_paths(old, new, id, &path.key(new.key(id)), changed);
    }
}

/// The first key of a path.
pub(super) fn first_key(path: &KeyPath) -> Option<&str> {
    match path.segments().first()? {
        Segment::Key(key) => Some(key),
        Segment::Index(_) => None,
    }
}
