//! `tunelint explain RULE`: what it finds, why, what happens at each target, and the fix.

use std::io::Write as _;

use super::Exit;
use super::arguments::ExplainArguments;
use super::console::Console;
use super::failure::Failure;
use crate::rules::{ALL, RuleId, similar};
use crate::target::{builtin, names};

pub(super) fn run(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let name = arguments.rule.rsplit('/').next().unwrap_or_default();
    let Some(id) = RuleId::named(name) else {
        let similar = similar(name, ALL.iter().map(|rule| rule.name)).map(str::to_owned);
        return Err(Failure::UnknownRule { name: arguments.rule.clone(), similar });
    };
    let rule = id.rule();
    let mut out = Console::out();
    writeln!(out, "{id}\n")?;
    writeln!(out, "{}", rule.docs.trim_end())?;
    writeln!(out, "\n## What happens at each target\n")?;
    let widest = names().map(str::len).max().unwrap_or(0);
    for name in names() {
        let target = builtin(name)?;
        let Some(effect) = target.effects.get(rule.name) else { continue };
        write!(out, "  {name:widest$}  {:9}", effect.effect)?;
        if let Some(words) = effect.error.as_ref().or(effect.note.as_ref()) {
            write!(out, "  {words}")?;
        }
        writeln!(out)?;
        for (case, of_case) in &effect.cases {
            write!(out, "  {:widest$}    {case}: {}", "", of_case.effect)?;
            if let Some(words) = of_case.error.as_ref().or(of_case.note.as_ref()) {
                write!(out, ", {words}")?;
            }
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}
