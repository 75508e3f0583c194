//! Dates and times as TOML has them: kept as text that is known to be a date.

use toml_datetime::Datetime;

/// Which of TOML's four kinds of date a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DateKind {
    OffsetDateTime,
    LocalDateTime,
    LocalDate,
    LocalTime,
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

/// The kind of a date.
pub(crate) fn date_kind(text: &str) -> Option<DateKind> {
    let date: Datetime = text.parse().ok()?;
    Some(match (date.date, date.time, date.offset) {
        (Some(_), Some(_), Some(_)) => DateKind::OffsetDateTime,
        (Some(_), Some(_), None) => DateKind::LocalDateTime,
        (Some(_), None, _) => DateKind::LocalDate,
        (None, ..) => DateKind::LocalTime,
    })
}
