//! Dates and times as TOML has them: kept as text that is known to be a date.

use toml_datetime::Datetime;

/// Which of the parts of a date there are: one of the four kinds that TOML has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DateKind {
    date: bool,
    time: bool,
    offset: bool,
}

impl DateKind {
    /// The kind of a date; `None` if the text is none.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let date: Datetime = text.parse().ok()?;
        Some(Self { date: date.date.is_some(), time: date.time.is_some(), offset: date.offset.is_some() })
    }
}

/// The RFC 3339 form of a TOML date (`1979-05-27 07:32Z` → `1979-05-27T07:32:00Z`); `None` if it is none.
pub(crate) fn canonical_date(text: &str) -> Option<String> {
    let mut date: Datetime = text.parse().ok()?;
    // TOML 1.1 lets the seconds be left out, RFC 3339 does not.
    if let Some(time) = &mut date.time {
        time.second.get_or_insert(0);
    }
    Some(date.to_string())
}

/// Whether a text is a date as TOML has them.
#[cfg(feature = "toml")]
pub(crate) fn is_date(text: &str) -> bool {
    text.parse::<Datetime>().is_ok()
}
