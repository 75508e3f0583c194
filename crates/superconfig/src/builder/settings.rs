//! What is set on the builder besides sources.

use crate::diagnostics::{Secrets, VerbosityLevel};
use crate::format::Limits;
use crate::reload::ReloadOptions;
use crate::source::spec::{SourceBuilder, SpecKind};
use crate::source::{EnvSnapshot, Places, Trust};
use crate::validate::Rules;
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) strict: bool,
    pub(super) deny_unknown: bool,
    pub(super) operations: bool,
    pub(super) verbosity: VerbosityLevel,
    pub(super) limits: Limits,
    pub(super) secrets: Secrets,
    pub(super) trust: Trust,
    pub(super) env: Option<EnvSnapshot>,
    pub(super) cwd: Option<PathBuf>,
    pub(super) home: Option<PathBuf>,
    pub(super) places: Option<Places>,
    pub(super) selected: Vec<Selection>,
    pub(super) rules: Rules,
    /// Watched from the start, in this way.
    pub(super) hot_reload: Option<ReloadOptions>,
}

#[derive(Clone, Debug)]
pub(super) enum Selection {
    Name(String),
    FromEnv(String),
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            strict: false,
            deny_unknown: false,
            operations: true,
            verbosity: VerbosityLevel::Silent,
            limits: Limits::default(),
            secrets: Secrets::default(),
            trust: Trust::default(),
            env: None,
            cwd: None,
            home: None,
            places: None,
            selected: Vec::new(),
            rules: Rules::default(),
            hot_reload: None,
        }
    }
}

impl Settings {
    pub(super) fn places(&self) -> Places {
        let places = match (&self.places, &self.env) {
            (Some(places), None) => places.clone(),
            (Some(places), Some(env)) => places.clone().with_env(env.clone()),
            (None, None) => Places::from_process(),
            // What is given is not read as well.
            (None, Some(env)) => {
                Places::new(std::env::current_dir().unwrap_or_default()).with_env(env.clone())
            }
        };
        let places = match &self.cwd {
            Some(cwd) => places.with_cwd(cwd),
            None => places,
        };
        match &self.home {
            Some(home) => places.with_home(home),
            None => places,
        }
    }

    pub(super) fn selected(&self, places: &Places) -> Vec<String> {
        let mut names = Vec::new();
        for selection in &self.selected {
            match selection {
                Selection::Name(name) => names.push(name.clone()),
                Selection::FromEnv(variable) => {
                    let listed = places.env().get(variable).unwrap_or_default().split(',').map(str::trim);
                    names.extend(listed.filter(|name| !name.is_empty()).map(str::to_owned));
                }
            }
        }
        names
    }

    /// The variables of the process that these look at: the beginnings of their names.
    pub(super) fn prefixes(&self) -> Option<Vec<String>> {
        let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let selecting = self.selected.iter().filter_map(|selection| match selection {
            Selection::FromEnv(variable) => Some(variable.clone()),
            Selection::Name(_) => None,
        });
        let is_given = self.env.is_some() || self.places.is_some();
        (!is_given).then(|| std::iter::once(home.to_owned()).chain(selecting).collect())
    }

    /// A hierarchy without a trust of its own takes the builder's.
    pub(super) fn trusting(&self, mut source: SourceBuilder) -> SourceBuilder {
        if let SpecKind::Hierarchy(hierarchy) = &mut source.kind
            && hierarchy.has_default_trust()
        {
            *hierarchy = hierarchy.clone().with_trust(self.trust.clone());
        }
        source
    }
}
