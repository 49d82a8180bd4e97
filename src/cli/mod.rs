//! The program: arguments in, words and an exit code out.
//!
//! A thin shell over the library, and the only part of it that prints.

mod arguments;
mod check;
mod console;
mod datasets;
mod diagnose;
mod diff;
mod error_limit;
mod explain;
mod failure;
mod generated;
mod init;
mod interrupt;
mod models;
mod outputs;
mod progress;
mod report_file;
mod rules;
mod settings;
mod size_limit;
mod suppressed;
mod targets;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};
use console::Console;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    /// Nothing was found that fails the run.
    Clean,
    /// Something was.
    Findings,
    /// The run itself failed: usage, configuration, reading, or nothing was checked.
    Failed,
    /// The user broke it off.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Failed => Self::from(2),
            Exit::Interrupted => Self::from(130),
        }
    }
}

/// Run the program with these arguments, the first of which is its name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    size_limit::let_writes_fail();
    let arguments = match Arguments::try_parse_from(arguments::with_command(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors, but come this way.
            let kind = error.print().err().map(|error| error.kind());
            let unwritten = kind.is_some_and(|kind| kind != io::ErrorKind::BrokenPipe);
            return if unwritten || error.use_stderr() {
                Exit::Failed.into()
            } else {
                Exit::Clean.into()
            };
        }
    };
    let console = Console::new(arguments.color);
    let result = match &arguments.command {
        Command::Check(check) => check::run(check, &console),
        Command::Diff(arguments) => diff::run(arguments, &console),
        Command::Rules(rules) => rules::run(rules, &console),
        Command::Targets(targets) => targets::run(targets),
        Command::Models(arguments) => models::run(arguments),
        Command::Explain(explain) => explain::run(explain, &console),
        Command::Diagnose(arguments) => diagnose::run(arguments, &console),
        Command::Init(arguments) => init::run(arguments),
        Command::Schema => generated::schema(),
        Command::Completions(completions) => generated::completions(completions),
        Command::Man => generated::man(),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => {
            // Nobody reads on: that is no failure of ours.
            if failure.is_broken_pipe() {
                return Exit::Clean.into();
            }
            console.failure(&failure);
            Exit::Failed.into()
        }
    }
}
