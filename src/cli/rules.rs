//! `tunelint rules`: every rule, with what it finds and what it means at each target.

use std::io::Write as _;

use super::Exit;
use super::arguments::RulesArguments;
use super::console::Console;
use super::failure::Failure;
use crate::rules::{ALL, Category};

pub(super) fn run(_: &RulesArguments) -> Result<Exit, Failure> {
    let mut out = Console::out();
    let widest = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for category in Category::ALL {
        let rules: Vec<_> = ALL.iter().filter(|rule| rule.category == category).collect();
        if rules.is_empty() {
            continue;
        }
        writeln!(out, "{category}")?;
        for rule in rules {
            writeln!(out, "  {:widest$}  {}", rule.name, rule.summary)?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}
