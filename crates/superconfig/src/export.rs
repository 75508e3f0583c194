//! The configuration as text: JSON, YAML, TOML; real values, or masked ones by the `_redacted` twins.

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Error, MASK, Result, Severity};
use crate::format::{self, Format, Written};
use crate::snapshot::Snapshot;
use crate::value::{Document, Item};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::Path;

/// A document in which secrets are masked.
struct Masked<'a> {
    snapshot: &'a Snapshot,
    secret: Vec<bool>,
}

impl<'a> Masked<'a> {
    fn new(snapshot: &'a Snapshot) -> Self {
        let mut secret = vec![false; snapshot.merged.nodes.len()];
        let mut waiting = vec![(snapshot.merged.root(), false)];
        while let Some((id, hidden)) = waiting.pop() {
            let hidden = hidden || snapshot.secrets.is_secret_name(snapshot.merged.key(id));
            if let Some(flag) = secret.get_mut(id as usize) {
                *flag = hidden;
            }
            waiting.extend(snapshot.merged.children(snapshot.merged.inside(id)).map(|child| (child, hidden)));
        }
        Self { snapshot, secret }
    }
}

impl Document for Masked<'_> {
    fn root(&self) -> u32 {
        self.snapshot.merged.root()
    }

    fn item(&self, id: u32) -> Item<'_> {
        // What is inside a text has names as well.
        match self.snapshot.merged.item(self.snapshot.merged.inside(id)) {
            container @ (Item::Array | Item::Table | Item::Null) => container,
            _ if self.secret.get(id as usize) == Some(&true) => Item::Str(MASK),
            scalar => scalar,
        }
    }

    fn children(&self, id: u32) -> impl Iterator<Item = u32> + '_ {
        self.snapshot.merged.children(self.snapshot.merged.inside(id))
    }

    fn key(&self, id: u32) -> &str {
        self.snapshot.merged.key(id)
    }
}

impl Config {
    /// Pretty JSON with the real values.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// assert_eq!(config.as_json(), "{\n  \"port\": 80\n}");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn as_json(&self) -> String {
        self.write_real(Format::Json)
    }

    /// YAML with the real values.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["server.port=80", "country=no"]).build()?;
    /// assert_eq!(config.as_yaml(), "server:\n  port: 80\ncountry: \"no\"\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[cfg(feature = "yaml")]
    #[must_use]
    pub fn as_yaml(&self) -> String {
        self.write_real(Format::Yaml)
    }

    /// TOML with the real values; nulls are left out, and integers above `i64::MAX` become strings, which
    /// [`export`](Self::export) reports.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("day: null\nport: 80", Format::Yaml).build()?;
    /// assert_eq!(config.as_toml(), "port = 80\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[cfg(feature = "toml")]
    #[must_use]
    pub fn as_toml(&self) -> String {
        self.write_real(Format::Toml)
    }

    /// Pretty JSON with secrets masked.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("db.password", "hunter2").build()?;
    /// assert!(!config.as_json_redacted().contains("hunter2"));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn as_json_redacted(&self) -> String {
        self.write_masked(Format::Json)
    }

    /// YAML with secrets masked.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("db.password", "hunter2").build()?;
    /// assert_eq!(config.as_yaml_redacted(), "db:\n  password: \"********\"\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[cfg(feature = "yaml")]
    #[must_use]
    pub fn as_yaml_redacted(&self) -> String {
        self.write_masked(Format::Yaml)
    }

    /// TOML with secrets masked.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_overrides(["host=h", "auth_token=abc"]).build()?;
    /// assert_eq!(config.as_toml_redacted(), "host = \"h\"\nauth_token = \"********\"\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[cfg(feature = "toml")]
    #[must_use]
    pub fn as_toml_redacted(&self) -> String {
        self.write_masked(Format::Toml)
    }

    /// The text in any format that this build writes, and what could not be expressed exactly: of severity error where
    /// another reader would find a value of another type.
    ///
    /// # Errors
    /// If the format cannot be written.
    ///
    /// ```
    /// use superconfig::{Code, Format, SuperConfig};
    /// let config = SuperConfig::new().with_string("a: null", Format::Yaml).build()?;
    /// let (toml, warnings) = config.export(Format::Toml, "")?;
    /// assert_eq!((toml.as_str(), warnings[0].code), ("", Code::NullOmitted));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn export(&self, format: Format, path: &str) -> Result<(String, Vec<Diagnostic>)> {
        self.export_as(false, format, path)
    }

    /// The same as [`export`](Self::export) with secrets masked.
    ///
    /// # Errors
    /// If the format cannot be written.
    ///
    /// ```
    /// use superconfig::{Format, SuperConfig};
    /// let config = SuperConfig::new().with_overrides(["db.host=h", "db.password=x"]).build()?;
    /// let (text, warnings) = config.export_redacted(Format::Env, "db")?;
    /// assert_eq!(text, "HOST=h\nPASSWORD='********'\n");
    /// assert!(warnings.is_empty());
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn export_redacted(&self, format: Format, path: &str) -> Result<(String, Vec<Diagnostic>)> {
        self.export_as(true, format, path)
    }

    fn export_as(&self, masked: bool, format: Format, path: &str) -> Result<(String, Vec<Diagnostic>)> {
        let path = self.base.join(&path.parse()?);
        let snapshot = self.live.load();
        let id = snapshot.find(&path).ok_or_else(|| snapshot.not_found(&path))?;
        let id = snapshot.inside(id);
        format::writable(format)?;
        let Written { text, warnings } = written(&snapshot, masked, format, id);
        // A writer knows the paths below the place that it writes.
        let placed = |warning: Diagnostic| {
            let Some(below) = &warning.path else { return warning };
            let path = path.join(below);
            let found = snapshot.find(&path).map(|id| snapshot.origin_of(id));
            let warning = match found.filter(|_| warning.origin.is_none()) {
                Some(origin) => warning.with_origin(origin),
                None => warning,
            };
            snapshot.guarded(warning.with_path(path))
        };
        Ok((text, warnings.into_iter().map(placed).collect()))
    }

    /// The whole configuration as another library's value: `serde_json::Value`, `toml::Table`, …
    ///
    /// # Errors
    /// If that type cannot hold it.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// assert_eq!(config.to_value::<serde_json::Value>()?, serde_json::json!({"port": 80}));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn to_value<V: DeserializeOwned + Serialize>(&self) -> Result<V> {
        self.extract()
    }

    /// Writes the real values to a file, in the format of its extension: completely or not at all.
    ///
    /// # Errors
    /// If the extension names no format that can be written, the format cannot hold a value, or the system refuses.
    ///
    /// ```
    /// let directory = tempfile::tempdir().unwrap();
    /// let path = directory.path().join("out.json");
    /// let config = superconfig::SuperConfig::new().with_override("port", 80).build()?;
    /// config.write(&path)?;
    /// assert_eq!(std::fs::read_to_string(path).unwrap(), "{\n  \"port\": 80\n}\n");
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    pub fn write(&self, path: impl AsRef<Path>) -> Result<Vec<Diagnostic>> {
        let path = path.as_ref();
        let format = format::detect::by_extension(path).ok_or_else(|| {
            let message = format!("the name {} says no format", path.display());
            Diagnostic::error(Code::UnknownFormat, message).with_help("end it in .json, .yaml or .toml")
        })?;
        let (mut text, warnings) = self.export(format, "")?;
        if warnings.iter().any(|warning| warning.severity == Severity::Error) {
            return Err(Error::new(warnings));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        replace_file(path, &text).map_err(|error| {
            Diagnostic::error(Code::WriteFailed, format!("{} cannot be written: {error}", path.display()))
        })?;
        Ok(warnings)
    }

    fn write_real(&self, format: Format) -> String {
        self.write_as(false, format)
    }

    fn write_masked(&self, format: Format) -> String {
        self.write_as(true, format)
    }

    /// The whole configuration.
    fn write_as(&self, masked: bool, format: Format) -> String {
        let snapshot = self.live.load();
        let id = snapshot.find(&self.base).map_or(snapshot.root(), |id| snapshot.inside(id));
        written(&snapshot, masked, format, id).text
    }
}

/// What stands at a place, with its real values or masked.
fn written(snapshot: &Snapshot, masked: bool, format: Format, id: u32) -> Written {
    match masked {
        true => format::write(format, &Masked::new(snapshot), id),
        false => format::write(format, snapshot, id),
    }
}

/// Writes beside the file and renames, so that a reader sees the old text or the new one.
fn replace_file(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let write = || {
        let mut file = std::fs::File::create(&temporary)?;
        if let Ok(metadata) = std::fs::metadata(path) {
            file.set_permissions(metadata.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    };
    write().inspect_err(|_| drop(std::fs::remove_file(&temporary)))
}
