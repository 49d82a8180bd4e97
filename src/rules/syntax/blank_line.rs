//! A line is blank.
//!
//! Most readers skip blank lines, but some take each line for a record and stop at the first that
//! is none: older clients of providers, and scripts that parse line by line. Where blank lines are
//! counted as examples, the numbers in error messages no longer match the records. A blank line at
//! the very end often comes from a program that writes a line end before and after each record.
//!
//! ## How to fix it
//!
//! Remove blank lines: `sed -i '/^[[:space:]]*$/d' train.jsonl`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4"}
//!
//! {"prompt": "2 + 3?", "completion": "5"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! {"prompt": "2 + 3?", "completion": "5"}
//! ```

use crate::record::Span;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "blank-line",
    category: Category::Syntax,
    summary: "a line is blank",
    docs: rule_docs!("blank_line.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn found(context: &mut Context<'_>, line: &[u8]) {
    if let Some(finding) = context.found_bytes(RuleId::of(&RULE), 0, line, Span::at(0)) {
        finding.message = "this line is blank".into();
        finding.help = Some("remove it".into());
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn white_space_is_blank() {
        for (text, found) in [
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\n\n \t\r\n{\"prompt\": \"c\", \"completion\": \"d\"}\n",
                vec!["2:1 this line is blank", "3:1 this line is blank"],
            ),
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\r\n{\"prompt\": \"c\", \"completion\": \"d\"}\r\n",
                vec![],
            ),
            ("\n\n", vec!["1:1 this line is blank", "2:1 this line is blank"]),
        ] {
            assert_eq!(told("blank-line", "generic", text), found, "{text}");
        }
    }
}
