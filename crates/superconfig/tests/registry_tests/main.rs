//! The registry through its public face: what each operation gives, and what it does when it cannot.

mod basics;
mod drops;
mod errors;
mod expiry;
mod figures;
mod heap;
mod stress;
mod support;
