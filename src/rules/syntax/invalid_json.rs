//! A line is not JSON.
//!
//! A comma too many, a quote without its backslash, a Python dict written with `str()`: one such line,
//! and the provider refuses the whole file, at the first of them, with a position that means little.
//! tunelint names the byte at which it goes wrong and the likely cause, for every line.
//!
//! ## How to fix it
//!
//! Correct what the finding says. If it says it for many lines, correct the script that wrote them:
//! let a JSON library write every record (`json.dumps(record)`), never string formatting.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4",}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use crate::record::diagnosis::Diagnosis;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-json",
    category: Category::Syntax,
    summary: "a line is not JSON",
    docs: rule_docs!("invalid_json.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn found(context: &mut Context<'_>, line: &[u8], diagnosis: &Diagnosis) {
    super::found_broken(context, RuleId::of(&RULE), 0, line, diagnosis);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn one_finding_for_a_line_and_the_next_is_checked() {
        for (text, found) in [
            (
                "{\"a\": 1,}\n{\"a\" 1}\n{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"a\": [1, \"x",
                vec![
                    "1:8 a comma before the closing `}`",
                    r#"2:5 a colon is missing after the key `"a"`"#,
                    "4:13 the line ends inside a string: a raw newline, or a cut line?",
                ],
            ),
            (r#"{"a": NaN, "b": "\ud800"}"#, vec![]),
        ] {
            assert_eq!(told("invalid-json", "generic", text), found, "{text}");
        }
    }
}
