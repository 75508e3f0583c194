//! Whatever is typed, piped or stored: an exit status of 0, 1 or 2, and no crash.

mod shell;

use shell::Shell;
use std::ffi::OsString;
use std::process::Stdio;

#[test]
fn a_command_line_that_is_not_understood_is_a_usage_error() {
    let shell = Shell::new();
    let lines: [&[&str]; 12] = [
        &[],
        &["nothing"],
        &["show", "--nothing"],
        &["show", "a", "b"],
        &["get"],
        &["show", "--file"],
        &["show", "--format", "xml"],
        &["explain", "--format", "yaml"],
        &["show", "--cwd", "absent"],
        &["convert"],
        &["completions", "tcsh"],
        &["show", "--color", "sometimes"],
    ];
    for line in lines {
        let run = shell.run(line);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line:?}");
        assert!(!run.stderr.is_empty(), "{line:?}");
    }
    for line in [&["--help"][..], &["--version"], &["show", "--help"], &["help", "diff"]] {
        let run = shell.run(line);
        assert!(run.code == 0 && !run.stdout.is_empty() && run.stderr.is_empty(), "{line:?}");
    }
}

#[test]
fn an_override_without_a_value_is_a_configuration_error() {
    let run = Shell::new().run(&["show", "--set", "a"]);
    assert!(run.code == 1 && run.stderr.contains("SC0509"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf8_are_paths_or_usage_errors() {
    use std::os::unix::ffi::OsStringExt;
    let shell = Shell::new();
    let odd = OsString::from_vec(b"a\xFF.toml".to_vec());
    std::fs::write(shell.path().join(&odd), "a = 1").unwrap();
    let run = shell.run(&[OsString::from("get"), "a".into(), "--file".into(), odd.clone()]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "1\n"), "{}", run.stderr);
    for option in ["--set", "--env", "--profile", "--app", "--glob"] {
        assert_eq!(shell.run(&[OsString::from("show"), option.into(), odd.clone()]).code, 2, "{option}");
    }
    assert_eq!(shell.run(&[OsString::from("get"), odd.clone()]).code, 2);
    assert_eq!(shell.run(&[odd]).code, 2);
}

#[test]
fn deep_wide_and_broken_documents_are_ordinary_errors() {
    let shell = Shell::new();
    let deep = |open: &str, close: &str, times: usize| open.repeat(times) + &close.repeat(times);
    shell.write("deep.json", deep("[", "]", 100_000));
    shell.write("deep.yaml", deep("{a: ", "}", 100_000));
    shell.write("deep.toml", format!("a = {}", deep("[", "]", 100_000)));
    shell.write("fits.json", format!("{{\"a\": {}}}", deep("[", "]", 120)));
    shell.write("bytes.json", b"\xFF\xFE\x00");
    shell.write("nul.toml", "a = 1\0");
    for (file, code) in [
        ("deep.json", 1),
        ("deep.yaml", 1),
        ("deep.toml", 1),
        ("fits.json", 0),
        ("bytes.json", 1),
        ("nul.toml", 1),
    ] {
        for command in [
            &["check", "--file"][..],
            &["explain", "--file"],
            &["convert"],
            &["show", "--format", "yaml", "--file"],
        ] {
            let run = shell.run(&[command, &[file]].concat());
            assert_eq!(run.code, code, "{command:?} {file}: {}", run.stderr);
        }
    }
    shell.write("large.json", vec![b' '; (16 << 20) + 1]);
    assert_eq!(shell.run(&["check", "--file", "large.json"]).code, 1);
    assert!(shell.run(&["convert", "large.json"]).stderr.contains("SC0104"));
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let shell = Shell::new();
    let many: String = (0..8_000).map(|n| format!("key{n} = {n}\n")).collect();
    shell.write("a.toml", many);
    for arguments in [
        &["show", "--file", "a.toml"][..],
        &["explain", "--file", "a.toml"],
        &["completions", "bash"],
        &["--help"],
    ] {
        let mut child =
            shell.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let mut child = shell.command(&["check", "--file", "absent"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let shell = Shell::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output =
        shell.command(&["show", "--set", "a=1"]).stdout(full).stderr(Stdio::piped()).spawn().unwrap();
    let output = output.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: standard output cannot be written"));
}

#[test]
fn colours_are_for_terminals_and_for_those_who_ask() {
    let plain = Shell::new();
    let is_coloured = |shell: &Shell, arguments: &[&str]| {
        let run = shell.run(&[&["explain", "--set", "a=1", "--file-opt", "absent"], arguments].concat());
        let [out, err] = [&run.stdout, &run.stderr].map(|text| text.contains('\u{1b}'));
        assert_eq!(out, err);
        out
    };
    assert!(!is_coloured(&plain, &[]));
    assert!(is_coloured(&plain, &["--color", "always"]));
    let forced = Shell::new().env("CLICOLOR_FORCE", "1");
    assert!(is_coloured(&forced, &[]));
    assert!(!is_coloured(&forced, &["--color", "never"]));
    let refused = Shell::new().env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert!(!is_coloured(&refused, &[]));
    assert!(is_coloured(&refused, &["--color", "always"]));
}

#[test]
fn directories_can_be_replaced() {
    let shell = Shell::new();
    for directory in ["work", "home", "home/.config", "home/.config/shop"] {
        std::fs::create_dir(shell.path().join(directory)).unwrap();
    }
    shell.write("work/a.toml", "a = 1");
    shell.write("home/.config/shop/config.toml", "b = 2");
    assert_eq!(shell.stdout(&["get", "a", "--cwd", "work", "--file", "a.toml"]), "1\n");
    assert_eq!(shell.stdout(&["--cwd", "work", "convert", "a.toml"]), "{\n  \"a\": 1\n}\n");
    assert_eq!(shell.stdout(&["get", "b", "--cwd", "work", "--home", "home", "--app", "shop"]), "2\n");
    assert_eq!(shell.stdout(&["get", "b", "--home", "home", "--file", "~/.config/shop/config.toml"]), "2\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_working_directory_that_is_gone_does_no_harm() {
    let shell = Shell::new();
    let line = r#"mkdir gone && cd gone && rmdir ../gone && "$0" show --set a=1"#;
    let mut command = std::process::Command::new("/bin/sh");
    command.args(["-c", line, env!("CARGO_BIN_EXE_superconfig")]).current_dir(shell.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
