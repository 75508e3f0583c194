//! Which file a path means: the file itself, or, for a name without extension, the first that exists.

use super::Places;
use super::file::{kind_besides_file, origin};
use crate::diagnostics::{Code, Diagnostic};
use crate::format::Format;
use crate::value::nearest;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

/// The extensions of all formats, in the order in which they are searched and merged.
const EXTENSIONS: [(&str, Format); 9] = [
    ("toml", Format::Toml),
    ("yaml", Format::Yaml),
    ("yml", Format::Yaml),
    ("json", Format::Json),
    ("json5", Format::Json5),
    ("jsonc", Format::Json5),
    ("ron", Format::Ron),
    ("ini", Format::Ini),
    ("env", Format::Env),
];

/// Extensions of configuration files that do not tell the format.
const SNIFFED: [&str; 2] = ["cfg", "conf"];

/// How many names of a directory are compared for a "did you mean".
const NEIGHBOURS: usize = 1000;

/// The extensions that this build can read, in order.
pub(crate) fn extensions() -> impl Iterator<Item = &'static str> + Clone {
    EXTENSIONS.iter().filter(|(_, format)| format.is_enabled()).map(|(extension, _)| *extension)
}

/// Whether a name says of itself what it is, so that nothing is searched: `app.toml`, `app.conf`, `.env`,
/// `.env.local`.
fn is_complete(path: &Path) -> bool {
    let known = |name: &OsStr| {
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        EXTENSIONS.iter().any(|(extension, _)| is(extension)) || SNIFFED.into_iter().any(is)
    };
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let dotenv = name == ".env" || name.starts_with(".env.");
    dotenv || path.extension().is_some_and(known)
}

/// Where a file was looked for and what was found. All paths as the user gave them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    /// The file to read.
    pub(crate) chosen: Option<PathBuf>,
    /// Every path that was tried, up to the chosen one.
    pub(crate) tried: Vec<PathBuf>,
    /// Files of the same name with weaker extensions.
    pub(crate) others: Vec<PathBuf>,
}

/// Finds the file that a path means.
///
/// What exists under the very name is meant, whatever its extension; only a directory gives way to a file with
/// an extension (`config/` beside `config.toml`). A name whose extension is known is never searched for under
/// another one; `app.prod` is a name like any other and finds `app.prod.toml`, never `app.toml`.
pub(crate) fn locate(path: &Path, places: &Places) -> Located {
    let mut located = Located { chosen: None, tried: vec![path.to_path_buf()], others: Vec::new() };
    let itself = look(&places.expand(path));
    if itself == Look::File || path.as_os_str().is_empty() {
        located.chosen = (itself == Look::File).then(|| path.to_path_buf());
        return located;
    }
    if let (Some(name), false) = (path.file_name(), is_complete(path)) {
        for extension in extensions() {
            let candidate = path.with_file_name(dotted(name, extension));
            let found = look(&places.expand(&candidate)) == Look::File;
            if located.chosen.is_none() {
                located.tried.push(candidate.clone());
                located.chosen = found.then_some(candidate);
            } else if found {
                located.others.push(candidate);
            }
        }
    }
    if located.chosen.is_none() && itself == Look::Directory {
        // Reading it then says what it is, which is more than that it is missing.
        located.chosen = Some(path.to_path_buf());
    }
    located
}

fn dotted(name: &OsStr, extension: &str) -> OsString {
    let mut dotted = name.to_os_string();
    dotted.push(".");
    dotted.push(extension);
    dotted
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    /// Something to read, or to report in detail when reading fails.
    File,
    Directory,
    Nothing,
}

fn look(path: &Path) -> Look {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Look::Directory,
        Ok(_) => Look::File,
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Look::Nothing,
            _ => Look::File,
        },
    }
}

impl Located {
    /// How many paths were looked at: if not the very name alone, then with each extension.
    #[cfg(feature = "profiling")]
    pub(crate) fn looked_at(&self) -> usize {
        match self.tried.len() {
            1 => 1,
            _ => 1 + extensions().count(),
        }
    }

    /// A warning if several extensions of the name exist.
    pub(crate) fn several(&self) -> Option<Diagnostic> {
        let chosen = self.chosen.as_ref().filter(|_| !self.others.is_empty())?;
        let message = format!("`{}` is read, {} beside it not", chosen.display(), list(&self.others));
        let help = "remove all but one, or name the file with its extension";
        let warning = Diagnostic::warning(Code::SeveralExtensions, message);
        Some(warning.with_origin(origin(chosen)).with_help(help))
    }

    /// The warning, or for a required file the error, that nothing was found.
    pub(crate) fn missing(&self, places: &Places, required: bool) -> Diagnostic {
        let first = self.tried.first().map_or(Path::new(""), PathBuf::as_path);
        let mut message = format!("`{}` does not exist", first.display());
        if let Some(others) = self.tried.get(1..).filter(|others| !others.is_empty()) {
            message.push_str(&format!(", nor does {}", list(others)));
        }
        let diagnostic = if required {
            Diagnostic::error(Code::RequiredFileMissing, message)
        } else {
            Diagnostic::warning(Code::FileMissing, message)
        };
        let diagnostic = diagnostic.with_origin(origin(first));
        match advice(first, places) {
            Some(help) => diagnostic.with_help(help),
            None => diagnostic,
        }
    }
}

/// `a`, `b` and `c`, quoted.
fn list(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What may be the matter with a path at which nothing stands.
fn advice(path: &Path, places: &Places) -> Option<String> {
    if path.as_os_str().is_empty() {
        return Some("the path is empty; name a file".to_owned());
    }
    let resolved = places.expand(path);
    if resolved.is_symlink() {
        return Some("this is a link to nothing; create the file that it points to".to_owned());
    }
    let parent = resolved.parent()?;
    if !parent.is_dir() {
        return Some(format!("there is no directory `{}`", parent.display()));
    }
    if let Some((unread, format)) = unreadable(path, places) {
        return Some(format!("to read `{}`, {}", unread.display(), format.how_to_enable()));
    }
    match neighbour(&resolved) {
        Some(near) => Some(format!("did you mean `{}`?", path.with_file_name(near).display())),
        None if resolved != path => Some(format!("it was looked for in `{}`", parent.display())),
        None => None,
    }
}

/// The existing file that would be meant if this build could read its format.
fn unreadable(path: &Path, places: &Places) -> Option<(PathBuf, Format)> {
    let name = path.file_name().filter(|_| !is_complete(path))?;
    let missing = EXTENSIONS.iter().filter(|(_, format)| !format.is_enabled());
    let mut candidates =
        missing.map(|(extension, format)| (path.with_file_name(dotted(name, extension)), *format));
    candidates.find(|(candidate, _)| look(&places.expand(candidate)) == Look::File)
}

/// The existing file whose name is nearest, be it only in another extension.
fn neighbour(resolved: &Path) -> Option<String> {
    let wanted = resolved.file_name()?.to_str()?;
    let stem = |name: &str| -> String {
        let path = Path::new(name);
        let stem = path.file_stem().filter(|_| is_complete(path)).and_then(OsStr::to_str);
        stem.unwrap_or(name).to_owned()
    };
    let entries = std::fs::read_dir(resolved.parent()?).ok()?.take(NEIGHBOURS).flatten();
    let mut names: Vec<String> = entries
        .filter(|entry| entry.path().metadata().is_ok_and(|m| kind_besides_file(m.file_type()).is_none()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    let by_name = nearest(wanted, names.iter().map(String::as_str));
    let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
    let by_stem = || {
        let stem = nearest(&stem(wanted), stems.iter().map(String::as_str).filter(|stem| !stem.is_empty()))?;
        let at = stems.iter().position(|candidate| candidate == stem)?;
        names.get(at).map(String::as_str)
    };
    by_name.or_else(by_stem).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    struct Fixture {
        _dir: tempfile::TempDir,
        places: Places,
    }

    fn fixture(files: &[&str]) -> Fixture {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            if !file.ends_with('/') {
                fs::write(path, "").unwrap();
            }
        }
        Fixture { places: Places::new(dir.path()), _dir: dir }
    }

    impl Fixture {
        fn locate(&self, path: &str) -> Located {
            locate(Path::new(path), &self.places)
        }

        fn chosen(&self, path: &str) -> Option<String> {
            self.locate(path).chosen.map(|path| path.display().to_string())
        }

        fn help(&self, path: &str) -> String {
            self.locate(path).missing(&self.places, false).help.unwrap_or_default()
        }
    }

    #[cfg(feature = "toml")]
    #[test]
    fn the_very_file_wins_and_a_directory_does_not() {
        let dir = fixture(&["config/x.toml", "config.toml", "plain", "plain.toml", "only/x", "app.TXT"]);
        assert_eq!(dir.chosen("config").as_deref(), Some("config.toml"));
        assert_eq!(dir.chosen("./config").as_deref(), Some("./config.toml"));
        assert_eq!(dir.chosen("plain").as_deref(), Some("plain"));
        assert_eq!(dir.chosen("only").as_deref(), Some("only"));
        assert_eq!(dir.chosen("app.TXT").as_deref(), Some("app.TXT"));
        assert_eq!(dir.chosen(""), None);
    }

    #[cfg(all(feature = "json", feature = "toml", feature = "yaml"))]
    #[test]
    fn extensions_are_searched_in_order_and_never_replaced() {
        let dir = fixture(&[
            "a.json",
            "a.yaml",
            "b.toml",
            "app.toml",
            "app.prod.json",
            "c.conf.toml",
            ".env.local.toml",
        ]);
        let located = dir.locate("a");
        assert_eq!(located.chosen, Some(PathBuf::from("a.yaml")));
        assert_eq!(located.others, [PathBuf::from("a.json")]);
        assert_eq!(located.tried, ["a", "a.toml", "a.yaml"].map(PathBuf::from));
        assert_eq!(located.several().unwrap().message, "`a.yaml` is read, `a.json` beside it not");
        assert_eq!(dir.chosen("app.prod").as_deref(), Some("app.prod.json"));
        for absent in ["b.yaml", "b.YAML", "b.json5", "c.conf", "app.dev", ".env", ".env.local", "b.toml/x"] {
            assert_eq!(dir.chosen(absent), None, "{absent}");
        }
        assert!(dir.locate("b").several().is_none());
    }

    #[cfg(all(feature = "json", feature = "toml", feature = "yaml", feature = "env"))]
    #[cfg(not(any(feature = "json5", feature = "ron", feature = "ini")))]
    #[test]
    fn a_missing_file_names_every_path() {
        let dir = fixture(&["confg.toml"]);
        let diagnostic = dir.locate("config").missing(&dir.places, true);
        assert_eq!(diagnostic.code, Code::RequiredFileMissing);
        insta::assert_snapshot!(diagnostic.message, @"`config` does not exist, nor does `config.toml`, `config.yaml`, `config.yml`, `config.json` and `config.env`");
        assert_eq!(diagnostic.help.as_deref(), Some("did you mean `confg.toml`?"));
    }

    #[test]
    fn advice_fits_the_case() {
        let dir = fixture(&["conf/app.yaml", "conf/other.toml"]);
        assert_eq!(dir.help("conf/app.toml"), "did you mean `conf/app.yaml`?");
        assert_eq!(dir.help("conf/ohter.toml"), "did you mean `conf/other.toml`?");
        let root = dir.places.cwd().display();
        assert_eq!(dir.help("cnf/app.toml"), format!("there is no directory `{root}/cnf`"));
        assert_eq!(dir.help("unlike.toml"), format!("it was looked for in `{root}`"));
        assert!(dir.help("").contains("empty"));
    }

    #[cfg(unix)]
    #[test]
    fn a_dangling_link_is_missing_and_said_so() {
        let dir = fixture(&[]);
        std::os::unix::fs::symlink("none", dir.places.cwd().join("app.toml")).unwrap();
        assert_eq!(dir.chosen("app.toml"), None);
        assert!(dir.help("app.toml").contains("link to nothing"));
    }
}
