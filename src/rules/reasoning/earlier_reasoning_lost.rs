//! An answer before the last question has reasoning.
//!
//! The chat templates of reasoning models remove the reasoning of earlier answers: in use the model
//! does not see it any more. In training it is lost in the same way, so all of it but the last is
//! written, counted and paid for in vain, and what is left of the earlier answers is trained as if they
//! came without a thought. Several reports say that half of the replies of a model so trained had an
//! empty thinking block.
//!
//! ## How to fix it
//!
//! Split the conversation: one record for each answer, with its reasoning in the last message only.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}, {"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6", "reasoning": "Add them."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}]}
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}, {"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6", "reasoning": "Add them."}]}
//! ```

use super::answers;
use crate::record::{Facts, Part, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

/// Bedrock's reasoning is a part of a content.
const WAKES: Facts = Facts::REASONING.union(Facts::PARTS).union(Facts::THINK_TAG);

pub(crate) static RULE: Rule = Rule {
    name: "earlier-reasoning-lost",
    category: Category::Reasoning,
    summary: "an answer before the last question has reasoning",
    docs: rule_docs!("earlier_reasoning_lost.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: WAKES, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Whole {
            continue;
        }
        let all = answers(record, turns);
        let Some((last, earlier)) = all.split_last() else { continue };
        // Where the last one does not reason, `mixed-reasoning` says so.
        if last.reasoning.is_none() {
            continue;
        }
        let mut removed = earlier.iter().filter_map(|answer| answer.reasoning);
        let Some(first) = removed.next() else { continue };
        let count = 1 + removed.count();
        if let Some(finding) = context.found(record, first) {
            finding.message = match count {
                1 => "an answer before the last question has reasoning".into(),
                _ => format!("{count} answers before the last question have reasoning"),
            };
            finding.label = Some("templates remove it".into());
            finding.help =
                Some("split the conversation: one record for each answer that reasons".into());
        }
    }
}
