//! All of the assistant's messages have the weight 0.
//!
//! Nothing of the record is trained, yet its tokens are read and paid for. Some targets leave such
//! records out without a word; a dataset full of them trains nothing, with a loss of 0 or NaN.
//!
//! ## How to fix it
//!
//! Give the answers that are to be learned the weight 1, or remove the record.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "weight": 0}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```

use super::{is_assistant, weight, weighted};
use crate::record::{Facts, Part, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "all-weights-zero",
    category: Category::Weights,
    summary: "all of the assistant's messages have the weight 0",
    docs: rule_docs!("all_weights_zero.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::WEIGHTS, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in weighted(record) {
        if conversation.part != Part::Whole {
            continue;
        }
        let mut last = None;
        let mut answers = 0_usize;
        let mut trained = false;
        for turn in turns {
            let weight = weight(record, turn);
            let on = weight.and_then(|(_, weight)| weight.on());
            if is_assistant(turn) {
                answers += 1;
                last = weight.map(|(value, _)| value);
                trained |= on != Some(false);
            } else {
                // Some targets train on such a message.
                trained |= on == Some(true);
            }
        }
        let Some(last) = last.filter(|_| !trained) else { continue };
        if let Some(finding) = context.found(record, last) {
            finding.message = if answers == 1 {
                "the only answer has the weight 0: nothing is trained".into()
            } else {
                format!("all {answers} answers have the weight 0: nothing is trained")
            };
            finding.help = Some("give an answer the weight 1, or remove the record".into());
        }
    }
}
