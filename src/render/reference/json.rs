//! Everything that is known about all rules, for programs.

use serde::Serialize;

use super::Reference;
use crate::rules::{Category, RuleId};
use crate::target::{Effect, Level, Source};

#[derive(Serialize)]
struct RuleObject<'a> {
    rule: RuleId,
    category: Category,
    summary: &'static str,
    level: Level,
    cases: &'static [&'static str],
    aliases: &'static [&'static str],
    docs: &'static str,
    targets: Vec<TargetObject<'a>>,
}

#[derive(Serialize)]
struct TargetObject<'a> {
    target: &'a str,
    effects: Vec<EffectObject<'a>>,
    sources: Vec<SourceObject<'a>>,
}

#[derive(Serialize)]
struct EffectObject<'a> {
    /// When it is so; `None` where nothing else is said.
    when: Option<String>,
    effect: Effect,
    words: Option<&'a str>,
}

#[derive(Serialize)]
struct SourceObject<'a> {
    title: &'a str,
    date: &'a str,
}

pub(super) fn write(reference: &Reference<'_>) -> String {
    let rules: Vec<RuleObject<'_>> = RuleId::all().map(|id| rule(reference, id)).collect();
    // Nothing in it can fail to be written.
    serde_json::to_string_pretty(&rules).unwrap_or_default() + "\n"
}

fn rule<'a>(reference: &Reference<'a>, id: RuleId) -> RuleObject<'a> {
    let rule = id.rule();
    let target = |at: super::At<'a>| TargetObject {
        target: &at.target.name,
        effects: at
            .statements()
            .into_iter()
            .map(|statement| EffectObject {
                when: Some(statement.condition).filter(|condition| !condition.is_empty()),
                effect: statement.effect,
                words: statement.words,
            })
            .collect(),
        sources: at
            .sources()
            .map(|(_, Source { title, date, .. })| SourceObject { title, date })
            .collect(),
    };
    RuleObject {
        rule: id,
        category: rule.category,
        summary: rule.summary,
        level: reference.level(id),
        cases: rule.cases,
        aliases: rule.aliases,
        docs: rule.docs,
        targets: reference.at(id).map(target).collect(),
    }
}
