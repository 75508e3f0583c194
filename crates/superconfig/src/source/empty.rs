//! What counts as "not given": `null`, `""`, `[]` and `{}`.

use crate::format::untyped::Untyped;
use crate::value::{BuildError, Data, Document, Item, Tree, TreeBuilder};
use std::sync::Arc;

/// The tree without `null`, `""`, `[]` and `{}`, at every depth, and without what becomes empty by that. `false`
/// and `0` stay. An unset command-line option must not hide what a file says.
pub(crate) fn without_empty(tree: &Tree) -> Tree {
    let keep = kept(tree);
    let mut builder = TreeBuilder::new(Arc::from(""), usize::MAX, usize::MAX);
    // Without limits nothing can fail.
    let _ = copy(tree, tree.root(), &keep, &mut builder);
    builder.finish().0
}

/// Whether a text stands for nothing: it is empty, `null`, or an array or object of nothing.
pub(crate) fn is_nothing(text: &str) -> bool {
    match Untyped::of(text) {
        Untyped::Scalar(scalar) => matches!(scalar, Item::Null | Item::Str("")),
        Untyped::Tree(tree) => kept(&tree).get(tree.root() as usize) != Some(&true),
    }
}

/// Which values are something or hold something. Children stand before their container in the arena, so one pass
/// decides all.
fn kept(tree: &Tree) -> Vec<bool> {
    let mut keep: Vec<bool> = Vec::with_capacity(tree.len());
    for id in 0..tree.len() as u32 {
        let kept = match tree.item(id) {
            Item::Null | Item::Str("") => false,
            Item::Text(text) => !is_nothing(text),
            Item::Array | Item::Table => {
                tree.children(id).any(|child| keep.get(child as usize) == Some(&true))
            }
            _ => true,
        };
        keep.push(kept);
    }
    keep
}

/// Copies the kept values from `id` on; as deep as the tree, whose depth is limited.
fn copy(tree: &Tree, id: u32, keep: &[bool], to: &mut TreeBuilder) -> Result<(), BuildError> {
    if keep.get(id as usize) != Some(&true) {
        return Ok(());
    }
    let node = tree.node(id);
    let (key, span) = (to.keep(tree.str(node.key)), node.span);
    to.key(key, node.key_span);
    let data = match node.data {
        Data::Table { .. } => {
            to.begin_table(span.start())?;
            tree.children(id).try_for_each(|child| copy(tree, child, keep, to))?;
            to.end(span.end());
            return Ok(());
        }
        Data::Array { .. } => {
            to.begin_array(span.start())?;
            tree.children(id).try_for_each(|child| copy(tree, child, keep, to))?;
            to.end(span.end());
            return Ok(());
        }
        Data::Str(text) => Data::Str(to.keep(tree.str(text))),
        Data::Text(text) => Data::Text(to.keep(tree.str(text))),
        Data::Date(text) => Data::Date(to.keep(tree.str(text))),
        scalar => scalar,
    };
    to.scalar(data, span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Limits;
    use crate::source::to_tree;
    use crate::value::Value;
    use serde_json::json;

    #[test]
    fn empty_values_vanish() {
        let pruned = |json: serde_json::Value| {
            let tree = without_empty(&to_tree(&json, &Limits::default()).unwrap());
            Value::copy(&tree, tree.root()).to_string()
        };
        let json = json!({
            "keep": {"no": false, "zero": 0, "float": 0.0, "space": " "},
            "null": null, "text": "", "array": [], "table": {},
            "deep": {"a": {"b": [null, "", [[]], {}]}},
            "list": [1, null, {"x": null}, {"y": 1, "z": ""}],
        });
        assert_eq!(
            pruned(json),
            r#"{"keep":{"no":false,"zero":0,"float":0.0,"space":" "},"list":[1,{"y":1}]}"#
        );
        assert_eq!(pruned(json!(null)), "{}");
        assert_eq!(pruned(json!({"a": {"b": null}})), "{}");
    }

    #[test]
    fn text_is_nothing_if_what_it_stands_for_is() {
        for text in ["", "null", "[]", "{}", " [ ] ", r#"["", null, [[]]]"#, r#"{"a": {}}"#] {
            assert!(is_nothing(text), "{text}");
        }
        for text in [" ", "0", "false", "[0]", "NULL", "[", r#"{"a": [""], "b": false}"#] {
            assert!(!is_nothing(text), "{text}");
        }
    }
}
