//! From the arguments to the configuration of the run.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::arguments::{
    AdoptionArguments, ConfigurationArguments, SelectionArguments, TargetArguments,
};
use super::failure::Failure;
use crate::config::{
    BASELINE, Configuration, Finder, Gates, argument, fragment, read_baseline, read_named,
};
use crate::rules::Baseline;

/// What is wanted of the run.
pub(super) struct Settings {
    /// Finds the configuration of each dataset.
    pub(super) finder: Finder,
    /// What the command line says of all of them.
    pub(super) over: Configuration,
    /// What concerns the run as a whole.
    pub(super) run: Configuration,
}

impl Settings {
    /// The settings that the configuration and the command line give.
    pub(super) fn new(
        given: &ConfigurationArguments,
        what: &TargetArguments,
        rules: &SelectionArguments,
    ) -> Result<Self, Failure> {
        let mut finder =
            if given.isolated { Finder::fixed(Configuration::default()) } else { Finder::new() };
        let mut over = Configuration::default();
        for config in &given.config {
            // A file may well have an equals sign in its name, but then it is there.
            if config.contains('=') && !Path::new(config).exists() {
                over.lay_over(fragment(config)?);
                continue;
            }
            finder = Finder::fixed(read_named(Path::new(config))?);
        }
        for (option, key, value) in said(what, rules) {
            over.lay_over(argument(option, key, value)?);
        }
        let mut run = (*finder.here()?).clone();
        run.lay_over(over.clone());
        Ok(Self { finder, over, run })
    }

    /// The same with what the command line says of the run as a whole.
    pub(super) fn with_run(mut self, gates: Gates, adoption: &AdoptionArguments) -> Self {
        let mut of_run = Configuration::default();
        of_run.gates = gates;
        of_run.baseline.clone_from(&adoption.baseline);
        self.run.lay_over(of_run);
        if adoption.prune_baseline {
            self.run.baseline.get_or_insert_with(|| BASELINE.into());
        }
        self
    }

    pub(super) fn gates(&self) -> Gates {
        self.run.gates
    }

    /// The file of the baseline, where one is to be written.
    pub(super) fn baseline_path(&self) -> PathBuf {
        self.run.baseline.clone().unwrap_or_else(|| BASELINE.into())
    }

    /// What is on record.
    pub(super) fn baseline(&self) -> Result<Option<Arc<Baseline>>, Failure> {
        let Some(path) = &self.run.baseline else { return Ok(None) };
        Ok(Some(Arc::new(read_baseline(path)?)))
    }
}

/// What the command line says, as the keys of a configuration.
fn said(
    what: &TargetArguments,
    rules: &SelectionArguments,
) -> Vec<(&'static str, &'static str, Value)> {
    let mut said = Vec::new();
    let words = [
        ("--model", "model", &what.model),
        ("--method", "method", &what.method),
        ("--format", "format", &what.format),
        ("--tokenizer", "tokenizer", &what.tokenizer),
    ];
    for (option, key, word) in words {
        said.extend(word.clone().map(|word| (option, key, Value::from(word))));
    }
    let lists = [
        ("--target", "target", &what.target),
        ("--select", "select", &rules.select),
        ("--extend-select", "extend-select", &rules.extend_select),
        ("--ignore", "ignore", &rules.ignore),
    ];
    for (option, key, words) in lists {
        if !words.is_empty() {
            said.push((option, key, Value::from(words.clone())));
        }
    }
    for (option, level, names) in
        [("--error", "error", &rules.error), ("--warn", "warning", &rules.warn)]
    {
        let levels: Table = names.iter().map(|name| (name.clone(), Value::from(level))).collect();
        if !levels.is_empty() {
            said.push((option, "rules", Value::from(levels)));
        }
    }
    if rules.pedantic {
        said.push(("--pedantic", "pedantic", Value::from(true)));
    }
    let tokens = what.max_tokens.and_then(|tokens| i64::try_from(tokens).ok());
    said.extend(tokens.map(|tokens| ("--max-tokens", "max-tokens", Value::from(tokens))));
    said
}
