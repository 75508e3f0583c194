//! What the tests of several text formats share.

use super::{Format, Limits, Parsed, parse};
use crate::value::{Document, Value};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(super) fn read(format: Format, text: &str) -> Parsed {
    parse(format, &Arc::from(text), &Limits::default())
}

/// The document as compact JSON.
pub(super) fn json(format: Format, text: &str) -> String {
    let parsed = read(format, text);
    match parsed.tree {
        Some(tree) => Value::copy(&tree, tree.root()).to_string(),
        None => panic!("{text:?}: {:?}", parsed.faults),
    }
}

/// Each fault as `code line-free-text-at-its-span: message`.
pub(super) fn faults(format: Format, text: &str) -> Vec<String> {
    let show = |fault: &crate::diagnostics::Fault| {
        let at = text.get(fault.span.start()..fault.span.end()).unwrap_or("?");
        format!("{:?} {at:?}: {}", fault.code, fault.message)
    };
    read(format, text).faults.iter().map(show).collect()
}

/// Runs something on a stack of 1 MiB. The time is for the sizes of these tests, without optimisation, on a machine
/// with other work; what is quadratic takes minutes.
pub(super) fn within_limits(what: impl FnOnce() + Send + 'static) {
    let start = Instant::now();
    std::thread::Builder::new().stack_size(1 << 20).spawn(what).unwrap().join().unwrap();
    let elapsed = start.elapsed();
    assert!(elapsed < Duration::from_secs(10), "{elapsed:?}");
}
