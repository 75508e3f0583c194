//! inotify, by hand: only the kernel says what is watched twice under two names, and with `MASK_ADD` it can be told
//! to watch a directory for less than all that happens in it.

use super::hub::Table;
use super::{Event, Native, Token};
use crate::reload::chain::{Place, What};
use rustix::event::{EventfdFlags, PollFd, PollFlags, eventfd, poll};
use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init, remove_watch};
use rustix::io::Errno;
use std::ffi::OsStr;
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// Some hundred events at once.
const BUFFER: usize = 16 * 1024;

pub(in crate::reload) struct Inotify {
    queue: Arc<OwnedFd>,
    /// Becomes readable when the thread shall end.
    end: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Inotify {
    pub(in crate::reload) fn start(table: Arc<Table>) -> io::Result<Self> {
        let queue = Arc::new(init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?);
        let end = Arc::new(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?);
        let ours = (Arc::clone(&queue), Arc::clone(&end));
        let thread = thread::Builder::new().name("superconfig-events".to_owned()).spawn(move || {
            let (queue, end) = ours;
            // Whether it was told to end or could not go on, nobody else will deliver.
            let _ = deliver(&queue, &end, &table);
            table.dispatch(&Event::Ended);
        })?;
        Ok(Self { queue, end, thread: Some(thread) })
    }
}

impl Drop for Inotify {
    fn drop(&mut self) {
        let told = rustix::io::write(&self.end, &1_u64.to_ne_bytes());
        if let (Ok(_), Some(thread)) = (told, self.thread.take()) {
            let _ = thread.join();
        }
    }
}

impl Native for Inotify {
    fn add(&self, place: &Place) -> io::Result<Option<Token>> {
        let descriptor = add_watch(&self.queue, &place.path, flags(&place.what))?;
        Ok(Some(token(descriptor)))
    }

    fn remove(&self, token: Token) {
        // It fails if the thing is gone; then so is the watch.
        let _ = i32::try_from(token.0).map(|descriptor| remove_watch(&self.queue, descriptor));
    }
}

fn token(descriptor: i32) -> Token {
    Token(u64::from(descriptor.unsigned_abs()))
}

/// What of a thing is of interest. Who writes into other files of the same directory must not wake us up, so writing is
/// watched at the file itself, and in the directory only its end.
fn flags(what: &What) -> WatchFlags {
    let itself = WatchFlags::DELETE_SELF | WatchFlags::MOVE_SELF;
    let names = WatchFlags::CREATE | WatchFlags::DELETE | WatchFlags::MOVED_FROM | WatchFlags::MOVED_TO;
    let own = match what {
        What::Entry(_) => names | WatchFlags::CLOSE_WRITE | WatchFlags::ATTRIB | WatchFlags::ONLYDIR,
        What::Child(_) | What::Names => names | WatchFlags::ONLYDIR,
        What::Itself => WatchFlags::ONLYDIR,
        What::Content => WatchFlags::MODIFY | WatchFlags::CLOSE_WRITE | WatchFlags::ATTRIB,
    };
    // The same thing may be watched for something else as well. The way to it was free of links when it was found.
    own | itself | WatchFlags::MASK_ADD | WatchFlags::DONT_FOLLOW
}

/// Delivers until told to end.
fn deliver(queue: &OwnedFd, end: &OwnedFd, table: &Table) -> io::Result<()> {
    let mut buffer = [MaybeUninit::uninit(); BUFFER];
    let mut reader = Reader::new(queue, &mut buffer);
    loop {
        let mut both = [PollFd::new(queue, PollFlags::IN), PollFd::new(end, PollFlags::IN)];
        match poll(&mut both, None) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        if !both[1].revents().is_empty() {
            return Ok(());
        }
        loop {
            match reader.next() {
                Ok(event) => {
                    let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
                    dispatch(table, event.wd(), event.events(), name);
                }
                Err(Errno::WOULDBLOCK) => break,
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn dispatch(table: &Table, descriptor: i32, happened: ReadFlags, name: Option<&OsStr>) {
    if happened.contains(ReadFlags::QUEUE_OVERFLOW) {
        return table.dispatch(&Event::Overflow);
    }
    let token = token(descriptor);
    if happened.contains(ReadFlags::IGNORED) {
        return table.dispatch(&Event::Gone(token));
    }
    // Only of a file itself is the beginning of writing told, so only there is its end awaited.
    let writing = match name {
        None if happened.contains(ReadFlags::MODIFY) => Some(true),
        None if happened.contains(ReadFlags::CLOSE_WRITE) => Some(false),
        _ => None,
    };
    table.dispatch(&Event::Touched { token, name, writing });
}
