//! Profiles (SPEC 6): `default` of all sources, then the selected profiles of all sources, then `global`.

use crate::diagnostics::{Code, Diagnostic};
use crate::source::layer::Layer;
use crate::value::{Document, Item, nearest};
use std::sync::Arc;

/// The profile of sources that name none.
pub(crate) const DEFAULT: &str = "default";
/// The profile that wins over all others.
pub(crate) const GLOBAL: &str = "global";

/// Which profiles are selected, in the order of selection. Names are compared without case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Profiles {
    pub(crate) selected: Vec<String>,
    /// Profiles that have a file of their own (`config.<profile>.toml`) that was found.
    pub(crate) with_file: Vec<String>,
}

/// One table to be merged.
pub(crate) struct Step {
    pub(crate) layer: usize,
    pub(crate) table: u32,
}

impl Profiles {
    /// The tables to merge, in order, and what is doubtful about the profiles.
    pub(crate) fn plan(&self, layers: &[Arc<Layer>]) -> (Vec<Step>, Vec<Diagnostic>) {
        let mut diagnostics = self.unknown(layers);
        let mut plan = Vec::new();
        let selected =
            self.selected.iter().map(String::as_str).filter(|name| !is(name, DEFAULT) && !is(name, GLOBAL));
        for profile in std::iter::once(DEFAULT).chain(selected).chain([GLOBAL]) {
            for (at, layer) in layers.iter().enumerate() {
                plan.extend(tables(layer, profile).map(|table| Step { layer: at, table }));
            }
        }
        for layer in layers.iter().filter(|layer| layer.options.nested) {
            let tree = &layer.tree;
            for id in tree.children(tree.root()).filter(|&id| tree.item(id) != Item::Table) {
                let message = format!(
                    "`{}` stands at the top of a source of profiles and is no table; it is left out",
                    tree.key(id)
                );
                let help = "put it into `[default]` or `[global]`, or do not mark the source as nested";
                let diagnostic = Diagnostic::warning(Code::ProfileNotTable, message);
                diagnostics.push(diagnostic.with_origin(layer.origin(id)).with_help(help));
            }
        }
        (plan, diagnostics)
    }

    /// Every profile that some source defines, sorted.
    pub(crate) fn known(layers: &[Arc<Layer>]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for layer in layers {
            let tree = &layer.tree;
            if layer.options.nested {
                let tables = tree.children(tree.root()).filter(|&id| tree.item(id) == Item::Table);
                names.extend(tables.map(|id| tree.key(id).to_owned()));
            } else if let Some(profile) = &layer.options.profile {
                names.push(profile.clone());
            }
        }
        names.sort();
        names.dedup_by(|a, b| is(a, b));
        names
    }

    fn unknown(&self, layers: &[Arc<Layer>]) -> Vec<Diagnostic> {
        let mut known = Self::known(layers);
        known.extend(self.with_file.iter().cloned());
        let missing = self.selected.iter().filter(|name| {
            !is(name, DEFAULT) && !is(name, GLOBAL) && !known.iter().any(|known| is(known, name))
        });
        missing
            .map(|name| {
                let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                let message = match known.is_empty() {
                    true => format!("no source defines the profile `{name}`, or any other"),
                    false => format!("no source defines the profile `{name}`; known are {list}"),
                };
                let diagnostic = Diagnostic::warning(Code::UnknownProfile, message);
                match nearest(name, known.iter().map(String::as_str)) {
                    Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
                    None => diagnostic,
                }
            })
            .collect()
    }
}

/// The tables of a layer that belong to a profile.
fn tables<'a>(layer: &'a Layer, profile: &'a str) -> impl Iterator<Item = u32> + 'a {
    let tree = &layer.tree;
    let root = tree.root();
    let own = layer.options.profile.as_deref().unwrap_or(DEFAULT);
    let whole = (!layer.options.nested && is(own, profile)).then_some(root);
    let nested = layer.options.nested.then(|| {
        tree.children(root).filter(move |&id| is(tree.key(id), profile) && tree.item(id) == Item::Table)
    });
    whole.into_iter().chain(nested.into_iter().flatten())
}

fn is(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}
