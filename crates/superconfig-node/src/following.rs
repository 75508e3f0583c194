//! What changes: subscriptions, and objects of the program that follow.

use crate::counter::shown;
use crate::desk::{Desk, Event, lock};
use crate::material::{Material, Verdict};
use crate::outcome::{Outcome, array, problem, quoted};
use crate::session::Session;
use crate::source::Asked;
use crate::values::{Written, steps};
use napi::bindgen_prelude::External;
use napi::{Error, Result};
use napi_derive::napi;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use superconfig::{Change, Changes, ConfigHandle, KeyPath, Snapshot, Value};

/// Changes as an array.
pub(crate) fn changes(changes: &[Change]) -> String {
    array(changes.iter().map(change))
}

fn change(change: &Change) -> String {
    let value = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "null".to_owned(), |it| Written::new(it).json())
    };
    let origin = change.origin.as_ref().map_or_else(|| "null".to_owned(), superconfig::Origin::to_json);
    let path = quoted(&change.path.to_string());
    let (old, new) = (value(&change.old), value(&change.new));
    let shown = quoted(&change.to_string());
    let steps = steps(&change.path);
    format!(
        "{{\"path\":{path},\"steps\":{steps},\"old\":{old},\"new\":{new},\"origin\":{origin},\"shown\":{shown}}}"
    )
}

/// What somebody has not been told yet. More than can be told is merged by the core.
pub(crate) struct Subscription {
    changes: Mutex<Option<Changes>>,
    bell: Arc<Bell>,
}

struct Bell {
    desk: Arc<Desk>,
    subscription: u32,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.desk.leave(Event::News { subscription: self.subscription });
    }
}

/// Begins to listen. News are announced under a number that JavaScript gives.
#[napi(catch_unwind)]
pub(crate) fn subscribe(session: &External<Arc<Session>>, number: u32) -> Result<External<Subscription>> {
    let config = session.config().map_err(|_| Error::from_reason("the configuration is not loaded yet"))?;
    let bell = Arc::new(Bell { desk: Arc::clone(&session.desk), subscription: number });
    Ok(External::new(Subscription { changes: Mutex::new(Some(config.changes())), bell }))
}

/// What there is to be told: `{"updates": [{"generation", "changes", "error"}], "over"}`. The next news are announced.
#[napi(catch_unwind)]
pub(crate) fn updates(subscription: &External<Subscription>) -> String {
    let waker = Waker::from(Arc::clone(&subscription.bell));
    let mut context = Context::from_waker(&waker);
    let mut found = Vec::new();
    let mut changes = lock(&subscription.changes);
    let is_over = loop {
        let Some(changes) = &mut *changes else { break true };
        match changes.poll_next(&mut context) {
            Poll::Ready(Some(update)) => {
                let error = update.error.map_or_else(|| "null".to_owned(), problem);
                let told = self::changes(&update.changes);
                found.push(format!(
                    "{{\"generation\":{},\"changes\":{told},\"error\":{error}}}",
                    update.generation
                ));
            }
            Poll::Ready(None) => break true,
            Poll::Pending => break false,
        }
    };
    format!("{{\"updates\":{},\"over\":{is_over}}}", array(found))
}

/// There is nothing more to tell.
#[napi(catch_unwind)]
pub(crate) fn unsubscribe(subscription: &External<Subscription>) {
    let changes = lock(&subscription.changes).take();
    drop(changes);
}

/// What follows in each session, by the function that makes it.
#[derive(Default)]
pub(crate) struct Followers(Mutex<HashMap<u32, ConfigHandle<u32>>>);

/// Lets a function of the program see the value at a path in every generation before it is published. What it makes of it
/// stays in JavaScript, under a number.
pub(crate) fn follow(session: &Session, path: &str, function: u32) -> Outcome {
    let asked = session.asked(function);
    let make = move |snapshot: &Snapshot, path: &KeyPath| made(&asked, snapshot, path);
    let handle = session.config()?.handle_with(path, (session.number, function), make)?;
    lock(&session.followers.0).insert(function, handle);
    Ok("null".to_owned())
}

fn made(asked: &Asked, snapshot: &Snapshot, path: &KeyPath) -> superconfig::Result<u32> {
    let mut material = Material::new(snapshot, path);
    loop {
        let failed = |said| superconfig::Error::from(snapshot.fault(path, said));
        match asked.ask::<Verdict>(material.json()).map_err(failed)? {
            Verdict::Made(number) => return Ok(number),
            Verdict::Asks(names) => material.claim(names),
            Verdict::Faults(faults) => return Err(material.error(faults)),
        }
    }
}

/// The present generation, as JavaScript sees its number, and the number of what a function made of it. Both are of one
/// snapshot: the number in memory is raised a moment before its generation can be read.
#[napi(catch_unwind)]
pub(crate) fn made_of(session: &External<Arc<Session>>, function: u32) -> Option<Vec<f64>> {
    let snapshot = session.config().ok()?.snapshot();
    let followers = lock(&session.followers.0);
    let number = *snapshot.read_handle(followers.get(&function)?).ok()?;
    Some(vec![f64::from(shown(snapshot.generation())), f64::from(number)])
}

/// A function need not see the next generations.
#[napi(catch_unwind)]
pub(crate) fn forget(session: &External<Arc<Session>>, function: u32) {
    let forgotten = lock(&session.followers.0).remove(&function);
    drop(forgotten);
}
