//! Every command, its exit status, and what stands on which stream.

mod shell;

use serde_json::{Value, json};
use shell::Shell;

fn shop() -> Shell {
    let shell = Shell::new();
    shell.write(
        "a.toml",
        "host = \"a\"\nday = 2026-08-01\nbig = 18446744073709551615\nlist = [1, 2]\n[server]\nport = 80\n",
    );
    shell.write("b.yaml", "server:\n  port: 90\nlist_add: [3]\n\"a.b\": x\n");
    shell.write("secret.json", r#"{"db": {"password": "canary", "user": "u"}}"#);
    shell
}

const BOTH: [&str; 4] = ["--file", "a.toml", "--file", "b.yaml"];

#[test]
fn show_prints_real_values_as_json() {
    let shell = shop();
    shell.write("a.toml", "host = \"a\"\nday = 2026-08-01\nbig = 9223372036854775807\n");
    let run = shell.run(&["show", "--file", "a.toml", "--file", "secret.json"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "{\n  \"host\": \"a\",\n  \"day\": \"2026-08-01\",\n  \"big\": 9223372036854775807,\n  \"db\": {\n    \
         \"password\": \"canary\",\n    \"user\": \"u\"\n  }\n}\n"
    );
}

#[test]
fn show_takes_a_path_and_a_format() {
    let shell = Shell::new();
    shell.write("a.yaml", "server:\n  port: 80\n  hosts: [a, b]\n");
    let show = |rest: &[&str]| shell.stdout(&[&["show", "--file", "a.yaml"], rest].concat());
    assert_eq!(show(&["server", "--format", "yaml"]), "port: 80\nhosts:\n  - a\n  - b\n");
    assert_eq!(show(&["--format", "toml"]), "[server]\nport = 80\nhosts = [\"a\", \"b\"]\n");
    assert_eq!(show(&["--format", "env"]), "SERVER__PORT=80\nSERVER__HOSTS='[\"a\",\"b\"]'\n");
    let table = show(&["--format", "table"]);
    assert_eq!(
        table,
        "path          value      origin\nserver.port   80         a.yaml:2:9\nserver.hosts  [\"a\",\"b\"]  a.yaml:3:10\n"
    );
}

#[test]
fn get_prints_strings_raw_and_tables_in_a_format() {
    let shell = Shell::new();
    shell.write("a.yaml", "s: a \"b\"\nn: 1.5\nt: true\nz: null\ne: ''\nl: [1, 2]\nd: {k: v}\n");
    let get = |rest: &[&str]| shell.stdout(&[&["get", "--file", "a.yaml"], rest].concat());
    assert_eq!(get(&["s"]), "a \"b\"\n");
    assert_eq!(get(&["n"]), "1.5\n");
    assert_eq!(get(&["t"]), "true\n");
    assert_eq!(get(&["z"]), "null\n");
    assert_eq!(get(&["e"]), "\n");
    assert_eq!(get(&["l"]), "[\n  1,\n  2\n]\n");
    assert_eq!(get(&["d", "--format", "yaml"]), "k: v\n");
    assert_eq!(get(&["s", "--format", "json"]), "\"a \\\"b\\\"\"\n");
    assert_eq!(get(&["l[1]"]), "2\n");
}

#[test]
fn a_path_that_is_asked_for_claims_a_variable() {
    let shell = Shell::new().env("APP_DB_HOST", "h").env("APP_DB_PORT", "80");
    let run = shell.run(&["get", "db.host", "--env", "APP_"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "h\n", ""));
    assert_eq!(shell.stdout(&["show", "db.port", "--env", "APP_"]), "80\n");
    assert_eq!(shell.stdout(&["show", "db.host", "--env", "APP_"]), "\"h\"\n");
}

#[test]
fn a_missing_path_is_an_error_that_names_the_nearest() {
    let shell = shop();
    for command in ["get", "show", "keys", "explain"] {
        let run = shell.run(&[&[command, "server.prot"], &BOTH[..]].concat());
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{command}");
        assert!(
            run.stderr.contains("SC0508") && run.stderr.contains("server.port"),
            "{command}: {}",
            run.stderr
        );
    }
    let run = shell.run(&[&["get", "a..b"], &BOTH[..]].concat());
    assert!(run.code == 1 && run.stderr.contains("SC0509"), "{}", run.stderr);
}

#[test]
fn keys_are_lines_that_are_segments_of_paths() {
    let shell = Shell::new();
    shell.write("a.json", r#"{"b": 1, "a.b": 2, "c\nd": 3, "": 4}"#);
    assert_eq!(shell.stdout(&["keys", "--file", "a.json"]), "b\n\"a.b\"\n\"c\\nd\"\n\"\"\n");
    let json: Value =
        serde_json::from_str(&shell.stdout(&["keys", "--file", "a.json", "--format", "json"])).unwrap();
    assert_eq!(json, json!(["b", "a.b", "c\nd", ""]));
    assert_eq!(shell.run(&["keys", "b", "--file", "a.json"]).code, 1);
}

#[test]
fn explain_shows_origins_and_what_was_beaten() {
    let shell = Shell::new();
    shell.write("a.toml", "port = 80\nlist = [1]\n");
    shell.write("b.toml", "port = 90\nlist_add = [2]\n");
    let shell = shell.env("APP_PORT", "91");
    let sources = ["--file", "a.toml", "--file", "b.toml", "--env", "APP_"];
    assert_eq!(
        shell.stdout(&[&["explain"], &sources[..]].concat()),
        "port = 91\n    from      APP_PORT (environment)\n    beat  90  b.toml:1:8\n    beat  80  a.toml:1:8\n\
         list = [1,2]\n    from        a.toml:2:8\n    element  1  a.toml:2:9\n    element  2  b.toml:2:13\n    \
         added    2  b.toml:2:12\n"
            .replace("from      APP", "from  APP")
            .replace("from        a.toml", "from     a.toml")
    );
    let json = shell.stdout(&[&["explain", "--format", "json"], &sources[..]].concat());
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[0]["path"], "port");
    assert_eq!(json[0]["origin"], json!({"kind": "env", "source": "environment", "variable": "APP_PORT"}));
    assert_eq!(json[0]["beat"][1]["origin"]["line"], 1);
    assert_eq!(json[1]["operations"][0]["op"], "add");
    assert_eq!(json[1]["elements"].as_array().unwrap().len(), 2);
}

#[test]
fn secrets_are_masked_where_people_look() {
    let shell = shop();
    let sources = ["--file", "secret.json", "--set", "db.token=canary"];
    let looks: [&[&str]; 10] = [
        &["explain"],
        &["explain", "--format", "json"],
        &["show", "--format", "table"],
        &["sources"],
        &["timings"],
        &["timings", "--format", "json"],
        &["check", "-vvv"],
        &["why-not", "db.password"],
        &["diff", "--against"],
        &["diff", "--format", "json", "--against"],
    ];
    for look in looks {
        let run = shell.run(&[&look[..1], &sources[..], &look[1..]].concat());
        assert_eq!(run.code, 0, "{look:?}: {}", run.stderr);
        assert!(!(run.stdout + &run.stderr).contains("canary"), "{look:?}");
    }
    for look in [&["explain"][..], &["explain", "--format", "json"], &["show", "--format", "table"]] {
        let run = shell.run(&[look, &["--reveal"], &sources[..]].concat());
        assert!(run.stdout.contains("canary"), "{look:?}");
    }
    let broken = r#"{"password": "canary", "a": }"#;
    shell.write("broken.json", broken);
    let run = shell.run(&["check", "--file", "broken.json"]);
    assert!(
        run.code == 1 && run.stderr.contains("broken.json:1") && !run.stderr.contains("canary"),
        "{}",
        run.stderr
    );
}

#[test]
fn why_not_says_why() {
    let shell = shop();
    let run = shell.run(&[&["why-not", "server.prot"], &BOTH[..]].concat());
    assert_eq!(run.code, 0);
    assert_eq!(run.stdout, "server.prot\n    nothing defines `server.prot`; did you mean `server.port`?\n");
    let json = shell.stdout(&[&["why-not", "server.port", "--format", "json"], &BOTH[..]].concat());
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["subject"], "server.port");
    assert_eq!(json["reasons"][0]["kind"], "set");
    assert_eq!(json["reasons"][1]["origin"]["file"], "a.toml");
}

#[test]
fn sources_come_weakest_first() {
    let shell = shop();
    let run = shell.stdout(&[&["sources"], &BOTH[..]].concat());
    let lines: Vec<&str> = run.lines().collect();
    assert!(
        lines[0].starts_with("source") && lines[1].starts_with("a.toml") && lines[2].starts_with("b.yaml"),
        "{run}"
    );
    let json = shell.stdout(&[&["sources", "--format", "json"], &BOTH[..]].concat());
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json[0]["format"], &json[0]["kind"]), (&json!("toml"), &json!("file")));
    assert_eq!((&json[1]["values"], &json[1]["path"]), (&json!(3), &json!("b.yaml")));
}

#[test]
fn sources_apply_in_the_order_of_the_command_line() {
    let shell = Shell::new().env("APP_A", "env");
    shell.write("f.toml", "a = 'file'");
    shell.write("d.toml", "a = 'defaults'");
    shell.write("x.env", "A=dotenv");
    let get = |sources: &[&str]| shell.stdout(&[&["get", "a"], sources].concat());
    let options = [
        ["--file", "f.toml"],
        ["--defaults", "d.toml"],
        ["--env", "APP_"],
        ["--set", "a=set"],
        ["--dotenv", "x.env"],
    ];
    let values = ["file", "defaults", "env", "set", "dotenv"];
    for first in 0..options.len() {
        for second in 0..options.len() {
            if first != second {
                let sources = [options[first], options[second]].concat();
                assert_eq!(get(&sources).trim_end(), values[second], "{sources:?}");
            }
        }
    }
    assert_eq!(get(&["--set", "a=1", "--file", "f.toml", "--set", "a=2"]), "2\n");
    assert_eq!(get(&["--set", "a=1", "--join", "f.toml"]), "1\n");
    assert_eq!(get(&["--file=f.toml", "--set=a=b=c"]), "b=c\n");
}

#[test]
fn check_reports_all_diagnostics() {
    let shell = shop();
    let run = shell.run(&[&["check"], &BOTH[..]].concat());
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (0, "ok: 6 values from 2 sources, no warnings\n", "")
    );
    let warned = ["check", "--file", "a.toml", "--file-opt", "absent.toml", "--file-opt", "gone.toml"];
    let run = shell.run(&warned);
    assert_eq!(run.code, 0);
    assert!(
        run.stdout.contains("2 warnings")
            && run.stderr.contains("absent.toml")
            && run.stderr.contains("gone.toml")
    );
    let run = shell.run(&[&warned[..], &["--strict"]].concat());
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.starts_with("error[SC0101]"), "{}", run.stderr);
    let run = shell.run(&[&warned[..], &["--quiet"]].concat());
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    let run = shell.run(&[&warned[..], &["--diagnostics", "json"]].concat());
    let lines: Vec<Value> = run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["code"], "SC0101");
    let run =
        shell.run(&["check", "--file", "absent.toml", "--file", "gone.toml", "--diagnostics", "json", "-vv"]);
    assert_eq!(run.code, 1);
    let lines: Vec<Value> = run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["code"] == "SC0102").count(), 2);
    assert!(lines.iter().any(|line| line["level"] == "info"));
}

#[test]
fn check_takes_a_schema_in_any_format() {
    let shell = Shell::new();
    shell.write("a.toml", "port = 99999\npassword = 'canary'\n");
    shell.write("schema.yaml", "properties:\n  port: {maximum: 65535}\n  password: {type: integer}\n");
    let run = shell.run(&["check", "--file", "a.toml", "--schema", "schema.yaml"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("SC0602") && run.stderr.contains("a.toml:1:8"), "{}", run.stderr);
    assert!(run.stderr.contains("a.toml:2:12") && !run.stderr.contains("canary"), "{}", run.stderr);
    assert_eq!(shell.run(&["check", "--set", "port=80", "--schema", "schema.yaml"]).code, 0);
    shell.write("bad.json", "{\"type\": 5}");
    let run = shell.run(&["check", "--file", "a.toml", "--schema", "bad.json"]);
    assert!(run.code == 1 && run.stderr.contains("SC0603"), "{}", run.stderr);
    let run = shell.run(&["check", "--file", "a.toml", "--schema", "absent.json"]);
    assert!(run.code == 1 && run.stderr.contains("absent.json"), "{}", run.stderr);
}

#[test]
fn warnings_go_to_standard_error_whatever_the_command() {
    let shell = shop();
    let run = shell.run(&["get", "host", "--file", "a.toml", "--file-opt", "absent.toml"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "a\n"));
    assert!(run.stderr.starts_with("warning[SC0101]"), "{}", run.stderr);
    let run = shell.run(&["get", "host", "--file", "a.toml", "--file-opt", "absent.toml", "--strict"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
}

#[test]
fn convert_takes_any_document() {
    let shell = Shell::new();
    let convert = |arguments: &[&str], input: &str| {
        shell.run_with_input(&[&["convert", "-"], arguments].concat(), input)
    };
    assert_eq!(convert(&[], "[1, \"a\"]").stdout, "[\n  1,\n  \"a\"\n]\n");
    assert_eq!(convert(&["--from", "yaml"], "just text").stdout, "\"just text\"\n");
    assert_eq!(
        convert(&["--from", "json", "--to", "yaml"], "[18446744073709551615, 0.1]").stdout,
        "- 18446744073709551615\n- 0.1\n"
    );
    assert_eq!(
        convert(&["--from", "toml"], "d = 2026-08-01T10:00:00Z").stdout,
        "{\n  \"d\": \"2026-08-01T10:00:00Z\"\n}\n"
    );
    assert_eq!(convert(&["--from", "toml", "--to", "toml"], "d = 2026-08-01").stdout, "d = 2026-08-01\n");
    assert_eq!(convert(&["--from", "yaml"], "").stdout, "{}\n");
    let several = convert(&["--from", "yaml"], "a: 1\n---\nb: 2\n");
    assert_eq!((several.code, several.stdout.as_str()), (1, ""));
    assert!(several.stderr.contains("SC0206"), "{}", several.stderr);
    for to in ["toml", "env"] {
        let array = convert(&["--to", to], "[1]");
        assert_eq!((array.code, array.stdout.as_str()), (1, ""), "{to}");
    }
    let null = convert(&["--to", "toml"], r#"{"a": null, "b": 1}"#);
    assert_eq!((null.code, null.stdout.as_str()), (0, "b = 1\n"));
    assert!(null.stderr.contains("SC0701"), "{}", null.stderr);
    assert_eq!(convert(&["--to", "toml", "--strict"], r#"{"a": null}"#).code, 1);
    shell.write("a.conf", "a = 1\n");
    assert_eq!(shell.stdout(&["convert", "a.conf"]), "{\n  \"a\": 1\n}\n");
    let absent = shell.run(&["convert", "absent.toml"]);
    assert!(absent.code == 1 && absent.stderr.contains("absent.toml"), "{}", absent.stderr);
    assert_eq!(shell.run(&["convert", "."]).code, 1);
}

#[test]
fn diff_compares_profiles_or_sources() {
    let shell = Shell::new();
    shell.write("p.toml", "[default]\na = 1\nb = 1\n[dev]\na = 2\n[prod]\na = 3\nc = true\n");
    let profiles = ["diff", "--nested", "--file", "p.toml", "--profile", "dev", "--profile", "prod"];
    assert_eq!(shell.stdout(&profiles), "a\n  - 2  p.toml:5:5\n  + 3  p.toml:7:5\nc\n  + true  p.toml:8:5\n");
    let json: Value =
        serde_json::from_str(&shell.stdout(&[&profiles[..], &["--format", "json"]].concat())).unwrap();
    assert_eq!(
        (&json[0]["change"], &json[0]["old"]["value"], &json[0]["new"]["origin"]["line"]),
        (&json!("changed"), &json!(2), &json!(7))
    );
    assert_eq!((&json[1]["change"], &json[1]["old"]), (&json!("added"), &Value::Null));
    let against = ["diff", "--set", "a=1", "--set", "b=1", "--against", "--set", "b=1", "--set", "c=1"];
    assert_eq!(shell.stdout(&against), "a\n  - 1  override\nc\n  + 1  override\n");
    assert_eq!(shell.stdout(&["diff", "--set", "a=1", "--against", "--set", "a=1"]), "");
    assert_eq!(shell.run(&["diff", "--file", "p.toml"]).code, 2);
}

#[test]
fn shells_get_completions_and_people_a_manual() {
    let shell = Shell::new();
    for name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = shell.stdout(&["completions", name]);
        assert!(script.contains("why-not") && script.contains("file-opt"), "{name}");
    }
    let page = shell.stdout(&["man"]);
    assert!(page.contains(".TH superconfig") && page.contains("explain"), "{page}");
    assert!(shell.stdout(&["man", "show"]).contains("file\\-opt"));
    assert_eq!(shell.run(&["man", "nothing"]).code, 2);
}
