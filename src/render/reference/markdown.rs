//! Everything that is known about all rules, as one page of Markdown.

use std::fmt::Write as _;

use super::{At, Reference, in_one_line};
use crate::rules::{Category, RuleId};

pub(super) fn write(reference: &Reference<'_>) -> String {
    let mut text = String::from(
        "# Rules\n\n\
         What each rule finds, and what that does at each target. This page is made by\n\
         `tunelint rules --output-format markdown`; `tunelint explain RULE` says the same of one rule.\n",
    );
    let names: Vec<&str> = reference.levels_at.iter().map(|target| target.name.as_str()).collect();
    let _ = writeln!(text, "The levels are those at {}.\n", names.join(", "));
    for category in Category::ALL {
        let rules = || RuleId::all().filter(|id| id.rule().category == category);
        if rules().next().is_none() {
            continue;
        }
        let _ = writeln!(
            text,
            "## {category}\n\n| rule | level | what it finds |\n| --- | --- | --- |"
        );
        for id in rules() {
            let rule = id.rule();
            let level = reference.level(id);
            let _ =
                writeln!(text, "| [{0}](#{0}) | {level} | {1} |", rule.name, cell(rule.summary));
        }
        text.push('\n');
        for id in rules() {
            section(reference, id, &mut text);
        }
    }
    sources(reference, &mut text);
    text
}

/// All about a rule.
fn section(reference: &Reference<'_>, id: RuleId, text: &mut String) {
    let _ = writeln!(text, "### {}\n", id.rule().name);
    for line in id.rule().docs.trim_end().lines() {
        // One below the heading of the rule.
        let deeper = if line.starts_with("## ") { "##" } else { "" };
        let _ = writeln!(text, "{deeper}{line}");
    }
    text.push_str(
        "\n#### What happens at each target\n\n\
         | target | effect | in its words, or ours | sources |\n| --- | --- | --- | --- |\n",
    );
    let mut unknown = Vec::new();
    for at in reference.at(id) {
        if at.is_known() {
            rows(&at, text);
        } else {
            unknown.push(at.target.name.as_str());
        }
    }
    if !unknown.is_empty() {
        let _ = writeln!(text, "| {} | not established | | |", unknown.join(", "));
    }
    text.push('\n');
}

/// The rows of a target: one for each condition under which it does something else.
fn rows(at: &At<'_>, text: &mut String) {
    let sources: Vec<String> =
        at.sources().map(|(key, source)| format!("{key} ({})", source.date)).collect();
    let mut sources = sources.join(", ");
    for statement in at.statements() {
        let condition = if statement.condition.is_empty() {
            String::new()
        } else {
            format!(", {}", statement.condition)
        };
        let words = statement.words.map(|words| cell(&in_one_line(words))).unwrap_or_default();
        let name = &at.target.name;
        let effect = statement.effect;
        let _ = writeln!(text, "| {name}{condition} | {effect} | {words} | {sources} |");
        sources.clear();
    }
}

/// The documents and programs behind the keys.
fn sources(reference: &Reference<'_>, text: &mut String) {
    text.push_str("## Sources\n");
    for target in reference.targets {
        let _ = writeln!(text, "\n{}, checked {}:\n", target.title, target.date);
        for (key, source) in &target.sources {
            let _ =
                writeln!(text, "- {key}: {}, {}", cell(&in_one_line(&source.title)), source.date);
        }
    }
}

/// The text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('|', "\\|")
        .replace('<', "&lt;")
        .replace('*', "\\*")
        .replace('_', "\\_")
}
