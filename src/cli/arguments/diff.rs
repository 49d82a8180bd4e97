//! Two versions of a dataset, and what is to be said of them.

use std::path::PathBuf;

use clap::Args;

use super::output::Limit;
use super::{ConfigurationArguments, FileArguments, SelectionArguments, TargetArguments};
use crate::render::DiffFormat;

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  tunelint diff old.jsonl new.jsonl
  git show main:train.jsonl | tunelint diff - train.jsonl
  tunelint diff --output-format markdown old/ new/ > comment.md

Both versions are judged by the settings of the new one, without a baseline.

Exit codes: 0 no error is new, 1 some are, 2 the comparison itself failed.")]
pub(in crate::cli) struct DiffArguments {
    /// The version before: a file, a directory, or - for standard input.
    #[arg(value_name = "OLD")]
    pub(in crate::cli) old: PathBuf,
    /// The version after.
    #[arg(value_name = "NEW")]
    pub(in crate::cli) new: PathBuf,

    #[command(flatten)]
    pub(in crate::cli) to_check: TargetArguments,
    #[command(flatten)]
    pub(in crate::cli) rules: SelectionArguments,

    /// How it is written: text, json or markdown.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(in crate::cli) output_format: DiffFormat,
    /// How many findings of a rule are shown: a number or none [default: 5, for json none].
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub(in crate::cli) max_per_rule: Option<Limit>,
    /// Write no text of the dataset: no keys that no format knows; the default for markdown.
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) redact: bool,
    /// Only the findings that are new or gone.
    #[arg(short, long, help_heading = "Output")]
    pub(in crate::cli) quiet: bool,
    /// Show no progress bar.
    #[arg(long, help_heading = "Output")]
    pub(in crate::cli) no_progress: bool,

    #[command(flatten)]
    pub(in crate::cli) datasets: FileArguments,

    /// Exit with 0 whatever is new.
    #[arg(long, help_heading = "Exit")]
    pub(in crate::cli) exit_zero: bool,
    /// Exit with 1 if warnings are new, too.
    #[arg(long, help_heading = "Exit")]
    pub(in crate::cli) deny_warnings: bool,

    #[command(flatten)]
    pub(in crate::cli) configuration: ConfigurationArguments,
}
