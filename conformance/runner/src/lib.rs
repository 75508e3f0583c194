//! The conformance suite for runners in Rust: reads the cases, makes their directories, and compares results.
//!
//! A runner implements [`Subject`] and calls [`run`]. See `conformance/README.md` for the form of a case.

// Its users are tests, whose way to say what is wrong is to panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

mod case;
mod check;
mod compare;
mod place;

pub use case::{Case, Source};
pub use check::{Diagnosed, Subject, run};
pub use place::Place;
