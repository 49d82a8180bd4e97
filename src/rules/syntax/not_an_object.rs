//! A line is JSON, but no object.
//!
//! A record is an object: keys and values in braces. A line that holds a list, a text or a number has
//! no keys by which anybody could tell what is the prompt and what the answer. Lists come from tables
//! that were written row by row; quoted objects from writing a record as JSON twice.
//!
//! ## How to fix it
//!
//! Write each record as an object; if the line is a string with JSON in it, call `json.dumps` only once.
//!
//! ## Example
//!
//! ```jsonl bad
//! ["2 + 2?", "4"]
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use crate::record::{Facts, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "not-an-object",
    category: Category::Syntax,
    summary: "a line is JSON, but no object",
    docs: rule_docs!("not_an_object.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Json { wakes: Facts::NOT_AN_OBJECT, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if let Some(finding) = context.found(record, record.span(0)) {
        let kind = record.kind(0);
        finding.message = format!("a record must be an object, and this is {}", kind.name());
        let twice = kind == Kind::String && record.raw(0).trim_ascii_start().starts_with(b"{");
        finding.help = Some(if twice {
            "this is a record written as JSON twice: call json.dumps only once".into()
        } else {
            "write it as {\"key\": value, ...}".into()
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn whatever_else_a_line_is() {
        for (text, found) in [
            ("{}", vec![]),
            (
                "[1]\n\"x\"\n5\ntrue\nnull\n{}",
                vec![
                    "1:1 a record must be an object, and this is an array",
                    "2:1 a record must be an object, and this is a string",
                    "3:1 a record must be an object, and this is a number",
                    "4:1 a record must be an object, and this is a boolean",
                    "5:1 a record must be an object, and this is null",
                ],
            ),
        ] {
            assert_eq!(told("not-an-object", "generic", text), found, "{text}");
        }
    }
}
