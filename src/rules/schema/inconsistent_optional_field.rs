//! Something stands in some records of the file, and not in others.
//!
//! Where a provider lets you choose whether records have a system prompt, images, reasoning, tools or
//! weights, it may still want all records of a file to choose alike. One record without the system
//! prompt that all the others have is enough for the file to be refused.
//!
//! ## How to fix it
//!
//! Give it to all records, or to none; or put the records that have it into a file of their own.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! {"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}]}
//! ```

use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Finding, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "inconsistent-optional-field",
    category: Category::Schema,
    summary: "something stands in some records of the file, and not in others",
    docs: rule_docs!("inconsistent_optional_field.rs"),
    cases: &["system", "image", "video", "reasoning", "tool-use", "tool-result", "weight"],
    aliases: &[],
    check: Check::Dataset,
};

/// What the cases are called.
const NAMES: &[&str] = &[
    "a system prompt",
    "an image",
    "a video",
    "reasoning",
    "a tool call",
    "a tool result",
    "a weight",
];

/// Say that a record has something, or lacks it, unlike `others` of all `records`.
pub(crate) fn describe(finding: &mut Finding, has: bool, others: u64, records: u64) {
    let what = NAMES.get(usize::from(finding.case)).copied().unwrap_or_default();
    let without = what.trim_start_matches("a ").trim_start_matches("an ");
    let here = if has { what.to_owned() } else { format!("no {without}") };
    let (others, records) = (Number(others), Number(records));
    finding.message = format!("this record has {here}, unlike {others} of {records} in the file");
    finding.help = Some("give it to all records of the file, or to none".into());
}

/// What is at the place where it was first otherwise.
pub(crate) fn related(case: u8, has: bool) -> String {
    let what = NAMES.get(usize::from(case)).copied().unwrap_or_default();
    if has { format!("the first record with {what}") } else { "the first record without".into() }
}
