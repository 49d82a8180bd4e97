//! `tunelint rules`: every rule, with what it finds and what it means at each target.

use std::io::Write as _;

use super::Exit;
use super::arguments::{RulesArguments, RulesFormat};
use super::console::Console;
use super::failure::Failure;
use crate::config::DEFAULT_TARGET;
use crate::render::Reference;
use crate::target::{builtins, load};

pub(super) fn run(arguments: &RulesArguments, console: &Console) -> Result<Exit, Failure> {
    let (targets, levels_at) = if arguments.target.is_empty() {
        (builtins()?, vec![DEFAULT_TARGET.to_owned()])
    } else {
        let targets: Result<Vec<_>, _> = arguments.target.iter().map(|name| load(name)).collect();
        let targets = targets?;
        let names = targets.iter().map(|target| target.name.clone()).collect();
        (targets, names)
    };
    let reference = Reference::new(&targets, &levels_at);
    let text = match arguments.output_format {
        RulesFormat::Text => reference.list(&console.options()),
        RulesFormat::Markdown => reference.markdown(),
        RulesFormat::Json => reference.json(),
    };
    let mut out = Console::out();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Clean)
}
