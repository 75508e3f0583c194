//! Configuration from files, environment and command line: merged, explained, typed.
//!
//! ```
//! use serde::{Deserialize, Serialize};
//! use superconfig::{EnvSnapshot, Format, SuperConfig};
//!
//! #[derive(Debug, Default, Deserialize, Serialize)]
//! struct App {
//!     server: Server,
//! }
//!
//! #[derive(Debug, Default, Deserialize, Serialize)]
//! struct Server {
//!     host: String,
//!     port: u16,
//! }
//!
//! let config = SuperConfig::new()
//!     .with_defaults(App::default())
//!     .with_string("server: { host: shop.example, port: 80 }", Format::Yaml)
//!     .with_env_snapshot(EnvSnapshot::from([("SHOP_SERVER_PORT", "8080")]))
//!     .with_env("SHOP_")
//!     .build()?;
//!
//! let app: App = config.extract()?;
//! assert_eq!(app.server.port, 8080);
//!
//! let port = config.explain("server.port").unwrap();
//! assert_eq!(port.origin.variable(), Some("SHOP_SERVER_PORT"));
//! assert_eq!(port.beat[0].origin.line(), Some(1));
//! # Ok::<(), superconfig::Error>(())
//! ```
//!
//! # The tour
//!
//! * [`SuperConfig`] collects sources and options. The order of sources is their precedence: a later one wins.
//! * [`SuperConfig::build`] reads, parses and merges them into a [`Config`]. Reading from it never parses, merges or
//!   locks.
//! * [`Config::extract`] and [`Config::get`] turn values into your types, and report every fault at once.
//! * [`Config::explain`] tells where a value came from and what it beat; [`Config::why_not`] why it is not there.
//! * Everything doubtful is a [`Diagnostic`] with a stable [`Code`]: a warning, or in strict mode an error. Nothing is
//!   printed unless you ask for it.
//!
//! # Who wins
//!
//! | both have a key | both tables | both arrays | else |
//! |---|---|---|---|
//! | [`merge`](SuperConfig::merge) (default) | deep | new | new |
//! | [`join`](SuperConfig::join) | deep | old | old |
//! | [`admerge`](SuperConfig::admerge) | deep | old + new | new |
//! | [`adjoin`](SuperConfig::adjoin) | deep | old + new | old |
//!
//! `x_add`, `x_prepend` and `x_remove` change the array `x` of the sources before; `_remove = ["k"]` in a table removes
//! its keys.
//!
//! # Features
//!
//! `json`, `toml`, `yaml`, `env` (dotenv files) by default; `ini`, `json5`, `ron`, `schema` (JSON Schema), `tracing`,
//! `hot-reload` (following changes of files), `futures` (changes as a stream), `profiling` (where time goes), `figment`
//! (its providers as sources, and a [`Config`] as a provider).

mod asking;
#[cfg(feature = "figment")]
mod bridge;
mod builder;
mod config;
mod convert;
mod core;
mod diagnostics;
mod explain;
mod export;
mod extract;
mod format;
#[cfg(doctest)]
mod guide;
mod key;
mod live;
mod load;
mod merge;
mod metrics;
mod reading;
mod recipe;
mod reload;
mod report;
mod snapshot;
mod source;
mod v1;
mod validate;
mod value;
mod view;
mod why_not;

#[cfg(feature = "figment")]
pub use ::figment;
pub use asking::Meanings;
#[cfg(feature = "figment")]
pub use bridge::FigmentSource;
pub use builder::SuperConfig;
pub use config::Config;
pub use convert::{Converted, convert};
#[cfg(not(superconfig_loom))]
pub use core::Reader;
pub use core::{ConfigHandle, ConfigRegistry, Guard, HandleError, RegistryOptions, RegistryStats, heap_size};
pub use diagnostics::{
    Code, DebugCollector, DebugMessage, Diagnostic, Error, ErrorKind, Related, Result, Severity, Style,
    UnknownName, VerbosityLevel, render, render_json,
};
pub use explain::{Beaten, Explanation, Operation};
pub use extract::{ALTERNATIVES, ANY_BUT_TEXT, ANY_VALUE, Located, Secret};
pub use format::{Format, Limits};
pub use key::Key;
pub use live::GenerationCounter;
pub use merge::OperationKind;
#[cfg(feature = "profiling")]
pub use metrics::{Advice, AdviceKind, Latency, SourceTimings, Timings};
pub use reading::SecretNames;
pub use reload::{Change, Changes, LiveStatus, ReloadOptions, Subscription, Update, WatchedPath};
pub use report::SourceReport;
pub use snapshot::Snapshot;
pub use source::{
    Discovered, Env, EnvSnapshot, Hierarchy, Level, MergeOrder, Nesting, Places, SearchStrategy, Source,
    SourceBuilder, SourceData, Status, Strategy, Trust, Wildcard, WildcardBuilder, clear_cache,
};
pub use v1::{Empty, Nested, Universal, ValidatedProvider};
pub use validate::{RangeNumber, Rule, Violation, Violations};
#[cfg(feature = "schema")]
pub use validate::{Schema, schema_of};
pub use value::{KeyPath, Origin, OriginKind, PathError, Segment, Value, visible};
pub use view::{Elements, Entries, ValueRef};
pub use why_not::{Reason, ReasonKind, WhyNot};
