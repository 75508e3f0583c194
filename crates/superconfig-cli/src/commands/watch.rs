//! `watch`: every change, as it is published.

use super::{counted, wants_json};
use crate::args::Watch;
use crate::output::{Failure, complain, write_open};
use crate::session::Session;
use std::sync::mpsc;
use std::time::Duration;
use superconfig::{Change, ReloadOptions, Update, render_json};

pub(crate) fn run(session: &Session, args: &Watch) -> Result<(), Failure> {
    let json = wants_json("watch", &args.load)?;
    let config = session.load(&args.load)?;
    session.reporter.diagnostics(&config.warnings());
    let (sender, updates) = mpsc::channel();
    // Nobody waits for an answer, so a receiver that has gone is no matter.
    config.on_update(move |update| drop(sender.send(update.clone()))).keep();
    let interrupted = {
        let config = config.clone();
        // Closing drops the sender, which ends the loop below.
        ctrlc::set_handler(move || config.close())
    };
    if let Err(error) = interrupted {
        complain(&format!("interrupting will not be orderly: {error}"));
    }
    let options = ReloadOptions::new();
    config.watch_with(match args.poll {
        Some(milliseconds) => options.poll(Duration::from_millis(milliseconds)),
        None => options,
    })?;
    let ready = match json {
        true => "{\"generation\":1,\"changes\":[],\"ready\":true}".to_owned(),
        false => format!("generation 1: watching {}", counted(config.status().watched.len(), "path")),
    };
    let mut is_read = write_open(&ready)?;
    let mut known = config.warnings();
    while is_read && let Ok(update) = updates.recv() {
        // What is wrong with what was published, though not wrong enough to refuse it.
        let warnings = config.warnings();
        let new: Vec<_> = warnings.iter().filter(|warning| !known.contains(warning)).cloned().collect();
        session.reporter.diagnostics(&new);
        known = warnings;
        is_read = match json {
            true => write_open(&as_json(&update, args.load.reveal))?,
            false => {
                if let Some(error) = &update.error {
                    session.reporter.diagnostics(error.diagnostics());
                }
                write_open(&for_people(&update))?
            }
        };
    }
    Ok(())
}

/// One line: what was published, or why nothing was.
fn as_json(update: &Update, reveal: bool) -> String {
    let generation = update.generation;
    match &update.error {
        Some(error) => {
            let diagnostics: Vec<String> =
                render_json(error.diagnostics()).lines().map(str::to_owned).collect();
            format!("{{\"error\":[{}],\"generation\":{generation},\"stale\":true}}", diagnostics.join(","))
        }
        None => {
            let changes: Vec<String> = update.changes.iter().map(|change| change.to_json(reveal)).collect();
            format!("{{\"generation\":{generation},\"changes\":[{}]}}", changes.join(","))
        }
    }
}

fn for_people(update: &Update) -> String {
    let generation = update.generation;
    match &update.error {
        Some(_) => format!("stale: generation {generation} is still served"),
        None if update.changes.is_empty() => format!("generation {generation} is right again"),
        None => {
            let changes = update.changes.iter().map(Change::to_string);
            let lines: Vec<String> = changes.map(|change| format!("    {change}")).collect();
            format!("generation {generation}:\n{}", lines.join("\n"))
        }
    }
}
