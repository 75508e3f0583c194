//! What the tests of several text formats share.

use super::{Format, Limits, Parsed, parse};
use crate::value::{Document, Value};
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

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

/// Runs something on a stack of 1 MiB. The time only tells a hang from an end: a loaded machine has enough of it, and
/// what is quadratic takes minutes.
pub(super) fn within_limits(what: impl FnOnce() + Send + 'static) {
    let (done, wait) = mpsc::channel();
    let body = move || {
        what();
        let _ = done.send(());
    };
    let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(body).unwrap();
    let outcome = wait.recv_timeout(Duration::from_secs(60));
    assert!(!matches!(outcome, Err(RecvTimeoutError::Timeout)), "hangs");
    thread.join().unwrap();
}
