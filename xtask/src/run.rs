//! Runs the parts of a command one after the other, and says in one line each what came of it.

use std::ffi::OsString;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

/// One step: a name and a command line.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<String>,
    pub(crate) environment: Vec<(&'static str, OsString)>,
    /// Show the output as it comes, for benchmarks.
    pub(crate) loud: bool,
}

impl Part {
    pub(crate) fn cargo(name: impl Into<String>, arguments: &str) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        Self::program(name, cargo, arguments)
    }

    /// Any other program.
    pub(crate) fn program(name: impl Into<String>, program: impl Into<OsString>, arguments: &str) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        Self { name: name.into(), program: program.into(), arguments, environment: Vec::new(), loud: false }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    pub(crate) fn loud(mut self) -> Self {
        self.loud = true;
        self
    }
}

/// Runs all parts, even after one has failed, so that one run shows everything.
pub(crate) fn run(parts: &[Part]) -> ExitCode {
    let (mut passed, mut failed) = (0, Vec::new());
    for part in parts {
        let started = Instant::now();
        let outcome = run_part(part);
        let seconds = started.elapsed().as_secs_f32();
        match outcome {
            Ok(tests) => {
                passed += 1;
                let tests = if tests > 0 { format!(", {tests} tests") } else { String::new() };
                println!("ok      {} ({seconds:.1} s{tests})", part.name);
            }
            Err(output) => {
                let (program, arguments) = (part.program.display(), part.arguments.join(" "));
                println!("FAILED  {} ({seconds:.1} s): {program} {arguments}", part.name);
                println!("{output}");
                failed.push(part.name.clone());
            }
        }
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    println!("{passed} passed, {} failed", failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The number of tests that passed, or the output of what failed.
fn run_part(part: &Part) -> Result<usize, String> {
    let mut command = Command::new(&part.program);
    command.args(&part.arguments).envs(part.environment.iter().cloned()).stdin(Stdio::null());
    // Set by the cargo that runs this program; the one that it runs must find out for itself.
    for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"] {
        command.env_remove(name);
    }
    if part.loud {
        let status = command.status().map_err(|error| error.to_string())?;
        return if status.success() { Ok(0) } else { Err(status.to_string()) };
    }
    let output = command.output().map_err(|error| error.to_string())?;
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(count_tests(&text)) } else { Err(text) }
}

/// The sum over the closing lines of the test runners: `test result: ok. 3 passed; …`, `3 passed in 0.1s`, `# pass 3`.
fn count_tests(output: &str) -> usize {
    let passed = |line: &str| {
        let line = line.trim().trim_matches('=').trim();
        if let Some(count) = line.strip_prefix("# pass ").or_else(|| line.strip_prefix("ℹ pass ")) {
            return count.parse::<usize>().ok();
        }
        let line = line.strip_prefix("test result: ok. ").unwrap_or(line);
        let (count, rest) = line.split_once(' ')?;
        rest.starts_with("passed").then(|| count.parse::<usize>().ok())?
    };
    output.lines().filter_map(passed).sum()
}
