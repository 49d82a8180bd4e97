//! There is reasoning, and the target or the chosen model does not know it.
//!
//! Only some models think before they answer, and only some targets have a key for it. Elsewhere the
//! field is left out without a word, or the file is refused because of a key that is not known.
//!
//! ## How to fix it
//!
//! Choose a model that reasons, or remove the reasoning from the data.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```

use super::field;
use crate::record::{Facts, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

/// Bedrock's reasoning is a part of a content.
const WAKES: Facts = Facts::REASONING.union(Facts::PARTS);

pub(crate) static RULE: Rule = Rule {
    name: "unsupported-reasoning",
    category: Category::Reasoning,
    summary: "there is reasoning, and the target or the model does not know it",
    docs: rule_docs!("unsupported_reasoning.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: WAKES, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    // Once: where one message may not reason, none may.
    let mut answers = record.turns().iter().filter(|turn| turn.role == Role::Assistant);
    if let Some(value) = answers.find_map(|turn| field(record, turn))
        && let Some(finding) = context.found(record, value)
    {
        finding.message = "there is reasoning, which the target or the model does not know".into();
        finding.help = Some("choose a model that reasons, or remove the reasoning".into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Format;
    use crate::rules::{Plan, PlanOptions, RuleId};
    use crate::target::{Effect, TargetSet, builtin};

    fn effect(model: Option<&str>) -> Effect {
        let mut target = builtin("together").unwrap();
        for model in ["id = 'thinks'\ncan = ['reasoning']", "id = 'talks'\ncan = ['tools']"] {
            target.models.push(toml::from_str(model).unwrap());
        }
        let model = model.map(str::to_owned);
        let plan = Plan::new(vec![target], PlanOptions { model, ..PlanOptions::default() });
        plan.unwrap().judge(RuleId::of(&RULE), 0, Format::Chat, TargetSet::ALL).effects[0]
    }

    #[test]
    fn a_model_that_is_known_not_to_reason_makes_the_difference() {
        assert_eq!(effect(None), Effect::Accepts);
        assert_eq!(effect(Some("thinks")), Effect::Accepts);
        assert_eq!(effect(Some("talks")), Effect::Ignores);
        assert_eq!(effect(Some("of another target")), Effect::Accepts);
    }
}
