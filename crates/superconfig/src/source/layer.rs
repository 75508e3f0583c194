//! One parsed source, ready to be merged.

use super::cache::Reading;
use super::options::SourceOptions;
use crate::format::Format;
use crate::value::{Data, Origin, SourceInfo, Span, Tree};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// One parsed source.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) info: Arc<SourceInfo>,
    pub(crate) tree: Arc<Tree>,
    pub(crate) format: Option<Format>,
    pub(crate) options: SourceOptions,
    pub(crate) names: Names,
    /// How its file can be read again by itself; `None` where more than the text decides what becomes of it.
    pub(crate) rereading: Option<Rereading>,
    /// Bytes of the text.
    pub(crate) size: usize,
    pub(crate) read_time: Duration,
    pub(crate) parse_time: Duration,
    /// Neither was needed: the file had not changed.
    pub(crate) cached: bool,
}

/// All that reading a file again takes.
#[derive(Clone, Debug)]
pub(crate) struct Rereading {
    /// The file as it is opened.
    pub(crate) file: PathBuf,
    pub(crate) reading: Reading,
    /// It must not be a link: it was found, not named.
    pub(crate) found: bool,
}

/// How the values of a layer came by their keys, which decides what their origin shows.
#[derive(Clone, Debug, Default)]
pub(crate) enum Names {
    /// Keys stand in the text, or there is nothing to show beyond the source.
    #[default]
    Keys,
    /// No text: `Node::span.start` is an index into this list of variable names.
    Listed(Vec<Arc<str>>),
    /// Taken over from another configuration: `Node::span.start` is an index into this list.
    Origins(Vec<Origin>),
}

impl Layer {
    pub(crate) fn new(info: SourceInfo, tree: Tree, options: SourceOptions) -> Self {
        let size = info.text.as_ref().map_or(0, |text| text.len());
        Self {
            info: Arc::new(info),
            tree: Arc::new(tree),
            format: None,
            options,
            names: Names::Keys,
            rereading: None,
            size,
            read_time: Duration::ZERO,
            parse_time: Duration::ZERO,
            cached: false,
        }
    }

    /// Where the value at a place of this layer's tree came from.
    pub(crate) fn origin(&self, id: u32) -> Origin {
        let node = self.tree.node(id);
        let origin = |span| Origin::new(Arc::clone(&self.info), span);
        match &self.names {
            Names::Listed(names) => match names.get(node.span.start()) {
                Some(name) => origin(None).with_variable(Arc::clone(name)),
                None => origin(None),
            },
            Names::Origins(origins) => {
                origins.get(node.span.start()).cloned().unwrap_or_else(|| origin(None))
            }
            Names::Keys if self.info.text.is_some() => origin(Some(node.span)),
            Names::Keys => origin(None),
        }
    }

    /// Where its key stands, if it stands in the text.
    pub(crate) fn key_origin(&self, id: u32) -> Option<Origin> {
        let span = self.tree.node(id).key_span;
        let is_known =
            matches!(self.names, Names::Keys) && self.info.text.is_some() && span != Span::default();
        is_known.then(|| Origin::new(Arc::clone(&self.info), Some(span)))
    }

    /// How many scalars and empty containers the layer sets.
    pub(crate) fn leaf_count(&self) -> usize {
        let containers = |data| matches!(data, Data::Array { len, .. } | Data::Table { len, .. } if len > 0);
        (0..self.tree.len() as u32).filter(|&id| !containers(self.tree.node(id).data)).count()
    }
}
