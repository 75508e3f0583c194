//! Runs the cases and compares.

use crate::case::Case;
use crate::compare::{all_met, explanation_faults, is_diagnostic, same, text};
use crate::place::Place;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a load ended.
#[derive(Clone, Debug)]
pub struct Diagnosed {
    /// Whether it failed.
    pub failed: bool,
    /// All diagnostics if it did not fail; those of the error if it did.
    pub diagnostics: Vec<Value>,
}

/// What runs a case: the library, the command. Texts are as their user sees them; an `Err` says what went wrong.
pub trait Subject {
    /// Loads the sources.
    fn load(&self) -> Result<Diagnosed, String>;
    /// What stands at a path as JSON text; the whole for `""`.
    fn json(&self, path: &str) -> Result<String, String>;
    /// `Ok` if nothing stands at a path.
    fn absent(&self, path: &str) -> Result<(), String>;
    /// The keys of the table at a path.
    fn keys(&self, path: &str) -> Result<Vec<String>, String>;
    /// The whole in another format, and the codes of the warnings of this export.
    fn export(&self, format: &str) -> Result<(String, Vec<String>), String>;
    /// A text as the only file of another load: its JSON, and the codes of its warnings.
    fn read_again(&self, text: &str, format: &str) -> Result<(String, Vec<String>), String>;
    /// The explanation of the value at a path as JSON.
    fn explain(&self, path: &str) -> Result<Value, String>;
    /// The answer to "why not".
    fn why_not(&self, name: &str) -> Result<String, String>;
    /// The plain explanation of everything.
    fn explanation(&self) -> Result<String, String>;
    /// Everything that is displayed, each with a name.
    fn displayed(&self) -> Vec<(&'static str, String)>;
}

/// Runs all cases that `can` be run, in parallel, and prints what is wrong.
///
/// # Panics
/// If anything is wrong, with the number of cases.
pub fn run<S: Subject>(can: impl Fn(&Case) -> bool, subject: impl Fn(&Case, &Place) -> S + Sync) {
    let filter = std::env::var("CONFORMANCE").unwrap_or_default();
    let mut cases = Case::all();
    cases.retain(|case| can(case) && case.title.contains(&filter));
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let worker = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let place = Place::new(case);
                let subject = subject(case, &place);
                Checking { case, place: &place, subject: &subject, faults: Vec::new() }.run()
            }));
            let faults = outcome.unwrap_or_else(|_| vec!["panic".to_owned()]);
            if !faults.is_empty() {
                failures.lock().unwrap().push(format!("{}: {}", case.title, faults.join("; ")));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(worker);
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort();
    assert!(!cases.is_empty(), "no case is left to run");
    assert!(
        failures.is_empty(),
        "{}\n{} of {} cases failed",
        failures.join("\n"),
        failures.len(),
        cases.len()
    );
}

struct Checking<'a, S> {
    case: &'a Case,
    place: &'a Place,
    subject: &'a S,
    faults: Vec<String>,
}

impl<S: Subject> Checking<'_, S> {
    fn run(mut self) -> Vec<String> {
        let expect = &self.case.expect;
        let load = match self.subject.load() {
            Ok(load) => load,
            Err(fault) => return vec![fault],
        };
        self.outcome(&load);
        if let Some(expected) = expect.get("diagnostics") {
            let expected = expected.as_array().cloned().unwrap_or_default();
            let place = self.place;
            let is_met =
                all_met(&expected, &load.diagnostics, &|wanted, found| is_diagnostic(wanted, found, place));
            self.demand(is_met, || {
                format!("diagnostics: expected {}, found {}", list(&expected), list(&load.diagnostics))
            });
        }
        self.hidden(expect);
        if load.failed {
            return self.faults;
        }
        for (key, expected) in expect {
            let outcome = match key.as_str() {
                "value" => self.json("", expected),
                "get" => self.each(expected, |this, path, wanted| this.json(path, wanted)),
                "absent" => texts(expected).iter().try_for_each(|path| self.subject.absent(path)),
                "keys" => self.each(expected, |this, path, wanted| this.keys(path, wanted, false)),
                "order" => self.each(expected, |this, path, wanted| this.keys(path, wanted, true)),
                "export" => self.each(expected, |this, format, wanted| {
                    let exported = this.subject.export(format)?.0;
                    this.equal(exported.trim_end(), text(wanted).trim_end())
                }),
                "export_contains" => self.each(expected, Self::export_contains),
                "export_parsed" => self.each(expected, |this, format, wanted| {
                    let again = this.subject.read_again(&this.subject.export(format)?.0, format)?.0;
                    this.same_json(wanted, &again)
                }),
                "export_warnings" => self.each(expected, |this, format, wanted| {
                    let found: BTreeSet<String> = this.subject.export(format)?.1.into_iter().collect();
                    let wanted: BTreeSet<String> = texts(wanted).into_iter().collect();
                    this.equal(&format!("{found:?}"), &format!("{wanted:?}"))
                }),
                "roundtrip" => texts(expected).iter().try_for_each(|format| self.roundtrip(format)),
                "explain" => self.each(expected, |this, path, wanted| {
                    let faults = explanation_faults(wanted, &this.subject.explain(path)?, this.place);
                    if faults.is_empty() { Ok(()) } else { Err(faults.join(", ")) }
                }),
                "why_not" => self.each(expected, |this, name, wanted| {
                    contains_all(&this.subject.why_not(name)?, &wanted["contains"])
                }),
                "shown" => self.subject.explanation().and_then(|shown| contains_all(&shown, expected)),
                _ => Ok(()),
            };
            if let Err(fault) = outcome {
                self.faults.push(format!("{key}: {fault}"));
            }
        }
        self.faults
    }

    fn demand(&mut self, is_met: bool, fault: impl FnOnce() -> String) {
        if !is_met {
            self.faults.push(fault());
        }
    }

    /// Whether the load may end as it did, with the diagnostics that it has.
    fn outcome(&mut self, load: &Diagnosed) {
        let expect = &self.case.expect;
        let codes: Vec<String> =
            load.diagnostics.iter().map(|found| text(&found["code"]).to_owned()).collect();
        if expect.contains_key("any_outcome") {
            return;
        }
        let must_fail = expect.contains_key("errors") || expect.contains_key("fails");
        if load.failed != must_fail {
            let what = if load.failed { "the load failed" } else { "the load did not fail" };
            return self.faults.push(format!("{what}: {}", list(&load.diagnostics)));
        }
        if let Some(wanted) = expect.get("errors") {
            let wanted: BTreeSet<String> = texts(wanted).into_iter().collect();
            let found: BTreeSet<String> = codes.into_iter().collect();
            return self.demand(wanted == found, || format!("errors: expected {wanted:?}, found {found:?}"));
        }
        let wanted = expect.get("warnings").cloned().unwrap_or(Value::Array(Vec::new()));
        if wanted.is_null() || must_fail {
            return;
        }
        let (mut wanted, mut found) = (texts(&wanted), codes);
        wanted.sort();
        found.sort();
        self.demand(wanted == found, || {
            format!("warnings: expected {wanted:?}, found {}", list(&load.diagnostics))
        });
    }

    fn hidden(&mut self, expect: &Map<String, Value>) {
        let Some(hidden) = expect.get("hidden") else { return };
        let displayed = self.subject.displayed();
        for secret in texts(hidden) {
            for (name, shown) in &displayed {
                self.demand(!shown.contains(&secret), || format!("{name} shows {secret}"));
            }
        }
    }

    fn each(
        &self,
        expected: &Value,
        check: impl Fn(&Self, &str, &Value) -> Result<(), String>,
    ) -> Result<(), String> {
        let entries = expected.as_object().ok_or("no object")?;
        let faults: Vec<String> = entries
            .iter()
            .filter_map(|(key, wanted)| Some(format!("{key:?}: {}", check(self, key, wanted).err()?)))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults.join(", ")) }
    }

    fn json(&self, path: &str, wanted: &Value) -> Result<(), String> {
        self.same_json(wanted, &self.subject.json(path)?)
    }

    fn same_json(&self, wanted: &Value, found: &str) -> Result<(), String> {
        let found: Value =
            serde_json::from_str(found).map_err(|error| format!("{error} in {}", short(found)))?;
        match same(wanted, &found) {
            true => Ok(()),
            false => {
                Err(format!("expected {}, found {}", short(&wanted.to_string()), short(&found.to_string())))
            }
        }
    }

    fn equal(&self, found: &str, wanted: &str) -> Result<(), String> {
        if found == wanted { Ok(()) } else { Err(format!("expected {wanted:?}, found {found:?}")) }
    }

    fn keys(&self, path: &str, wanted: &Value, in_order: bool) -> Result<(), String> {
        let mut wanted = texts(wanted);
        let mut found = match in_order {
            true => {
                let json = self.subject.json(path)?;
                let value: Value = serde_json::from_str(&json).map_err(|error| error.to_string())?;
                value.as_object().ok_or("no table")?.keys().cloned().collect()
            }
            false => self.subject.keys(path)?,
        };
        if !in_order {
            wanted.sort();
            found.sort();
        }
        self.equal(&format!("{found:?}"), &format!("{wanted:?}"))
    }

    fn export_contains(&self, format: &str, wanted: &Value) -> Result<(), String> {
        contains_all(&self.subject.export(format)?.0, wanted)
    }

    fn roundtrip(&self, format: &str) -> Result<(), String> {
        let text = self.subject.export(format)?.0;
        let (again, warnings) =
            self.subject.read_again(&text, format).map_err(|fault| format!("{format}: {fault}"))?;
        if !warnings.is_empty() {
            return Err(format!("{format}: warnings {warnings:?}"));
        }
        let wanted = self.case.expect.get("value").ok_or("a roundtrip needs a value")?;
        self.same_json(wanted, &again).map_err(|fault| format!("{format}: {fault}"))
    }
}

fn contains_all(shown: &str, wanted: &Value) -> Result<(), String> {
    match texts(wanted).into_iter().find(|wanted| !shown.contains(wanted)) {
        Some(wanted) => Err(format!("{wanted:?} is not in {shown:?}")),
        None => Ok(()),
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|value| text(value).to_owned()).collect()
}

fn list(diagnostics: &[Value]) -> String {
    short(&Value::Array(diagnostics.to_vec()).to_string())
}

/// Enough to see what it is.
fn short(text: &str) -> String {
    match text.char_indices().nth(600) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
