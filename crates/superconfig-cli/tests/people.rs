//! What people read: explanations, reasons, help, places of faults; and what they may trust.

mod shell;

use serde_json::{Value, json};
use shell::Shell;

fn secret() -> Shell {
    let shell = Shell::new();
    shell.write("secret.json", r#"{"db": {"password": "canary", "user": "u"}}"#);
    shell
}

#[cfg(unix)]
#[test]
fn trust_reads_what_others_may_write() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::new();
    shell.write("shop.toml", "a = 1\n");
    let file = shell.path().join("shop.toml");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
    let run = shell.run(&["show", "--app", "shop"]);
    assert!(run.stdout.trim() == "{}" && run.stderr.contains("--trust /"), "{}", run.stderr);
    for path in ["shop.toml", "."] {
        let run = shell.run(&["get", "a", "--app", "shop", "--trust", "other", "--trust", path]);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("1\n", ""));
    }
}

#[test]
fn explain_lists_elements_that_are_from_elsewhere_and_what_they_beat() {
    let shell = Shell::new();
    shell.write("1.toml", "l = [1, 2, 3]\n");
    let text = shell.stdout(&["explain", "l", "--file", "1.toml", "--set", "l[0]=9", "--set", "l[3]=8"]);
    assert_eq!(
        text,
        "l = [9,2,3,8]\n    from     1.toml:1:5\n    element  9         override\n    element  2         \
         1.toml:1:9\n    element  3         1.toml:1:12\n    element  8         override\n    beat     1 at [0]  \
         1.toml:1:6\n"
    );
}

#[test]
fn keys_and_names_of_files_do_not_act_on_the_terminal() {
    let shell = Shell::new();
    shell.write("a\u{1b}[2J.json", "{\"k\\u001b[2J\": 1}");
    let file = ["--file", "a\u{1b}[2J.json"];
    let commands: [&[&str]; 8] = [
        &["explain"],
        &["keys"],
        &["sources"],
        &["show", "--format", "table"],
        &["why-not", "x\u{1b}[2J"],
        &["why-not", r#""k\u{1b}[2J""#],
        &["diff", "--against"],
        &["check", "-vvv"],
    ];
    for command in commands {
        let run = shell.run(&[command, &file].concat());
        assert!(
            !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
            "{command:?}: {}",
            run.stdout
        );
    }
    assert_eq!(shell.stdout(&[&["keys"], &file[..]].concat()), "\"k\\u{1b}[2J\"\n");
    assert_eq!(shell.stdout(&[&["get", r#""k\u{1b}[2J""#], &file[..]].concat()), "1\n");
}

#[test]
fn diff_names_the_operation_that_made_an_array() {
    let shell = Shell::new();
    shell.write("a.toml", "l = [1]\n");
    shell.write("b.toml", "\nl_add = [2]\n");
    let text =
        shell.stdout(&["diff", "--file", "a.toml", "--against", "--file", "a.toml", "--file", "b.toml"]);
    assert_eq!(text, "l\n  - [1]  a.toml:1:5\n  + [1,2]  b.toml:2:9\n");
}

#[test]
fn help_and_usage_are_coloured_as_all_the_rest() {
    let forced = |value| Shell::new().env("CLICOLOR_FORCE", value);
    let is_coloured = |shell: &Shell, line: &[&str]| {
        let run = shell.run(line);
        (run.stdout + &run.stderr).contains('\u{1b}')
    };
    for line in [&["show", "--bogus"][..], &["--help"], &["show", "--format", "toml", "--home"], &["diff"]] {
        assert!(!is_coloured(&Shell::new(), line) && !is_coloured(&forced("0"), line), "{line:?}");
        assert!(is_coloured(&forced("1"), line), "{line:?}");
    }
    assert!(!is_coloured(&forced("1"), &["show", "--bogus", "--color", "never"]));
    assert!(!is_coloured(&forced("1"), &["diff", "--color=never"]));
    assert!(is_coloured(&Shell::new(), &["--help", "--color", "always"]));
    assert!(is_coloured(&Shell::new(), &["show", "--color=always", "--help"]));
    assert!(!is_coloured(&Shell::new(), &["show", "--bogus", "--", "--color=always"]));
}

#[test]
fn usage_is_that_of_the_command() {
    let run = Shell::new().run(&["diff", "--set", "a=1"]);
    assert!(run.code == 2 && run.stderr.contains("Usage: superconfig diff "), "{}", run.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    let shell = Shell::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert_eq!(shell.command(&["--help"]).stdout(full).status().unwrap().code(), Some(1));
}

#[test]
fn check_has_a_summary_for_programs() {
    let shell = secret();
    let summary = shell.stdout(&["check", "--format", "json", "--quiet", "--file", "secret.json"]);
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary, json!({"values": 2, "sources": 1, "warnings": 0}));
    assert_eq!(shell.run(&["check", "--format", "toml"]).code, 2);
}

#[test]
fn the_fullest_trace_shows_values_and_no_secrets() {
    let shell = secret();
    let trace = |level: &str| shell.run(&["check", level, "--file", "secret.json"]).stderr;
    assert!(trace("-vvv").contains(r#"db.user = "u"  secret.json:1:"#), "{}", trace("-vvv"));
    assert!(!trace("-vvv").contains("canary") && !trace("-vv").contains("db.user"));
}

#[test]
fn diagnostics_have_places() {
    let shell = Shell::new();
    shell.write("schema.json", r#"{"type": "tabel"}"#);
    shell.write("nul.toml", "a = 1\nb = \"\0\"\n");
    let place = |line: &[&str]| {
        let run = shell.run(&[line, &["--diagnostics", "json"]].concat());
        let found: Value = serde_json::from_str(run.stderr.lines().next().unwrap()).unwrap();
        assert_eq!(run.code, 1);
        format!("{} {}", found["code"], found["origin"]["source"])
    };
    assert_eq!(place(&["check", "--schema", "schema.json"]), r#""SC0603" "schema.json""#);
    assert_eq!(place(&["check", "--schema", "none.json"]), r#""SC0102" "none.json""#);
    assert_eq!(place(&["convert", "none.json"]), r#""SC0102" "none.json""#);
    assert_eq!(place(&["convert", "."]), r#""SC0103" ".""#);
    assert_eq!(place(&["show", "--strict", "--glob", "conf.d/*"]), r#""SC0107" "conf.d/*""#);
    assert_eq!(place(&["show", "--glob", "conf.d/["]), r#""SC0108" "conf.d/[""#);
    assert!(shell.run(&["show", "--file", "nul.toml"]).stderr.contains("byte 11 (line 2)"));
}

#[test]
fn why_not_names_places_once_and_reveals_on_demand() {
    let shell = secret();
    let ask =
        |rest: &[&str]| shell.stdout(&[&["why-not", "db.password", "--file", "secret.json"], rest].concat());
    assert!(!ask(&[]).contains("canary"));
    assert!(
        ask(&["--reveal"]).contains("canary") && ask(&["--reveal", "--format", "json"]).contains("canary")
    );
    shell.write("r.toml", "_remove = [\"db\"]\n");
    let text = ask(&["--file", "r.toml"]);
    assert_eq!(text.matches("r.toml").count(), 1, "{text}");
    let json =
        shell.stdout(&["why-not", "zz", "--file-opt", "none.toml", "--app", "shop", "--format", "json"]);
    let answer: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(answer["reasons"][1]["kind"], "file_absent");
    assert_eq!(answer["reasons"][1]["origin"]["file"], "none.toml");
}

#[test]
fn a_null_is_called_null() {
    let run = Shell::new().run(&["keys", "a", "--set", "a=null"]);
    assert!(run.stderr.contains("found null"), "{}", run.stderr);
}

#[test]
fn an_empty_file_has_no_format_unless_its_name_says() {
    let shell = Shell::new();
    shell.write(".shoprc", "\n");
    shell.write("shop.toml", "");
    let sources: Value =
        serde_json::from_str(&shell.stdout(&["sources", "--app", "shop", "--format", "json"])).unwrap();
    let formats: Vec<&Value> = sources.as_array().unwrap().iter().map(|source| &source["format"]).collect();
    assert_eq!(formats, [&json!("toml"), &Value::Null]);
}
