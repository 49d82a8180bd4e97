//! `tunelint explain RULE`: what it finds, why, what happens at each target, and the fix.

use std::io::Write as _;

use super::Exit;
use super::arguments::ExplainArguments;
use super::console::Console;
use super::failure::Failure;
use crate::config::DEFAULT_TARGET;
use crate::render::Reference;
use crate::rules::{ALL, RuleId, similar};
use crate::target::builtins;

pub(super) fn run(arguments: &ExplainArguments, console: &Console) -> Result<Exit, Failure> {
    let name = arguments.rule.rsplit('/').next().unwrap_or_default();
    let Some(id) = RuleId::named(name) else {
        let similar = similar(name, ALL.iter().map(|rule| rule.name)).map(str::to_owned);
        return Err(Failure::UnknownRule { name: arguments.rule.clone(), similar });
    };
    let targets = builtins()?;
    let reference = Reference::new(&targets, &[DEFAULT_TARGET.to_owned()]);
    let mut out = Console::out();
    out.write_all(reference.explain(id, &console.options()).as_bytes())?;
    out.flush()?;
    Ok(Exit::Clean)
}
