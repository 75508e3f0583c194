use super::*;
use crate::value::{Document, Value};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;

fn value<T: Serialize + ?Sized>(value: &T) -> Value {
    let tree = to_tree(value, &Limits::default()).unwrap();
    Value::copy(&tree, tree.root())
}

fn refused<T: Serialize + ?Sized>(value: &T) -> (Code, Option<String>, String) {
    let fault = to_tree(value, &Limits::default()).unwrap_err();
    (fault.code, fault.path.map(|path| path.to_string()), fault.message)
}

#[derive(Serialize)]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(u8, bool),
    Struct { side: f64 },
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Wrapper(String);

#[derive(Serialize)]
struct All<'a> {
    int: i8,
    large: u64,
    wide: i128,
    text: &'a str,
    letter: char,
    none: Option<u8>,
    some: Option<u8>,
    unit: Unit,
    wrapper: Wrapper,
    pair: (u8, &'a str),
    shapes: Vec<Shape>,
    #[serde(skip_serializing_if = "Option::is_none")]
    skipped: Option<u8>,
    #[serde(flatten)]
    rest: BTreeMap<String, bool>,
}

#[test]
fn every_shape_reads_as_in_json() {
    let all = All {
        int: -1,
        large: u64::MAX,
        wide: 5,
        text: "t",
        letter: 'é',
        none: None,
        some: Some(1),
        unit: Unit,
        wrapper: Wrapper("w".into()),
        pair: (1, "b"),
        shapes: vec![Shape::Unit, Shape::Newtype(1), Shape::Tuple(1, true), Shape::Struct { side: 1.5 }],
        skipped: None,
        rest: [("extra".to_owned(), true)].into(),
    };
    assert_eq!(
        value(&all).to_string(),
        "{\"int\":-1,\"large\":18446744073709551615,\"wide\":5,\"text\":\"t\",\"letter\":\"é\",\"none\":null,\
         \"some\":1,\"unit\":null,\"wrapper\":\"w\",\"pair\":[1,\"b\"],\"shapes\":[\"Unit\",{\"Newtype\":1},\
         {\"Tuple\":[1,true]},{\"Struct\":{\"side\":1.5}}],\"extra\":true}"
    );
}

#[test]
fn json_values_pass_unchanged() {
    let json = json!({"a": [1, -2, 1.5, u64::MAX, null, true, "x", {}, []], "": {"b c": "ü"}});
    assert_eq!(value(&json).to_string(), json.to_string());
}

#[test]
fn keys_have_one_spelling() {
    #[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
    enum Level {
        Low,
    }
    assert_eq!(value(&BTreeMap::from([(1_u8, 'a')])).to_string(), r#"{"1":"a"}"#);
    assert_eq!(value(&BTreeMap::from([(true, 1)])).to_string(), r#"{"true":1}"#);
    assert_eq!(value(&BTreeMap::from([('x', 1)])).to_string(), r#"{"x":1}"#);
    assert_eq!(value(&BTreeMap::from([(Level::Low, 1)])).to_string(), r#"{"Low":1}"#);
    let (code, path, message) = refused(&BTreeMap::from([("ports", BTreeMap::from([((1, 2), 3)]))]));
    assert_eq!((code, path.as_deref()), (Code::NotSerializable, Some("ports")));
    assert_eq!(message, "the keys of a map must be strings, integers, booleans or characters");
}

#[test]
fn numbers_stay_exact() {
    assert_eq!(value(&0.1_f32), Value::Float(0.1));
    assert_eq!(value(&f32::MAX), Value::Float(f32::MAX.to_string().parse().unwrap()));
    assert_eq!(value(&f64::NEG_INFINITY), Value::Float(f64::NEG_INFINITY));
    assert!(matches!(value(&f32::NAN), Value::Float(float) if float.is_nan()));
    assert_eq!(value(&u128::from(u64::MAX)), Value::UInt(u64::MAX));
    assert_eq!(value(&i128::from(i64::MIN)), Value::Int(i64::MIN));
    let big = [("big", u128::MAX)];
    let (code, path, message) = refused(&BTreeMap::from(big));
    assert_eq!((code, path.as_deref()), (Code::NotSerializable, Some("big")));
    assert_eq!(message, "integer does not fit 64 bits");
}

#[test]
fn dates_stay_dates() {
    let date: toml_datetime::Datetime = "1979-05-27T07:32:00Z".parse().unwrap();
    assert_eq!(value(&[date]), Value::Array(vec![Value::Date("1979-05-27T07:32:00Z".into())]));
}

#[test]
fn bytes_are_integers() {
    struct Bytes;
    impl Serialize for Bytes {
        fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(&[0, 255])
        }
    }
    assert_eq!(value(&Bytes), Value::Array(vec![Value::Int(0), Value::Int(255)]));
}

#[test]
fn what_cannot_be_a_source_says_why() {
    #[derive(Serialize)]
    struct Twice {
        a: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    }
    let twice = Twice { a: 1, rest: [("a".to_owned(), 2)].into() };
    assert_eq!(refused(&twice).2, "the key `a` is given twice in one table");

    struct Failing;
    impl Serialize for Failing {
        fn serialize<S: ser::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(ser::Error::custom("no luck"))
        }
    }
    let (code, path, message) = refused(&json_like(Failing));
    assert_eq!((code, path.as_deref(), message.as_str()), (Code::NotSerializable, Some("a[1].b"), "no luck"));
}

fn json_like<T: Serialize>(inner: T) -> impl Serialize {
    #[derive(Serialize)]
    struct Outer<T> {
        a: (u8, Inner<T>),
    }
    #[derive(Serialize)]
    struct Inner<T> {
        b: T,
    }
    Outer { a: (0, Inner { b: inner }) }
}

#[test]
fn endless_nesting_ends() {
    struct Endless;
    impl Serialize for Endless {
        fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq([Endless])
        }
    }
    struct Wrapped;
    impl Serialize for Wrapped {
        fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_some(&Wrapped)
        }
    }
    let run = || (refused(&Endless).0, refused(&Wrapped).0);
    let small = std::thread::Builder::new().stack_size(1 << 20).spawn(run).unwrap();
    assert_eq!(small.join().unwrap(), (Code::TooDeep, Code::TooDeep));
}
