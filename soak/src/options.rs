//! The command line.

use std::path::PathBuf;
use std::time::Duration;

const USAGE: &str = "usage: cargo xtask soak [--duration 10m] [--directory target/soak]
  a duration is a number and s, m or h: 90s, 20m, 24h";

pub(crate) struct Options {
    pub(crate) duration: Duration,
    /// Between two samples.
    pub(crate) interval: Duration,
    /// Where samples, plot and verdict go.
    pub(crate) directory: PathBuf,
}

impl Options {
    pub(crate) fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut duration, mut directory) = (Duration::from_secs(600), PathBuf::from("target/soak"));
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| USAGE.to_owned())?;
            match name.as_str() {
                "--duration" => duration = parse(&value).ok_or_else(|| USAGE.to_owned())?,
                "--directory" => directory = value.into(),
                _ => return Err(USAGE.to_owned()),
            }
        }
        // Enough samples to judge a short run, no more than a few thousand of a long one.
        let interval = (duration / 240).clamp(Duration::from_millis(250), Duration::from_secs(10));
        Ok(Self { duration, interval, directory })
    }
}

fn parse(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return None,
    };
    let seconds = number.parse::<u64>().ok()?.checked_mul(seconds)?;
    (seconds > 0).then(|| Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(parse("90s"), Some(Duration::from_secs(90)));
        assert_eq!(parse("20m"), Some(Duration::from_secs(1200)));
        assert_eq!(parse("24h"), Some(Duration::from_secs(86_400)));
        for wrong in ["", "s", "10", "-1s", "1d", "0s", "1é", "99999999999999999999h"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let parse = |text: &str| Options::from_arguments(text.split_whitespace().map(str::to_owned));
        assert_eq!(parse("--duration 1h").map(|options| options.interval), Ok(Duration::from_secs(10)));
        assert!(parse("--duration").is_err() && parse("--time 5s").is_err() && parse("1h").is_err());
    }
}
