use super::tests::{lines, run};
use super::*;

fn check(json: &str, schema: &str) -> String {
    let mut rules = Rules::default();
    rules.add_schema(Schema::new(schema));
    lines(&run(json, &rules))
}

#[test]
fn every_violation_has_path_origin_keyword_and_value() {
    let schema = r#"{
        "properties": {
            "port": {"type": "integer", "maximum": 65535},
            "tags": {"items": {"type": "string"}},
            "mode": {"enum": ["a", "b"]},
            "host": {"format": "ipv4"},
            "db": {"required": ["url"], "additionalProperties": false, "properties": {"url": {}}},
            "password": {"minLength": 10, "const": "s3cret-s3cret"}
        },
        "required": ["name"]
    }"#;
    let json = r#"{"port": 99999, "tags": ["x", 5], "mode": "c", "host": "nowhere", "db": {"uri": 1}, "password": "hunter2"}"#;
    insta::assert_snapshot!(check(json, schema), @r#"
    SC0602 @81: `db.uri` is not allowed (`additionalProperties`)
    SC0602 @73: `db.url` is missing (`required`)
    SC0602 @56: `host` is not a "ipv4", found "nowhere" (`format`)
    SC0602 @43: `mode` is not one of "a" or "b", found "c" (`enum`)
    SC0602: `name` is missing (`required`)
    SC0602 @97: `password` does not match the schema, found ******** (`const`)
    SC0602 @97: `password` does not match the schema, found ******** (`minLength`)
    SC0602 @10: `port` is greater than the maximum of 65535, found 99999 (`maximum`)
    SC0602 @31: `tags[1]` is not of type "string", found 5 (`type`)
    "#);
}

#[test]
fn numbers_are_exact_and_dates_are_strings() {
    let schema = r#"{"properties": {
        "big": {"maximum": 18446744073709551614},
        "day": {"type": "string", "format": "date"},
        "float": {"type": "integer"},
        "0": {"items": {"type": "null"}}
    }}"#;
    assert_eq!(check(r#"{"big": 18446744073709551614, "day": "@1979-05-27", "float": 1.0}"#, schema), "");
    insta::assert_snapshot!(check(r#"{"big": 18446744073709551615, "day": "@07:32:00", "float": 1.5, "0": [1]}"#, schema), @r#"
    SC0602 @71: `0[0]` is not of type "null", found 1 (`type`)
    SC0602 @9: `big` is greater than the maximum of 18446744073709551614, found 18446744073709551615 (`maximum`)
    SC0602 @38: `day` is not a "date", found "07:32:00" (`format`)
    SC0602 @60: `float` is not of type "integer", found 1.5 (`type`)
    "#);
}

#[test]
fn text_takes_the_type_that_the_schema_asks_for() {
    let schema = r#"{"properties": {
        "zip": {"type": "string", "pattern": "^[0-9]{5}$"},
        "version": {"type": ["string", "null"]},
        "debug": {"type": "boolean"},
        "ratio": {"type": "number"},
        "ports": {"type": "array", "items": {"type": "integer"}},
        "names": {"type": "array", "items": {"type": "string"}},
        "level": {"enum": ["1", "2"]},
        "either": {"anyOf": [{"type": "boolean"}, {"type": "array"}]}
    }}"#;
    let json = r#"{"zip": "~12345", "version": "~1", "debug": "~yes", "ratio": "~1.10", "ports": "~80,443",
        "names": "~1,b", "level": "~1", "either": "~on"}"#;
    assert_eq!(check(json, schema), "");
    insta::assert_snapshot!(check(r#"{"zip": "~1", "ratio": "~fast", "ports": "~80,x"}"#, schema), @r#"
    SC0602 @42: `ports[1]` is not of type "integer", found "x" (`type`)
    SC0602 @24: `ratio` is not of type "number", found "fast" (`type`)
    SC0602 @9: `zip` does not match "^[0-9]{5}$", found "1" (`pattern`)
    "#);
}

#[test]
fn malformed_schemas_are_faults_and_nothing_is_fetched() {
    for schema in [
        "{",
        "5",
        r#"{"type": "nonsense"}"#,
        r#"{"pattern": "("}"#,
        r#"{"$ref": "http://127.0.0.1:1/a.json"}"#,
        r#"{"$ref": "file:///etc/hostname"}"#,
        r##"{"$ref": "#/$defs/none"}"##,
    ] {
        let found = check("{}", schema);
        assert!(found.starts_with("SC0603: "), "{schema}: {found}");
    }
    assert_eq!(check("{}", "true"), "");
    assert!(check("{}", "false").starts_with("SC0602: "));
}

#[test]
fn schemas_are_made_from_values_and_types() {
    let schema = schema_of::<std::collections::BTreeMap<String, u8>>();
    let table = |value: Value| Value::Table(vec![("a".into(), value)]);
    assert_eq!(Schema::from(&schema).check(&table(255.into())), Ok(()));
    assert_eq!(
        Schema::from(schema).check(&table(256.into())).unwrap_err().iter().next().unwrap().path().to_string(),
        "a"
    );
    let deep = (0..200).fold(Value::Null, |value, _| table(value));
    assert!(Schema::from(&deep).check(&Value::Null).is_err());
    assert!(Schema::new("true").check(&deep).is_err());
}

#[test]
fn deep_documents_fit_a_small_stack() {
    let json = format!("{}1{}", r#"{"a":"#.repeat(127), "}".repeat(127));
    let schema = r##"{"anyOf": [{"type": ["object", "string"], "additionalProperties": {"$ref": "#"}}]}"##;
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    let found = thread.spawn(move || check(&json, schema)).unwrap().join().unwrap();
    assert!(found.starts_with("SC0602"), "{found}");
}

#[test]
fn schemas_that_go_in_circles_end() {
    for schema in [
        r##"{"$ref": "#"}"##,
        r##"{"allOf": [{"$ref": "#"}]}"##,
        r##"{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}"##,
        r##"{"not": {"anyOf": [{"$ref": "#"}]}}"##,
    ] {
        let thread = std::thread::Builder::new().stack_size(1 << 20);
        thread.spawn(move || check(r#"{"a": 1}"#, schema)).unwrap().join().unwrap();
    }
}

#[test]
fn deep_schemas_fit_a_small_stack() {
    let schema = format!("{}true{}", r#"{"properties": {"a":"#.repeat(60), "}}".repeat(60));
    let thread = std::thread::Builder::new().stack_size(1 << 20);
    assert_eq!(thread.spawn(move || check(r#"{"a": 1}"#, &schema)).unwrap().join().unwrap(), "");
}

#[cfg(feature = "toml")]
#[test]
fn a_key_that_is_not_allowed_is_marked_itself_and_the_nearest_is_named() {
    let schema = r##"{
        "properties": {"db": {"$ref": "#/$defs/db"}},
        "$defs": {"db": {"properties": {"host": {}, "port": {}}, "additionalProperties": false}}
    }"##;
    let config = crate::SuperConfig::new()
        .with_string("[db]\nprot = 80\n", crate::Format::Toml)
        .with_schema(Schema::new(schema));
    let error = config.build().unwrap_err();
    let diagnostic = &error.diagnostics()[0];
    let origin = diagnostic.origin.as_ref().unwrap();
    assert_eq!((origin.line(), origin.column()), (Some(2), Some(1)));
    assert_eq!(diagnostic.help.as_deref(), Some("did you mean `db.port`?"));
}

#[test]
fn a_pattern_that_takes_too_long_is_the_fault_of_the_schema() {
    let schema = r#"{"properties": {"a": {"pattern": "^(a|a)*(?!x)\\1b$"}}}"#;
    let found = check(&format!(r#"{{"a": "{}c"}}"#, "a".repeat(40)), schema);
    insta::assert_snapshot!(found, @"SC0602 @7: `a` could not be checked: the pattern at `/properties/a/pattern` of the schema takes too many steps (`pattern`)");
}
