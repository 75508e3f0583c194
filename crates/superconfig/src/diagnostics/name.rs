//! Words that name one of several choices: what programs in other languages give as text.

use std::fmt;

/// A word that names none of the choices there are.
///
/// ```
/// use superconfig::{Style, UnknownName};
/// let error: UnknownName = "bold".parse::<Style>().unwrap_err();
/// assert_eq!(error.to_string(), r#""bold" is no style: it is one of "plain", "color""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    word: String,
    what: &'static str,
    names: Vec<&'static str>,
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no {}: it is one of ", self.word, self.what)?;
        for (at, name) in self.names.iter().enumerate() {
            write!(f, "{}{name:?}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownName {}

/// The one of some choices that a word names, in whatever spelling: languages differ in how they write words.
pub(crate) fn choose<T, const N: usize>(
    what: &'static str,
    word: &str,
    choices: [(&'static str, T); N],
) -> Result<T, UnknownName> {
    let mut names = Vec::with_capacity(N);
    for (name, choice) in choices {
        if letters(name).eq(letters(word)) {
            return Ok(choice);
        }
        names.push(name);
    }
    Err(UnknownName { word: word.to_owned(), what, names })
}

/// What counts of a name: neither `_` nor `-` nor case.
fn letters(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::UnknownName;
    use crate::{Format, Level, MergeOrder, Strategy, Style, VerbosityLevel};
    use std::fmt::Debug;
    use std::str::FromStr;

    /// These names, and no others, name these choices.
    fn check<T>(what: &str, choices: &[(&str, T)])
    where
        T: FromStr<Err = UnknownName> + PartialEq + Debug,
    {
        for (name, choice) in choices {
            let shout = name.to_uppercase();
            let (kebab, joined) = (name.replace('_', "-"), shout.replace('_', ""));
            for word in [*name, &shout, &kebab, &joined] {
                assert_eq!(word.parse().as_ref(), Ok(choice), "{word}");
            }
        }
        let names: Vec<String> = choices.iter().map(|(name, _)| format!("{name:?}")).collect();
        for word in ["", "_", "none", " json", "plain.", "jſon", "a\"b\n"] {
            let told = word.parse::<T>().unwrap_err().to_string();
            assert_eq!(told, format!("{word:?} is no {what}: it is one of {}", names.join(", ")));
        }
    }

    #[test]
    fn every_name_in_every_spelling() {
        check("format", &Format::ALL.map(|format| (format.as_str(), format)));
        check("level of a hierarchy", &Level::ALL.map(|level| (level.as_str(), level)));
        check("style", &[("plain", Style::Plain), ("color", Style::Color)]);
        let strategies = [
            ("merge", Strategy::Merge),
            ("join", Strategy::Join),
            ("adjoin", Strategy::Adjoin),
            ("admerge", Strategy::Admerge),
        ];
        check("merge strategy", &strategies);
        let levels = [
            ("silent", VerbosityLevel::Silent),
            ("info", VerbosityLevel::Info),
            ("debug", VerbosityLevel::Debug),
            ("trace", VerbosityLevel::Trace),
        ];
        check("verbosity", &levels);
        let orders = [
            ("alphabetical", MergeOrder::Alphabetical),
            ("reverse", MergeOrder::Reverse),
            ("smallest_first", MergeOrder::SizeAscending),
            ("largest_first", MergeOrder::SizeDescending),
            ("oldest_first", MergeOrder::ModificationTimeAscending),
            ("newest_first", MergeOrder::ModificationTimeDescending),
            ("hierarchical", MergeOrder::Hierarchical),
            ("as_discovered", MergeOrder::AsDiscovered),
        ];
        check("merge order", &orders);
        assert_eq!("smallestFirst".parse(), Ok(MergeOrder::SizeAscending));
    }
}
