//! The file is one JSON array, not one object a line.
//!
//! JSONL has a record on each line, with nothing around them. `json.dump(records, file)` writes an
//! array instead. Providers refuse it; the loaders of open trainers take it, but then the numbers of
//! lines in their messages mean nothing.
//!
//! ## How to fix it
//!
//! Write each record on a line of its own: `jq -c '.[]' train.json > train.jsonl`, or in Python
//! `for record in records: print(json.dumps(record), file=file)`.
//!
//! ## Example
//!
//! ```jsonl bad
//! [
//! {"prompt": "2 + 2?", "completion": "4"},
//! {"prompt": "2 + 3?", "completion": "5"}
//! ]
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! {"prompt": "2 + 3?", "completion": "5"}
//! ```

use std::path::Path;

use crate::input::Container;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "json-array-file",
    category: Category::File,
    summary: "the file is one JSON array, not one object a line",
    docs: rule_docs!("json_array_file.rs"),
    // Some readers go by the name: only `.jsonl` and `.ndjson` are read line by line.
    cases: &["named-as-lines", "other-name"],
    aliases: &[],
    check: Check::Bytes,
};

const NAMED_AS_LINES: u8 = 0;
const OTHER_NAME: u8 = 1;

pub(crate) fn found(context: &mut Context<'_>, container: &Container, name: &Path, line: &[u8]) {
    let named = name.extension().is_some_and(|end| end == "jsonl" || end == "ndjson");
    let case = if named { NAMED_AS_LINES } else { OTHER_NAME };
    super::found_container(context, RuleId::of(&RULE), case, container, name, line);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn an_array_of_objects_over_one_line_or_many() {
        for (text, found) in [
            (
                r#"[{"prompt": "a", "completion": "b"}, {"prompt": "c", "completion": "d"}]"#,
                vec!["1:1 this is one JSON array, not one object a line"],
            ),
            (
                "\n \r\n  [\n  {\"prompt\": \"a\", \"completion\": \"b\"}\n]\n",
                vec!["3:3 this is one JSON array, not one object a line"],
            ),
            (
                "[\n  {\"prompt\": \"a\", \"completion\": \"b\"},\n  {\"prompt\": \"c\", \"completion\": \"d\"}\n]\n",
                vec!["1:1 this is one JSON array, not one object a line"],
            ),
            ("[1, 2]\n{\"prompt\": \"a\", \"completion\": \"b\"}", vec![]),
        ] {
            assert_eq!(told("json-array-file", "together", text), found, "{text}");
        }
    }
}
