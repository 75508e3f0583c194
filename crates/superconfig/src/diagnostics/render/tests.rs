use super::*;
use crate::diagnostics::{Code, render_json};
use crate::value::{OriginKind, SourceInfo, Span};

fn file(name: &str, text: &str) -> Arc<SourceInfo> {
    Arc::new(SourceInfo::new(OriginKind::File, name).with_file(name).with_text(text.into()))
}

fn at(source: &Arc<SourceInfo>, part: &str) -> Origin {
    let start = source.text.as_ref().unwrap().find(part).unwrap();
    Origin::new(Arc::clone(source), Some(Span::new(start, start + part.len())))
}

fn env(variable: &str) -> Origin {
    let source = SourceInfo::new(OriginKind::Env, "environment");
    Origin::new(Arc::new(source), None).with_variable(variable.into())
}

fn plain(diagnostic: Diagnostic) -> String {
    render(&[diagnostic], Style::Plain)
}

#[test]
fn one_place() {
    let source = file("config/app.toml", "[server]\nhost = \"a\"\nport = \"http\"\n");
    let diagnostic = Diagnostic::error(Code::TypeMismatch, "expected an integer, found the string \"http\"")
        .with_path("server.port".parse().unwrap())
        .with_origin(at(&source, "\"http\""))
        .with_help("write a number");
    insta::assert_snapshot!(plain(diagnostic), @r##"
    error[SC0502]: expected an integer, found the string "http"
     --> config/app.toml:3:8
      |
    3 | port = "http"
      |        ^^^^^^
      |
      = path: server.port
      = help: write a number
    "##);
}

#[test]
fn two_places_in_one_file() {
    let near = file("a.toml", "port = 1\nhost = \"a\"\nport = 2\n");
    let diagnostic = Diagnostic::error(Code::DuplicateKey, "the key `port` stands twice in one table");
    let second = Origin::new(Arc::clone(&near), Some(Span::new(20, 24)));
    insta::assert_snapshot!(plain(diagnostic.clone().with_origin(second).with_related("first here", at(&near, "port"))), @r##"
    error[SC0202]: the key `port` stands twice in one table
     --> a.toml:3:1
      |
    1 | port = 1
      | ---- first here
    2 | host = "a"
    3 | port = 2
      | ^^^^
    "##);
    let far = file("a.toml", &format!("port = 1\n{}tail = 2\n", "x = 1\n".repeat(300)));
    insta::assert_snapshot!(plain(diagnostic.with_origin(at(&far, "tail")).with_related("first here", at(&far, "port"))), @r##"
    error[SC0202]: the key `port` stands twice in one table
       --> a.toml:302:1
        |
    302 | tail = 2
        | ^^^^
        |
       ::: a.toml:1:1
        |
      1 | port = 1
        | ---- first here
    "##);
}

#[test]
fn two_files_and_no_text() {
    let (base, top) = (file("base.toml", "[db]\nurl = 1\n"), file("top.yaml", "a: 1\ndb: off\n"));
    let diagnostic = Diagnostic::warning(Code::KindChange, "a string replaces a table")
        .with_path("db".parse().unwrap())
        .with_origin(at(&top, "off"))
        .with_related("replaces this table", at(&base, "[db]"))
        .with_related("and is replaced in turn by", env("APP_DB"));
    insta::assert_snapshot!(plain(diagnostic), @r##"
    warning[SC0301]: a string replaces a table
     --> top.yaml:2:5
      |
    2 | db: off
      |     ^^^
      |
     ::: base.toml:1:1
      |
    1 | [db]
      | ---- replaces this table
      |
      = note: and is replaced in turn by: APP_DB (environment)
      = path: db
    "##);
    let diagnostic = Diagnostic::error(Code::TypeMismatch, "expected an integer, found `http`")
        .with_path("port".parse().unwrap())
        .with_origin(env("APP_PORT"));
    insta::assert_snapshot!(plain(diagnostic), @r##"
    error[SC0502]: expected an integer, found `http`
    --> APP_PORT (environment)
     = path: port
    "##);
}

#[test]
fn secrets_are_masked() {
    let source = file("a.yaml", "db:\n  host: h\n  password: hunter2\n  port: x\n  url: pg://u:hunter2@h/\n");
    let diagnostic = Diagnostic::error(Code::TypeMismatch, "expected an integer");
    let first = diagnostic
        .clone()
        .with_path("db.password".parse().unwrap())
        .with_origin(at(&source, "hunter2"))
        .with_related("and the host", at(&source, "h"))
        .with_secret(true);
    let second = diagnostic.with_origin(at(&source, "x")).with_related("see", at(&source, "pg:"));
    insta::assert_snapshot!(render(&[first, second], Style::Plain), @r##"
    error[SC0502]: expected an integer
     --> a.yaml:3:13
      |
    2 |   ********
      |   -------- and the host
    3 |   password: ********
      |             ^^^^^^^^
      |
      = path: db.password

    error[SC0502]: expected an integer
     --> a.yaml:4:9
      |
    4 |   port: x
      |         ^
    5 |   url: pg://u:********@h/
      |        --- see
    "##);
}

#[test]
fn added_names_are_honoured() {
    let mut secrets = Secrets::default();
    secrets.add("licence");
    let source = file("a.toml", "licence = \"hunter2\" x\n");
    let diagnostic = Diagnostic::error(Code::Syntax, "unexpected `x`").with_origin(at(&source, "x"));
    assert!(plain(diagnostic.clone()).contains("hunter2"));
    insta::assert_snapshot!(plain(diagnostic.with_secrets(Arc::new(secrets))), @r##"
    error[SC0201]: unexpected `x`
     --> a.toml:1:21
      |
    1 | licence = ********
      |           ^^^^^^^^
    "##);
}

#[test]
fn long_lines_are_cut() {
    let text =
        format!("{{{}\"port\": \"http\"{}}}", "\"a\": [1, 2], ".repeat(80_000), ", \"b\": 1".repeat(9000));
    let source = file("min.json", &text);
    let diagnostic = Diagnostic::error(Code::TypeMismatch, "expected an integer")
        .with_origin(at(&source, "\"http\""))
        .with_related("first", at(&source, "[1"));
    insta::assert_snapshot!(plain(diagnostic), @r##"
    error[SC0502]: expected an integer
     --> min.json:1:1040010
      |
    1 | …, 2], "a": [1, 2], "a": [1, 2], "port": "http", "b": 1, "b": 1, "b": 1, "b": 1, "b": 1, "b": 1, "b": 1, "b": 1, "b": 1, …
      |                                          ^^^^^^
      |
     ::: min.json:1:7
      |
    1 | {"a": [1, 2], "a": [1, 2], "a": [1, 2], "a": [1, 2], "a": [1, 2], "a": [1, 2], "a": [1, 2], "a": [1, 2], "a": [1, 2], "a…
      |       -- first
    "##);
}

#[test]
fn tabs_line_breaks_and_wide_characters() {
    let source = file("a.toml", "\u{feff}first = x\r\n\tname = \"漢字\" y\r\nlast =");
    let diagnostic = |part| Diagnostic::error(Code::Syntax, "unexpected").with_origin(at(&source, part));
    let end = Origin::new(Arc::clone(&source), Some(Span::new(999, 999)));
    let all = [
        diagnostic("x"),
        diagnostic("y"),
        Diagnostic::error(Code::Syntax, "unexpected end").with_origin(end),
    ];
    assert_eq!(all[1].origin.as_ref().unwrap().column(), Some(14));
    insta::assert_snapshot!(render(&all, Style::Plain), @r##"
    error[SC0201]: unexpected
     --> a.toml:1:9
      |
    1 | first = x
      |         ^

    error[SC0201]: unexpected
     --> a.toml:2:14
      |
    2 |     name = "漢字" y
      |                   ^

    error[SC0201]: unexpected end
     --> a.toml:3:7
      |
    3 | last =
      |       ^
    "##);
}

#[test]
fn nothing_reaches_the_terminal_raw() {
    let source = file("a\u{1b}[31m.toml", "x = \"\u{1b}[2J\u{202e}\u{7}\" y\r z\n");
    let diagnostic = Diagnostic::error(Code::Syntax, "found \u{1b}]0;title\u{7}")
        .with_origin(at(&source, "y"))
        .with_related("a\u{202e}\nb", at(&source, "z"))
        .with_help("see\rthat");
    insta::assert_snapshot!(plain(diagnostic), @r##"
    error[SC0201]: found \u{1b}]0;title\u{7}
     --> a\u{1b}[31m.toml:1:14
      |
    1 | x = "\u{1b}[2J\u{202e}\u{7}" y\r z
      |                              ^   - a\u{202e}\nb
      |
      = help: see\rthat
    "##);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let source = file("a.toml", "a = 1\nb = 2\n");
    let diagnostic = Diagnostic::warning(Code::KindChange, "replaced")
        .with_origin(at(&source, "2"))
        .with_related("this", at(&source, "1"))
        .with_help("so be it");
    let coloured = render(std::slice::from_ref(&diagnostic), Style::Color);
    assert!(coloured.contains("\u{1b}["));
    let mut stripped = String::new();
    for (at, part) in coloured.split('\u{1b}').enumerate() {
        stripped.push_str(if at == 0 { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped, plain(diagnostic));
}

#[test]
fn canaries_are_never_rendered() {
    for text in crate::diagnostics::redact::tests::CANARIES {
        let source = file("f", text);
        let span = |start: usize, end: usize| Origin::new(Arc::clone(&source), Some(Span::new(start, end)));
        let places: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).chain([0, text.len()]).collect();
        for &from in &places {
            for &to in &places {
                let diagnostic = Diagnostic::error(Code::Syntax, "unexpected")
                    .with_origin(span(from, to))
                    .with_related("here", span(to, to + 1));
                let all = [diagnostic.clone(), diagnostic];
                for shown in [render(&all, Style::Plain), render(&all, Style::Color), render_json(&all)] {
                    assert!(!shown.contains("hunter2"), "{text}\n--- is shown as\n{shown}");
                }
            }
        }
    }
}

#[test]
fn values_of_secrets_are_masked_wherever_they_stand() {
    for text in ["x = \"hunter2\"", "x: |\n  a\n  hunter2\n", "[1, hunter2"] {
        let source = file("f", text);
        let diagnostic = Diagnostic::error(Code::InvalidValue, "invalid value \"hunter2\"")
            .with_path("db.password".parse().unwrap())
            .with_origin(at(&source, "hunter2"))
            .with_related("not hunter2", at(&source, "hunter2"))
            .with_help("hunter2 is too short");
        let all = [diagnostic];
        for shown in [render(&all, Style::Plain), render(&all, Style::Color), render_json(&all)] {
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\n".to_owned()),
            Just("\r\n".into()),
            Just("\r".into()),
            Just("\t".into()),
            Just("\u{feff}".into()),
            Just("漢".into()),
            Just("e\u{301}".into()),
            Just("👩\u{200d}🚀".into()),
            Just("\u{1b}[0m".into()),
            Just("password = \"\"\"".into()),
            Just("a = ".into()),
            Just("://u:p@".into()),
            Just("\\u00".into()),
            Just(" ".repeat(90)),
            Just("word ".repeat(40)),
            any::<String>(),
        ];
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
    }

    #[test]
    fn related_places_never_hide_the_primary_one() {
        let source = file("f", "key = value and more\n");
        for related in
            [vec![(0, 20)], vec![(6, 5)], vec![(4, 4), (8, 9)], vec![(6, 2), (8, 3)], vec![(6, 4), (9, 4)]]
        {
            let at = |(start, len): (usize, usize)| {
                Origin::new(Arc::clone(&source), Some(Span::new(start, start + len)))
            };
            let mut diagnostic = Diagnostic::error(Code::Syntax, "m").with_origin(at((6, 5)));
            for span in &related {
                diagnostic = diagnostic.with_related("here", at(*span));
            }
            let shown = plain(diagnostic);
            assert!(shown.contains('^'), "{related:?}\n{shown}");
        }
    }

    proptest! {
        #[test]
        fn any_text_and_spans_render(text in text(), spans in prop::collection::vec((0usize..700, 0usize..700), 1..5), secret: bool) {
            let source = file("f", &text);
            let at = |&(start, len): &(usize, usize)| Origin::new(Arc::clone(&source), Some(Span::new(start, start + len)));
            let mut diagnostic = Diagnostic::error(Code::Syntax, text.as_str()).with_origin(at(&spans[0])).with_secret(secret);
            for span in &spans[1..] {
                diagnostic = diagnostic.with_related("here", at(span));
            }
            let origin = diagnostic.origin.clone().unwrap();
            let shown = plain(diagnostic.clone());
            prop_assert!(!shown.contains(|c: char| c != '\n' && super::super::super::clean::is_unsafe(c)), "{shown:?}");
            let place = format!("--> f:{}:{}\n", origin.line().unwrap(), origin.column().unwrap());
            prop_assert!(shown.contains(&place), "{shown}");
            prop_assert!(shown.contains('^'));
            prop_assert!(!render(&[diagnostic], Style::Color).is_empty());
        }

        /// On lines that are short and plain, the caret stands under the column that the origin names.
        #[test]
        fn the_caret_stands_under_the_column(before in "[a-c ]{0,30}", lines in 0usize..5) {
            let source = file("f", &format!("{}{before}X = 1\n", "y = 1\n".repeat(lines)));
            let origin = at(&source, "X");
            let shown = plain(Diagnostic::error(Code::Syntax, "m").with_origin(origin.clone()));
            let line = shown.lines().find(|line| line.contains("X = 1")).unwrap();
            let caret = shown.lines().find(|line| line.contains('^')).unwrap();
            prop_assert_eq!(line.find('X'), caret.find('^'));
            if before.trim_start().len() == before.len() {
                prop_assert_eq!(line.find('X').unwrap(), line.find("| ").unwrap() + 1 + origin.column().unwrap());
            }
        }
    }
}
