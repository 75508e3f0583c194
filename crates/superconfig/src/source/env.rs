//! The environment, read once.

use memchr::memchr;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::sync::Arc;

/// The environment variables as they were at one moment, sorted by name.
///
/// A configuration reads the environment once per build, and from such a snapshot; tests and bindings give
/// their own. Cloning is cheap. Of two variables of one name the later one counts.
///
/// Variables that are not UTF-8 are no reason to fail: a name that is not is left out, a value that is not
/// reads as absent; both are remembered for diagnostics. `Debug` shows names only, as values may be secret.
///
/// ```
/// use superconfig::EnvSnapshot;
/// let env = EnvSnapshot::from([("APP_PORT", "80"), ("APP_HOST", "localhost")]);
/// assert_eq!(env.get("APP_PORT"), Some("80"));
/// assert_eq!(env.iter().next(), Some(("APP_HOST", "localhost")));
/// ```
#[derive(Clone, Default)]
pub struct EnvSnapshot {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Sorted by name. The value is `None` where it is not UTF-8.
    variables: Vec<(Arc<str>, Option<Arc<str>>)>,
    /// Names that are not UTF-8, with U+FFFD for what cannot be shown.
    bad_names: Vec<String>,
}

impl EnvSnapshot {
    /// The environment of this process, now.
    ///
    /// ```
    /// let env = superconfig::EnvSnapshot::from_process();
    /// assert!(env.iter().all(|(name, _)| !name.is_empty()));
    /// ```
    #[must_use]
    pub fn from_process() -> Self {
        std::env::vars_os().collect()
    }

    /// The variables of a block as systems hand it over (`/proc/self/environ` is one): each as `NAME=value` and a NUL. What
    /// has no `=`, or none after a name, is left out.
    ///
    /// ```
    /// let env = superconfig::EnvSnapshot::from_block("APP_PORT=80\0APP_QUERY=a=b\0");
    /// assert_eq!(env.get("APP_PORT"), Some("80"));
    /// assert_eq!(env.get("APP_QUERY"), Some("a=b"));
    /// ```
    #[must_use]
    pub fn from_block(block: &str) -> Self {
        let variable = |entry: &str| {
            // A name may begin with `=`, on Windows.
            let equals = memchr(b'=', entry.as_bytes().get(1..)?)? + 1;
            Some((Arc::from(entry.get(..equals)?), Some(Arc::from(entry.get(equals + 1..)?))))
        };
        let mut variables = Vec::with_capacity(32);
        variables.extend(block.split_terminator('\0').filter_map(variable));
        Inner { variables, bad_names: Vec::new() }.into()
    }

    /// No variables at all.
    ///
    /// ```
    /// assert_eq!(superconfig::EnvSnapshot::empty().iter().count(), 0);
    /// ```
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The value of a variable; `None` also where the value is not UTF-8.
    ///
    /// The case of the name counts, except on Windows, where it does not.
    ///
    /// ```
    /// let env = superconfig::EnvSnapshot::from([("APP_PORT", "80")]);
    /// assert_eq!(env.get("APP_HOST"), None);
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let variables = &self.inner.variables;
        let found = match variables.binary_search_by(|(candidate, _)| (**candidate).cmp(name)) {
            Ok(at) => variables.get(at),
            Err(_) if cfg!(windows) => variables.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)),
            Err(_) => None,
        };
        found.and_then(|(_, value)| value.as_deref())
    }

    /// All variables with their values, sorted by name, without those that are not UTF-8.
    ///
    /// ```
    /// let env = superconfig::EnvSnapshot::from([("B", "2"), ("A", "1")]);
    /// assert_eq!(env.iter().collect::<Vec<_>>(), [("A", "1"), ("B", "2")]);
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.inner.variables.iter().filter_map(|(name, value)| Some((&**name, value.as_deref()?)))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.inner.variables.len()
    }

    /// The same, to be kept without a copy.
    pub(crate) fn shared(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<str>)> {
        self.inner.variables.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
    }

    /// The names of variables whose value is not UTF-8, sorted.
    pub(crate) fn unreadable(&self) -> impl Iterator<Item = &str> {
        self.inner.variables.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| &**name)
    }

    /// Names that are not UTF-8 themselves, with U+FFFD in place of what cannot be shown, sorted.
    #[cfg(test)]
    pub(crate) fn bad_names(&self) -> impl Iterator<Item = &str> {
        self.inner.bad_names.iter().map(String::as_str)
    }

    /// A variable that names a directory: XDG and friends count an empty or relative one as not set.
    pub(crate) fn directory(&self, name: &str) -> Option<&std::path::Path> {
        self.get(name).map(std::path::Path::new).filter(|path| path.is_absolute())
    }
}

impl From<Inner> for EnvSnapshot {
    fn from(mut inner: Inner) -> Self {
        // The sort is stable, so of equal names the last one given stands last: keep that one.
        inner.variables.sort_by(|(a, _), (b, _)| a.cmp(b));
        inner.variables.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            if is_same {
                std::mem::swap(later, kept);
            }
            is_same
        });
        inner.bad_names.sort();
        Self { inner: Arc::new(inner) }
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for EnvSnapshot {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter();
        let mut inner = Inner::default();
        inner.variables.reserve(variables.size_hint().0);
        for (name, value) in variables {
            match name.into().into_string() {
                Ok(name) => {
                    let value = value.into().into_string().ok().map(Arc::from);
                    inner.variables.push((Arc::from(name), value));
                }
                Err(name) => inner.bad_names.push(lossy(&name)),
            }
        }
        inner.into()
    }
}

impl<K: Into<OsString>, V: Into<OsString>, const N: usize> From<[(K, V); N]> for EnvSnapshot {
    fn from(variables: [(K, V); N]) -> Self {
        variables.into_iter().collect()
    }
}

impl fmt::Debug for EnvSnapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnvSnapshot")?;
        f.debug_set().entries(self.inner.variables.iter().map(|(name, _)| name)).finish()
    }
}

fn lossy(text: &OsStr) -> String {
    text.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorted_and_the_last_of_one_name_counts() {
        let env: EnvSnapshot = vec![("B", "1"), ("A", "2"), ("B", "3")].into_iter().collect();
        assert_eq!(env.iter().collect::<Vec<_>>(), [("A", "2"), ("B", "3")]);
        assert_eq!(env.get("B"), Some("3"));
        assert_eq!(env.get("b"), if cfg!(windows) { Some("3") } else { None });
    }

    #[test]
    fn a_block_is_read_as_it_is_written() {
        let env = EnvSnapshot::from_block("B=1\0=C:=C:\\\0é=ü\0A=\0B=a=b\n\0nothing\0=\0\0Z=last");
        let all = [("=C:", "C:\\"), ("A", ""), ("B", "a=b\n"), ("Z", "last"), ("é", "ü")];
        assert_eq!(env.iter().collect::<Vec<_>>(), all);
        assert_eq!(EnvSnapshot::from_block("").iter().count(), 0);
    }

    #[test]
    fn values_are_never_shown() {
        let env = EnvSnapshot::from([("APP_TOKEN", "hunter2")]);
        assert_eq!(format!("{env:?}"), r#"EnvSnapshot{"APP_TOKEN"}"#);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_not_utf8_is_remembered() {
        use std::os::unix::ffi::OsStringExt;
        let bad = || OsString::from_vec(vec![b'x', 0xff]);
        let env = EnvSnapshot::from([(OsString::from("APP_BAD"), bad()), (bad(), OsString::from("y"))]);
        assert_eq!(env.get("APP_BAD"), None);
        assert_eq!(env.iter().count(), 0);
        assert_eq!(env.unreadable().collect::<Vec<_>>(), ["APP_BAD"]);
        assert_eq!(env.bad_names().collect::<Vec<_>>(), ["x\u{fffd}"]);
    }

    #[test]
    fn only_absolute_directories_count() {
        let env = EnvSnapshot::from([("A", ""), ("B", "x/y"), ("C", "/x")]);
        assert_eq!(env.directory("A"), None);
        assert_eq!(env.directory("B"), None);
        assert_eq!(env.directory("C"), (!cfg!(windows)).then_some(std::path::Path::new("/x")));
    }
}
