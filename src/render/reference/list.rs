//! All rules for people.

use super::Reference;
use crate::render::paint::{Page, Style};
use crate::rules::{Category, RuleId};
use crate::target::Effect;

pub(super) fn write(reference: &Reference<'_>, mut page: Page) -> String {
    for category in Category::ALL {
        let rules: Vec<RuleId> =
            RuleId::all().filter(|id| id.rule().category == category).collect();
        if rules.is_empty() {
            continue;
        }
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        page.paragraph(0, 0, &[(Style::Strong, category.name())]);
        for id in rules {
            rule(reference, id, &mut page);
        }
    }
    let names: Vec<&str> = reference.levels_at.iter().map(|target| target.name.as_str()).collect();
    page.text.push('\n');
    let remark = format!(
        "The levels are those at {}; --target asks for others. `tunelint explain RULE` tells it all.",
        names.join(", ")
    );
    page.paragraph(0, 0, &[(Style::Faint, &remark)]);
    page.text
}

/// The name, the level and the summary of a rule; under them what its defect does.
fn rule(reference: &Reference<'_>, id: RuleId, page: &mut Page) {
    let level = reference.level(id);
    let rule = id.rule();
    let name = format!("{:31}", rule.name);
    let level_name = format!("{:7}", level.name());
    let line = [
        (Style::Strong, name.as_str()),
        (Style::Plain, " "),
        (level.into(), &*level_name),
        (Style::Plain, "  "),
        (Style::Plain, rule.summary),
    ];
    page.paragraph(2, 6, &line);
    let effects = reference.by_effect(id).into_iter().map(|(effect, names)| match effect {
        Effect::Unknown => format!("not established for {}", names.join(", ")),
        effect => format!("{} at {}", effect.name(), names.join(", ")),
    });
    let effects = effects.collect::<Vec<_>>().join("; ");
    page.paragraph(6, 6, &[(Style::Faint, &effects)]);
}
