//! The conformance suite through the command.

#![allow(clippy::unwrap_used)] // Helpers of tests.

use conformance_runner::{Case, Diagnosed, Place, Source, Subject, run};
use serde_json::Value;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Output};

#[test]
fn every_case_holds_for_the_command() {
    run(|case| cfg!(unix) || (case.links.is_empty() && case.modes.is_empty()), Cli::new);
}

struct Cli {
    arguments: Vec<OsString>,
    env: Vec<(String, OsString)>,
    strict: bool,
    own: PathBuf,
}

impl Cli {
    fn new(case: &Case, place: &Place) -> Self {
        let mut arguments: Vec<OsString> = Vec::new();
        for (at, source) in place.sources.iter().enumerate() {
            arguments.extend(option(at, source, place));
        }
        arguments.extend([
            "--cwd".into(),
            place.cwd.clone().into(),
            "--home".into(),
            place.home.clone().into(),
        ]);
        arguments.extend(case.profiles.iter().flat_map(|profile| ["--profile".into(), profile.into()]));
        arguments.extend(case.nested.then(|| "--nested".into()));
        Self { arguments, env: place.env.clone(), strict: case.strict, own: place.own.clone() }
    }

    /// Runs a command; it must end by itself, with 0 or 1.
    fn run(&self, command: &[&str]) -> Result<(bool, String, String), String> {
        let strict = self.strict.then_some("--strict");
        let (name, rest) = command.split_first().ok_or("no command")?;
        let mut process = Command::new(env!("CARGO_BIN_EXE_superconfig"));
        process.arg(name).args(&self.arguments).args(strict).args(rest);
        let output = process.env_clear().envs(self.env.iter().cloned()).current_dir(&self.own).output();
        let Output { status, stdout, stderr } = output.map_err(|error| error.to_string())?;
        let stderr = String::from_utf8(stderr).map_err(|_| "standard error is not UTF-8")?;
        let stdout = String::from_utf8(stdout).map_err(|_| "standard output is not UTF-8")?;
        match status.code() {
            Some(code @ (0 | 1)) if !stderr.contains("internal error") => Ok((code == 0, stdout, stderr)),
            _ => Err(format!("{name} ended with {status}: {stderr}")),
        }
    }

    /// The standard output of a command that must not fail.
    fn data(&self, command: &[&str]) -> Result<String, String> {
        match self.run(command)? {
            (true, stdout, _) => Ok(stdout),
            (false, _, stderr) => Err(format!("{} failed: {stderr}", command.join(" "))),
        }
    }
}

fn option(at: usize, source: &Source, place: &Place) -> [OsString; 2] {
    let name = format!("--{}", source.kind.replace('_', "-"));
    if source.kind == "defaults" {
        let file = place.own.join(format!("defaults-{at}.json"));
        std::fs::write(&file, source.value.to_string()).unwrap();
        return [name.into(), file.into()];
    }
    [name.into(), source.value.as_str().unwrap().into()]
}

fn json_lines(text: &str) -> Result<Vec<Value>, String> {
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| format!("{error} in {line}")))
        .collect()
}

fn codes(diagnostics: &[Value]) -> Vec<String> {
    diagnostics.iter().map(|found| found["code"].as_str().unwrap_or_default().to_owned()).collect()
}

impl Subject for Cli {
    fn load(&self) -> Result<Diagnosed, String> {
        let (fine, _, stderr) = self.run(&["check", "--diagnostics", "json"])?;
        let mut diagnostics = json_lines(&stderr)?;
        if !fine {
            diagnostics.retain(|found| found["severity"] == "error");
        }
        Ok(Diagnosed { failed: !fine, diagnostics })
    }

    fn json(&self, path: &str) -> Result<String, String> {
        self.data(&["show", "--", path])
    }

    fn absent(&self, path: &str) -> Result<(), String> {
        match self.run(&["get", "--diagnostics", "json", "--", path])? {
            (false, _, stderr) if stderr.contains("SC0508") || stderr.contains("SC0509") => Ok(()),
            (_, stdout, stderr) => Err(format!("{path} is there: {stdout}{stderr}")),
        }
    }

    fn keys(&self, path: &str) -> Result<Vec<String>, String> {
        let keys = self.data(&["keys", "--format", "json", "--", path])?;
        serde_json::from_str(&keys).map_err(|error| error.to_string())
    }

    fn export(&self, format: &str) -> Result<(String, Vec<String>), String> {
        let (fine, stdout, stderr) = self.run(&["show", "--format", format, "--diagnostics", "json"])?;
        if !fine {
            return Err(stderr);
        }
        // The warnings of the load stand there too; what remains without them is about the export.
        let mut of_load = json_lines(&self.run(&["check", "--diagnostics", "json"])?.2)?;
        let mut warnings = json_lines(&stderr)?;
        warnings.retain(|warning| match of_load.iter().position(|other| other == warning) {
            Some(at) => {
                of_load.remove(at);
                false
            }
            None => true,
        });
        Ok((stdout, codes(&warnings)))
    }

    fn read_again(&self, text: &str, format: &str) -> Result<(String, Vec<String>), String> {
        let file = self.own.join(format!("again.{format}"));
        std::fs::write(&file, text).map_err(|error| error.to_string())?;
        let arguments = vec!["--file".into(), file.into()];
        let again = Self { arguments, env: Vec::new(), strict: false, own: self.own.clone() };
        let warnings = again.run(&["check", "--diagnostics", "json"])?.2;
        Ok((again.json("")?, codes(&json_lines(&warnings)?)))
    }

    fn explain(&self, path: &str) -> Result<Value, String> {
        let text = self.data(&["explain", "--format", "json", "--", path])?;
        let all: Vec<Value> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        all.into_iter().next().ok_or_else(|| "no explanation".to_owned())
    }

    fn why_not(&self, name: &str) -> Result<String, String> {
        let human = self.data(&["why-not", "--", name])?;
        let json = self.data(&["why-not", "--format", "json", "--", name])?;
        serde_json::from_str::<Value>(&json).map_err(|error| format!("{error} in {json}"))?;
        Ok(human)
    }

    fn explanation(&self) -> Result<String, String> {
        self.data(&["explain"])
    }

    fn displayed(&self) -> Vec<(&'static str, String)> {
        let commands: [(&str, &[&str]); 10] = [
            ("explain", &["explain", "--color", "always"]),
            ("explain as json", &["explain", "--format", "json"]),
            ("the table", &["show", "--format", "table"]),
            ("sources", &["sources"]),
            ("sources as json", &["sources", "--format", "json"]),
            ("timings", &["timings"]),
            ("timings as json", &["timings", "--format", "json"]),
            ("check", &["check"]),
            ("check as json", &["check", "--diagnostics", "json"]),
            ("the trace", &["check", "-vvv"]),
        ];
        let shown = commands.into_iter().map(|(name, command)| match self.run(command) {
            Ok((_, stdout, stderr)) => (name, stdout + &stderr),
            Err(fault) => (name, fault),
        });
        shown.collect()
    }
}
