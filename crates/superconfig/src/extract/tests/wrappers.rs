//! `Located` and `Secret`.

use super::{Doc, faults};
use crate::extract::{Located, Secret};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
struct App {
    port: Located<u16>,
    hosts: Vec<Located<String>>,
    tls: Option<Located<Tls>>,
    #[serde(default)]
    retries: Located<u8>,
}

#[derive(Debug, Deserialize)]
struct Tls {
    cert: String,
}

#[test]
fn located_values_know_their_place() {
    let doc = Doc::new(json!({"hosts": ["a", "b"], "port": 80, "tls": {"cert": "x"}}));
    let app: App = doc.get().unwrap();
    assert_eq!((*app.port, app.port.origin().line()), (80, Some(5)));
    assert_eq!(app.hosts[1].origin().line(), Some(4));
    let tls = app.tls.unwrap();
    assert_eq!((tls.cert.as_str(), tls.origin().line()), ("x", Some(6)));
    assert_eq!((*app.retries, app.retries.origin().to_string()), (0, "program".into()));
}

#[test]
fn located_values_from_variables_name_them() {
    let doc = Doc::new(json!({"hosts": "text:a,b"})).with_env(&[("APP_PORT", "81"), ("APP_TLS_CERT", "c")]);
    let app: App = doc.get().unwrap();
    assert_eq!(app.port.origin().variable(), Some("APP_PORT"));
    assert_eq!(app.hosts[0].origin().line(), Some(2));
    assert_eq!(app.tls.unwrap().cert, "c");
}

#[test]
fn located_values_of_other_formats_say_why_not() {
    let error = serde_json::from_str::<Located<u16>>("80").unwrap_err().to_string();
    assert!(error.starts_with("the origin of a `Located` value is only known when"), "{error}");
    assert!(serde_json::from_value::<Located<u16>>(json!(80)).is_err());
}

#[test]
fn secrets_never_show_in_faults() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Keys {
        pin: Secret<u16>,
        api_key: u8,
        address: Secret<std::net::IpAddr>,
        #[serde(deserialize_with = "loud")]
        db_password: String,
    }
    fn loud<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!("`{text}` is weak")))
    }
    let value =
        json!({"pin": "canary1", "api_key": "canary2", "address": "canary3", "db_password": "canary4"});
    let result = Doc::new(value).get::<Keys>();
    assert!(result.as_ref().unwrap_err().iter().all(|diagnostic| diagnostic.secret));
    insta::assert_snapshot!(faults(result), @r#"
    SC0502 pin @ app.toml:2:1: expected an integer (u16), found the string `********`
    SC0502 api_key @ app.toml:3:1: expected an integer (u8), found the string `********`
    SC0506 address @ app.toml:4:1: the value is refused (why is not shown, since it is a secret)
    SC0506 db_password @ app.toml:5:1: the value is refused (why is not shown, since it is a secret)
    "#);
}

#[test]
fn a_secret_in_a_refused_struct_does_not_show() {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "Raw")]
    struct Checked;
    #[derive(Deserialize)]
    struct Raw {
        password: String,
    }
    impl TryFrom<Raw> for Checked {
        type Error = String;
        fn try_from(raw: Raw) -> Result<Self, String> {
            Err(format!("bad login {}.", raw.password))
        }
    }
    let result = Doc::new(json!({"db": {"password": "canary"}})).at::<Checked>("db", Default::default());
    assert_eq!(faults(result), "SC0506 db @ app.toml:2:1: bad login ********");
}

#[test]
fn secrets_read_like_the_value() {
    let doc = Doc::new(json!({"a": "text:5"}));
    let map: std::collections::BTreeMap<String, Secret<Option<u8>>> = doc.get().unwrap();
    assert_eq!(map["a"].expose(), &Some(5));
    assert_eq!(format!("{:?}", map["a"]), "********");
}
