use super::*;

/// The text as it would be shown.
fn masked(text: &str) -> String {
    let mut redactor = Redactor::new(text.into(), Arc::default());
    let mut out = text.to_owned();
    for range in redactor.masked(0..text.len()).iter().rev() {
        out.replace_range(range.clone(), "*");
    }
    out
}

/// Notations of one secret: `hunter2` must not be seen, `seen` must.
pub(in crate::diagnostics) const CANARIES: &[&str] = &[
    "password = \"hunter2\"\nport = seen",
    "password: hunter2\nport: seen",
    "seen: 1, password : hunter2",
    "{\"seen\": 1, \"password\": \"hunter2\", \"x\": \"hunter2\"}",
    "{\n  \"apiKey\":\n  \"hunter2\",\n  \"a\": \"seen\"\n}",
    "{\n  \"apiKey\"\n  : \"hunter2\",\n  \"a\": \"seen\"\n}",
    "{\n  \"pass\\u0077ord\": \"hunter2\",\n  \"a\": \"seen\"\n}",
    "\"pass\\x77ord\" = \"hunter2\"\nseen = 1",
    "export DB_PASSWORD=hunter2\nSEEN=seen",
    "export DB_PASSWORD='a\nhunter2\nFOO=hunter2'\nSEEN=seen",
    "DB_PASSWORD=\"a\\\"\nhunter2\"\nSEEN=seen",
    "DB_PASSWORD=a\\\nhunter2\nSEEN=seen",
    "<key>token: hunter2\nseen",
    "password \"hunter2\"\nseen = 1",
    "password hunter2 = 1\nseen = 1",
    "password==hunter2\nseen = 1",
    "password => hunter2\nseen = 1",
    "token = \"\"\"\nhunter2\n\na = hunter2\n\"\"\"\nseen = 1",
    "token = '''hunter2\n[x]\nhunter2'''\nseen = 1",
    "a:\n  token: |\n    hunter2\n\n    a: hunter2\n  b: seen",
    "token: >-\n  hunter2\n  hunter2\nb: seen",
    "token: a\n  hunter2\nb: seen",
    "token:\n- hunter2\n- a: hunter2\n  b: hunter2\nb: seen",
    "- token: a\n    hunter2\n  b: seen",
    "secrets:\n  a: hunter2\n# note\n  b:\n    - hunter2\nb: seen",
    "? password\n: hunter2\n? b\n: seen",
    "secrets:\n  {a: hunter2,\n  b: hunter2}\nb: seen",
    "secrets: {a: [1, \"}\",\n2], b:\nhunter2}\nb: seen",
    "secrets = [\n  \"hunter2\", # it's ]\n\"hunter2\"\n]\nseen = 1",
    "\"credentials\": {\n\"a\": \"hunter2\",\n\"b\": [\"hunter2\"]\n},\n\"b\": \"seen\"",
    "[secrets]\na = \"hunter2\"\nb = '''\n[x]\nhunter2'''\n[b]\na = \"seen\"",
    "[app.credentials] # all\na=hunter2\nhunter2\n[b]\nseen=1",
    "[[tokenizers]]\nseen = 1\n[[token]]\na = \"hunter2\"\n[other]\nb = 1",
    "db.credentials.user = \"hunter2\"\nseen = 1",
    "password = r#\"a\"b\nhunter2\"#\nseen = 1",
    "(password: Some(\"hunter2\"), x: 1)\nseen",
    "key = \"\"\"-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\"\"\"\nseen = 1",
    "private_key = \"\"\"-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n\"\"\"\nseen = 1",
    "cert: |\n  -----BEGIN X-----\n  hunter2\n  -----END X-----\nb: seen",
    "cert: \"-----BEGIN X-----\\nhunter2\\n-----END X-----\"\nb: seen",
    "url = \"postgres://seen:hunter2@host/db\"",
    "url = \"postgres://seen:a/hunter2@host/db\"",
    "\"url\": \"postgres:\\/\\/seen:hunter2@host\"",
    "urls = a://u:hunter2@h, b://:hunter2@h, seen",
    "url = \"https://seen.example/?access_token=hunter2&x=1\"",
    "# password: hunter2\nport = seen",
    "// \"password\": \"hunter2\",\n\"port\": \"seen\"",
    "# secrets:\n#   a: hunter2\nport: seen",
    "\u{feff}password=hunter2\r\nseen=1\r\n",
    "spring.datasource.password=hunter2\nseen=1",
    "Authorization-Token: Bearer hunter2\nseen: 1",
    "env:\n- name: DB_PASSWORD\n  value: hunter2\n- name: seen",
    "password: !secret\n  hunter2\nb: seen",
    "password: &a\n- hunter2\nb: seen",
    "password:\n\n\n  hunter2\nb: seen",
    "{password: hunter2\n, a: 1}\nseen",
];

#[test]
fn canaries_are_never_seen() {
    for text in CANARIES {
        let shown = masked(text);
        assert!(!shown.contains("hunter2"), "{text}\n--- is shown as\n{shown}");
        assert!(shown.to_lowercase().contains("seen"), "{text}\n--- is shown as\n{shown}");
    }
}

#[test]
fn names_and_neighbours_stay() {
    assert_eq!(masked("port = 1\npassword = \"x\"\nhost = 2"), "port = 1\npassword = *\nhost = 2");
    assert_eq!(masked("{\"a\": 1, \"apiKey\": \"x\", \"b\": 2}"), "{\"a\": 1, \"apiKey\": *");
    assert_eq!(masked("monkey = 1\nrole = \"token\"\nb = 2"), "monkey = 1\nrole = \"token\"\nb = 2");
    assert_eq!(masked("url = 'pg://u:p@h/x'"), "url = 'pg://u:*@h/x'");
    assert_eq!(masked("url = 'http://h:80/@x'"), "url = 'http://h:80/@x'");
    assert_eq!(masked("\"password\": \"\",\n\"host\": \"h\""), "\"password\": *\n\"host\": \"h\"");
    assert_eq!(masked("token = \nhost = h\n[x]"), "token = \nhost = h\n[x]");
}

#[test]
fn reading_further_later_is_the_same_as_at_once() {
    for text in CANARIES {
        let mut steps = Redactor::new((*text).into(), Arc::default());
        for end in 0..text.len() {
            steps.masked(end..end);
        }
        let mut once = Redactor::new((*text).into(), Arc::default());
        assert_eq!(steps.masked(0..text.len()), once.masked(0..text.len()));
    }
}
