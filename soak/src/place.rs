//! The files, and the configuration that they make.

use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use superconfig::{Config, EnvSnapshot, SuperConfig};
use tempfile::TempDir;

/// A part of the configuration that changes as a whole. A prefix of its text is never the text of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) n: u64,
    list: Vec<u64>,
    text: String,
    end: String,
}

impl Part {
    pub(crate) fn new(n: u64) -> Self {
        Self { n, list: vec![n; 3], text: format!("the text of number {n}"), end: n.to_string() }
    }

    /// Whether everything in it was written at once.
    pub(crate) fn is_whole(&self) -> bool {
        *self == Self::new(self.n)
    }
}

/// How a file is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Written aside and renamed, as editors save.
    Rename,
    /// Truncated and written in two steps.
    Truncate,
    /// Deleted, and created again a while later.
    Recreate,
    /// The directory behind a link is another one, as Kubernetes does.
    Swap,
    /// Broken for a while. Until it is valid again, nothing is published at all.
    Broken,
}

/// A part and the file that it is in.
#[derive(Debug)]
pub(crate) struct Station {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) ways: &'static [Way],
}

use Way::{Broken, Recreate, Rename, Swap, Truncate};

pub(crate) const STATIONS: [Station; 4] = [
    Station { name: "base", file: "base.toml", ways: &[Rename, Truncate, Rename, Truncate, Broken] },
    Station { name: "mounted", file: "mounted/mounted.json", ways: &[Swap] },
    Station { name: "service", file: "service.yaml", ways: &[Rename, Truncate, Recreate, Broken] },
    Station { name: "limits", file: "conf.d/10-limits.toml", ways: &[Rename, Truncate, Recreate] },
];

impl Station {
    pub(crate) fn text(&self, n: u64) -> String {
        let Part { n, list, text, end } = Part::new(n);
        let name = self.name;
        match self.file.rsplit('.').next() {
            Some("yaml") => {
                format!("{name}:\n  n: {n}\n  list: {list:?}\n  text: {text}\n  end: \"{end}\"\n")
            }
            Some("json") => format!(
                "{{\"{name}\": {{\"n\": {n}, \"list\": {list:?}, \"text\": \"{text}\", \"end\": \"{end}\"}}}}"
            ),
            _ => format!("[{name}]\nn = {n}\nlist = {list:?}\ntext = \"{text}\"\nend = \"{end}\"\n"),
        }
    }

    /// Text that must not be published, of several kinds.
    pub(crate) fn broken(&self, n: u64) -> String {
        let text = self.text(n);
        match n % 3 {
            0 => String::new(),
            1 => text.get(..text.len() - 3).unwrap_or_default().to_owned(),
            _ => text.replace(&format!("{:?}", vec![n; 3]), "\"no list\""),
        }
    }
}

pub(crate) struct Place {
    directory: TempDir,
}

impl Place {
    pub(crate) fn new() -> io::Result<Self> {
        let place = Self { directory: tempfile::tempdir()? };
        fs::create_dir(place.path("conf.d"))?;
        fs::create_dir(place.path("mounted"))?;
        for station in STATIONS {
            match station.ways {
                [Swap] => {
                    place.swap(&station, 0)?;
                    link(Path::new("..data/mounted.json"), &place.path(station.file))?;
                }
                _ => fs::write(place.path(station.file), station.text(0))?,
            }
        }
        Ok(place)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Layers of all kinds: defaults, a required file, an optional one, a glob, a link, the environment.
    pub(crate) fn config(&self) -> superconfig::Result<Config> {
        let directory = self.directory.path();
        SuperConfig::new()
            .with_cwd(directory)
            .with_home(directory)
            .with_env_snapshot(EnvSnapshot::from([("SOAK_FIXED__PORT", "80")]))
            .with_defaults_string("fixed:\n  port: 1\n  host: localhost\n")
            .with_required_file("base.toml")
            .with_file("service")
            .with_glob("conf.d/*.toml")
            .with_file("mounted/mounted.json")
            .with_env("SOAK_")
            .build()
    }

    /// Lets `..data` lead to a directory with this number, and removes the one from before.
    pub(crate) fn swap(&self, station: &Station, n: u64) -> io::Result<()> {
        let directory = self.path("mounted");
        let name = format!("..{n}");
        fs::create_dir(directory.join(&name))?;
        fs::write(directory.join(&name).join("mounted.json"), station.text(n))?;
        let before = fs::read_link(directory.join("..data")).ok();
        link(Path::new(&name), &directory.join("..data_tmp"))?;
        fs::rename(directory.join("..data_tmp"), directory.join("..data"))?;
        before.map_or(Ok(()), |before| fs::remove_dir_all(directory.join(before)))
    }
}

#[cfg(unix)]
fn link(target: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, path)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::other("the soak needs a system with links"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_station_is_read_and_no_prefix_of_its_text_is_a_part() {
        let place = Place::new().unwrap();
        let config = place.config().unwrap();
        assert_eq!(config.get::<u16>("fixed.port").unwrap(), 80);
        for station in STATIONS {
            assert_eq!(config.get::<Part>(station.name).unwrap(), Part::new(0), "{}", station.name);
            let text = station.text(123);
            for length in 0..text.trim_end().len() {
                fs::write(place.path("prefix"), &text[..length]).unwrap();
                let format = station.file.rsplit('.').next().unwrap();
                let path = place.path(&format!("prefix.{format}"));
                fs::rename(place.path("prefix"), &path).unwrap();
                let part = SuperConfig::new()
                    .with_file(path)
                    .build()
                    .and_then(|config| config.get::<Part>(station.name));
                assert!(part.is_err(), "{}", &text[..length]);
            }
            for n in 0..3 {
                assert_ne!(station.broken(n), station.text(n));
            }
        }
    }
}
