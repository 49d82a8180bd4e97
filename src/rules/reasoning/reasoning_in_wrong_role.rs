//! A message that is not the assistant's has reasoning.
//!
//! Only the assistant reasons before it speaks. Reasoning beside a message of another role stands at
//! the wrong message, or in a role that was mixed up; targets refuse it or leave it out without a word.
//!
//! ## How to fix it
//!
//! Move the reasoning to the assistant's message that it leads to, or remove it.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?", "reasoning": "Add them."}, {"role": "assistant", "content": "4"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}]}
//! ```

use super::field;
use crate::record::{Facts, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

/// Bedrock's reasoning is a part of a content.
const WAKES: Facts = Facts::REASONING.union(Facts::PARTS);

pub(crate) static RULE: Rule = Rule {
    name: "reasoning-in-wrong-role",
    category: Category::Reasoning,
    summary: "a message that is not the assistant's has reasoning",
    docs: rule_docs!("reasoning_in_wrong_role.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: WAKES, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns() {
        // A role that is missing or misspelled has a finding of its own.
        if matches!(turn.role, Role::Assistant | Role::Other | Role::Missing) {
            continue;
        }
        let Some(value) = field(record, turn) else { continue };
        // Tables fill in an empty text where there is none.
        if record.kind(value) == Kind::String && record.raw(value).is_empty() {
            continue;
        }
        if let Some(finding) = context.found(record, value) {
            let role = turn.role_value.map(|role| quote(&record.text(role))).unwrap_or_default();
            finding.message = format!("a {role} message has reasoning");
            finding.help = Some("move it to the assistant's message, or remove it".into());
        }
    }
}
