//! A message's weight is neither 0 nor 1.
//!
//! The weight of a message says whether it is trained: 1 for yes, 0 for no. There is nothing between:
//! of 0.5 some targets make 1 without a word, others refuse the file. A boolean, a string, or a float
//! like 1.0 (what a data frame makes of a column with gaps) is taken here and refused there.
//!
//! ## How to fix it
//!
//! Write 0 or 1, as integers. To give a whole record less influence, targets that know it take a
//! `weight` beside `messages`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "weight": 0.5}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "weight": 1}]}
//! ```

use super::{Weight, weight, weighted};
use crate::record::{Facts, Index, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::syntax::{nonstandard_number, number_out_of_range};
use crate::rules::{Category, Check, Context, Rule, RuleId};
use crate::target::{TargetSet, Weighted};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-message-weight",
    category: Category::Weights,
    summary: "a message's weight is neither 0 nor 1",
    docs: rule_docs!("invalid_message_weight.rs"),
    cases: &["not-a-number", "out-of-range", "fraction", "bool", "float", "null", "other-role"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::WEIGHTS, any_format: false, check },
};

const NOT_A_NUMBER: u8 = 0;
const OUT_OF_RANGE: u8 = 1;
const FRACTION: u8 = 2;
const BOOL: u8 = 3;
const FLOAT: u8 = 4;
const NULL: u8 = 5;
/// Of a message that is not the assistant's, where only the assistant's weights are read.
const OTHER_ROLE: u8 = 6;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    for (_, turns) in weighted(record) {
        for turn in turns {
            let Some((value, weight)) = weight(record, turn) else { continue };
            let Some(kind) = fault(weight) else { continue };
            // What JSON does not know, or nobody holds, may be refused for that.
            let targets = match weight {
                Weight::Unreadable => {
                    let this = (RuleId::of(&RULE), kind);
                    plan.worse(this, unreadable(record, value), record.format())
                }
                _ => TargetSet::ALL,
            };
            let unread = match turn.role {
                Role::Assistant => TargetSet::NONE,
                _ => plan.targets_where(|target, _| target.trains.weights == Weighted::Assistant),
            };
            let places =
                [(kind, targets.and(unread.complement())), (OTHER_ROLE, targets.and(unread))];
            for (case, targets) in places {
                if let Some(finding) = context.found_at(record, value, case, targets) {
                    (finding.message, finding.help) = words(record, value, kind, weight);
                }
            }
        }
    }
}

/// What is said of such a weight, and what helps.
fn words(record: &Record<'_>, value: Index, kind: u8, weight: Weight) -> (String, Option<String>) {
    let message = match kind {
        NULL => "this message's weight is null".into(),
        NOT_A_NUMBER | BOOL => {
            format!("a weight is 0 or 1, and this is {}", record.kind(value).name())
        }
        _ => {
            let number = quote(&record.text(value));
            let number = number.trim_matches('"');
            format!("a weight is the integer 0 or 1, and this is {number}")
        }
    };
    let help = match weight {
        Weight::Bool(on) => format!("write {} instead", u8::from(on)),
        Weight::Null => "write 0 or 1, or remove the key".into(),
        Weight::Number(number, _) if kind == FLOAT => format!("write {number:.0} instead"),
        _ => "write 1 to train the message, 0 to leave it out".into(),
    };
    (message, Some(help))
}

/// The finding about a number that cannot be read: its rule and case.
fn unreadable(record: &Record<'_>, value: Index) -> (RuleId, u8) {
    let is_word = record.raw(value).iter().any(|byte| matches!(byte, b'I' | b'N'));
    if is_word {
        (RuleId::of(&nonstandard_number::RULE), 0)
    } else {
        (RuleId::of(&number_out_of_range::RULE), number_out_of_range::INFINITE)
    }
}

/// In which way a weight is not 0 or 1.
fn fault(weight: Weight) -> Option<u8> {
    match weight {
        Weight::Null => Some(NULL),
        Weight::Bool(_) => Some(BOOL),
        Weight::NoNumber => Some(NOT_A_NUMBER),
        Weight::Number(_, true) if weight.on().is_some() => None,
        Weight::Number(_, false) if weight.on().is_some() => Some(FLOAT),
        Weight::Number(number, _) if (0.0..=1.0).contains(&number) => Some(FRACTION),
        Weight::Number(..) | Weight::Unreadable => Some(OUT_OF_RANGE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_told_apart() {
        for (raw, case) in [
            ("0", None),
            ("1", None),
            ("1.0", Some(FLOAT)),
            ("0.25", Some(FRACTION)),
            ("1.5", Some(OUT_OF_RANGE)),
            ("2", Some(OUT_OF_RANGE)),
            ("-1", Some(OUT_OF_RANGE)),
            ("NaN", Some(OUT_OF_RANGE)),
        ] {
            assert_eq!(fault(Weight::parse(raw.as_bytes())), case, "{raw}");
        }
        assert_eq!(fault(Weight::Bool(true)), Some(BOOL));
    }
}
