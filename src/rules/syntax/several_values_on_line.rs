//! A line has more than one JSON value.
//!
//! Two records stand on one line, because the line end between them was lost. Clients that read line
//! by line refuse it; loaders that do not care for lines take both.
//!
//! ## How to fix it
//!
//! Put each record on a line of its own: `jq -c . train.jsonl`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4"} {"prompt": "2 + 3?", "completion": "5"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! {"prompt": "2 + 3?", "completion": "5"}
//! ```

use crate::record::diagnosis::Diagnosis;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "several-values-on-line",
    category: Category::Syntax,
    summary: "a line has more than one JSON value",
    docs: rule_docs!("several_values_on_line.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn found(context: &mut Context<'_>, line: &[u8], diagnosis: &Diagnosis) {
    super::found_broken(context, RuleId::of(&RULE), 0, line, diagnosis);
}
