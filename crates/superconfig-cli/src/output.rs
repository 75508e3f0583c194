//! What is printed: data to standard output, diagnostics to standard error, with colours where they are wanted.

use crate::args::{Common, Form, When};
use std::io::{self, IsTerminal, Write};
use superconfig::{DebugMessage, Diagnostic, Error, Severity, Style, Value, render, render_json};

/// Why a command did not end well.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Errors in the configuration, or a missing key; not printed yet.
    Error(Error),
    /// The same, printed.
    Reported,
    /// The command line cannot be followed.
    Usage(String),
    /// Standard output cannot be written to.
    Output(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Writes data, with a line break at its end. A reader that has gone away is content with what it has read.
pub(crate) fn write(data: &str) -> Result<(), Failure> {
    write_open(data).map(|_| ())
}

/// The same; tells whether anybody is still reading.
pub(crate) fn write_open(data: &str) -> Result<bool, Failure> {
    let mut out = io::stdout().lock();
    let end = if data.is_empty() || data.ends_with('\n') { "" } else { "\n" };
    let written = out.write_all(data.as_bytes()).and_then(|()| out.write_all(end.as_bytes()));
    match written.and_then(|()| out.flush()) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(Failure::Output(error)),
    }
}

/// Help, to standard output, or what is wrong with the command line, to standard error, coloured as all the rest.
pub(crate) fn print_usage(error: &clap::Error, color: When) -> Result<(), Failure> {
    let is_coloured = match error.use_stderr() {
        true => coloured(color, &io::stderr()),
        false => coloured(color, &io::stdout()),
    };
    let text = error.render();
    let text = if is_coloured { text.ansi().to_string() } else { text.to_string() };
    if error.use_stderr() {
        let _ = io::stderr().lock().write_all(text.as_bytes());
        return Ok(());
    }
    write(&text)
}

/// One line on standard error. Where it cannot be written, there is nobody to tell.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr().lock(), "error: {message}");
}

/// Prints diagnostics in the form that was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reporter {
    form: Form,
    quiet: bool,
    style: Style,
    /// Whether data for people is coloured.
    pub(crate) paint: Paint,
}

impl Reporter {
    pub(crate) fn new(common: &Common) -> Self {
        let style = match coloured(common.color, &io::stderr()) {
            true => Style::Color,
            false => Style::Plain,
        };
        let paint = Paint(coloured(common.color, &io::stdout()));
        Self { form: common.diagnostics, quiet: common.quiet, style, paint }
    }

    /// Whether the caller wants sentences.
    pub(crate) fn is_talkative(&self) -> bool {
        self.form == Form::Human && !self.quiet
    }

    pub(crate) fn diagnostics(&self, diagnostics: &[Diagnostic]) {
        let wanted = |diagnostic: &&Diagnostic| !self.quiet || diagnostic.severity == Severity::Error;
        let shown: Vec<Diagnostic> = diagnostics.iter().filter(wanted).cloned().collect();
        let text = match self.form {
            Form::Human => render(&shown, self.style),
            Form::Json => render_json(&shown),
        };
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    pub(crate) fn trace(&self, messages: &[DebugMessage]) {
        let line = |message: &DebugMessage| match self.form {
            Form::Human => format!("{}\n", message.format()),
            Form::Json => {
                let [provider, text] = [&message.provider, &message.message].map(|text| json_string(text));
                let success =
                    message.success.map_or("null", |success| if success { "true" } else { "false" });
                let level = message.level;
                format!(r#"{{"level":"{level}","provider":{provider},"message":{text},"success":{success}}}"#)
                    + "\n"
            }
        };
        let text: String = messages.iter().map(line).collect();
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }
}

/// A text as JSON.
pub(crate) fn json_string(text: &str) -> String {
    Value::from(text).to_string()
}

/// `[` the items, one a line, `]`.
pub(crate) fn json_list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    match items.is_empty() {
        true => "[]".to_owned(),
        false => format!("[\n{}\n]", items.join(",\n")),
    }
}

fn coloured(when: When, stream: &impl IsTerminal) -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let is = |name: &str, wanted: &str| std::env::var_os(name).is_some_and(|value| value == wanted);
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if is_set("NO_COLOR") => false,
        When::Auto if is_set("CLICOLOR_FORCE") && !is("CLICOLOR_FORCE", "0") => true,
        When::Auto => stream.is_terminal() && !is("TERM", "dumb") && !is("CLICOLOR", "0"),
    }
}

/// Colours for data that people read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint(bool);

impl Paint {
    pub(crate) fn key(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(crate) fn value(self, text: &str) -> String {
        self.paint("36", text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(crate) fn bad(self, text: &str) -> String {
        self.paint("31", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        match self.0 && !text.is_empty() {
            true => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            false => text.to_owned(),
        }
    }
}
