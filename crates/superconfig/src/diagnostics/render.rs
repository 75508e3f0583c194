//! Diagnostics as text for people: plain or coloured, with snippets of the source in which secrets are masked.

use super::clean::{clean, clean_lines};
use super::mask::{mask_message, mask_text};
use super::redact::Redactor;
use super::snippet::Snippet;
use super::{Diagnostic, Secrets, Severity, UnknownName, choose};
use crate::value::Origin;
use annotate_snippets::{Annotation, Snippet as Source};
use annotate_snippets::{AnnotationKind, Group, Level, Origin as Place, Padding, Renderer};
use foldhash::HashMap;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

/// How diagnostics are rendered for people.
///
/// ```
/// use superconfig::{Code, Diagnostic, Style, render};
/// let warning = [Diagnostic::warning(Code::SourceFailed, "no route to host")];
/// assert!(!render(&warning, Style::Plain).contains('\u{1b}'));
/// assert!(render(&warning, Style::Color).contains('\u{1b}'));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without colour.
    Plain,
    /// With ANSI colours.
    Color,
}

impl FromStr for Style {
    type Err = UnknownName;

    /// Reads a name. `_`, `-` and case do not matter.
    ///
    /// # Errors
    /// If no choice has this name; the error tells which there are.
    ///
    /// ```
    /// assert_eq!("color".parse(), Ok(superconfig::Style::Color));
    /// assert!("colour".parse::<superconfig::Style>().is_err());
    /// ```
    fn from_str(word: &str) -> Result<Self, UnknownName> {
        choose("style", word, [("plain", Self::Plain), ("color", Self::Color)])
    }
}

/// All diagnostics, one after the other, each with the lines of the source that it speaks of.
///
/// Secrets in these lines are masked, passwords in URLs too, and control characters are escaped.
///
/// ```
/// use superconfig::{Code, Diagnostic, Style, render};
/// let warning = Diagnostic::warning(Code::SourceFailed, "consul: connection refused").with_help("start consul");
/// let text = render(&[warning], Style::Plain);
/// assert_eq!(text, "warning[SC0111]: consul: connection refused\n |\n = help: start consul\n");
/// ```
#[must_use]
pub fn render(diagnostics: &[Diagnostic], style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Color => Renderer::styled(),
    };
    // Long lines are cut here, where it is known what is masked; the renderer's own cutting stays out of it.
    let renderer = renderer.term_width(4096);
    let mut redactors = Redactors::default();
    let mut out = String::new();
    for diagnostic in diagnostics {
        if !out.is_empty() {
            out.push('\n');
        }
        push_rendered(&mut out, &renderer.render(&[group(diagnostic, &mut redactors)]));
    }
    out
}

/// Line and column come from origins, because columns in what is shown differ from those in the source. So the
/// renderer gets snippets without a name, and draws a line `:::` above them, which is left out here.
fn push_rendered(out: &mut String, rendered: &str) {
    for line in rendered.lines() {
        let text: String =
            line.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, text)| text)).collect();
        if text.trim() != ":::" {
            out.push_str(line.trim_end());
            out.push('\n');
        }
    }
}

/// One redactor for each text and set of secret names, so that no text is read twice.
#[derive(Default)]
struct Redactors {
    built_in: Arc<Secrets>,
    open: HashMap<(usize, usize), Redactor>,
}

impl Redactors {
    fn secrets(&self, diagnostic: &Diagnostic) -> Arc<Secrets> {
        Arc::clone(diagnostic.secrets.as_ref().unwrap_or(&self.built_in))
    }

    fn of(&mut self, text: &Arc<str>, secrets: Arc<Secrets>) -> &mut Redactor {
        // The redactor keeps both alive, so that the addresses stay theirs.
        let key = (text.as_ptr() as usize, Arc::as_ptr(&secrets) as usize);
        self.open.entry(key).or_insert_with(|| Redactor::new(Arc::clone(text), secrets))
    }
}

fn shown(text: &str, diagnostic: &Diagnostic) -> String {
    clean_lines(&mask_message(text, diagnostic)).into_owned()
}

fn group(diagnostic: &Diagnostic, redactors: &mut Redactors) -> Group<'static> {
    let level = match diagnostic.severity {
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(shown(&diagnostic.message, diagnostic)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let (snippets, notes) = places(diagnostic);
    if let Some(origin) = diagnostic.origin.as_ref().filter(|origin| origin.snippet().is_none()) {
        group = group.element(place(origin));
    }
    for (at, snippet) in snippets.iter().enumerate() {
        if at > 0 {
            group = group.element(Padding);
        }
        group = group.element(place(snippet.origin)).element(source(snippet, diagnostic, redactors));
    }
    for note in notes {
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(path) = diagnostic.path.as_ref().filter(|path| !path.is_root()) {
        group = group.element(Level::NOTE.with_name("path").message(clean(&path.to_string()).into_owned()));
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(shown(help, diagnostic))),
        None => group,
    }
}

/// The places of a diagnostic: near ones share a snippet; those without text become notes.
fn places(diagnostic: &Diagnostic) -> (Vec<Snippet<'_>>, Vec<String>) {
    let mut snippets: Vec<Snippet<'_>> = Vec::new();
    let mut notes = Vec::new();
    let primary = diagnostic.origin.as_ref().and_then(|origin| Snippet::new(origin, None, true));
    snippets.extend(primary);
    for related in &diagnostic.related {
        let label = clean(&mask_message(&related.message, diagnostic)).into_owned();
        match Snippet::new(&related.origin, Some(label.clone()), false) {
            Some(snippet) => {
                let left = snippets.iter_mut().try_fold(snippet, |snippet, near| match near.join(snippet) {
                    Ok(()) => Err(()),
                    Err(snippet) => Ok(snippet),
                });
                snippets.extend(left);
            }
            None => notes.push(format!("{label}: {}", clean(&mask_text(&related.origin.to_string())))),
        }
    }
    (snippets, notes)
}

/// `file:line:column`, or `APP_PORT (environment)`.
fn place(origin: &Origin) -> Place<'static> {
    let (Some(line), Some(column)) = (origin.line(), origin.column()) else {
        return Place::path(clean(&mask_text(&origin.to_string())).into_owned());
    };
    let name = origin.file().map_or_else(|| origin.source().into(), |file| file.to_string_lossy());
    Place::path(clean(&mask_text(&name)).into_owned()).line(line).char_column(column)
}

fn source(
    snippet: &Snippet<'_>,
    diagnostic: &Diagnostic,
    redactors: &mut Redactors,
) -> Source<'static, Annotation<'static>> {
    let secrets = redactors.secrets(diagnostic);
    let mut masked = secret_places(snippet, diagnostic);
    masked.extend_from_slice(redactors.of(snippet.text, secrets).masked(snippet.lines()));
    let shown = snippet.show(&merge(masked));
    let marks = snippet.marks.iter().zip(shown.marks).map(|(mark, range)| {
        let kind = if mark.is_primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(range).label(mark.label.clone())
    });
    Source::source(shown.text).line_start(shown.first_line).annotations(marks)
}

/// The places of a diagnostic about a secret: from the value on to the end of its line, however it is written.
fn secret_places(snippet: &Snippet<'_>, diagnostic: &Diagnostic) -> Vec<Range<usize>> {
    let spans = diagnostic.secret_spans().into_iter();
    let here = spans.filter(|(text, _)| Arc::ptr_eq(text, snippet.text));
    here.map(|(_, span)| span.start()..snippet.line_end(span.start()).max(span.end())).collect()
}

/// The ranges in order and without overlaps.
fn merge(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges.into_iter().filter(|range| !range.is_empty()) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests;
