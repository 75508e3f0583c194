//! All automation of the workspace: `cargo xtask test`, `lint`, `bench` and more.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod coverage;
mod features;
mod node;
mod parts;
mod python;
mod ratios;
mod run;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND

  test       everything: format, lints, features, tests, documentation, conformance, examples
  lint       format and lints only
  features   tests every feature alone
  python     the Python package: types, lints, tests
  python-package  the same tests on what is installed from the archive of sources
  python-bench    the Python package against its peers
  node       the Node.js package: types, lints, tests, and what would be published
  node-package    what would be published, packed and installed as users do
  node-bench      the Node.js package against its peers
  bench      the benchmarks against the peers
  coverage   lines of the registry that its tests do not run; needs llvm-cov and llvm-profdata of LLVM 22
  loom       models of the registry: every order of steps
  stress     registry and reloads under stress, in full size
  soak       a watched configuration for long: `soak --duration 24h`
  sanitize   the registry under AddressSanitizer and LeakSanitizer";

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    let parts = match command.as_str() {
        "test" => parts::all(),
        "lint" => parts::lint(),
        "features" => features::parts(),
        "python" => python::parts(),
        "python-package" => python::package(),
        "python-bench" => python::bench(),
        "node" => node::parts(),
        "node-package" => node::package(),
        "node-bench" => node::bench(),
        "bench" => parts::bench(),
        "coverage" => return coverage::run(),
        "loom" => parts::loom(),
        "stress" => parts::stress(),
        "soak" => parts::soak(std::env::args().skip(2)),
        "sanitize" => parts::sanitize(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    let outcome = run::run(&parts);
    if command == "bench" {
        ratios::print();
    }
    outcome
}
