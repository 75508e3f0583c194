//! Changes as a channel that never grows: what was not taken yet is merged with what comes.

use super::change::Change;
use super::subscribe::{Subscription, below};
use super::{deadline_after, lock, wait_until};
use crate::diagnostics::Error;
use crate::value::KeyPath;
use foldhash::HashMap;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// What happened since the last update was taken.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Update {
    /// The generation that is served.
    pub generation: u64,
    /// What changed, each path once: from the value before the first change to the value after the last. Empty if a
    /// reload failed, or succeeded again without a change.
    pub changes: Vec<Change>,
    /// The last reload that failed, if the last one did.
    pub error: Option<Error>,
}

/// A channel of [`Update`]s that merges what is not taken in time, so it never grows beyond the configuration. It
/// can be waited for by a thread ([`recv`](Self::recv)) or by a task ([`poll_next`](Self::poll_next)), whatever the
/// runtime.
///
/// ```
/// # let directory = tempfile::tempdir().unwrap();
/// # let file = directory.path().join("shop.toml");
/// std::fs::write(&file, "port = 80").unwrap();
/// let config = superconfig::SuperConfig::new().with_file(&file).build()?;
/// let mut changes = config.changes();
/// for port in [81, 82, 83] {
///     std::fs::write(&file, format!("port = {port}")).unwrap();
///     config.reload()?;
/// }
/// let update = changes.recv().unwrap();
/// assert_eq!((update.generation, update.changes.len()), (4, 1));
/// assert!(update.changes[0].to_string().starts_with("port 80 → 83"));
/// config.close();
/// assert!(changes.recv().is_none());
/// # Ok::<(), superconfig::Error>(())
/// ```
pub struct Changes {
    shared: Arc<Shared>,
    _subscription: Subscription,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    pending: Option<Update>,
    /// Where the change of a path is in `pending`.
    places: HashMap<KeyPath, usize>,
    /// The last update that was taken had an error: that it has passed is news.
    told_error: bool,
    is_closed: bool,
    waker: Option<Waker>,
}

impl Changes {
    pub(crate) fn new(live: &Arc<super::Live>, prefix: KeyPath) -> Self {
        let shared = Arc::new(Shared::default());
        // The callback owns this; when it is dropped, no event can come any more.
        let sender = Sender(Arc::clone(&shared));
        let callback = move |update: &Update| sender.0.take(update, &prefix);
        Self { shared, _subscription: Subscription::new(live, Box::new(callback)) }
    }

    /// Waits for the next update; `None` when the configuration is closed or gone.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// let mut changes = config.changes();
    /// drop(config);
    /// assert!(changes.recv().is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn recv(&mut self) -> Option<Update> {
        self.wait(None)
    }

    /// Waits for the next update, but no longer than some time; `None` if there is none.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(config.changes().recv_timeout(std::time::Duration::from_millis(1)).is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn recv_timeout(&mut self, timeout: Duration) -> Option<Update> {
        self.wait(deadline_after(timeout))
    }

    fn wait(&self, deadline: Option<Instant>) -> Option<Update> {
        let mut state = lock(&self.shared.state);
        loop {
            if let Some(update) = state.take() {
                return Some(update);
            }
            if state.is_closed {
                return None;
            }
            state = wait_until(&self.shared.arrived, state, deadline)?;
        }
    }

    /// The next update, if there is one.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// assert!(config.changes().try_recv().is_none());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn try_recv(&mut self) -> Option<Update> {
        lock(&self.shared.state).take()
    }

    /// Whether there will be no more updates: the configuration is closed or gone, and the last one was taken.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().build()?;
    /// let changes = config.changes();
    /// assert!(!changes.is_over());
    /// config.close();
    /// assert!(changes.is_over());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn is_over(&self) -> bool {
        let state = lock(&self.shared.state);
        state.is_closed && state.pending.is_none()
    }

    /// The next update for a task: what `Stream::poll_next` is, whatever the runtime. The feature `futures` makes
    /// this a `Stream`.
    ///
    /// ```
    /// use std::task::{Context, Poll, Waker};
    /// let config = superconfig::SuperConfig::new().build()?;
    /// let mut changes = config.changes();
    /// let mut context = Context::from_waker(Waker::noop());
    /// assert!(changes.poll_next(&mut context).is_pending());
    /// config.close();
    /// assert!(matches!(changes.poll_next(&mut context), Poll::Ready(None)));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Update>> {
        let mut state = lock(&self.shared.state);
        match state.take() {
            Some(update) => Poll::Ready(Some(update)),
            None if state.is_closed => Poll::Ready(None),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

/// Until the configuration is closed or gone.
impl Iterator for Changes {
    type Item = Update;

    fn next(&mut self) -> Option<Update> {
        self.recv()
    }
}

#[cfg(feature = "futures")]
impl futures_core::Stream for Changes {
    type Item = Update;

    fn poll_next(self: std::pin::Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Update>> {
        Self::poll_next(self.get_mut(), context)
    }
}

impl fmt::Debug for Changes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = lock(&self.shared.state);
        f.debug_struct("Changes").field("pending", &state.pending).finish_non_exhaustive()
    }
}

impl State {
    fn take(&mut self) -> Option<Update> {
        self.places.clear();
        let mut update = self.pending.take()?;
        // What was changed and changed back is no change for who did not see it.
        update.changes.retain(|change| change.old != change.new);
        let is_news = update.error.is_some() || self.told_error;
        self.told_error = update.error.is_some();
        (is_news || !update.changes.is_empty()).then_some(update)
    }

    fn add(&mut self, generation: u64, changes: Vec<Change>, error: Option<&Error>) {
        let pending = self.pending.get_or_insert(Update { generation, changes: Vec::new(), error: None });
        pending.generation = generation;
        pending.error = error.cloned();
        for change in changes {
            match self.places.get(&change.path).and_then(|&at| pending.changes.get_mut(at)) {
                Some(earlier) => (earlier.new, earlier.origin) = (change.new, change.origin),
                None => {
                    self.places.insert(change.path.clone(), pending.changes.len());
                    pending.changes.push(change);
                }
            }
        }
    }
}

impl Shared {
    fn take(&self, update: &Update, prefix: &KeyPath) {
        let changes = below(&update.changes, prefix);
        if changes.is_empty() && !update.changes.is_empty() {
            return;
        }
        let mut state = lock(&self.state);
        state.add(update.generation, changes, update.error.as_ref());
        let waker = state.waker.take();
        // Who is woken may want the lock, or one that is held by whoever waits for this one.
        drop(state);
        self.wake(waker);
    }

    fn wake(&self, waker: Option<Waker>) {
        self.arrived.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// What the callback owns: when it goes, the channel ends.
struct Sender(Arc<Shared>);

impl Drop for Sender {
    fn drop(&mut self) {
        let mut state = lock(&self.0.state);
        state.is_closed = true;
        let waker = state.waker.take();
        drop(state);
        self.0.wake(waker);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::Wake;

    struct Look {
        shared: Arc<Shared>,
        was_free: AtomicBool,
    }

    impl Wake for Look {
        fn wake(self: Arc<Self>) {
            self.was_free.store(self.shared.state.try_lock().is_ok(), Ordering::SeqCst);
        }
    }

    #[test]
    fn who_is_woken_may_poll_at_once() {
        let shared = Arc::new(Shared::default());
        let look = Arc::new(Look { shared: Arc::clone(&shared), was_free: AtomicBool::new(false) });
        lock(&shared.state).waker = Some(Waker::from(Arc::clone(&look)));
        let error = Error::from(crate::diagnostics::Diagnostic::error(crate::Code::SourceFailed, "gone"));
        let update = Update { generation: 1, changes: Vec::new(), error: Some(error) };
        shared.take(&update, &KeyPath::root());
        assert!(look.was_free.load(Ordering::SeqCst));
    }
}
