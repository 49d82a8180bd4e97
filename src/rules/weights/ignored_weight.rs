//! A weight stands where the target does not read any.
//!
//! Weights of messages are an idea of some providers, weights of records of fewer still. Most open
//! trainers look at neither: what was to be left out is trained all the same, and nobody is told. A
//! weight that asks for what happens anyway (1 for an answer, 0 for any other message, 1 for a record)
//! is not reported.
//!
//! ## How to fix it
//!
//! Train at a target that reads weights, or do without: split a conversation so that the answers that
//! are to be learned come last, and repeat or remove records.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "5", "weight": 0}, {"role": "user", "content": "Sure?"}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```

use super::{Weight, is_assistant, sample_weight, weight};
use crate::record::{Facts, Key, Record};
use crate::rules::docs::rule_docs;
use crate::rules::schema::{foreign_key, foreign_message_key};
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "ignored-weight",
    category: Category::Weights,
    summary: "a weight stands where the target does not read any",
    docs: rule_docs!("ignored_weight.rs"),
    cases: &["message", "sample"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::WEIGHTS, any_format: false, check },
};

const MESSAGE: u8 = 0;
const SAMPLE: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    // Once for all messages: whether weights are read is decided for the whole record.
    let message = record.turns().iter().find_map(|turn| {
        let (value, weight) = weight(record, turn)?;
        let matters = weight.on().is_some_and(|on| on != is_assistant(turn));
        matters.then_some(value)
    });
    let plan = context.plan();
    let format = record.format();
    if let Some(value) = message
        && let foreign = foreign_message_key(plan, format, Key::Weight)
        && let Some(finding) = context.found_at(record, value, MESSAGE, foreign.complement())
    {
        finding.message = "the weights of this record's messages have no effect here".into();
        finding.help = Some("split the conversation after each answer to be learned".into());
    }
    if let Some((value, weight)) = sample_weight(record)
        && matches!(weight, Weight::Number(number, _) if number > 0.0)
        && weight.on().is_none()
        && let foreign = foreign_key(plan, format, Key::Weight)
        && let Some(finding) = context.found_at(record, value, SAMPLE, foreign.complement())
    {
        finding.message = "the weight of this record has no effect here".into();
        finding.help = Some("repeat the record to give it more weight".into());
    }
}
