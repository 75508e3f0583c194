//! Depth: no stack is exhausted.

use super::Doc;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Debug, Deserialize)]
struct Link {
    #[allow(dead_code)]
    name: Option<String>,
    next: Option<Box<Link>>,
}

fn in_small_thread(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap().join().unwrap();
}

fn nested(depth: usize, key: &str, last: Value) -> Value {
    (1..depth).fold(last, |inner, _| json!({ key: inner }))
}

#[test]
fn values_as_deep_as_allowed() {
    in_small_thread(|| {
        let value = nested(128, "a", json!({}));
        assert_eq!(Doc::new(value.clone()).get::<Value>().unwrap(), value);
        let arrays = (1..128).fold(json!([]), |inner, _| json!([inner]));
        assert_eq!(Doc::new(arrays.clone()).get::<Value>().unwrap(), arrays);
    });
}

#[test]
fn recursive_structs_as_deep_as_allowed() {
    in_small_thread(|| {
        let doc = Doc::new(nested(128, "next", json!({})));
        let mut link = doc.strict::<Link>().unwrap();
        let mut depth = 1;
        while let Some(next) = link.next {
            (link, depth) = (*next, depth + 1);
        }
        assert_eq!(depth, 128);
        let faulty = Doc::new(nested(128, "next", json!({"name": 1, "other": 2})));
        assert_eq!(faulty.strict::<Link>().unwrap_err().len(), 2);
    });
}

#[test]
fn placeholders_for_recursive_types_come_to_an_end() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    enum Expr {
        Neg(Box<Expr>),
        Add(Box<Expr>, Box<Expr>),
        Sub { a: Box<Expr>, b: Box<Expr> },
        Lit(i32),
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Endless {
        inner: Vec<Expr>,
        more: Expr,
        own: Box<Endless>,
        last: u8,
    }
    let doc = Doc::new(json!({"inner": [{"Add": [{"Lit": "x"}, 5]}], "last": "x"}));
    let error = doc.get::<Endless>().unwrap_err();
    let paths: Vec<String> = error.iter().map(|fault| fault.path.as_ref().unwrap().to_string()).collect();
    assert_eq!(paths, ["more", "own", "inner[0].Add[0].Lit", "inner[0].Add[1]", "last"]);
}
