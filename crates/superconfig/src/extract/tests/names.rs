//! Variables without separators, matched by the fields of the target alone.

use super::{Doc, faults};
use crate::diagnostics::Code;
use crate::extract::Options;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize, PartialEq)]
struct App {
    #[serde(default)]
    debug: bool,
    #[serde(default)]
    db: Db,
    tls: Option<Tls>,
    #[serde(default)]
    tags: Vec<String>,
    log: Option<String>,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default, rename_all = "camelCase")]
struct Db {
    host: String,
    max_conns: u16,
    pool: Pool,
}

#[derive(Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
struct Pool {
    idle_timeout: u32,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Tls {
    cert: String,
    key: String,
}

fn no_options() -> Options {
    Options::default()
}

#[test]
fn fields_claim_variables_by_their_words() {
    let doc = Doc::new(json!({})).with_env(&[
        ("APP_DB_HOST", "h"),
        ("APP_DB_MAX_CONNS", "5"),
        ("APP_DB_POOL_IDLE_TIMEOUT", "9"),
        ("APP_DEBUG", "yes"),
        ("APP_OTHER", "x"),
        ("APP_TAGS", "a,b"),
    ]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    let pool = Pool { idle_timeout: 9 };
    let db = Db { host: "h".into(), max_conns: 5, pool };
    let tags = vec!["a".into(), "b".into()];
    assert_eq!(extracted.value, App { debug: true, db, tls: None, tags, log: None });
    assert_eq!(extracted.claims, [0, 1, 2, 3, 5]);
    assert!(extracted.warnings.is_empty());
}

#[test]
fn variables_only_fill_holes() {
    let doc = Doc::new(json!({"db": {"host": "file"}})).with_env(&[
        ("APP_DB_HOST", "env"),
        ("APP_DB_MAXCONNS", "7"),
        ("APP_DB_POOL_IDLETIMEOUT", "3"),
    ]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    assert_eq!(extracted.value.db, Db { host: "file".into(), max_conns: 7, pool: Pool { idle_timeout: 3 } });
    assert_eq!(extracted.claims, [1, 2]);
}

#[test]
fn an_optional_table_without_variables_is_none() {
    let doc = Doc::new(json!({})).with_env(&[("APP_LOG_LEVEL", "x"), ("APP_TLS_COLOUR", "red")]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    assert_eq!((extracted.value.tls, extracted.value.log), (None, None));
    assert_eq!(extracted.claims, [] as [usize; 0]);
    let doc = Doc::new(json!({})).with_env(&[("APP_TLS_CERT", "c")]);
    assert_eq!(faults(doc.get::<App>()), "SC0501 tls.key @ -: `tls.key` is missing");
}

#[test]
fn paths_that_a_program_asks_for_claim_too() {
    let doc = Doc::new(json!({"db": {}})).with_env(&[("APP_DB_HOST", "h"), ("APP_DB_MAX_CONNS", "5")]);
    assert_eq!(doc.at::<String>("db.host", no_options()).unwrap().value, "h");
    assert_eq!(doc.at::<u16>("db.max-conns", no_options()).unwrap().claims, [1]);
    assert_eq!(doc.at::<Db>("db", no_options()).unwrap().value.max_conns, 5);
    assert_eq!(doc.at::<Option<u8>>("db.max", no_options()).unwrap_err()[0].code, Code::PathNotFound);
    assert_eq!(doc.at::<u8>("x", no_options()).unwrap_err()[0].code, Code::PathNotFound);
    let doc = Doc::new(json!({})).with_env(&[("APP_A_DB_HOST", "h")]);
    assert_eq!(doc.at::<Db>("a.db", no_options()).unwrap().value.host, "h");
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Twins {
    #[serde(default)]
    a: A,
    #[serde(default)]
    a_b: B,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct A {
    b_c: u8,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct B {
    c: u8,
}

#[test]
fn two_fields_of_one_name_get_nothing() {
    let doc = Doc::new(json!({})).with_env(&[("APP_A_B_C", "1")]);
    let extracted = doc.at::<Twins>("", no_options()).unwrap();
    assert_eq!((extracted.value.a.b_c, extracted.value.a_b.c), (0, 0));
    let [warning] = extracted.warnings.as_slice() else { panic!("{:?}", extracted.warnings) };
    assert_eq!(warning.code, Code::AmbiguousVariable);
    assert_eq!(warning.message, "APP_A_B_C could be `a.b_c` and `a_b.c`: it is used for none of them");
    assert_eq!(warning.help.as_deref(), Some("write APP_A__B_C for `a.b_c` or APP_A_B__C for `a_b.c`"));
    assert!(extracted.claims.is_empty());
}

#[test]
fn a_fallback_key_is_a_name_of_its_own() {
    #[derive(Debug, Deserialize)]
    struct Root {
        log: Log,
        #[serde(default)]
        log_level: String,
    }
    #[derive(Debug, Deserialize)]
    struct Log {
        #[serde(default)]
        level: String,
    }
    // Both the root key and `log.level` are known to the target.
    let doc = Doc::new(json!({"log": {}, "log_level": "text:info"})).with_env(&[("APP_LOG_LEVEL", "info")]);
    let extracted = doc.at::<Root>("", no_options()).unwrap();
    assert_eq!((&*extracted.value.log.level, &*extracted.value.log_level), ("", ""));
    assert_eq!(extracted.warnings[0].code, Code::AmbiguousVariable);

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        log: Log,
    }
    // Claimed by `log.level`: the root key is no unknown field.
    let extracted = doc.at::<Strict>("", Options { deny_unknown: true, strict: false }).unwrap();
    assert_eq!((&*extracted.value.log.level, extracted.claims), ("info", vec![0]));

    // Claimed by nobody: it is one.
    let doc = Doc::new(json!({"log": {}, "lgo": "text:x"})).with_env(&[("APP_LGO", "x")]);
    assert_eq!(
        faults(doc.get::<Strict>()),
        "SC0504 lgo @ APP_LGO (environment): unknown field `lgo` (did you mean `log`?)"
    );
    let map: BTreeMap<String, serde_json::Value> = doc.get().unwrap();
    assert_eq!(map["lgo"], "x");
}

#[test]
fn array_operations_make_arrays() {
    let doc = Doc::new(json!({})).with_env(&[
        ("APP_TAGS", "a,b,c"),
        ("APP_TAGS_ADD", r#"["d", "e"]"#),
        ("APP_TAGS_PREPEND", "first,one"),
        ("APP_TAGS_REMOVE", "b"),
    ]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    assert_eq!(extracted.value.tags, ["first,one", "a", "c", "d", "e"]);
    assert_eq!(extracted.claims, [0, 1, 2, 3]);
    let doc = Doc::new(json!({})).with_env(&[("APP_TAGS_ADD", "x")]);
    assert_eq!(doc.get::<App>().unwrap().tags, ["x"]);
    let doc = Doc::new(json!({})).with_env(&[("APP_TAGS_REMOVE", "x")]);
    assert!(doc.get::<App>().unwrap().tags.is_empty());
}

#[test]
fn variables_against_each_other() {
    let doc = Doc::new(json!({})).with_env(&[("APP_DB", "1"), ("APP_DB_HOST", "h")]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    assert_eq!(extracted.value.db.host, "h");
    assert_eq!(extracted.warnings[0].code, Code::VariableConflict);
    let doc = Doc::new(json!({})).with_env(&[("APP_DB", r#"{"host": "json"}"#), ("APP_DB_MAX_CONNS", "4")]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    assert_eq!((&*extracted.value.db.host, extracted.value.db.max_conns), ("json", 4));
    let doc = Doc::new(json!({})).with_env(&[("APP_DB_MAXCONNS", "3"), ("APP_DB_MAX_CONNS", "4")]);
    let extracted = doc.at::<App>("", no_options()).unwrap();
    assert_eq!(extracted.value.db.max_conns, 4);
    assert_eq!(extracted.warnings[0].code, Code::VariableConflict);
}

#[test]
fn faults_of_variables_name_them() {
    let doc = Doc::new(json!({})).with_env(&[("APP_DB_MAX_CONNS", "many"), ("APP_DEBUG", "maybe")]);
    insta::assert_snapshot!(faults(doc.get::<App>()), @r#"
    SC0502 debug @ APP_DEBUG (environment): `maybe` (text of APP_DEBUG) is no boolean (true, false, yes, no, on, off, 1 and 0 are)
    SC0502 db.maxConns @ APP_DB_MAX_CONNS (environment): `many` (text of APP_DB_MAX_CONNS) is no u16
    "#);
}

#[test]
fn an_alias_in_a_file_beats_the_name_in_a_variable() {
    #[derive(Debug, Deserialize)]
    struct Aliased {
        #[serde(alias = "p")]
        port: u16,
    }
    let doc = Doc::new(json!({"p": 1})).with_env(&[("APP_PORT", "2")]);
    assert_eq!(doc.get::<Aliased>().unwrap().port, 1);
    let doc = Doc::new(json!({})).with_env(&[("APP_P", "2")]);
    assert_eq!(doc.get::<Aliased>().unwrap().port, 2);
}
