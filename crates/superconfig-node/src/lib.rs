//! The native module of the Node.js package: it translates between JavaScript and the core, and decides nothing.
//!
//! JavaScript collects what a program wants into a `recipe`; a `session` is a
//! configuration that is made from it. What may wait is `work`, which runs on threads of its own; what such
//! threads have to say is left on a `desk`. Everything crosses as one text, in JSON.
#![cfg_attr(test, allow(dead_code))] // Under test, nothing is registered.

mod counter;
mod desk;
mod following;
mod material;
mod memory;
mod options;
mod outcome;
mod reading;
mod recipe;
mod rule;
mod session;
mod source;
mod telling;
mod values;
mod work;
