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
    cases: &["objects", "others"],
    aliases: &[],
    check: Check::Bytes,
};

/// Objects, with nothing between them but white space.
const OBJECTS: u8 = 0;
const OTHERS: u8 = 1;

pub(crate) fn found(context: &mut Context<'_>, line: &[u8], diagnosis: &Diagnosis) {
    let case = if are_objects(line, diagnosis.span.start as usize) { OBJECTS } else { OTHERS };
    super::found_broken(context, RuleId::of(&RULE), case, line, diagnosis);
}

/// Whether the values of a line are objects, by how it begins, ends, and comes to its second value.
fn are_objects(line: &[u8], second: usize) -> bool {
    let (before, rest) = line.split_at(second.min(line.len()));
    before.trim_ascii().starts_with(b"{")
        && before.trim_ascii_end().ends_with(b"}")
        && rest.starts_with(b"{")
        && rest.trim_ascii_end().ends_with(b"}")
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn with_and_without_a_comma() {
        for (text, found) in [
            (
                "{\"a\": 1}{\"a\": 2}\n{\"a\": 1}, {\"a\": 2}, {\"a\": 3}\n{\"a\": 1} {\"a\": ",
                vec![
                    "1:9 2 JSON values on one line",
                    "2:11 3 JSON values on one line",
                    "3:10 several JSON values on one line",
                ],
            ),
            ("{\"a\": 1},\n{\"a\": [{}, {}]}", vec![]),
        ] {
            assert_eq!(told("several-values-on-line", "generic", text), found, "{text}");
        }
    }
}
