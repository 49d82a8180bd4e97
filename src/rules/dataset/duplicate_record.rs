//! A record says exactly what an earlier one said.
//!
//! Two records are the same if they hold the same values under the same keys, whatever the order
//! of the keys, the white space between them and the spelling of escapes. An example that stands
//! in the data several times is trained that many times an epoch: the model learns it by heart,
//! and where one copy is in the training file and the other in the evaluation file, the evaluation
//! shows how well it has been learned by heart. Copies mostly come from joining exports that
//! overlap, or from a script that was run twice.
//!
//! All files of one run are compared with each other, so checking `train.jsonl eval.jsonl` in one
//! go finds what has leaked from one into the other.
//!
//! ## How to fix it
//!
//! Remove all but one. If an example is meant to count more, say so with a weight where the target
//! has one.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4"}
//! {"completion": "4", "prompt": "2 + 2?"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! {"prompt": "2 + 3?", "completion": "5"}
//! ```

use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Location, Related, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-record",
    category: Category::Dataset,
    summary: "a record is the same as an earlier one",
    docs: rule_docs!("duplicate_record.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Dataset,
};

/// `file` is the name of the file that the first one is in.
pub(crate) fn describe(finding: &mut Finding, first: Location, file: &str) {
    finding.message = format!("this record is the same as the one in line {}", first.line);
    if first.file != finding.location.file {
        finding.message.push_str(" of ");
        finding.message.push_str(&quote(file));
    }
    finding.help = Some("remove all but one of them".into());
    finding.related = vec![Related {
        message: "the same record, for the first time".into(),
        location: first,
        snippet: None,
    }];
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn by_its_values_and_not_by_its_spelling() {
        for (text, found) in [
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"completion\":\"\\u0062\",\"prompt\":\"a\"}\n{\"prompt\": \"c\", \"completion\": \"d\"}\n{\"prompt\": \"a\", \"completion\": \"b\"}",
                vec![
                    "2:1 this record is the same as the one in line 1",
                    "4:1 this record is the same as the one in line 1",
                ],
            ),
            (
                "{\"prompt\": \"a\", \"completion\": \"b \"}\n{\"prompt\": \"a\", \"completion\": \"b\"}",
                vec![],
            ),
        ] {
            assert_eq!(told("duplicate-record", "together", text), found, "{text}");
        }
    }
}
