//! The key paths of faults: found in the finished tree, so that no parser has to keep them.

use crate::diagnostics::Fault;
use crate::value::{Data, Document, KeyPath, Segment, Span, Tree};
use foldhash::HashMap;

/// A span, or only where it begins: of containers the end is known last.
type Place = (u32, Option<u32>);

/// Gives every fault whose place is that of a key or value in the tree its path.
pub(super) fn find(tree: &Tree, faults: &mut [Fault]) {
    let mut wanted: HashMap<Place, Option<KeyPath>> = HashMap::default();
    for fault in faults.iter().filter(|fault| fault.path.is_none()) {
        wanted.extend(places(fault).map(|place| (place, None)));
    }
    if wanted.is_empty() {
        return;
    }
    let mut path = KeyPath::root();
    walk(tree, tree.root(), &mut path, &mut wanted);
    for fault in faults.iter_mut().filter(|fault| fault.path.is_none()) {
        let path = places(fault).find_map(|place| wanted.get(&place).cloned().flatten());
        fault.path = path;
    }
}

/// Where the value may stand that a fault is about. Of a key that is refused, only the one before it is in the tree.
fn places(fault: &Fault) -> impl Iterator<Item = Place> {
    let related = fault.related.first().map(|(span, _)| *span);
    let spans = [fault.span].into_iter().chain(related).filter(|span| span.len > 0);
    fault.about.map(|start| (start, None)).into_iter().chain(spans.map(whole))
}

fn whole(span: Span) -> Place {
    (span.start, Some(span.len))
}

/// Documents are as deep as the limits allow.
fn walk(tree: &Tree, id: u32, path: &mut KeyPath, wanted: &mut HashMap<Place, Option<KeyPath>>) {
    let is_array = matches!(tree.node(id).data, Data::Array { .. });
    for (at, child) in tree.children(id).enumerate() {
        path.push(match is_array {
            true => Segment::Index(at),
            false => Segment::Key(tree.key(child).to_owned()),
        });
        let node = tree.node(child);
        for place in [whole(node.key_span), whole(node.span), (node.span.start, None)] {
            if let Some(found) = wanted.get_mut(&place).filter(|found| found.is_none()) {
                *found = Some(path.clone());
            }
        }
        walk(tree, child, path, wanted);
        path.pop();
    }
}
