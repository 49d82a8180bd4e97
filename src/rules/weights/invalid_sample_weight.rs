//! The weight of a record is not a number, or it is negative.
//!
//! A `weight` beside the data says how much the record counts: 1 as usual, 2 twice as much, 0 not at
//! all. Targets that know it refuse anything but a number of 0 or more; a boolean or a string comes from
//! a table whose column was typed.
//!
//! ## How to fix it
//!
//! Write a number of 0 or more, without quotes, or remove the key.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4", "weight": "high"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4", "weight": 1.5}
//! ```

use super::{Weight, sample_weight};
use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-sample-weight",
    category: Category::Weights,
    summary: "the weight of a record is not a number of 0 or more",
    docs: rule_docs!("invalid_sample_weight.rs"),
    cases: &["not-a-number", "negative", "bool", "null"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::WEIGHTS, any_format: false, check },
};

const NOT_A_NUMBER: u8 = 0;
const NEGATIVE: u8 = 1;
const BOOL: u8 = 2;
const NULL: u8 = 3;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let Some((value, weight)) = sample_weight(record) else { return };
    let case = match weight {
        Weight::NoNumber => NOT_A_NUMBER,
        Weight::Number(number, _) if number < 0.0 => NEGATIVE,
        Weight::Bool(_) => BOOL,
        Weight::Null => NULL,
        Weight::Number(..) | Weight::Unreadable => return,
    };
    if let Some(finding) = context.found_case(record, value, case) {
        finding.message = if case == NEGATIVE {
            "the weight of this record is negative".into()
        } else {
            let kind = record.kind(value).name();
            format!("the weight of a record is a number, and this is {kind}")
        };
        finding.help = Some(match case {
            NOT_A_NUMBER => "write a number of 0 or more, without quotes".into(),
            NEGATIVE => "write 0 or more; what is to be unlearned needs preference pairs".into(),
            _ => "write a number of 0 or more, or remove the key".into(),
        });
    }
}
