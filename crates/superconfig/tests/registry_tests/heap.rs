//! `heap_size`: what a value holds outside itself.

use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use superconfig::heap_size;

const WORD: usize = size_of::<usize>();

/// Something of every kind that serde knows and that stands in the value itself.
#[derive(Default, Serialize)]
struct Inline {
    flag: bool,
    signed: (i8, i16, i32, i64, i128),
    unsigned: (u8, u16, u32, u64, u128),
    float: (f32, f64),
    letter: char,
    unit: (),
    empty: Empty,
    none: Option<u8>,
    some: Option<u8>,
    wrapped: Wrapped,
    pair: Pair,
    kinds: [Kind; 2],
}

#[derive(Default, Serialize)]
struct Empty;

#[derive(Default, Serialize)]
struct Wrapped(u8);

#[derive(Default, Serialize)]
struct Pair(u8, u8);

#[derive(Clone, Default, Serialize)]
enum Kind {
    #[default]
    Unit,
    One(String),
    Two(u8, String),
    Named {
        name: String,
    },
}

/// Serializes as bytes.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

/// Does not serialize.
struct Stubborn;

impl Serialize for Stubborn {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("it does not"))
    }
}

#[test]
fn what_stands_in_the_value_itself_holds_nothing() {
    assert_eq!(heap_size(&Inline { some: Some(1), ..Inline::default() }), 0);
    assert_eq!(heap_size(&Vec::<String>::new()), 0);
    assert_eq!(heap_size(&BTreeMap::<String, String>::new()), 0);
}

#[test]
fn texts_and_bytes_hold_their_length() {
    assert_eq!(heap_size("four"), 4);
    assert_eq!(heap_size(&Some("four".to_owned())), 4);
    assert_eq!(heap_size(&Bytes(vec![0; 100])), 100);
    let kinds =
        [Kind::Unit, Kind::One("1".into()), Kind::Two(0, "22".into()), Kind::Named { name: "333".into() }];
    assert_eq!(heap_size(&kinds), 6);
}

#[test]
fn lists_hold_their_elements() {
    assert_eq!(heap_size(&vec![0_u8; 10]), 10);
    assert_eq!(heap_size(&vec![0_u64; 10]), 80);
    assert_eq!(heap_size(&vec![(0_u64, 0_u8); 10]), 160, "elements are aligned");
    assert_eq!(heap_size(&vec![vec!["a".to_owned()]; 2]), 2 * (3 * WORD + 3 * WORD + 1));
}

#[test]
fn maps_hold_their_entries_and_room_for_more() {
    let map = |entries: u64| (0..entries).map(|key| (key, key)).collect::<BTreeMap<_, _>>();
    assert!(heap_size(&map(1)) >= 16);
    assert!(heap_size(&map(100)) >= 1600);
    assert!(heap_size(&map(100)) < 4000);
}

#[test]
fn what_does_not_serialize_is_measured_as_far_as_it_does() {
    assert_eq!(heap_size(&("text", Stubborn)), 4);
    assert_eq!(heap_size(&vec![Stubborn]), 0);
}
