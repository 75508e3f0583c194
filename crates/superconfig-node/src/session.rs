//! A configuration, from the moment when it is asked for.

use crate::counter;
use crate::desk::{Desk, lock};
use crate::following::Followers;
use crate::outcome::{Failure, Outcome, text};
use crate::source::Asked;
use napi::bindgen_prelude::{Either, External, Int32Array};
use napi::{Error, Result};
use napi_derive::napi;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use superconfig::{Config, EnvSnapshot, KeyPath, SuperConfig};

/// What JavaScript holds of a configuration, or of a section of one.
pub(crate) struct Session {
    pub(crate) desk: Arc<Desk>,
    /// By which JavaScript knows whose functions are asked.
    pub(crate) number: u32,
    /// What was loaded; nothing before.
    config: OnceLock<Config>,
    /// What is to be loaded.
    pub(crate) prepared: Mutex<Option<Prepared>>,
    /// The path of the table that this shows.
    pub(crate) base: KeyPath,
    /// The configurations that its recipe takes values of.
    pub(crate) lent: Mutex<Vec<Arc<Self>>>,
    pub(crate) followers: Followers,
    /// Nobody answers for it any more.
    gone: Arc<AtomicBool>,
    /// The session of the whole configuration, if this is a section.
    root: Option<Arc<Self>>,
}

/// What is needed to load.
pub(crate) struct Prepared {
    pub(crate) builder: SuperConfig,
    /// Those of the program's environment, unless the recipe has its own.
    pub(crate) variables: Option<EnvSnapshot>,
    /// Threads will be at work for it from the start.
    pub(crate) is_watched: bool,
}

impl Session {
    /// What was loaded.
    pub(crate) fn config(&self) -> Outcome<&Config> {
        self.config.get().ok_or_else(|| Failure::Usage("the configuration is not loaded yet".to_owned()))
    }

    pub(crate) fn loaded(&self, config: Config) {
        let _ = self.config.set(config);
    }

    /// A function of the program, by its number.
    pub(crate) fn asked(&self, function: u32) -> Asked {
        Asked { desk: Arc::clone(&self.desk), owner: self.number, function, gone: Arc::clone(&self.gone) }
    }

    /// Ends everything that goes on for it.
    pub(crate) fn close(&self) {
        self.config.get().into_iter().for_each(Config::close);
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.root.is_some() {
            return;
        }
        self.desk.rests(self.number);
        // What goes on for it may wait for an answer, and is waited for when the configuration is dropped.
        self.gone.store(true, Ordering::SeqCst);
    }
}

/// A session in which nothing is loaded yet, and the number that JavaScript gives it.
#[napi(catch_unwind)]
pub(crate) fn session(desk: &External<Arc<Desk>>, number: u32) -> External<Arc<Session>> {
    External::new(Arc::new(Session {
        desk: Arc::clone(desk),
        number,
        config: OnceLock::new(),
        prepared: Mutex::default(),
        base: KeyPath::root(),
        lent: Mutex::default(),
        followers: Followers::default(),
        gone: Arc::default(),
        root: None,
    }))
}

/// Lends a loaded configuration to the recipe of another, which knows it by its place.
#[napi(catch_unwind)]
pub(crate) fn lend(session: &External<Arc<Session>>, other: &External<Arc<Session>>) {
    lock(&session.lent).push(Arc::clone(other));
}

/// The table at a path as a session of its own, or why there is none.
#[napi(catch_unwind)]
pub(crate) fn section(
    session: &External<Arc<Session>>,
    path: String,
) -> Either<External<Arc<Session>>, String> {
    match section_of(session, &path) {
        Ok(section) => Either::A(External::new(Arc::new(section))),
        Err(failure) => Either::B(text(Err(failure))),
    }
}

fn section_of(session: &Arc<Session>, path: &str) -> Outcome<Session> {
    let config = session.config()?.section(path)?;
    Ok(Session {
        desk: Arc::clone(&session.desk),
        number: session.number,
        config: OnceLock::from(config),
        prepared: Mutex::default(),
        base: session.base.join(&path.parse()?),
        lent: Mutex::default(),
        followers: Followers::default(),
        gone: Arc::clone(&session.gone),
        root: Some(Arc::clone(session.root.as_ref().unwrap_or(session))),
    })
}

/// The memory in which the number of the present generation stands. To be asked for once a session, and never of a
/// section.
#[napi(catch_unwind)]
pub(crate) fn counter_of(session: &External<Arc<Session>>) -> Result<Int32Array> {
    match session.config() {
        Ok(config) => Ok(counter::shared(config.generation_counter().as_atomic())),
        Err(_) => Err(Error::from_reason("the configuration is not loaded yet")),
    }
}
