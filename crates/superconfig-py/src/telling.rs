//! What a configuration tells about itself: exports, explanations, sources, diagnostics.

use crate::config::Config;
use crate::errors::IntoPython;
use crate::options::{named, verbosity_of};
use crate::report::{DebugMessage, Explanation, SourceReport, WhyNot, diagnostics};
use pyo3::prelude::*;
use std::path::PathBuf;

#[pymethods]
impl Config {
    /// Everything as JSON, secrets included.
    fn as_json(&self) -> String {
        self.core.as_json()
    }

    /// Everything as YAML, secrets included.
    fn as_yaml(&self) -> String {
        self.core.as_yaml()
    }

    /// Everything as TOML, secrets included.
    fn as_toml(&self) -> String {
        self.core.as_toml()
    }

    /// Everything as JSON, with masked secrets.
    fn as_json_redacted(&self) -> String {
        self.core.as_json_redacted()
    }

    /// Everything as YAML, with masked secrets.
    fn as_yaml_redacted(&self) -> String {
        self.core.as_yaml_redacted()
    }

    /// Everything as TOML, with masked secrets.
    fn as_toml_redacted(&self) -> String {
        self.core.as_toml_redacted()
    }

    /// A text in some format, and what is to be said about it.
    #[pyo3(signature = (format, path = "", *, redacted = false))]
    fn export<'py>(
        &self,
        py: Python<'py>,
        format: &str,
        path: &str,
        redacted: bool,
    ) -> PyResult<(String, Bound<'py, PyAny>)> {
        let format = named(format)?;
        let exported = match redacted {
            true => self.core.export_redacted(format, path),
            false => self.core.export(format, path),
        };
        let (text, warnings) = exported.or_raise(py)?;
        Ok((text, diagnostics(py, &warnings)?))
    }

    /// Writes a file in the format of its name.
    fn write<'py>(&self, py: Python<'py>, path: PathBuf) -> PyResult<Bound<'py, PyAny>> {
        let warnings = self.away(py, |core| core.write(path))?.or_raise(py)?;
        diagnostics(py, &warnings)
    }

    /// A scalar as text.
    fn get_string(&self, py: Python<'_>, path: &str) -> PyResult<String> {
        self.core.get_string(path).or_raise(py)
    }

    /// Where the value at a path came from, what it beat, and what was done to it.
    fn explain(&self, path: &str) -> Option<Explanation> {
        self.core.explain(path).map(Explanation)
    }

    /// Everything at and below a path.
    #[pyo3(signature = (path = ""))]
    fn explain_all(&self, path: &str) -> Vec<Explanation> {
        let all = self.core.explain_below(path).unwrap_or_default();
        all.into_iter().map(Explanation).collect()
    }

    /// Why nothing, or not what was expected, stands at a path, or is set by a variable.
    #[pyo3(signature = (name, *, reveal = false))]
    fn why_not(&self, name: &str, reveal: bool) -> WhyNot {
        WhyNot(if reveal { self.core.why_not_revealed(name) } else { self.core.why_not(name) })
    }

    /// The sources, in the order in which they count.
    fn sources(&self) -> Vec<SourceReport> {
        self.core.sources().into_iter().map(SourceReport).collect()
    }

    /// The files that were looked for, and why each does not count if it does not.
    fn files(&self) -> Vec<(String, Option<String>)> {
        let files = self.core.files().into_iter();
        files.map(|(path, reason)| (path.display().to_string(), reason)).collect()
    }

    /// All warnings.
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        diagnostics(py, &self.core.warnings())
    }

    /// All warnings with snippets of their sources: `plain` or `color`.
    #[pyo3(signature = (style = "plain"))]
    fn render_warnings(&self, style: &str) -> PyResult<String> {
        Ok(superconfig::render(&self.core.warnings(), named(style)?))
    }

    /// Whether there are warnings.
    fn has_warnings(&self) -> bool {
        self.core.has_warnings()
    }

    /// Everything as a text for people, with masked secrets.
    fn debug_config(&self) -> String {
        self.core.debug_config()
    }

    /// The sources as a text for people.
    fn debug_sources(&self) -> String {
        self.core.debug_sources()
    }

    /// The load trace, or what is in it up to a level.
    #[pyo3(signature = (level = None))]
    fn debug_messages(&self, level: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<DebugMessage>> {
        let messages = match level {
            Some(level) => self.core.debug_messages_at_level(verbosity_of(level)?),
            None => self.core.debug_messages(),
        };
        Ok(messages.into_iter().map(DebugMessage).collect())
    }

    /// Forgets the load trace.
    fn clear_debug_messages(&self) {
        self.core.clear_debug_messages();
    }

    /// Where time goes, as JSON.
    fn timings_json(&self) -> String {
        self.core.timings().to_json()
    }
}
