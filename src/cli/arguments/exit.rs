//! When the run fails.

use clap::Args;

use crate::config::{Gates, Share};

#[derive(Debug, Args)]
#[command(next_help_heading = "Exit")]
pub(in crate::cli) struct ExitArguments {
    /// Exit with 0 whatever is found.
    #[arg(long)]
    pub(in crate::cli) exit_zero: bool,
    /// Exit with 1 if there are warnings, too.
    #[arg(long)]
    deny_warnings: bool,
    /// Exit with 1 if there are more warnings than this.
    #[arg(long, value_name = "N")]
    max_warnings: Option<u64>,
    /// Stop after so many errors.
    #[arg(long, value_name = "N")]
    max_errors: Option<u64>,
    /// Exit with 1 only if more records than this are bad: a number, or a part like 0.5%.
    ///
    /// A record is bad if a target refuses or drops it. What makes a target refuse the whole file,
    /// but is in none of its records, fails the run all the same.
    #[arg(long, value_name = "N|PART")]
    max_bad_records: Option<Share>,
}

impl ExitArguments {
    /// What they say of the end of the run.
    pub(in crate::cli) fn gates(&self) -> Gates {
        let mut gates = Gates::default();
        gates.deny_warnings = self.deny_warnings.then_some(true);
        gates.max_warnings = self.max_warnings;
        gates.max_errors = self.max_errors;
        gates.max_bad_records = self.max_bad_records;
        gates
    }
}
