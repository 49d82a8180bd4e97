//! A message that is not the assistant's has a weight.
//!
//! A weight of 1 on a user's or system message asks for the model to be trained to write it. Some
//! targets do just that, so the model learns to speak for the user; others ignore it, and some change
//! what is trained in the rest of the record. A weight of 0 is what such messages have anyway.
//!
//! ## How to fix it
//!
//! Remove the weight, or make it 0, unless the message is really meant to be learned.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?", "weight": 1}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```

use super::{is_assistant, weight, weighted};
use crate::record::{Facts, Index, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "weight-on-other-role",
    category: Category::Weights,
    summary: "a message that is not the assistant's has a weight",
    docs: rule_docs!("weight_on_other_role.rs"),
    cases: &["one", "zero"],
    aliases: &[],
    check: Check::Record { wakes: Facts::WEIGHTS, check },
};

const ONE: u8 = 0;
const ZERO: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let with_images = messages_with_images(record, context);
    for (_, turns) in weighted(record) {
        for turn in turns {
            // A role that is missing or misspelled may well be the assistant's.
            if is_assistant(turn) || matches!(turn.role, Role::Other | Role::Missing) {
                continue;
            }
            let Some((value, weight)) = weight(record, turn) else { continue };
            // Another weight is the business of `invalid-message-weight`.
            let Some(on) = weight.on() else { continue };
            // And so is this the business of `weighted-image-message`.
            if on && with_images.binary_search(&turn.message).is_ok() {
                continue;
            }
            if let Some(finding) = context.found_case(record, value, if on { ONE } else { ZERO }) {
                let role = turn.role_value.map(|role| quote(&record.text(role)));
                let role = role.unwrap_or_default();
                if on {
                    finding.message = format!("the weight 1 asks to train a {role} message");
                    finding.help =
                        Some("write 0, or remove it, unless the model is to learn this".into());
                } else {
                    finding.message = format!("a {role} message has a weight");
                    finding.help = Some("remove it: only answers are trained anyway".into());
                }
            }
        }
    }
}

/// The messages that have images, in the order of the record.
fn messages_with_images(record: &Record<'_>, context: &mut Context<'_>) -> Vec<Index> {
    if !record.facts().contains(Facts::IMAGES) {
        return Vec::new();
    }
    let images = context.images(record);
    let turns = images.all.iter().filter_map(|image| record.turns().get(image.turn?));
    turns.map(|turn| turn.message).collect()
}
