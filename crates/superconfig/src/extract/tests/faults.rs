//! All faults in one error.

use super::{Doc, faults};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::num::NonZeroU16;

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct App {
    name: String,
    server: Server,
    level: Level,
    #[serde(default)]
    tags: Vec<String>,
    limits: Option<Limits>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Server {
    host: IpAddr,
    port: u16,
    workers: NonZeroU16,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Limits {
    rate: f64,
    burst: u8,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(dead_code)]
enum Level {
    Debug,
    Info,
}

#[test]
fn five_faults_are_five_faults() {
    let doc = Doc::new(json!({
        "level": "inof",
        "limits": {"burst": 256, "rate": "fast"},
        "nmae": "shop",
        "server": {"host": "nowhere", "port": "text:eighty", "workers": 0},
    }));
    insta::assert_snapshot!(faults(doc.strict::<App>()), @"");
}

#[test]
fn every_missing_field_is_named() {
    insta::assert_snapshot!(faults(Doc::new(json!({})).get::<App>()), @"");
    insta::assert_snapshot!(faults(Doc::new(json!({"server": {}, "limits": {}})).get::<App>()), @"");
}

#[test]
fn refused_values_hide_nothing() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct All {
        a: Stubborn,
        b: u8,
        c: Vec<Stubborn>,
        d: BTreeMap<String, Stubborn>,
        e: Inner,
        f: u8,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Inner {
        a: Stubborn,
        b: u8,
    }
    /// Refuses whatever it is given.
    #[derive(Debug)]
    struct Stubborn;
    impl<'de> Deserialize<'de> for Stubborn {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let text = String::deserialize(deserializer)?;
            Err(serde::de::Error::custom(format!("cannot stand `{text}`")))
        }
    }
    let doc = Doc::new(json!({
        "a": "x", "b": true, "c": ["p", 1, "q"], "d": {"k": "r", "l": "s"}, "e": {"a": "y", "b": -1}
    }));
    insta::assert_snapshot!(faults(doc.get::<All>()), @"");
}

#[test]
fn lists_report_each_element() {
    let doc = Doc::new(json!({"ips": ["::1", "x", "127.0.0.1", "y"], "ports": "text:1,b,70000"}));
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Lists {
        ips: Vec<IpAddr>,
        ports: Vec<u16>,
        pair: (u8, u8),
    }
    insta::assert_snapshot!(faults(doc.get::<Lists>()), @"");
}

#[test]
fn lengths_are_checked() {
    let doc = Doc::new(json!({"long": [1, 2, 3], "short": ["x"]}));
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Lists {
        long: (u8, u8),
        short: (u8, String, u8),
        absent: u8,
    }
    insta::assert_snapshot!(faults(doc.get::<Lists>()), @"");
}

#[test]
fn unknown_fields_are_only_faults_when_denied() {
    let value = json!({"name": "x", "server": {"host": "::1", "port": 1, "prot": 2, "workers": 1}, "level": "info",
        "levels": 1, "tags": []});
    assert!(Doc::new(value.clone()).get::<App>().is_ok());
    insta::assert_snapshot!(faults(Doc::new(value).strict::<App>()), @"");
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Own {
        a: u8,
        b: u8,
    }
    insta::assert_snapshot!(faults(Doc::new(json!({"a": "x", "c": 1, "d": 2})).get::<Own>()), @"");
}

#[test]
fn flattened_structs_know_all_fields() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Outer {
        a: u8,
        #[serde(flatten)]
        inner: Own,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Own {
        b: u8,
        c: String,
    }
    assert!(Doc::new(json!({"a": 1, "b": 2, "c": "", "d": 4})).strict::<Outer>().is_ok());
    insta::assert_snapshot!(faults(Doc::new(json!({"a": "x", "b": "y"})).get::<Outer>()), @"");
    insta::assert_snapshot!(faults(Doc::new(json!({"a": "x", "b": 300, "c": 5})).get::<Outer>()), @"");
}

#[test]
fn duplicate_fields_are_named() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Aliased {
        #[serde(alias = "prt")]
        port: u16,
        host: String,
    }
    insta::assert_snapshot!(faults(Doc::new(json!({"port": 1, "prt": 2})).get::<Aliased>()), @"");
    assert_eq!(Doc::new(json!({"prt": 2, "host": ""})).strict::<Aliased>().unwrap().port, 2);
}

#[test]
fn enums_report_their_contents() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    enum External {
        Unit,
        New(u8),
        Tuple(u8, u8),
        Struct { a: u8, b: u8 },
    }
    #[derive(Debug, Deserialize)]
    #[serde(tag = "type")]
    #[allow(dead_code)]
    enum Internal {
        Circle { radius: u8, name: String },
    }
    #[derive(Debug, Deserialize)]
    #[serde(tag = "t", content = "c")]
    #[allow(dead_code)]
    enum Adjacent {
        A(u8),
        B { x: u8 },
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct All {
        a: External,
        b: External,
        c: External,
        d: External,
        e: External,
        f: Internal,
        g: Internal,
        h: Adjacent,
        i: Adjacent,
        j: Adjacent,
        k: Internal,
        z: u8,
    }
    let doc = Doc::new(json!({
        "a": {"New": "x"}, "b": {"Tuple": [1, "y"]}, "c": {"Struct": {"a": "z"}}, "d": "New", "e": "Nwe",
        "f": {"type": "Circle"}, "g": {"type": "Circle", "radius": "big", "name": "x"},
        "h": {"t": "A", "c": "x"}, "i": {"t": "C", "c": 1}, "j": {"c": {"x": 1}}, "k": {"radius": 1},
        "z": "no"
    }));
    insta::assert_snapshot!(faults(doc.get::<All>()), @"");
}

#[test]
fn conversions_that_fail_are_named_once() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "Raw")]
    #[allow(dead_code)]
    struct Range(Raw);
    #[derive(Debug, Deserialize)]
    struct Raw {
        min: u8,
        max: u8,
    }
    impl TryFrom<Raw> for Range {
        type Error = String;
        fn try_from(raw: Raw) -> Result<Self, String> {
            if raw.min < raw.max { Ok(Self(raw)) } else { Err("min is not below max".into()) }
        }
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct All {
        a: Range,
        b: Range,
        c: u8,
    }
    // What `b` says is due to the placeholder of `b.min`.
    let doc = Doc::new(json!({"a": {"min": 2, "max": 1}, "b": {"min": "x", "max": 0}, "c": "y"}));
    insta::assert_snapshot!(faults(doc.get::<All>()), @"");
}

#[test]
fn advice_fits_the_fault() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Advice {
        a: String,
        b: u8,
        c: u8,
        d: bool,
        redis_port: u16,
    }
    let doc = Doc::new(json!({"a": 5, "b": "5", "c": 5.0, "d": "text:maybe"}))
        .with_env(&[("APP_REDIS_PORT", "tcp://10.0.0.1:6379")]);
    insta::assert_snapshot!(faults(doc.get::<Advice>()), @"");
}

#[test]
fn hostile_input_comes_to_an_end() {
    let doc = Doc::new(json!(vec!["x"; 3_000]));
    let began = std::time::Instant::now();
    let result = doc.get::<Vec<IpAddr>>();
    assert!(result.unwrap_err().len() >= 100);
    assert!(began.elapsed().as_secs() < 20);
    let doc = Doc::new(json!(vec!["x"; 3_000]));
    assert_eq!(doc.get::<Vec<u8>>().unwrap_err().len(), 3_000);
}
