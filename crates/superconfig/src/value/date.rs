//! Dates and times as TOML has them: kept as text that is known to be a date.

use toml_datetime::Datetime;

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
