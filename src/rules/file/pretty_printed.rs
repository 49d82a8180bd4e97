//! The records are spread over several lines each.
//!
//! JSONL has a whole record on each line. JSON that was written with an indent, to be read by people,
//! cannot be read line by line; providers refuse it at the first line.
//!
//! ## How to fix it
//!
//! Write each record on one line: `jq -c . train.json > train.jsonl`, or leave out `indent=` in
//! `json.dumps`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {
//!   "prompt": "2 + 2?",
//!   "completion": "4"
//! }
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use std::path::Path;

use crate::input::Container;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "pretty-printed",
    category: Category::File,
    summary: "the records are spread over several lines each",
    docs: rule_docs!("pretty_printed.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn found(context: &mut Context<'_>, container: &Container, name: &Path, line: &[u8]) {
    super::found_container(context, RuleId::of(&RULE), 0, container, name, line);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn a_record_over_several_lines() {
        for (text, found) in [
            (
                "{\n  \"prompt\": \"a\",\n  \"completion\": \"b\"\n}\n",
                vec!["1:1 this is pretty-printed JSON: the first record is spread over 4 lines"],
            ),
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": \"c\", \"completion\": \"d\"}",
                vec![],
            ),
        ] {
            assert_eq!(told("pretty-printed", "together", text), found, "{text}");
        }
    }
}
