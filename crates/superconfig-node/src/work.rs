//! What may take long or wait: loading, reloading, watching, ending.
//!
//! It runs on a thread of its own where a promise is wanted, and where functions of the program take part. (Not on
//! Node's own pool: that is waited for when the process ends, and one of its threads may wait for an answer.)

use crate::desk::{Event, lock};
use crate::following;
use crate::options::{WatchOptions, given, time};
use crate::outcome::{Failure, Outcome, array, between, list, quoted, text};
use crate::reading::table_of;
use crate::recipe::{self, Recipe};
use crate::session::{Prepared, Session};
use crate::values::read;
use napi::bindgen_prelude::{External, Object};
use napi::{Env, Error, JsDeferred, Result};
use napi_derive::napi;
use serde::Deserialize;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use superconfig::{EnvSnapshot, SuperConfig};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Work {
    /// Loads what was prepared; leniently, whatever can be loaded.
    Load {
        lenient: bool,
    },
    Reload {
        files: Option<Vec<PathBuf>>,
    },
    Watch(WatchOptions),
    Unwatch,
    Close,
    WaitFor {
        generation: u64,
        timeout: Option<f64>,
    },
    Write {
        path: PathBuf,
    },
    /// Lets a function of the program follow what stands at a path.
    Handle {
        path: String,
        function: u32,
    },
}

/// Does it; `is_part` if that is on behalf of a function of the program that takes part in a reload. The outcome is one
/// text.
fn run(session: &Arc<Session>, work: &str, is_part: bool) -> String {
    let done = || {
        let work =
            read(work).map_err(|error| Failure::Usage(without_place(&error.to_string()).to_owned()))?;
        if is_part {
            session.config()?.within_reload(|| outcome(session, work))
        } else {
            outcome(session, work)
        }
    };
    match catch_unwind(AssertUnwindSafe(done)) {
        Ok(outcome) => text(outcome),
        Err(panic) => text(Err(Failure::Usage(format!("a fault in superconfig: {}", said(&*panic))))),
    }
}

/// What the reader of JSON says, without where in a text that nobody has seen.
fn without_place(said: &str) -> &str {
    said.rfind(" at line ").and_then(|at| said.get(..at)).unwrap_or(said)
}

fn said(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| Some(panic.downcast_ref::<String>()?))
        .unwrap_or("unknown")
}

fn outcome(session: &Arc<Session>, work: Work) -> Outcome {
    let nothing = || "null".to_owned();
    match work {
        Work::Load { lenient } => load(session, lenient),
        Work::Reload { files: None } => Ok(following::changes(&session.config()?.reload()?)),
        Work::Reload { files: Some(files) } => {
            Ok(following::changes(&session.config()?.reload_files(files)?))
        }
        Work::Watch(options) => {
            let options = options.options().map_err(Failure::Usage)?;
            session.config()?.watch_with(options)?;
            session.desk.watches(session);
            Ok(nothing())
        }
        Work::Unwatch => {
            session.config()?.unwatch();
            session.desk.rests(session.number);
            Ok(nothing())
        }
        Work::Close => {
            session.close();
            session.desk.rests(session.number);
            Ok(nothing())
        }
        Work::WaitFor { generation, timeout } => {
            let timeout = time(timeout).map_err(Failure::Usage)?.unwrap_or(std::time::Duration::MAX);
            Ok(session.config()?.wait_for(generation, timeout).to_string())
        }
        Work::Write { path } => Ok(list(&session.config()?.write(path)?)),
        Work::Handle { path, function } => following::follow(session, &path, function),
    }
}

/// Takes the recipe of what is to be loaded, and answers with the beginnings of the names of those variables that are
/// wanted.
#[napi(catch_unwind)]
pub(crate) fn prepare(session: &External<Arc<Session>>, recipe: String) -> String {
    text(prepared(session, &recipe))
}

fn prepared(session: &Session, recipe: &str) -> Outcome {
    let recipe: Recipe = read(recipe).map_err(|error| misread(recipe, &error.to_string()))?;
    let is_watched = recipe.is_watched();
    let builder = recipe.builder(session)?;
    let prefixes = array(builder.env_prefixes().iter().map(|prefix| quoted(prefix)));
    *lock(&session.prepared) = Some(Prepared { builder, is_watched, variables: None });
    Ok(prefixes)
}

/// What is wrong with a recipe, and with which call.
fn misread(recipe: &str, said: &str) -> Failure {
    let said = without_place(said);
    Failure::Usage(
        recipe::wrong_call(recipe).map_or_else(|| said.to_owned(), |call| format!("`{call}`: {said}")),
    )
}

/// Takes the variables of the program's environment whose names begin so, each as `NAME=value` and a NUL.
#[napi(catch_unwind)]
pub(crate) fn provide(session: &External<Arc<Session>>, variables: String) {
    if let Some(prepared) = &mut *lock(&session.prepared) {
        prepared.variables = Some(EnvSnapshot::from_block(&variables));
    }
}

fn load(session: &Arc<Session>, lenient: bool) -> Outcome {
    let prepared = lock(&session.prepared).take();
    let Prepared { builder, is_watched, variables } =
        prepared.ok_or_else(|| Failure::Usage("nothing is prepared".to_owned()))?;
    let builder = given(builder, variables, SuperConfig::with_env_snapshot);
    let (config, diagnostics) =
        if lenient { builder.build_lenient() } else { (builder.build()?, Vec::new()) };
    session.loaded(config);
    if is_watched {
        session.desk.watches(session);
    }
    let before = format!("{{\"diagnostics\":{},\"table\":", list(&diagnostics));
    Ok(between(&before, table_of(session)?, "}"))
}

/// Does work here and now.
#[napi(catch_unwind)]
pub(crate) fn call(session: &External<Arc<Session>>, work: String, is_part: bool) -> String {
    run(session, &work, is_part)
}

/// Begins work whose outcome is left on the desk, under the number that is answered.
#[napi(catch_unwind)]
pub(crate) fn begin(session: &External<Arc<Session>>, work: String, is_part: bool) -> Result<u32> {
    let session = Arc::clone(session);
    let desk = Arc::clone(&session.desk);
    let job = desk.number();
    spawn(move || {
        let outcome = run(&session, &work, is_part);
        desk.leave(Event::Done { job, outcome });
    })?;
    Ok(job)
}

type Settle = Box<dyn FnOnce(Env) -> Result<String>>;

/// Does work while JavaScript goes on. The promise is always kept.
#[napi(catch_unwind)]
pub(crate) fn promise<'env>(
    env: &'env Env,
    session: &External<Arc<Session>>,
    work: String,
    is_part: bool,
) -> Result<Object<'env>> {
    let session = Arc::clone(session);
    let (deferred, promise): (JsDeferred<String, Settle>, _) = env.create_deferred()?;
    spawn(move || {
        let outcome = run(&session, &work, is_part);
        // Its last use may be here, and what it ends may wait.
        drop(session);
        deferred.resolve(Box::new(move |_| Ok(outcome)));
    })?;
    Ok(promise)
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<()> {
    let spawned = thread::Builder::new().name("superconfig-work".to_owned()).spawn(work);
    spawned.map(drop).map_err(|error| Error::from_reason(error.to_string()))
}
