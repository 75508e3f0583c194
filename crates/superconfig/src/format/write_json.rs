//! JSON export.

use super::Written;
use super::untyped::Untyped;
use crate::diagnostics::{Code, Diagnostic};
use crate::value::{Document, Item, KeyPath, Segment, write_float, write_json_string};
use std::fmt::Write as _;

/// Writes what stands at `id` as JSON, compact or indented by two spaces; without a line break at the end.
///
/// All digits are kept; dates are strings, and so are infinities and NaN, which JSON lacks, with a warning each.
pub(crate) fn write<D: Document>(document: &D, id: u32, pretty: bool) -> Written {
    let mut writer = Writer { out: String::new(), pretty, depth: 0, warnings: Vec::new() };
    writer.value(document, id, &Trail::Root);
    Written { text: writer.out, warnings: writer.warnings }
}

/// The way down to a value: costs nothing unless a warning asks for the path.
enum Trail<'a> {
    Root,
    Key(&'a Trail<'a>, &'a str),
    Index(&'a Trail<'a>, usize),
}

impl Trail<'_> {
    fn path(&self) -> KeyPath {
        let (above, segment) = match self {
            Self::Root => return KeyPath::root(),
            Self::Key(above, key) => (above, Segment::Key((*key).to_owned())),
            Self::Index(above, index) => (above, Segment::Index(*index)),
        };
        let mut path = above.path();
        path.push(segment);
        path
    }
}

struct Writer {
    out: String,
    pretty: bool,
    depth: usize,
    warnings: Vec<Diagnostic>,
}

impl Writer {
    /// As deep as the document, whose depth is limited.
    fn value<D: Document>(&mut self, document: &D, id: u32, trail: &Trail<'_>) {
        match document.item(id) {
            Item::Array => self.array(document, id, trail),
            Item::Table => self.table(document, id, trail),
            Item::Text(text) => match Untyped::of(text) {
                Untyped::Scalar(scalar) => self.scalar(scalar, trail),
                Untyped::Tree(tree) => self.value(&tree, tree.root(), trail),
            },
            scalar => self.scalar(scalar, trail),
        }
    }

    fn array<D: Document>(&mut self, document: &D, id: u32, trail: &Trail<'_>) {
        self.open('[');
        let mut count = 0;
        for child in document.children(id) {
            self.next(count);
            self.value(document, child, &Trail::Index(trail, count));
            count += 1;
        }
        self.close(']', count);
    }

    fn table<D: Document>(&mut self, document: &D, id: u32, trail: &Trail<'_>) {
        self.open('{');
        let mut count = 0;
        for child in document.children(id) {
            let key = document.key(child);
            self.next(count);
            self.string(key);
            self.out.push_str(if self.pretty { ": " } else { ":" });
            self.value(document, child, &Trail::Key(trail, key));
            count += 1;
        }
        self.close('}', count);
    }

    fn scalar(&mut self, item: Item<'_>, trail: &Trail<'_>) {
        // Writing to a string cannot fail.
        let _ = match item {
            Item::Bool(value) => write!(self.out, "{value}"),
            Item::Int(value) => write!(self.out, "{value}"),
            Item::UInt(value) => write!(self.out, "{value}"),
            Item::Float(value) if value.is_finite() => {
                write_float(&mut self.out, value);
                Ok(())
            }
            Item::Float(value) => {
                self.odd_float(value, trail);
                Ok(())
            }
            Item::Str(text) | Item::Text(text) | Item::Date(text) => {
                self.string(text);
                Ok(())
            }
            Item::Null | Item::Array | Item::Table => self.out.write_str("null"),
        };
    }

    /// A float that JSON lacks.
    fn odd_float(&mut self, value: f64, trail: &Trail<'_>) {
        let (name, text) = match value {
            value if value.is_nan() => ("NaN", "nan"),
            value if value > 0.0 => ("infinity", "inf"),
            _ => ("infinity", "-inf"),
        };
        self.string(text);
        let message = format!("JSON has no {name}: written as the string \"{text}\"");
        self.warnings.push(Diagnostic::warning(Code::FloatAsText, message).with_path(trail.path()));
    }

    fn string(&mut self, text: &str) {
        // Writing to a string cannot fail.
        let _ = write_json_string(&mut self.out, text);
    }

    fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        self.depth += 1;
    }

    /// Begins the entry that follows `count` others.
    fn next(&mut self, count: usize) {
        if count > 0 {
            self.out.push(',');
        }
        self.line();
    }

    fn close(&mut self, bracket: char, count: usize) {
        self.depth -= 1;
        if count > 0 {
            self.line();
        }
        self.out.push(bracket);
    }

    fn line(&mut self) {
        if self.pretty {
            self.out.push('\n');
            (0..self.depth).for_each(|_| self.out.push_str("  "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{Limits, json};
    use crate::value::{Data, Span, Tree, TreeBuilder, Value};
    use proptest::prelude::*;
    use std::sync::Arc;

    fn tree(text: &str) -> Tree {
        json::parse(&Arc::from(text), &Limits::default(), json::Dialect::Json).tree.unwrap()
    }

    fn printed(tree: &Tree, pretty: bool) -> String {
        write(tree, tree.root(), pretty).text
    }

    #[test]
    fn looks_like_serde_json() {
        let text =
            r#"{"a":[1,-2,1.0,1.5e300,18446744073709551615,[],{}],"b":{"c":"\"\\\n\u0001é/\u007f","":null}}"#;
        let peer: serde_json::Value = serde_json::from_str(text).unwrap();
        let again: serde_json::Value = serde_json::from_str(&printed(&tree(text), true)).unwrap();
        assert_eq!(again, peer);
        let sorted = peer.to_string();
        assert_eq!(
            printed(&tree(&sorted), false),
            serde_json::to_string(&peer).unwrap().replace("e+300", "e300")
        );
        let pretty = serde_json::to_string_pretty(&peer).unwrap().replace("e+300", "e300");
        assert_eq!(printed(&tree(&sorted), true), pretty);
    }

    #[test]
    fn what_json_lacks() {
        let mut builder = TreeBuilder::new(Arc::from(""), 8, 99);
        let span = Span::default();
        let value = Value::Table(vec![
            ("date".into(), Value::Date("1979-05-27".into())),
            ("list".into(), Value::Array(vec![Value::Float(f64::INFINITY), Value::Float(f64::NEG_INFINITY)])),
            ("deep".into(), Value::Table(vec![("x.y".into(), Value::Float(f64::NAN))])),
        ]);
        builder.value(&value, span).unwrap();
        let (tree, _) = builder.finish();
        let written = write(&tree, tree.root(), false);
        assert_eq!(written.text, r#"{"date":"1979-05-27","list":["inf","-inf"],"deep":{"x.y":"nan"}}"#);
        let warnings: Vec<_> =
            written.warnings.iter().map(|w| (w.code, w.path.clone().unwrap().to_string())).collect();
        let paths = ["list[0]", "list[1]", "deep.\"x.y\""].map(|path| (Code::FloatAsText, path.to_owned()));
        assert_eq!(warnings, paths);
        insta::assert_snapshot!(written.warnings[1].message, @r#"JSON has no infinity: written as the string "-inf""#);
    }

    #[test]
    fn text_is_what_it_prints_as() {
        let mut builder = TreeBuilder::new(Arc::from(""), 8, 99);
        builder.begin_array(0).unwrap();
        for text in ["8080", "012", "true", "yes", "null", "1.50", "[1, {\"a\": 2}]", "[1.10]", "{", "nan"] {
            let text = builder.keep(text);
            builder.scalar(Data::Text(text), Span::default()).unwrap();
        }
        builder.end(0);
        let (tree, _) = builder.finish();
        let expected = r#"[8080,"012",true,"yes",null,"1.50",[1,{"a":2}],"[1.10]","{","nan"]"#;
        assert_eq!(printed(&tree, false), expected);
        assert_eq!(Value::copy(&tree, tree.root()).to_string(), expected);
    }

    #[test]
    fn deep_documents_fit_a_small_stack() {
        let run = || {
            let text = format!("{}{}", "[".repeat(128), "]".repeat(128));
            assert_eq!(printed(&tree(&text), false), text);
            assert_eq!(Value::untyped(&text).to_string(), text);
        };
        std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in any::<String>(), float in any::<f64>(), int in any::<i64>()) {
            let json = serde_json::json!({ "t": text, "f": [float], "i": int, text.clone(): int }).to_string();
            let tree = tree(&json);
            for pretty in [false, true] {
                let again = self::tree(&printed(&tree, pretty));
                prop_assert!(crate::value::equal(&tree, tree.root(), &again, again.root()));
            }
        }
    }
}
