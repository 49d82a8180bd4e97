//! The command line.

mod configuration;
mod diff;
mod exit;
mod files;
mod output;
mod selection;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use configuration::{AdoptionArguments, ConfigurationArguments, ShowArguments};
pub(super) use diff::DiffArguments;
pub(super) use exit::ExitArguments;
pub(super) use files::FileArguments;
pub(super) use output::OutputArguments;
pub(super) use selection::{SelectionArguments, TargetArguments};

use crate::rules::similar;

/// Find what a provider or trainer would refuse, drop, cut or mis-train, before the upload.
#[derive(Debug, Parser)]
#[command(name = "tunelint", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "`tunelint PATH` is short for `tunelint check PATH`.")]
pub(super) struct Arguments {
    /// When to use colour.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Output"
    )]
    pub(super) color: ColorChoice,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check datasets (the default command).
    Check(Box<CheckArguments>),
    /// Compare two versions of a dataset: what got better, and what got worse.
    Diff(Box<DiffArguments>),
    /// Explain a rule: what it finds, why, what happens at each target, and the fix.
    Explain(ExplainArguments),
    /// List all rules.
    Rules(RulesArguments),
    /// List the targets, or print one in full with its sources.
    Targets(TargetsArguments),
    /// List the models that can be tuned, or tell how the tokens of one are counted.
    Models(ModelsArguments),
    /// Tell what an error of a provider or trainer means, and find the record it speaks of.
    Diagnose(DiagnoseArguments),
    /// Write a commented tunelint.toml for the datasets that are here.
    Init(InitArguments),
    /// Print the JSON Schema of the configuration.
    Schema,
    /// Print what makes a shell complete the arguments.
    Completions(CompletionsArguments),
    /// Print the manual page.
    #[command(hide = true)]
    Man,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  tunelint train.jsonl                          check a file for Together AI
  tunelint --target generic data/               check all datasets in a directory
  zcat train.jsonl.gz | tunelint -              check standard input
  tunelint --output-format jsonl train.jsonl    all findings, for a program
  tunelint --select schema,syntax train.jsonl   some of the rules
  tunelint --max-bad-records 0.5% train.jsonl   a few bad records are no failure
  tunelint --write-baseline train.jsonl         from now on tell only of what is new

Exit codes: 0 clean or only warnings, 1 errors in the data, 2 the check itself failed.")]
pub(super) struct CheckArguments {
    /// Files, directories, or - for standard input [default: the current directory].
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) to_check: TargetArguments,
    #[command(flatten)]
    pub(super) rules: SelectionArguments,

    #[command(flatten)]
    pub(super) output: OutputArguments,
    /// Only the findings; twice: nothing at all.
    #[arg(short, long, action = clap::ArgAction::Count, help_heading = "Output")]
    pub(super) quiet: u8,
    /// Say what is being done.
    #[arg(short, long, conflicts_with = "quiet", help_heading = "Output")]
    pub(super) verbose: bool,
    /// Show no progress bar.
    #[arg(long, help_heading = "Output")]
    pub(super) no_progress: bool,

    /// The name by which standard input is called.
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// Check the files that are named in this file, one on a line; - is standard input.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(super) files_from: Option<PathBuf>,
    #[command(flatten)]
    pub(super) datasets: FileArguments,

    #[command(flatten)]
    pub(super) exit: ExitArguments,
    #[command(flatten)]
    pub(super) configuration: ConfigurationArguments,
    #[command(flatten)]
    pub(super) show: ShowArguments,
    #[command(flatten)]
    pub(super) adoption: AdoptionArguments,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The rule.
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
}

#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// Only the effects at these targets, and the levels there [default: the effects at all, and the
    /// levels at together].
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) target: Vec<String>,
    /// How they are written.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) output_format: RulesFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RulesFormat {
    /// A few lines for each.
    Text,
    /// All that is known, as a page.
    Markdown,
    /// All that is known, for programs.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct TargetsArguments {
    /// The target: a name, or a file that defines one.
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  tunelint models --target together        the models of a target
  tunelint models Qwen/Qwen3.5-9B          one of them, and how its tokens are counted

Exit codes: 0 the model is known, 2 it is not.")]
pub(super) struct ModelsArguments {
    /// The model, as the target calls it.
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Only those of these targets [default: all].
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(super) target: Vec<String>,
    /// How they are written.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) output_format: ModelsFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ModelsFormat {
    /// A table.
    Text,
    /// All that is known, for programs.
    Json,
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The directory [default: the current one].
    #[arg(value_name = "DIRECTORY")]
    pub(super) directory: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  tunelint completions bash > ~/.local/share/bash-completion/completions/tunelint
  tunelint completions zsh > ~/.zfunc/_tunelint
  tunelint completions fish > ~/.config/fish/completions/tunelint.fish")]
pub(super) struct CompletionsArguments {
    /// The shell.
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  tunelint diagnose 'Line 7: `messages[1]` must contain a `role` field' train.jsonl
  tunelint diagnose --status 429 ''
  python train.py 2>&1 | tail -1 | tunelint diagnose -

Exit codes: 0 the message is known, 1 it is not, 2 the file could not be read.")]
pub(super) struct DiagnoseArguments {
    /// The message as it was printed, or - to read it from standard input.
    #[arg(value_name = "MESSAGE")]
    pub(super) message: String,
    /// The dataset that it is about.
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The status of the provider's answer.
    #[arg(long, value_name = "CODE")]
    pub(super) status: Option<u16>,
    /// The target to judge the data at [default: the one that the message comes from].
    #[arg(long, value_name = "NAME")]
    pub(super) target: Option<String>,
}

/// The commands there are, and what stands for a command.
const COMMANDS: &[&str] = &[
    "check",
    "diff",
    "explain",
    "rules",
    "targets",
    "models",
    "diagnose",
    "init",
    "schema",
    "completions",
    "man",
    "help",
];
const INSTEAD: &[&str] = &["-h", "--help", "-V", "--version"];

/// The arguments with the default command put in where none is given.
pub(super) fn with_command(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    let mut rest = arguments.iter().skip(1);
    // The one option that may stand before any command.
    let first = loop {
        match rest.next().map(OsString::as_os_str) {
            Some(colour) if colour == "--color" => drop(rest.next()),
            Some(colour) if colour.as_encoded_bytes().starts_with(b"--color=") => {}
            first => break first,
        }
    };
    let is_command = |first: &OsStr| COMMANDS.iter().chain(INSTEAD).any(|known| first == *known);
    if arguments.len() > 1 && !first.is_some_and(is_command) {
        arguments.insert(1, "check".into());
    }
    arguments
}

/// The command that was meant by a path at which there is nothing.
pub(super) fn meant_command(path: &Path) -> Option<&'static str> {
    similar(path.to_str()?, COMMANDS.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }

    #[test]
    fn check_is_the_default_command() {
        for (given, wanted) in [
            ("tunelint", "tunelint"),
            ("tunelint a.jsonl", "tunelint check a.jsonl"),
            ("tunelint -", "tunelint check -"),
            ("tunelint -q a.jsonl", "tunelint check -q a.jsonl"),
            ("tunelint check a", "tunelint check a"),
            ("tunelint rules", "tunelint rules"),
            ("tunelint --help", "tunelint --help"),
            ("tunelint -V", "tunelint -V"),
            ("tunelint help check", "tunelint help check"),
            ("tunelint -q", "tunelint check -q"),
            ("tunelint -q --help", "tunelint check -q --help"),
            ("tunelint --target rules a", "tunelint check --target rules a"),
            ("tunelint -- rules", "tunelint check -- rules"),
            ("tunelint --color never rules", "tunelint --color never rules"),
            ("tunelint --color=never -h", "tunelint --color=never -h"),
            ("tunelint --color never a", "tunelint check --color never a"),
        ] {
            let words = given.split(' ').map(OsString::from);
            let got = with_command(words).join(OsStr::new(" "));
            assert_eq!(got, OsString::from(wanted));
        }
    }
}
