use super::*;
use crate::diagnostics::Severity;
use crate::format::Limits;
use crate::format::json::parse_text_value;
use crate::value::{Data, OriginKind, SourceInfo, Span, Tree, TreeBuilder};

/// A tree from JSON; strings that begin with `~` become text of unknown type, those with `@` dates.
pub(super) fn tree(json: &str) -> Tree {
    let parsed = parse_text_value(json, &Limits::default()).unwrap();
    let mut builder = TreeBuilder::new(Arc::from(""), 128, usize::MAX);
    fn copy(builder: &mut TreeBuilder, tree: &Tree, id: u32) {
        let span = tree.node(id).span;
        let kept = |builder: &mut TreeBuilder, text: &str| builder.keep(text);
        match tree.item(id) {
            Item::Str(text) if text.starts_with('~') => {
                let text = kept(builder, &text[1..]);
                builder.scalar(Data::Text(text), span).unwrap();
            }
            Item::Str(text) if text.starts_with('@') => {
                let text = kept(builder, &text[1..]);
                builder.scalar(Data::Date(text), span).unwrap();
            }
            Item::Array | Item::Table => {
                match tree.item(id) {
                    Item::Array => builder.begin_array_at(span).unwrap(),
                    _ => builder.begin_table_at(span).unwrap(),
                }
                for child in tree.children(id) {
                    if tree.item(id) == Item::Table {
                        let key = kept(builder, tree.key(child));
                        builder.key(key, Span::default());
                    }
                    copy(builder, tree, child);
                }
                builder.end_at(span);
            }
            _ => builder.copy(tree, id, &mut |id| tree.node(id).span).unwrap(),
        }
    }
    copy(&mut builder, &parsed, parsed.root());
    builder.finish().0
}

pub(super) fn run(json: &str, rules: &Rules) -> Vec<Diagnostic> {
    let tree = tree(json);
    let source = Arc::new(SourceInfo::new(OriginKind::Text, "text").with_text(Arc::from(json)));
    let origin = |id: u32| Some(Origin::new(Arc::clone(&source), Some(tree.node(id).span)));
    check(&tree, &origin, &Secrets::default(), rules)
}

pub(super) fn lines(diagnostics: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let column = diagnostic.origin.as_ref().and_then(Origin::column);
        let column = column.map(|column| format!(" @{column}")).unwrap_or_default();
        format!("{}{column}: {}\n", diagnostic.code, diagnostic.message)
    };
    diagnostics.iter().map(line).collect()
}

fn broken(json: &str, path: &str, rule: Rule) -> String {
    let mut rules = Rules::default();
    rules.add(path, rule);
    lines(&run(json, &rules))
}

#[test]
fn all_faults_come_together_with_path_and_origin() {
    let json =
        r#"{"port": 99999, "name": "", "servers": [{"port": 0}, {"port": 80}, {}], "db": {"a": {"url": 5}}}"#;
    let mut rules = Rules::default();
    rules.add("port", Rule::range(1..=65535));
    rules.add("name", Rule::non_empty().and(Rule::length(3..)));
    rules.add("servers[*].port", Rule::required().and(Rule::range(1..=65535)));
    rules.add("db.*.url", Rule::regex("^postgres://"));
    rules.add("absent", Rule::non_empty());
    rules.add("servers", Rule::length(..=2));
    let diagnostics = run(json, &rules);
    insta::assert_snapshot!(lines(&diagnostics), @r#"
    SC0601 @10: `port` is 99999, expected a number from 1 to 65535
    SC0601 @25: `name` is "", expected a value that is not empty
    SC0601 @25: `name` is "", expected at least 3 characters, found 0
    SC0601 @50: `servers[0].port` is 0, expected a number from 1 to 65535
    SC0601 @68: `servers[2].port` is missing
    SC0601 @93: `db.a.url` is 5, expected text that matches `^postgres://`
    SC0601 @40: `servers` is [{"port":0},{"port":80},{}], expected at most 2 elements, found 3
    "#);
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Error));
    assert_eq!(diagnostics[3].path.as_ref().unwrap().to_string(), "servers[0].port");
}

#[test]
fn text_is_what_the_rule_needs() {
    for (text, rule) in [
        ("01234", Rule::regex(r"^\d{5}$")),
        ("01234", Rule::length(5..=5)),
        ("1", Rule::one_of(["1"])),
        ("1", Rule::one_of([1])),
        ("1", Rule::one_of([true])),
        ("1.10", Rule::range(1.0..2.0)),
        (" 8080 ", Rule::range(1..=65535)),
        ("18446744073709551615", Rule::range(..=u64::MAX)),
        ("80,443", Rule::each(Rule::range(1..=65535))),
        ("[1,2]", Rule::each(Rule::range(1..=2)).and(Rule::length(2..=2))),
        ("[1,2]", Rule::one_of([Value::Array(vec![1.into(), 2.into()])])),
        ("inf", Rule::range(1.0..)),
        ("0", Rule::non_empty()),
        (
            "42",
            Rule::custom("an integer", |value| {
                (value == &Value::Int(42)).then_some(()).ok_or_else(String::new)
            }),
        ),
    ] {
        let json = format!(r#"{{"a": "~{text}"}}"#);
        assert_eq!(broken(&json, "a", rule), "", "{text}");
    }
    for (text, rule) in [
        ("01234", Rule::one_of([Value::Int(123)])),
        ("nan", Rule::range(f64::NEG_INFINITY..)),
        ("", Rule::non_empty()),
        ("[]", Rule::non_empty()),
        ("null", Rule::non_empty()),
        ("80,x", Rule::each(Rule::range(1..=65535))),
    ] {
        let json = format!(r#"{{"a": "~{text}"}}"#);
        assert_ne!(broken(&json, "a", rule), "", "{text}");
    }
    assert_eq!(
        broken(r#"{"a": "~1,x"}"#, "a[*]", Rule::range(1..)),
        "SC0601 @7: `a[1]` is \"x\", expected a number of at least 1\n"
    );
    assert_eq!(
        broken(r#"{"a": "~{\"b\":0}"}"#, "a.b", Rule::range(1..)),
        "SC0601 @7: `a.b` is 0, expected a number of at least 1\n"
    );
}

#[test]
fn numbers_and_dates_are_compared_by_value() {
    let json = r#"{"big": 18446744073709551615, "float": 1.0, "day": "@1979-05-27", "no": false}"#;
    assert_eq!(broken(json, "big", Rule::range(u64::MAX..)), "");
    assert_ne!(broken(json, "big", Rule::range(..u64::MAX)), "");
    assert_eq!(broken(json, "float", Rule::one_of([1])), "");
    assert_eq!(broken(json, "day", Rule::one_of(["1979-05-27"]).and(Rule::regex("^1979"))), "");
    assert_ne!(broken(json, "no", Rule::range(0..=1)), "");
    assert_ne!(broken(json, "float", Rule::length(1..)), "");
}

#[test]
fn rules_say_nothing_about_what_is_absent() {
    assert_eq!(broken("{}", "a.b", Rule::range(1..).and(Rule::non_empty())), "");
    assert_eq!(broken("{}", "a.b", Rule::required()), "SC0601: `a.b` is missing\n");
    assert_eq!(broken(r#"{"a": null}"#, "a", Rule::required()), "");
    assert_eq!(broken("{}", "a[*].b", Rule::required()), "");
    assert_eq!(broken("{}", "a", Rule::required().or(Rule::range(1..))), "");
    assert_eq!(broken("{}", "a", Rule::required().message("set it")), "SC0601: `a` is missing: set it\n");
    assert_eq!(broken(r#"{"a": 5}"#, "a.b", Rule::required()), "SC0601 @7: `a.b` is missing\n");
}

#[test]
fn faulty_rules_are_faults_even_where_nothing_stands() {
    assert_eq!(
        broken("{}", "a..b", Rule::required()),
        "SC0509: `a..b` is no key path: a part is empty (quote it if that is meant: `\"\"`)\n"
    );
    let message = broken("{}", "a", Rule::each(Rule::regex("(")));
    assert!(message.starts_with("SC0601: the regular expression `(` is malformed"), "{message}");
}

#[test]
fn secrets_stay_secret() {
    let json = r#"{"db": {"password": "hunter2", "pin": "x"}, "token": "ab"}"#;
    let leaky = || Rule::custom("a strong one", |value| Err(format!("{value} is weak")));
    let mut rules = Rules::default();
    rules.add("db.password", leaky());
    rules.add("db", leaky());
    rules.add("db.password", Rule::length(20..));
    rules.add("db.password", Rule::one_of(["s3cret", "other"]));
    rules.add("token", Rule::custom("x", |value| panic!("{value}")));
    rules.add_check(Arc::new(|config| Err(Violation::at("token", format!("bad: {config}")).into())));
    rules.add_check(Arc::new(|config| panic!("{config}")));
    let diagnostics = run(json, &rules);
    insta::assert_snapshot!(lines(&diagnostics), @r#"
    SC0601 @21: `db.password` is ********, expected a strong one: "********" is weak
    SC0601 @8: `db` is {"password":********,"pin":"x"}, expected a strong one: {"password":"********","pin":"x"} is weak
    SC0601 @21: `db.password` is ********, expected at least 20 characters
    SC0601 @21: `db.password` is ********, expected one of the allowed values
    SC0601 @54: `token` is ********, expected x; the rule panicked: "********"
    SC0601 @54: `token` is ********: bad: {"db":{"password":"********","pin":"x"},"token":"********"}
    SC0601: a check of the configuration panicked: {"db":{"password":"********","pin":"x"},"token":"********"}
    "#);
    assert!(diagnostics[0].secret);
}

#[test]
fn checks_see_everything_and_name_many_places() {
    let mut rules = Rules::default();
    rules.add_check(Arc::new(|config| {
        let mut violations = Violations::default();
        if let (Some(Value::Int(min)), Some(Value::Int(max))) = (config.get("min"), config.get("max"))
            && min > max
        {
            violations.push(Violation::at("max", "must not be below `min`"));
            violations.push(Violation::at("pool.size", "must be set"));
            violations.push("the pool is inconsistent");
        }
        violations.into_result()
    }));
    insta::assert_snapshot!(lines(&run(r#"{"min": 5, "max": 3, "pool": {}}"#, &rules)), @"
    SC0601 @19: `max` is 3: must not be below `min`
    SC0601 @30: `pool.size`: must be set
    SC0601: the pool is inconsistent
    ");
    assert_eq!(lines(&run(r#"{"min": 1, "max": 3}"#, &rules)), "");
}

#[test]
fn combined_rules_explain_themselves() {
    let rule = || Rule::range(1..).and(Rule::one_of([5, 7])).or(Rule::each(Rule::non_empty()));
    assert_eq!(
        broken(r#"{"a": 0}"#, "a", rule()),
        "SC0601 @7: `a` is 0, expected a number of at least 1 and one of 5, 7 or an array or table, each value a value that is not empty\n"
    );
    assert_eq!(broken(r#"{"a": 7}"#, "a", rule()), "");
    assert_eq!(broken(r#"{"a": ["x"]}"#, "a", rule()), "");
    let worded = Rule::each(Rule::range(1..).and(Rule::range(2..)).message("too small"));
    assert_eq!(broken(r#"{"a": [0]}"#, "a", worded), "SC0601 @8: `a[0]` is 0: too small\n");
    assert_eq!(
        format!("{:?}", Rule::length(2..=3)),
        "Rule(text, an array or a table of 2 to 3 characters, elements or keys)"
    );
}

#[test]
fn a_million_faults_are_not_a_million_diagnostics() {
    let json = format!("{{\"a\": [{}0]}}", "0,".repeat(20_000));
    let mut rules = Rules::default();
    rules.add("a[*]", Rule::range(1..));
    let diagnostics = run(&json, &rules);
    assert_eq!(diagnostics.len(), 1001);
    assert_eq!(diagnostics[1000].message, "19001 more values are at fault in the same way");
}

#[test]
fn long_chains_of_rules_do_not_go_deep() {
    let chain = (0..100_000).fold(Rule::non_empty(), |rule, n| rule.and(Rule::range(..=n)));
    assert_eq!(broken(r#"{"a": 0}"#, "a", chain), "");
}
