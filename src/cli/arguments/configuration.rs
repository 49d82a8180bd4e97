//! Where the settings come from, what is to be shown of them, and what they know from before.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(in crate::cli) struct ConfigurationArguments {
    /// A configuration for all datasets in the place of those found, or a single setting.
    ///
    /// A path is read instead of any tunelint.toml or pyproject.toml. KEY=VALUE, in TOML, is laid
    /// over what they say: --config 'rules.blank-line="off"'. It can be given several times.
    #[arg(long, value_name = "PATH|KEY=VALUE")]
    pub(in crate::cli) config: Vec<String>,
    /// Look at no configuration file.
    #[arg(long)]
    pub(in crate::cli) isolated: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(in crate::cli) struct ShowArguments {
    /// Print the datasets that would be checked, and check none.
    #[arg(long)]
    pub(in crate::cli) show_files: bool,
    /// Print the settings of each dataset, and check none.
    #[arg(long)]
    pub(in crate::cli) show_settings: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Adoption")]
pub(in crate::cli) struct AdoptionArguments {
    /// Keep back what this file has on record from an earlier run.
    ///
    /// It knows records by what they say, so that the dataset may be sorted and shuffled.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) baseline: Option<PathBuf>,
    /// Write all that is found into the baseline [default: tunelint-baseline.json].
    #[arg(long)]
    pub(in crate::cli) write_baseline: bool,
    /// Take out of the baseline what is not found any more.
    #[arg(long, conflicts_with = "write_baseline")]
    pub(in crate::cli) prune_baseline: bool,
}
