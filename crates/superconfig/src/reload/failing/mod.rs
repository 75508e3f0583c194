//! A reload of which any operation on files fails: all values stay as they were, `status` says why, and the next reload
//! brings all that is new. Never a default, never a mix.

mod place;
#[cfg(feature = "hot-reload")]
mod watched;

use crate::diagnostics::{Code, Error};
use crate::source::system::faults::Faults;
use place::{Place, expected, shown};
use std::sync::Arc;

const EINTR: i32 = 4;
const EIO: i32 = 5;
const EACCES: i32 = 13;
const EMFILE: i32 = 24;

/// Reloads with the first operation failing, then the second, until none is left, after a change each time. `change`
/// answers the number that is in all files from then on.
fn each_operation_fails(place: &Place, and_after: bool, errors: &[i32], mut change: impl FnMut(u64) -> u32) {
    let config = place.builder().build().unwrap();
    let mut readers = place::Readers::new(&config);
    let faults = Arc::<Faults>::default();
    faults.install();
    let mut before = place::FIRST;
    for nth in 1.. {
        let error = errors[nth as usize % errors.len()];
        let what = format!("operation {nth}, error {error}");
        let (after, generation) = (change(nth), config.generation());
        faults.fail(nth, and_after, error);
        let outcome = config.reload();
        let failed = faults.end();
        match &outcome {
            // What failed did not matter, and nothing is wrong with what was read.
            Ok(_) => readers.see(after, &what),
            Err(error) => {
                assert!(failed, "{what}: {error}");
                readers.see(before, &what);
                assert_eq!(config.generation(), generation, "{what}");
                assert_says_why(error, &what);
            }
        }
        let status = config.status();
        assert_eq!(
            (status.stale, status.last_error.is_some()),
            (outcome.is_err(), outcome.is_err()),
            "{what}"
        );

        config.reload().unwrap();
        readers.see(after, &what);
        assert_eq!(config.generation(), generation + u64::from(after != before), "{what}");
        assert!(!config.status().stale && config.status().last_error.is_none(), "{what}");
        before = after;
        if !failed {
            assert!(nth > 100, "only {nth} operations: not all of them go through the seam");
            return;
        }
    }
}

/// By these codes a watch knows that it is worth while to try again although no file changes.
fn assert_says_why(error: &Error, what: &str) {
    let may_pass = |code| matches!(code, Code::FileUnreadable | Code::VariableFile);
    assert!(error.diagnostics().iter().any(|diagnostic| may_pass(diagnostic.code)), "{what}: {error}");
}

#[test]
fn each_operation_after_all_files_were_written() {
    let place = Place::new();
    let write = |nth: u64| place.write(place::FIRST + nth as u32 % 1000);
    each_operation_fails(&place, false, &[EIO, EACCES, EMFILE, EINTR], write);
}

#[test]
fn everything_from_some_operation_on() {
    let place = Place::new();
    let write = |nth: u64| place.write(place::FIRST + nth as u32 % 1000);
    each_operation_fails(&place, true, &[EIO], write);
}

/// As Kubernetes does. The files are old enough to be known by their times.
#[test]
fn each_operation_after_a_directory_was_swapped() {
    let place = Place::new_with_two_states();
    each_operation_fails(&place, false, &[EACCES, EIO], |nth| place.swap(nth));
}

/// Nothing is to be read: looking at the files is all there is.
#[test]
fn each_operation_where_nothing_changed() {
    let place = Place::new_with_two_states();
    each_operation_fails(&place, false, &[EIO, EMFILE], |_| place::FIRST);
    each_operation_fails(&place, true, &[EIO], |_| place::FIRST);
}

#[test]
fn what_is_expected_is_complete() {
    let place = Place::new();
    let config = place.builder().build().unwrap();
    assert_eq!(shown(&config), expected(place::FIRST));
    assert!(config.warnings().is_empty(), "{:?}", config.warnings());
}
