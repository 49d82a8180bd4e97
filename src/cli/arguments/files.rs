//! Which files of a directory are datasets, and how they are read.

use std::num::NonZeroUsize;

use clap::Args;

#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(in crate::cli) struct FileArguments {
    /// Take the files of a directory that match this glob [default: *.jsonl, *.ndjson].
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(in crate::cli) include: Vec<String>,
    /// Leave out files and directories that match this glob.
    #[arg(long, value_name = "GLOB", value_delimiter = ',')]
    pub(in crate::cli) exclude: Vec<String>,
    /// Leave them out even when they are named.
    #[arg(long)]
    pub(in crate::cli) force_exclude: bool,
    /// Do not heed .gitignore and the like.
    #[arg(long)]
    pub(in crate::cli) no_ignore: bool,
    /// How many threads work [default: one for each processor].
    #[arg(long, value_name = "N")]
    pub(in crate::cli) threads: Option<NonZeroUsize>,
}
