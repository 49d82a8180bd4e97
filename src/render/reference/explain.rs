//! Everything that is known about one rule, for people.

use super::{At, Reference, in_one_line};
use crate::render::paint::{Page, Style};
use crate::rules::RuleId;
use crate::target::Statement;

pub(super) fn write(reference: &Reference<'_>, id: RuleId, mut page: Page) -> String {
    let level = reference.level(id);
    let names: Vec<&str> = reference.levels_at.iter().map(|target| target.name.as_str()).collect();
    let at = format!(" at {}", names.join(", "));
    let name = id.to_string();
    let head = [
        (Style::Strong, name.as_str()),
        (Style::Plain, ": "),
        (level.into(), level.name()),
        (Style::Plain, &*at),
    ];
    page.paragraph(0, 2, &head);
    page.text.push('\n');
    documentation(id.rule().docs, &mut page);
    heading("What happens at each target", &mut page);
    let mut unknown = Vec::new();
    for at in reference.at(id) {
        if at.is_known() {
            target(&at, &mut page);
        } else {
            unknown.push(at.target.name.as_str());
        }
    }
    if !unknown.is_empty() {
        let names = unknown.join(", ");
        page.paragraph(2, 4, &[(Style::Plain, "not established for "), (Style::Strong, &names)]);
    }
    page.text
}

fn heading(text: &str, page: &mut Page) {
    page.paragraph(0, 0, &[(Style::Strong, text)]);
    page.text.push('\n');
}

/// The module comment of the rule, which is Markdown: headings, paragraphs, lists and examples.
fn documentation(docs: &str, page: &mut Page) {
    let mut lines = docs.lines().peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        if let Some(text) = line.strip_prefix("## ") {
            heading(text, page);
            continue;
        }
        if let Some(mark) = line.strip_prefix("```") {
            let (style, label) = match mark.rsplit(' ').next() {
                Some("bad") => (Style::Error, "bad:"),
                Some("good") => (Style::Good, "good:"),
                _ => (Style::Plain, ""),
            };
            if !label.is_empty() {
                page.paragraph(2, 2, &[(style, label)]);
            }
            // Not broken into lines: it is to be copied.
            for line in lines.by_ref().take_while(|line| !line.starts_with("```")) {
                page.space(4);
                page.put(Style::Plain, line);
                page.end_line();
            }
        } else {
            let is_item = line.starts_with("- ");
            let mut text = line.to_owned();
            while let Some(more) = lines.next_if(|line| {
                !line.is_empty() && !line.starts_with("- ") && !line.starts_with("```")
            }) {
                text.push(' ');
                text.push_str(more.trim_start());
            }
            page.paragraph(0, if is_item { 2 } else { 0 }, &[(Style::Plain, &text)]);
            if is_item && lines.peek().is_some_and(|next| next.starts_with("- ")) {
                continue;
            }
        }
        page.text.push('\n');
    }
}

/// `together refuses: Invalid role (docs.together.ai, 2026-08)`, and a line for each condition.
fn target(at: &At<'_>, page: &mut Page) {
    let sources: Vec<String> =
        at.sources().map(|(_, source)| format!("{}, {}", source.title, source.date)).collect();
    let sources =
        if sources.is_empty() { String::new() } else { format!(" ({})", sources.join("; ")) };
    for statement in at.statements() {
        let Statement { condition, effect, words, .. } = statement;
        let words = words.map(|words| format!(": {}", in_one_line(words))).unwrap_or_default();
        let effect = (effect.default_level().into(), effect.name());
        if condition.is_empty() {
            let name = (Style::Strong, at.target.name.as_str());
            let rest = [(Style::Plain, &*words), (Style::Faint, &*sources)];
            page.paragraph(2, 4, &[&[name, (Style::Plain, " "), effect], &rest[..]].concat());
        } else {
            let condition = format!("with {condition}: ");
            page.paragraph(4, 6, &[(Style::Plain, &condition), effect, (Style::Plain, &words)]);
        }
    }
}
