//! What native threads leave for the JavaScript thread of an environment: questions to the program's own functions,
//! results, news. JavaScript takes it when it is woken, or, while it waits for a result, at once: a thread that waits for
//! an answer while JavaScript waits for that thread would be the end of both.

use crate::outcome::quoted;
use crate::session::Session;
use napi::bindgen_prelude::External;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi::{Env, Result, Status};
use napi_derive::napi;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a thread waits for an answer before it looks whether there is anybody left to answer.
const SLICE: Duration = Duration::from_millis(20);

/// Wakes JavaScript; does not keep the program running.
type Wake = ThreadsafeFunction<(), UnknownReturnValue, (), Status, false, true>;

/// What there is to do.
pub(crate) enum Event {
    /// A function of the program is asked something.
    Question { number: u32, owner: u32, function: u32, argument: String },
    /// Work has ended that JavaScript waits for.
    Done { job: u32, outcome: String },
    /// A subscription has news.
    News { subscription: u32 },
}

impl Event {
    fn json(&self) -> String {
        match self {
            Self::Question { number, owner, function, argument } => format!(
                "{{\"question\":{number},\"owner\":{owner},\"function\":{function},\"argument\":{argument}}}"
            ),
            Self::Done { job, outcome } => format!("{{\"done\":{job},\"outcome\":{}}}", quoted(outcome)),
            Self::News { subscription } => format!("{{\"news\":{subscription}}}"),
        }
    }
}

/// One environment's.
pub(crate) struct Desk {
    wake: Wake,
    inbox: Mutex<VecDeque<Event>>,
    arrived: Condvar,
    /// Who waits for an answer, by the number of the question.
    waiting: Mutex<HashMap<u32, SyncSender<String>>>,
    /// The next question, job or subscription.
    next: AtomicU32,
    is_closed: AtomicBool,
    /// The sessions that threads may be at work for when the environment ends.
    watched: Mutex<HashMap<u32, Weak<Session>>>,
}

impl Desk {
    pub(crate) fn number(&self) -> u32 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// Leaves something; never waits.
    pub(crate) fn leave(&self, event: Event) {
        if self.is_closed.load(Ordering::SeqCst) {
            return;
        }
        let mut inbox = lock(&self.inbox);
        inbox.push_back(event);
        let is_first = inbox.len() == 1;
        drop(inbox);
        self.arrived.notify_all();
        // Who takes one thing takes all.
        if is_first {
            self.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Asks a function of the program and waits for the answer. `None` if there will be none: the environment has ended,
    /// or `is_over` says that the owner is gone. Never to be called by the thread of JavaScript.
    pub(crate) fn ask(
        &self,
        owner: u32,
        function: u32,
        argument: String,
        is_over: impl Fn() -> bool,
    ) -> Option<String> {
        let (sender, answer) = sync_channel(1);
        let number = self.number();
        lock(&self.waiting).insert(number, sender);
        self.leave(Event::Question { number, owner, function, argument });
        loop {
            match answer.recv_timeout(SLICE) {
                Ok(answer) => return Some(answer),
                Err(RecvTimeoutError::Timeout) if !self.is_closed.load(Ordering::SeqCst) && !is_over() => {}
                Err(_) => {
                    lock(&self.waiting).remove(&number);
                    return None;
                }
            }
        }
    }

    /// Remembers what must come to rest when the environment ends.
    pub(crate) fn watches(&self, session: &Arc<Session>) {
        lock(&self.watched).insert(session.number, Arc::downgrade(session));
    }

    /// It is at rest, or gone.
    pub(crate) fn rests(&self, session: u32) {
        lock(&self.watched).remove(&session);
    }

    fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        lock(&self.waiting).clear();
        lock(&self.inbox).clear();
        self.arrived.notify_all();
        let watched = std::mem::take(&mut *lock(&self.watched));
        watched.values().filter_map(Weak::upgrade).for_each(|session| session.close());
    }
}

/// Opens the desk of an environment. `wake` is called, without arguments, when something is on it.
#[napi(catch_unwind)]
pub(crate) fn open(env: &Env, wake: Wake) -> Result<External<Arc<Desk>>> {
    let desk = Arc::new(Desk {
        wake,
        inbox: Mutex::default(),
        arrived: Condvar::new(),
        waiting: Mutex::default(),
        next: AtomicU32::new(1),
        is_closed: AtomicBool::new(false),
        watched: Mutex::default(),
    });
    env.add_env_cleanup_hook(Arc::clone(&desk), |desk| desk.close())?;
    Ok(External::new(desk))
}

/// Everything that is on the desk, one JSON text each.
#[napi(catch_unwind)]
pub(crate) fn take(desk: &External<Arc<Desk>>) -> Vec<String> {
    let events = std::mem::take(&mut *lock(&desk.inbox));
    events.iter().map(Event::json).collect()
}

/// The same; waits until there is something.
#[napi(catch_unwind)]
pub(crate) fn wait(desk: &External<Arc<Desk>>) -> Vec<String> {
    let mut inbox = lock(&desk.inbox);
    while inbox.is_empty() && !desk.is_closed.load(Ordering::SeqCst) {
        inbox = desk.arrived.wait(inbox).unwrap_or_else(PoisonError::into_inner);
    }
    let events = std::mem::take(&mut *inbox);
    drop(inbox);
    events.iter().map(Event::json).collect()
}

/// Answers a question. Nothing happens if nobody waits for the answer any more.
#[napi(catch_unwind)]
pub(crate) fn answer(desk: &External<Arc<Desk>>, question: u32, text: String) {
    if let Some(waiting) = lock(&desk.waiting).remove(&question) {
        let _ = waiting.try_send(text);
    }
}
