//! The catalogue of messages, read once.

use std::sync::OnceLock;

use regex::{Captures, Regex, RegexBuilder};
use serde::Deserialize;

use super::{Category, Diagnosis, Place, Retry};
use crate::rules::RuleId;

/// All that is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Catalogue {
    messages: Vec<Entry>,
    statuses: Vec<Status>,
}

/// One message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) platform: String,
    pub(super) pattern: String,
    category: Category,
    cause: String,
    fix: String,
    retry: Retry,
    #[serde(default)]
    pub(super) rules: Vec<String>,
    #[serde(default)]
    uncertain_place: bool,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

/// What a status says by itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Status {
    #[serde(rename = "status")]
    code: u16,
    category: Category,
    cause: String,
    fix: String,
    retry: Retry,
}

impl Catalogue {
    pub(super) fn get() -> &'static Self {
        static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
        CATALOGUE.get_or_init(|| {
            // A test reads it, so it is sound.
            toml::from_str(include_str!("catalogue.toml"))
                .unwrap_or(Self { messages: Vec::new(), statuses: Vec::new() })
        })
    }

    pub(super) fn entries(&'static self) -> impl Iterator<Item = &'static Entry> {
        self.messages.iter()
    }

    /// The first entry that fits a message.
    pub(super) fn find(&'static self, message: &str) -> Option<Diagnosis> {
        self.messages.iter().find_map(|entry| {
            let captures = entry.regex()?.captures(message)?;
            Some(entry.diagnosis(&captures))
        })
    }

    pub(super) fn of_status(&'static self, status: u16) -> Option<Diagnosis> {
        let known = self.statuses.iter().find(|known| known.code == status)?;
        Some(Diagnosis {
            id: None,
            platform: None,
            category: known.category,
            cause: &known.cause,
            fix: &known.fix,
            retry: known.retry,
            rules: Vec::new(),
            place: None,
            uncertain_place: false,
        })
    }
}

impl Entry {
    /// Its pattern, compiled when it is first needed.
    pub(super) fn regex(&self) -> Option<&Regex> {
        let compile = || RegexBuilder::new(&self.pattern).case_insensitive(true).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }

    fn diagnosis(&'static self, captures: &Captures<'_>) -> Diagnosis {
        let number = |name| captures.name(name)?.as_str().parse::<u64>().ok();
        let line = number("line").map(Place::Line);
        let example = number("example").map(Place::Record);
        let row = number("row").map(|row| Place::Record(row.saturating_add(1)));
        Diagnosis {
            id: Some(&self.id),
            platform: Some(&self.platform),
            category: self.category,
            cause: &self.cause,
            fix: &self.fix,
            retry: self.retry,
            rules: self.rules.iter().filter_map(|name| RuleId::named(name)).collect(),
            place: line.or(example).or(row),
            uncertain_place: self.uncertain_place,
        }
    }
}
