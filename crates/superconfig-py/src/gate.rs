//! The way into code that is written in Python. It is shut before Python ends: up to 3.13, a thread that then runs such
//! code is torn out of it, and a process whose threads are torn through native code is killed.

use crate::errors::detached;
use pyo3::prelude::*;
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How many threads are inside, some of them more than once.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
static IS_SHUT: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// How often this thread is inside.
    static HERE: Cell<usize> = const { Cell::new(0) };
    /// This thread came from Python, which has its own ways to stop it.
    static IS_OF_PYTHON: Cell<bool> = const { Cell::new(false) };
    /// This thread shut the gate: it goes on to the end of Python.
    static IS_LAST: Cell<bool> = const { Cell::new(false) };
}

/// Runs the work of a thread that came from Python.
pub(crate) fn outside<T>(work: impl FnOnce() -> T) -> T {
    let before = IS_OF_PYTHON.replace(true);
    let done = work();
    IS_OF_PYTHON.set(before);
    done
}

/// Runs code of the program; `None` if Python is about to end.
pub(crate) fn enter<T>(work: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    if IS_OF_PYTHON.get() {
        // Not counted: it may take for ever, and nobody waits for a daemon thread.
        if !is_open() {
            rest();
        }
        return Python::try_attach(work);
    }
    let _inside = Inside::step()?;
    Python::try_attach(work)
}

/// Runs code of the package, which never takes long.
pub(crate) fn own<T>(py: Python<'_>, work: impl FnOnce() -> T) -> T {
    match Inside::step() {
        Some(_inside) => work(),
        None => loop {
            py.detach(thread::park);
        },
    }
}

fn is_open() -> bool {
    !IS_SHUT.load(Ordering::SeqCst) || IS_LAST.get() || HERE.get() > 0
}

/// What becomes of a daemon thread.
fn rest() -> ! {
    loop {
        thread::park();
    }
}

struct Inside {
    /// In a forked child, nobody is counted who came in before.
    process: u32,
}

impl Inside {
    fn step() -> Option<Self> {
        // Counted before it looks: either this sees that it is shut, or whoever shuts it sees this.
        INSIDE.fetch_add(1, Ordering::SeqCst);
        let is_open = is_open();
        HERE.set(HERE.get() + 1);
        let inside = Self { process: std::process::id() };
        is_open.then_some(inside)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        HERE.set(HERE.get() - 1);
        if self.process == std::process::id() {
            INSIDE.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Lets no other thread into code in Python any more, and waits for those that are inside.
#[pyfunction]
pub(crate) fn shut(py: Python<'_>) -> PyResult<()> {
    IS_LAST.set(true);
    IS_SHUT.store(true, Ordering::SeqCst);
    while INSIDE.load(Ordering::SeqCst) > HERE.get() {
        detached(py, || thread::sleep(Duration::from_millis(1)))?;
        py.check_signals()?;
    }
    Ok(())
}

/// In a forked child: the threads that were inside are not there.
#[pyfunction]
pub(crate) fn forked() {
    INSIDE.store(0, Ordering::SeqCst);
}
