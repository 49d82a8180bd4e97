//! Some messages have a weight, others of the same conversation have none.
//!
//! What a message without a weight counts is a default that differs: mostly an answer counts 1 and any
//! other message 0, but at some targets, and in some of their versions, one weight in the record
//! changes the default of all other messages, those of the user included.
//!
//! ## How to fix it
//!
//! Give every message a weight: 1 to those that are to be learned, 0 to all others.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "5", "weight": 0}, {"role": "user", "content": "Sure?"}, {"role": "assistant", "content": "4"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?", "weight": 0}, {"role": "assistant", "content": "5", "weight": 0}, {"role": "user", "content": "Sure?", "weight": 0}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```

use super::{Weight, is_assistant, weight, weighted};
use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "partial-weights",
    category: Category::Weights,
    summary: "some messages of a conversation have a weight, others have none",
    docs: rule_docs!("partial_weights.rs"),
    cases: &["assistant", "other"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::WEIGHTS, any_format: false, check },
};

/// A message of the assistant has none.
const ASSISTANT: u8 = 0;
/// Only messages of others have none.
const OTHER: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (_, turns) in weighted(record) {
        let has_weight =
            |turn| weight(record, turn).is_some_and(|(_, weight)| weight != Weight::Null);
        let has_none: Vec<_> = turns.iter().filter(|turn| !has_weight(turn)).collect();
        if has_none.is_empty() || has_none.len() == turns.len() {
            continue;
        }
        let answer = has_none.iter().find(|turn| is_assistant(turn));
        let case = if answer.is_some() { ASSISTANT } else { OTHER };
        let Some(turn) = answer.or(has_none.first()) else { continue };
        if let Some(finding) = context.found_case(record, turn.message, case) {
            let (none, all) = (has_none.len(), turns.len());
            finding.message = format!("{none} of {all} messages have no weight, the others do");
            finding.label = Some("no weight here".into());
            finding.help = Some("give every message a weight: 1 to train it, 0 not to".into());
        }
    }
}
