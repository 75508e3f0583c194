//! The registry through its public face: what each operation gives, and what it does when it cannot.
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used, clippy::panic)]

mod basics;
mod drops;
mod errors;
mod expiry;
mod figures;
mod heap;
mod stress;
mod support;
