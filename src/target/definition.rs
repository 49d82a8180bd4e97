//! A target as its TOML file tells it, and the checks that the file is sound.
//!
//! What comes in is text; what goes out is a [`Target`] whose every name has been checked as far
//! as that needs no knowledge of the rules (the rules check theirs when a plan is made).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Accepts, Effect};

/// One provider or trainer: what it accepts, and what it does with each defect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Target {
    /// The name on the command line: `together`.
    pub name: String,
    /// The name for people: `Together AI`.
    pub title: String,
    /// What the file describes: the versions of the documents and programs it was read from.
    pub version: String,
    /// When it was last checked against its sources, as `YYYY-MM-DD`.
    pub date: String,
    /// Where the facts come from, by a short key that the effects name.
    #[serde(default)]
    pub sources: BTreeMap<String, Source>,
    /// The roles of messages it knows.
    #[serde(default)]
    pub roles: Vec<String>,
    /// The formats it takes.
    #[serde(default)]
    pub formats: BTreeMap<String, FormatSpec>,
    /// What it does with the defect that a rule finds.
    #[serde(default)]
    pub effects: BTreeMap<String, RuleEffect>,
}

/// A document or program that facts were read from.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct Source {
    /// What it is.
    pub title: String,
    /// Its date or version.
    pub date: String,
}

/// A format that a target takes.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct FormatSpec {
    /// The keys at the top of a record; `*` stands for any.
    #[serde(default)]
    pub keys: Vec<String>,
    /// The keys of its messages; `*` stands for any.
    #[serde(default)]
    pub message_keys: Vec<String>,
}

/// What a target does with one rule's defect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct RuleEffect {
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, where they are known.
    pub error: Option<String>,
    /// What exactly happens, in our words.
    pub note: Option<String>,
    /// Keys of the target's sources.
    #[serde(default)]
    pub source: Vec<String>,
    /// Other effects for some of the rule's cases.
    #[serde(default)]
    pub cases: BTreeMap<String, CaseEffect>,
    /// Other effects under some conditions; the first that holds counts.
    #[serde(default)]
    pub when: Vec<ConditionalEffect>,
}

/// What a target does with one case of a rule's defect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct CaseEffect {
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, where they are known.
    pub error: Option<String>,
    /// What exactly happens, in our words.
    pub note: Option<String>,
}

/// What a target does under a condition. Every condition that is given must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub struct ConditionalEffect {
    /// The case of the rule.
    pub case: Option<String>,
    /// The format of the record.
    pub format: Option<String>,
    /// The training method.
    pub method: Option<String>,
    /// What happens.
    pub effect: Effect,
    /// The target's own words for it, where they are known.
    pub error: Option<String>,
    /// What exactly happens, in our words.
    pub note: Option<String>,
}

impl Target {
    /// What it takes, made ready for quick look-ups.
    pub fn accepts(&self) -> Accepts {
        Accepts::of(self)
    }
}
