//! What is made of the list of arguments and of the list of keys: completions, the manual page, the
//! schema of the configuration.

use std::io::Write as _;

use clap::CommandFactory as _;

use super::Exit;
use super::arguments::{Arguments, CompletionsArguments};
use super::console::Console;
use super::failure::Failure;

/// `tunelint schema`: the JSON Schema of the configuration.
pub(super) fn schema() -> Result<Exit, Failure> {
    let mut out = Console::out();
    writeln!(out, "{:#}", crate::config::schema())?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// `tunelint completions SHELL`.
pub(super) fn completions(arguments: &CompletionsArguments) -> Result<Exit, Failure> {
    // Written at once: the generator does not expect that nobody reads on.
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "tunelint", &mut text);
    let mut out = Console::out();
    out.write_all(&text)?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// `tunelint man`: the manual page.
pub(super) fn man() -> Result<Exit, Failure> {
    let mut out = Console::out();
    clap_mangen::Man::new(Arguments::command()).render(&mut out)?;
    let check = Arguments::command().find_subcommand("check").cloned();
    if let Some(check) = check {
        clap_mangen::Man::new(check.display_name("tunelint")).render_options_section(&mut out)?;
    }
    out.flush()?;
    Ok(Exit::Clean)
}
