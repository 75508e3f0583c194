//! Line coverage of the registry and its handles, by the compiler's own instrumentation.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Everything that is built and measured for this lies here.
const DIRECTORY: &str = "target/coverage";

/// What is measured.
const SOURCES: &str = "crates/superconfig/src/core";

/// The tests that are meant to run all of it.
const TESTS: [&str; 2] = ["--lib core::", "--test registry_tests --test reload --test registry_memory"];

/// Runs the tests, prints a table of the files, and every line that was not run.
pub(crate) fn run() -> ExitCode {
    match measure() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<bool, String> {
    let (cov, profdata) = (tool("LLVM_COV", "llvm-cov")?, tool("LLVM_PROFDATA", "llvm-profdata")?);
    let profiles = Path::new(DIRECTORY).join("profiles");
    let _ = fs::remove_dir_all(&profiles);
    let pattern = std::env::current_dir().map_err(text)?.join(&profiles).join("%p-%m.profraw");
    let mut programs = Vec::new();
    for tests in TESTS {
        let output = cargo(tests, &pattern)?;
        programs.extend(output.lines().filter_map(program));
    }
    let merged = profiles.join("all.profdata");
    let raw = files(&profiles)?;
    call(Command::new(&profdata).arg("merge").arg("-sparse").args(raw).arg("-o").arg(&merged))?;
    let objects = programs.iter().skip(1).flat_map(|program| ["-object".into(), program.clone()]);
    let mut arguments: Vec<PathBuf> = programs.first().cloned().into_iter().chain(objects).collect();
    arguments.push(PathBuf::from(format!("-instr-profile={}", merged.display())));
    arguments.push(SOURCES.into());
    println!("{}", call(Command::new(&cov).arg("report").args(&arguments))?);
    let shown = call(Command::new(&cov).args(["show", "-show-instantiations=false"]).args(&arguments))?;
    let missed: Vec<&str> = shown.lines().filter(|line| is_missed(line)).collect();
    println!("{} lines were not run", missed.len());
    missed.iter().for_each(|line| println!("{line}"));
    Ok(missed.is_empty())
}

/// `   12|      0|    code`: a line that was counted, and run never.
fn is_missed(line: &str) -> bool {
    line.split('|').nth(1).is_some_and(|count| count.trim() == "0")
}

fn tool(variable: &str, name: &str) -> Result<PathBuf, String> {
    let given = std::env::var_os(variable).map(PathBuf::from);
    let candidates = given.into_iter().chain([format!("{name}-22").into(), name.into()]);
    let works = |program: &PathBuf| Command::new(program).arg("--version").output().is_ok();
    candidates.into_iter().find(works).ok_or(format!("{name} of LLVM 22 is needed (or {variable} names it)"))
}

fn cargo(tests: &str, profiles: &Path) -> Result<String, String> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["test", "-p", "superconfig", "--features", "hot-reload", "--target-dir", DIRECTORY]);
    command.args(tests.split_whitespace());
    command.env("RUSTFLAGS", "-Cinstrument-coverage").env("LLVM_PROFILE_FILE", profiles);
    let output = command.output().map_err(text)?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(said) } else { Err(said + &String::from_utf8_lossy(&output.stdout)) }
}

/// `  Running tests/reload.rs (target/coverage/debug/deps/reload-0123)`.
fn program(line: &str) -> Option<PathBuf> {
    let (_, path) = line.trim().strip_prefix("Running ")?.rsplit_once('(')?;
    Some(path.strip_suffix(')')?.into())
}

fn files(directory: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(directory).map_err(text)?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

fn call(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(text)?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn text(error: std::io::Error) -> String {
    error.to_string()
}
