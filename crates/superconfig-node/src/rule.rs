//! Rules, as JavaScript writes them.

use crate::outcome::{Failure, Outcome};
use crate::session::Session;
use crate::values::Incoming;
use serde::Deserialize;
use std::ops::Bound;
use superconfig::{Rule, Value};

/// What a value must be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum RuleOf {
    Range { min: Option<Incoming>, max: Option<Incoming> },
    Length { min: Option<usize>, max: Option<usize> },
    Regex(String),
    OneOf(Vec<Incoming>),
    Each(Box<Self>),
    NonEmpty,
    Required,
    Custom { expected: String, function: u32 },
    Message { rule: Box<Self>, message: String },
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

impl RuleOf {
    /// The rule of the core.
    pub(crate) fn rule(self, session: &Session) -> Outcome<Rule> {
        Ok(match self {
            Self::Range { min, max } => range(min.map(|end| end.0), max.map(|end| end.0))?,
            Self::Length { min, max } => Rule::length((end(min), end(max))),
            Self::Regex(pattern) => Rule::regex(&pattern),
            Self::OneOf(values) => Rule::one_of(values.into_iter().map(|value| value.0)),
            Self::Each(rule) => Rule::each(rule.rule(session)?),
            Self::NonEmpty => Rule::non_empty(),
            Self::Required => Rule::required(),
            Self::Custom { expected, function } => {
                let asked = session.asked(function);
                Rule::custom(&expected, move |value| asked.judge(value))
            }
            Self::Message { rule, message } => rule.rule(session)?.message(message),
            Self::And(one, other) => one.rule(session)?.and(other.rule(session)?),
            Self::Or(one, other) => one.rule(session)?.or(other.rule(session)?),
        })
    }
}

fn end<T>(end: Option<T>) -> Bound<T> {
    end.map_or(Bound::Unbounded, Bound::Included)
}

/// A number between two bounds, both included.
fn range(min: Option<Value>, max: Option<Value>) -> Outcome<Rule> {
    let float = |end: &Value| match *end {
        Value::Int(end) => Ok(end as f64),
        Value::UInt(end) => Ok(end as f64),
        Value::Float(end) => Ok(end),
        _ => Err(Failure::Usage("the ends of a range are numbers".to_owned())),
    };
    Ok(match (min, max) {
        (Some(Value::Int(min)), Some(Value::Int(max))) => Rule::range(min..=max),
        (Some(Value::UInt(min)), Some(Value::UInt(max))) => Rule::range(min..=max),
        // One that is signed is below all that only fit an unsigned one.
        (Some(Value::Int(min)), Some(Value::UInt(max))) => Rule::range(min..).and(Rule::range(..=max)),
        (Some(Value::Int(min)), None) => Rule::range(min..),
        (Some(Value::UInt(min)), None) => Rule::range(min..),
        (None, Some(Value::Int(max))) => Rule::range(..=max),
        (None, Some(Value::UInt(max))) => Rule::range(..=max),
        (min, max) => {
            let (min, max) = (min.as_ref().map(float).transpose()?, max.as_ref().map(float).transpose()?);
            Rule::range((end(min), end(max)))
        }
    })
}
