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
    insta::assert_snapshot!(faults(doc.strict::<App>()), @r#"
    SC0501 name @ app.toml:1:1: `name` is missing (`nmae` is set at app.toml:6:1: did you mean `name`?)
    SC0505 level @ app.toml:2:1: unknown variant `inof` (did you mean `info`?)
    SC0503 limits.burst @ app.toml:4:1: 256 does not fit u8 (0 to 255)
    SC0502 limits.rate @ app.toml:5:1: expected a number (f64), found the string `fast`
    SC0504 nmae @ app.toml:6:1: unknown field `nmae` (did you mean `name`?)
    SC0506 server.host @ app.toml:8:1: invalid IP address syntax
    SC0502 server.port @ app.toml:9:1: `eighty` is no u16
    SC0506 server.workers @ app.toml:10:1: expected a nonzero u16, found the integer 0
    "#);
}

#[test]
fn every_missing_field_is_named() {
    insta::assert_snapshot!(faults(Doc::new(json!({})).get::<App>()), @r#"
    SC0501 name @ app.toml:1:1: `name` is missing
    SC0501 server @ app.toml:1:1: `server` is missing
    SC0501 level @ app.toml:1:1: `level` is missing
    "#);
    insta::assert_snapshot!(faults(Doc::new(json!({"server": {}, "limits": {}})).get::<App>()), @r#"
    SC0501 name @ app.toml:1:1: `name` is missing
    SC0501 level @ app.toml:1:1: `level` is missing
    SC0501 server.host @ app.toml:2:1: `server.host` is missing
    SC0501 server.port @ app.toml:2:1: `server.port` is missing
    SC0501 server.workers @ app.toml:2:1: `server.workers` is missing
    SC0501 limits.rate @ app.toml:3:1: `limits.rate` is missing
    SC0501 limits.burst @ app.toml:3:1: `limits.burst` is missing
    "#);
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
    insta::assert_snapshot!(faults(doc.get::<All>()), @r#"
    SC0506 a @ app.toml:2:1: cannot stand `x`
    SC0502 b @ app.toml:3:1: expected an integer (u8), found the boolean true
    SC0506 c[0] @ app.toml:5:1: cannot stand `p`
    SC0502 c[1] @ app.toml:6:1: expected a string, found the integer 1 (quote it: `"1"`)
    SC0506 c[2] @ app.toml:7:1: cannot stand `q`
    SC0506 d.k @ app.toml:9:1: cannot stand `r`
    SC0506 d.l @ app.toml:10:1: cannot stand `s`
    SC0506 e.a @ app.toml:12:1: cannot stand `y`
    SC0503 e.b @ app.toml:13:1: -1 does not fit u8 (0 to 255)
    "#);
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
    insta::assert_snapshot!(faults(doc.get::<Lists>()), @r#"
    SC0501 pair @ app.toml:1:1: `pair` is missing
    SC0506 ips[1] @ app.toml:4:1: invalid IP address syntax
    SC0506 ips[3] @ app.toml:6:1: invalid IP address syntax
    SC0502 ports[1] @ app.toml:7:1: `b` is no u16
    SC0503 ports[2] @ app.toml:7:1: `70000` does not fit u16 (0 to 65535)
    "#);
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
    insta::assert_snapshot!(faults(doc.get::<Lists>()), @r#"
    SC0501 absent @ app.toml:1:1: `absent` is missing
    SC0507 long @ app.toml:2:1: expected 2 elements, found 3
    SC0507 short @ app.toml:6:1: expected a tuple of size 3, found 1 element
    SC0502 short[0] @ app.toml:7:1: expected an integer (u8), found the string `x`
    "#);
}

#[test]
fn unknown_fields_are_only_faults_when_denied() {
    let value = json!({"name": "x", "server": {"host": "::1", "port": 1, "prot": 2, "workers": 1}, "level": "info",
        "levels": 1, "tags": []});
    assert!(Doc::new(value.clone()).get::<App>().is_ok());
    insta::assert_snapshot!(faults(Doc::new(value).strict::<App>()), @r#"
    SC0504 server.prot @ app.toml:6:1: unknown field `prot` (did you mean `port`?)
    SC0504 levels @ app.toml:9:1: unknown field `levels` (did you mean `level`?)
    "#);
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Own {
        a: u8,
        b: u8,
    }
    insta::assert_snapshot!(faults(Doc::new(json!({"a": "x", "c": 1, "d": 2})).get::<Own>()), @r#"
    SC0501 b @ app.toml:1:1: `b` is missing
    SC0502 a @ app.toml:2:1: expected an integer (u8), found the string `x`
    SC0504 c @ app.toml:3:1: unknown field `c` (known: `a`, `b`)
    SC0504 d @ app.toml:4:1: unknown field `d` (known: `a`, `b`)
    "#);
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
    insta::assert_snapshot!(faults(Doc::new(json!({"a": "x", "b": "y"})).get::<Outer>()), @r#"
    SC0501 c @ app.toml:1:1: `c` is missing
    SC0502 a @ app.toml:2:1: expected an integer (u8), found the string `x`
    SC0502 b @ app.toml:3:1: expected an integer (u8), found the string `y`
    "#);
    insta::assert_snapshot!(faults(Doc::new(json!({"a": "x", "b": 300, "c": 5})).get::<Outer>()), @r#"
    SC0502 a @ app.toml:2:1: expected an integer (u8), found the string `x`
    SC0503 b @ app.toml:3:1: 300 does not fit u8
    SC0502 c @ app.toml:4:1: expected a string, found the integer 5
    "#);
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
    insta::assert_snapshot!(faults(Doc::new(json!({"port": 1, "prt": 2})).get::<Aliased>()), @r#"
    SC0501 host @ app.toml:1:1: `host` is missing
    SC0510 prt @ app.toml:3:1: `prt` gives the field `port` a second time
    "#);
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
    insta::assert_snapshot!(faults(doc.get::<All>()), @r#"
    SC0502 a.New @ app.toml:3:1: expected an integer (u8), found the string `x`
    SC0502 b.Tuple[1] @ app.toml:7:1: expected an integer (u8), found the string `y`
    SC0501 c.Struct.b @ app.toml:9:1: `c.Struct.b` is missing
    SC0502 c.Struct.a @ app.toml:10:1: expected an integer (u8), found the string `z`
    SC0502 d @ app.toml:11:1: this variant needs a value, found only its name (write a table with the name as its key)
    SC0505 e @ app.toml:12:1: unknown variant `Nwe` (did you mean `New`?)
    SC0501 f.radius @ app.toml:13:1: `f.radius` is missing
    SC0501 f.name @ app.toml:13:1: `f.name` is missing
    SC0502 g.radius @ app.toml:17:1: expected an integer (u8), found the string `big`
    SC0502 h.c @ app.toml:21:1: expected an integer (u8), found the string `x`
    SC0505 i.t @ app.toml:23:1: unknown variant `C` (known: `A`, `B`)
    SC0501 j.t @ app.toml:25:1: `j.t` is missing
    SC0501 k.type @ app.toml:28:1: `k.type` is missing
    SC0502 z @ app.toml:30:1: expected an integer (u8), found the string `no`
    "#);
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
    insta::assert_snapshot!(faults(doc.get::<All>()), @r#"
    SC0506 a @ app.toml:2:1: min is not below max
    SC0502 b.min @ app.toml:6:1: expected an integer (u8), found the string `x`
    SC0502 c @ app.toml:8:1: expected an integer (u8), found the string `y`
    "#);
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
    insta::assert_snapshot!(faults(doc.get::<Advice>()), @r#"
    SC0502 a @ app.toml:2:1: expected a string, found the integer 5 (quote it: `"5"`)
    SC0502 b @ app.toml:3:1: expected an integer (u8), found the string `5` (write it without quotes)
    SC0502 c @ app.toml:4:1: expected an integer (u8), found the float 5.0 (write `5`: floats do not become integers)
    SC0502 d @ app.toml:5:1: `maybe` is no boolean (true, false, yes, no, on, off, 1 and 0 are)
    SC0502 redis_port @ APP_REDIS_PORT (environment): `tcp://10.0.0.1:6379` (text of APP_REDIS_PORT) is no u16 (Kubernetes and Docker set such variables for their service links: choose another prefix, or turn them off with `enableServiceLinks: false`)
    "#);
}

#[test]
fn hostile_input_comes_to_an_end() {
    let doc = Doc::new(json!(vec!["x"; 3_000]));
    assert!(doc.get::<Vec<IpAddr>>().unwrap_err().len() >= 100);
    let doc = Doc::new(json!(vec!["x"; 3_000]));
    assert_eq!(doc.get::<Vec<u8>>().unwrap_err().len(), 3_000);
}
