//! The reference of the rules: what each finds, and what that does at each target.
//!
//! It is made from the list of rules and the targets alone, so it is never out of date.

mod explain;
mod json;
mod list;
mod markdown;

use crate::render::RenderOptions;
use crate::render::paint::Page;
use crate::rules::RuleId;
use crate::target::{Effect, Level, RuleEffect, Source, Statement, Target};

/// The rules, and the targets that they are judged at.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The targets whose effects are told.
    targets: &'a [Target],
    /// The targets whose effects make the level.
    levels_at: Vec<&'a Target>,
}

/// What the defect of a rule does at a target.
struct At<'a> {
    target: &'a Target,
    effect: &'a RuleEffect,
}

impl<'a> Reference<'a> {
    /// What the rules find does at these targets; the level of each is that of `levels_at`, by name.
    pub fn new(targets: &'a [Target], levels_at: &[String]) -> Self {
        let counts = |target: &&Target| levels_at.contains(&target.name);
        Self { targets, levels_at: targets.iter().filter(counts).collect() }
    }

    /// All rules for people: name, level, summary, and what their defects do.
    pub fn list(&self, options: &RenderOptions) -> String {
        list::write(self, Page::new(options))
    }

    /// Everything that is known about a rule, for people.
    pub fn explain(&self, rule: RuleId, options: &RenderOptions) -> String {
        explain::write(self, rule, Page::new(options))
    }

    /// Everything that is known about all rules, as Markdown.
    pub fn markdown(&self) -> String {
        markdown::write(self)
    }

    /// Everything that is known about all rules, as JSON.
    pub fn json(&self) -> String {
        json::write(self)
    }

    /// The level of a rule's worst findings at the targets that count.
    fn level(&self, rule: RuleId) -> Level {
        let effects =
            self.levels_at.iter().filter_map(|target| target.effects.get(rule.rule().name));
        let statements = effects.flat_map(RuleEffect::statements);
        statements.map(|statement| statement.effect.default_level()).max().unwrap_or_default()
    }

    /// What a rule's defect does at each target.
    fn at(&self, rule: RuleId) -> impl Iterator<Item = At<'a>> {
        self.targets.iter().filter_map(move |target| {
            Some(At { target, effect: target.effects.get(rule.rule().name)? })
        })
    }

    /// The targets that do each thing, the worst first; by what they do where nothing else is said.
    fn by_effect(&self, rule: RuleId) -> Vec<(Effect, Vec<&'a str>)> {
        let mut by_effect = Vec::new();
        for effect in Effect::ALL.into_iter().rev() {
            let names: Vec<&str> = self
                .at(rule)
                .filter(|at| at.effect.effect == effect)
                .map(|at| at.target.name.as_str())
                .collect();
            if !names.is_empty() {
                by_effect.push((effect, names));
            }
        }
        by_effect
    }
}

impl<'a> At<'a> {
    /// The documents and programs that it is known from.
    fn sources(&self) -> impl Iterator<Item = (&'a str, &'a Source)> {
        let key = |key: &'a String| Some((key.as_str(), self.target.sources.get(key)?));
        self.effect.source.iter().filter_map(key)
    }

    fn statements(&self) -> Vec<Statement<'a>> {
        self.effect.statements()
    }

    /// Whether there is anything to say beside that nothing is known.
    fn is_known(&self) -> bool {
        let known = |statement: &Statement<'_>| {
            statement.effect != Effect::Unknown || statement.words.is_some()
        };
        self.effect.statements().iter().any(known)
    }
}

/// The words in one line, with no place filled in: here there is none.
fn in_one_line(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.replace("{line}", "N").replace("{record}", "N").replace("{path}", "PATH")
}
