//! Noticing that files may have changed. Knows `source`, and of it only what tells one state of a file from another.
//!
//! A [`Watch`] has a thread of its own, which sleeps until a [`mailbox`](self::mailbox) rings: because the one native
//! watcher of the process ([`native`](self::native)) saw something near one of its paths, or because it is time to poll.
//! It then walks the [`chain`](self::chain) of links to the real file again, watches what is new on it, compares
//! [fingerprints](self::fingerprint), and reports when things have been quiet for a while
//! ([`debounce`](self::debounce)). Nothing here opens a file.

mod chain;
mod debounce;
mod entry;
mod fingerprint;
mod mailbox;
mod native;
mod system;
#[cfg(test)]
mod tests;
mod watch;
mod worker;

#[allow(unused_imports, reason = "reloading, which is not there yet, uses them")]
pub(crate) use watch::{Batch, How, Watch, WatchError, WatchOptions, Watched};
