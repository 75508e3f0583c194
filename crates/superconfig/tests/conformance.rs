//! The conformance suite through the Rust API. Cases that name no format need the default ones.
#![cfg(all(feature = "json", feature = "toml", feature = "yaml", feature = "env"))]
// The helpers are tests too, which the lints cannot see.
#![allow(clippy::unwrap_used, clippy::panic)]

use conformance_runner::{Case, Diagnosed, Place, Source, Subject, run};
use serde_json::Value;
use std::path::PathBuf;
use superconfig::{Code, Config, EnvSnapshot, Error, Format, Style, SuperConfig, render, render_json};

#[test]
fn every_case_holds_for_the_library() {
    run(can, |case, place| Library { builder: builder(case, place), own: place.own.clone() });
}

fn can(case: &Case) -> bool {
    let is_enabled = |name: &String| format(name).is_some_and(Format::is_enabled);
    case.needs.iter().all(is_enabled) && (cfg!(unix) || (case.links.is_empty() && case.modes.is_empty()))
}

fn format(name: &str) -> Option<Format> {
    Format::ALL.into_iter().find(|format| format.as_str() == name)
}

fn builder(case: &Case, place: &Place) -> SuperConfig {
    let env: EnvSnapshot = place.env.iter().cloned().collect();
    let builder = SuperConfig::new().with_env_snapshot(env).with_cwd(&place.cwd).with_home(&place.home);
    let builder = builder.strict(case.strict).select_all(case.profiles.iter().cloned());
    place
        .sources
        .iter()
        .fold(builder.with_trace_verbosity(), |builder, source| add(builder, source, case.nested))
}

fn add(builder: SuperConfig, source: &Source, nested: bool) -> SuperConfig {
    use superconfig::{Hierarchy, SourceBuilder, Strategy, Wildcard};
    let text = source.value.as_str().unwrap_or_default();
    let file = |source: SourceBuilder| if nested { source.nested() } else { source };
    match source.kind.as_str() {
        "defaults" => builder.with_defaults(&source.value),
        "file" if nested => builder.merge(file(SourceBuilder::file(text).required())),
        "file" => builder.with_required_file(text),
        "file_opt" if nested => builder.with_nested_file(text),
        "file_opt" => builder.with_file(text),
        "join" => builder.merge(file(SourceBuilder::file(text).strategy(Strategy::Join))),
        "glob" if nested => builder.merge(file(Wildcard::from_pattern(text).into())),
        "glob" => builder.with_glob(text),
        "dotenv" => builder.with_dotenv(text),
        "env" => builder.with_env(text),
        "set" => builder.with_overrides([text]),
        "app" if nested => builder.merge(file(Hierarchy::new(text).into())),
        "app" => builder.with_hierarchical_config(text),
        other => panic!("unknown source {other}"),
    }
}

struct Library {
    builder: SuperConfig,
    own: PathBuf,
}

impl Library {
    fn config(&self) -> Result<Config, String> {
        self.builder.build().map_err(|error| error.to_string())
    }

    fn json_at(config: &Config, path: &str) -> Result<String, String> {
        Ok(config.export(Format::Json, path).map_err(|error| error.to_string())?.0)
    }
}

fn lines(json: &str) -> Vec<Value> {
    json.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Subject for Library {
    fn load(&self) -> Result<Diagnosed, String> {
        Ok(match self.builder.build() {
            Ok(config) => Diagnosed { failed: false, diagnostics: lines(&render_json(&config.warnings())) },
            Err(error) => Diagnosed { failed: true, diagnostics: lines(&render_json(error.diagnostics())) },
        })
    }

    fn json(&self, path: &str) -> Result<String, String> {
        let config = self.config()?;
        if path.is_empty() {
            let json = Self::json_at(&config, path)?;
            assert_eq!(json, config.as_json());
            return Ok(json);
        }
        // Reading claims a variable that spells this path; a float that JSON lacks is told by the export alone.
        match config.get::<Value>(path) {
            Ok(value) if !config.has_key(path) => Ok(value.to_string()),
            Ok(_) => Self::json_at(&config, path),
            Err(error) => Err(error.to_string()),
        }
    }

    fn absent(&self, path: &str) -> Result<(), String> {
        let config = self.config()?;
        let not_found = |error: Error| error.has(Code::PathNotFound) || error.has(Code::BadPath);
        let says_so = config.get::<Value>(path).err().is_some_and(not_found);
        if !config.has_key(path) && says_so { Ok(()) } else { Err(format!("{path} is there")) }
    }

    fn keys(&self, path: &str) -> Result<Vec<String>, String> {
        self.config()?.keys_at(path).map_err(|error| error.to_string())
    }

    fn export(&self, name: &str) -> Result<(String, Vec<String>), String> {
        let format = format(name).ok_or("unknown format")?;
        let (text, warnings) = self.config()?.export(format, "").map_err(|error| error.to_string())?;
        Ok((text, warnings.iter().map(|warning| warning.code.to_string()).collect()))
    }

    fn read_again(&self, text: &str, name: &str) -> Result<(String, Vec<String>), String> {
        let file = self.own.join(format!("again.{name}"));
        std::fs::write(&file, text).map_err(|error| error.to_string())?;
        let builder = SuperConfig::new().with_env_snapshot(EnvSnapshot::default()).with_required_file(file);
        let config = builder.build().map_err(|error| error.to_string())?;
        let warnings = config.warnings().iter().map(|warning| warning.code.to_string()).collect();
        Ok((config.as_json(), warnings))
    }

    fn explain(&self, path: &str) -> Result<Value, String> {
        let explanation = self.config()?.explain(path).ok_or_else(|| format!("nothing at {path}"))?;
        Ok(serde_json::from_str(&explanation.to_json(false)).unwrap())
    }

    fn why_not(&self, name: &str) -> Result<String, String> {
        Ok(self.config()?.why_not(name).to_string())
    }

    fn explanation(&self) -> Result<String, String> {
        Ok(self.config()?.explain_all().iter().map(ToString::to_string).collect())
    }

    fn displayed(&self) -> Vec<(&'static str, String)> {
        let (config, diagnostics) = self.builder.build_lenient();
        let error = self.builder.build().err().map_or(String::new(), |error| format!("{error} {error:?}"));
        let explanations = config.explain_all();
        let trace: String = config.debug_messages().iter().map(|message| message.format() + "\n").collect();
        vec![
            ("explain", explanations.iter().map(ToString::to_string).collect()),
            ("explain as json", explanations.iter().map(|explanation| explanation.to_json(false)).collect()),
            ("sources", config.debug_sources()),
            ("diagnostics", render(&diagnostics, Style::Plain)),
            ("coloured diagnostics", render(&diagnostics, Style::Color)),
            ("diagnostics as json", render_json(&diagnostics)),
            ("the error", error),
            ("the trace", trace),
            ("the debug text", format!("{config:?} {:?} {diagnostics:?}", self.builder)),
            ("redacted", config.as_json_redacted()),
        ]
    }
}
