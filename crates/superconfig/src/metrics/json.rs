//! Timings for programs.

use super::advice::Advice;
use super::histogram::Latency;
use super::timings::{SourceTimings, Timings};
use crate::diagnostics::write_text;
use std::time::Duration;

/// Microseconds, to the nanosecond.
fn micros(time: Duration) -> String {
    let (whole, rest) = (time.as_nanos() / 1000, time.as_nanos() % 1000);
    match rest {
        0 => whole.to_string(),
        _ => format!("{whole}.{rest:03}"),
    }
}

fn text(text: &str) -> String {
    let mut out = String::new();
    write_text(&mut out, text);
    out
}

fn or_null(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}

fn source(source: &SourceTimings) -> String {
    let SourceTimings { size, looked_at, found, known, cached, .. } = source;
    let (name, kind) = (text(&source.name), source.kind);
    let path = or_null(source.path.as_ref().map(|path| text(&path.to_string_lossy())));
    let format = or_null(source.format.map(|format| text(format.as_str())));
    let [discover, read, parse] = [source.discover_time, source.read_time, source.parse_time].map(micros);
    format!(
        "{{\"name\":{name},\"kind\":\"{kind}\",\"path\":{path},\"format\":{format},\"size\":{size},\
         \"discover_us\":{discover},\"read_us\":{read},\"parse_us\":{parse},\"looked_at\":{looked_at},\
         \"found\":{found},\"known\":{known},\"cached\":{cached}}}"
    )
}

fn latency(latency: Latency) -> String {
    let Latency { count, p50, p90, p99, max } = latency;
    let [p50, p90, p99, max] = [p50, p90, p99, max].map(micros);
    format!("{{\"count\":{count},\"p50_us\":{p50},\"p90_us\":{p90},\"p99_us\":{p99},\"max_us\":{max}}}")
}

fn advice(advice: &Advice) -> String {
    let (kind, message) = (advice.kind, text(&advice.message));
    let source = or_null(advice.source.as_deref().map(text));
    format!("{{\"kind\":\"{kind}\",\"source\":{source},\"message\":{message}}}")
}

impl Timings {
    /// One JSON object, with the [`advice`](Self::advice) in it:
    /// `{"load","generation","total_us","sources":[{"name","kind","path","format","size","discover_us","read_us",`
    /// `"parse_us","looked_at","found","known","cached"}],"phases":{"sources_us","env_matching_us","merge_us",`
    /// `"validate_us","extract_us","publish_us","other_us"},"life":{"failed_reloads","extracts","handle_extracts",`
    /// `"reload":{"count","p50_us","p90_us","p99_us","max_us"},"extract":{…},"publish":{…}},"advice":[{"kind","source","message"}]}`.
    ///
    /// `load` is `build`, `reload` or `failed reload`. Times are numbers of microseconds, to the nanosecond.
    ///
    /// ```
    /// let config = superconfig::SuperConfig::new().with_override("a", 1).build()?;
    /// let json = config.timings().to_json();
    /// assert!(json.starts_with(r#"{"load":"build","generation":1,"total_us":"#));
    /// assert!(json.ends_with(r#""advice":[]}"#));
    /// # Ok::<(), superconfig::Error>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let list = |items: Vec<String>| items.join(",");
        let phases = [
            ("sources", self.source_time()),
            ("env_matching", self.env_matching_time()),
            ("merge", self.merge_time()),
            ("validate", self.validate_time()),
            ("extract", self.extract_time()),
            ("publish", self.publish_time()),
            ("other", self.other_time()),
        ];
        let phases = phases.map(|(name, time)| format!("\"{name}_us\":{}", micros(time)));
        let (failed, extracts) = (self.failed_reloads(), self.extracts());
        format!(
            "{{\"load\":\"{}\",\"generation\":{},\"total_us\":{},\"sources\":[{}],\"phases\":{{{}}},\
             \"life\":{{\"failed_reloads\":{failed},\"extracts\":{extracts},\"handle_extracts\":{},\
             \"reload\":{},\"extract\":{},\"publish\":{}}},\"advice\":[{}]}}",
            self.what(),
            self.generation(),
            micros(self.total()),
            list(self.sources().iter().map(source).collect()),
            list(phases.to_vec()),
            self.handle_extracts(),
            latency(self.reload_latency()),
            latency(self.extract_latency()),
            latency(self.publish_latency()),
            list(self.advice().iter().map(advice).collect()),
        )
    }
}
