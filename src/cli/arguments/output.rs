//! What is written, how, and where to.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

use crate::render::{OutputFormat, RenderOptions};

#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(in crate::cli) struct OutputArguments {
    /// How findings are written: full, concise, grouped, json, jsonl, github, gitlab, sarif, junit.
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub(in crate::cli) output_format: OutputFormat,
    /// Write a report to a file, too: `sarif=report.sarif`. Any number of times.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(in crate::cli) report: Vec<ReportPath>,
    /// How often each rule found something, in place of the findings.
    #[arg(long)]
    pub(in crate::cli) statistics: bool,
    /// How many findings of a rule are shown: a number or none [default: 5, for programs none].
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_per_rule: Option<Limit>,
    /// How many findings are shown in all: a number or none [default: 50, for programs none, for
    /// gitlab, sarif and junit the worst 5000].
    #[arg(long, value_name = "N")]
    pub(in crate::cli) max_diagnostics: Option<Limit>,
    /// Write no text of the dataset, neither words nor keys; the default for github and sarif.
    #[arg(long)]
    pub(in crate::cli) redact: bool,
    /// Quote the dataset in every format.
    #[arg(long, conflicts_with = "redact")]
    pub(in crate::cli) no_redact: bool,
}

impl OutputArguments {
    /// How a report in this format is to look.
    pub(in crate::cli) fn options(&self, format: OutputFormat) -> RenderOptions {
        let mut options = format.options();
        if let Some(limit) = self.max_per_rule {
            options.per_rule = limit.0;
        }
        if let Some(limit) = self.max_diagnostics {
            options.total = limit.0;
        }
        options.redact = self.redact || options.redact && !self.no_redact;
        options
    }
}

/// A file that a report goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) struct ReportPath {
    pub(in crate::cli) format: OutputFormat,
    pub(in crate::cli) path: PathBuf,
}

impl FromStr for ReportPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text
            .split_once('=')
            .filter(|(_, path)| !path.is_empty() && *path != "-")
            .ok_or("give a format and a file: sarif=report.sarif")?;
        let format = format.parse().map_err(|error| format!("{error}"))?;
        Ok(Self { format, path: path.into() })
    }
}

/// A number, or no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Limit(pub(in crate::cli) Option<u64>);

impl FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self(None)),
            number => number
                .parse()
                .map(|number| Self(Some(number)))
                .map_err(|_| "give a number or none".to_owned()),
        }
    }
}
