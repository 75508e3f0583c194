//! YAML 1.2 with the core schema.
//!
//! The events of `granit-parser` become a flat list of nodes ([`load`]); the list becomes the tree ([`emit`]).
//! Everyday YAML takes a shorter way to the same list ([`simple`]). The list is what makes aliases and merge keys simple: both are indices into it.
//!
//! Where YAML leaves room: several documents are refused, empty ones too; a closing bracket may stand in the column of
//! its key, which the grammar forbids and libyaml reads; `<<` twice in one table is a duplicate key; the value of an alias stands where the alias is, what is
//! below it where it was written.

mod emit;
mod errors;
mod load;
mod merge;
mod scalar;
mod simple;

use super::{Limits, Parsed};
use crate::diagnostics::{Code, Fault};
use crate::value::{Span, TreeBuilder};
use emit::Emitter;
use load::Loader;
pub(super) use scalar::{Plain, plain};
use std::sync::Arc;

pub(crate) fn parse(text: &Arc<str>, limits: &Limits) -> Parsed {
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let fault =
            Fault::error(Code::Syntax, "a raw NUL character stands in the text", Span::new(at, at + 1));
        return Parsed::failed(fault.with_help("write it as \"\\0\" in double quotes"));
    }
    let new = || Loader::new(text, TreeBuilder::new(Arc::clone(text), limits.depth, limits.nodes), limits);
    let mut loader = new();
    if simple::load(&mut loader, text).is_none() {
        loader = new();
        let mut loaded = loader.load(true);
        if loader.closes_early {
            loader = new();
            loaded = loader.load(false);
        }
        if let Err(fault) = loaded {
            loader.faults.push(fault);
            return Parsed { tree: None, faults: loader.faults };
        }
    }
    finish(loader, text, limits)
}

/// Nodes to tree.
fn finish(loader: Loader<'_>, text: &str, limits: &Limits) -> Parsed {
    let Loader { builder, nodes, mut faults, .. } = loader;
    let mut emitter = Emitter::new(&nodes, builder, limits, text.len());
    if let Err(fault) = emitter.emit() {
        faults.extend(emitter.faults);
        faults.push(fault);
        return Parsed { tree: None, faults };
    }
    faults.extend(emitter.faults);
    let mut parsed = Parsed::finish(emitter.builder, faults);
    // A table that is aliased repeats its duplicates wherever it is used.
    let mut seen = foldhash::HashSet::default();
    parsed.faults.retain(|fault| fault.code != Code::DuplicateKey || seen.insert(fault.span));
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Document, Tree};
    use proptest::prelude::*;

    /// The tree with all its spans, by the full parser or by the short way.
    fn dump(text: &str, short: bool) -> Option<String> {
        let (text, limits) = (Arc::<str>::from(text), Limits::default());
        let builder = TreeBuilder::new(Arc::clone(&text), limits.depth, limits.nodes);
        let mut loader = Loader::new(&text, builder, &limits);
        if short {
            simple::load(&mut loader, &text)?;
        } else if let Err(fault) = loader.load(true) {
            return Some(format!("refused: {fault:?}"));
        }
        let parsed = finish(loader, &text, &limits);
        let faults: Vec<String> = parsed.faults.iter().map(|fault| format!("{fault:?}")).collect();
        let mut out = faults.join("\n");
        if let Some(tree) = parsed.tree {
            describe(&tree, tree.root(), &mut out);
        }
        Some(out)
    }

    fn describe(tree: &Tree, id: u32, out: &mut String) {
        let node = tree.node(id);
        out.push_str(&format!(
            "\n{:?} {:?} {:?} {:?}",
            tree.key(id),
            node.key_span,
            tree.item(id),
            node.span
        ));
        for child in tree.children(id) {
            describe(tree, child, out);
        }
        out.push_str("\nend");
    }

    fn both_ways_agree(text: &str) -> bool {
        let short = dump(text, true);
        assert!(
            short.is_none() || short == dump(text, false),
            "{text:?}\n{short:?}\n{:?}",
            dump(text, false)
        );
        short.is_some()
    }

    #[test]
    fn the_short_way_agrees_on_the_test_suite() {
        let cases: Vec<serde_json::Value> =
            serde_json::from_str(include_str!("../../tests/data/yaml/suite.json")).unwrap();
        let short = cases.iter().filter(|case| both_ways_agree(case["yaml"].as_str().unwrap())).count();
        assert!(short > 20, "{short}");
    }

    #[test]
    fn everyday_text_takes_the_short_way() {
        let text = "---\n# app\nserver:\n  host: \"a b\" # c\n  ports: [80, '443', x]\n  empty:\n  none: []\n  \
                    no: {}\nlist:\n- a\n-\n  - b: 1\n    c: -1.5\n  - - x\n    - y z\nurl: http://x:80/#y\n\
                    'quoted key': it's\n8080: null\nlast:\n";
        assert!(both_ways_agree(text));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_short_way_agrees_on_anything(
            lines in prop::collection::vec((0usize..4, prop::collection::vec(prop::sample::select(&PIECES[..]), 0..5)), 0..7)
        ) {
            let text: String =
                lines.iter().map(|(indent, pieces)| " ".repeat(indent * 2 % 5) + &pieces.concat() + "\n").collect();
            both_ways_agree(&text);
            both_ways_agree(text.trim_end_matches('\n'));
        }
    }

    const PIECES: [&str; 48] = [
        "- ",
        "- ",
        "- ",
        "-",
        "a: ",
        "b: ",
        "c:",
        "a: ",
        "key:",
        "\"q\": ",
        "'s': ",
        "x",
        "y",
        "12",
        " ",
        "[1, 2]",
        "[]",
        "{}",
        "[a b, 'c']",
        "[",
        "]",
        ", ",
        "\"d q\"",
        "'s q'",
        "''",
        "\"\\n\"",
        "# c",
        " # c",
        "#",
        ":",
        "?",
        "? ",
        "---",
        "...",
        "&a ",
        "*a",
        "|",
        "<<: ",
        "!t ",
        "~",
        "ö",
        "'it''s'",
        "\'\'\'\'",
        "\u{2028}",
        "\u{feff}",
        "😀 ",
        "\u{a0}",
        "$x/y-1",
    ];
}
