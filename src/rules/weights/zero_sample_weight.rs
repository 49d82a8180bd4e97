//! The weight of a record is 0.
//!
//! Targets that know weights of records read it, count its tokens, and train nothing of it. That may be
//! meant; more often a score that was computed came out as 0.
//!
//! ## How to fix it
//!
//! Remove the record, or give it a weight above 0.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4", "weight": 0}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4", "weight": 1}
//! ```

use super::sample_weight;
use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "zero-sample-weight",
    category: Category::Weights,
    summary: "the weight of a record is 0",
    docs: rule_docs!("zero_sample_weight.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::WEIGHTS, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if let Some((value, weight)) = sample_weight(record)
        && weight.on() == Some(false)
        && let Some(finding) = context.found(record, value)
    {
        finding.message = "the weight of this record is 0: nothing of it is trained".into();
        finding.help = Some("remove the record, or give it a weight above 0".into());
    }
}
