//! `NaN`, `Infinity` or `-Infinity` stands where JSON has a number.
//!
//! Python's `json` module writes and reads these words; JSON does not have them. Clients in other
//! languages refuse the line, and the loader behind most open trainers turns them into nothing.
//!
//! ## How to fix it
//!
//! Write `null`, or leave the key out. `json.dumps(record, allow_nan=False)` finds them when the data
//! is written.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4", "weight": NaN}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4", "weight": 1}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "nonstandard-number",
    category: Category::Syntax,
    summary: "NaN or Infinity stands where JSON has a number",
    docs: rule_docs!("nonstandard_number.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Json { wakes: Facts::NONSTANDARD_NUMBER, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for value in record.tape().nonstandard_numbers() {
        if let Some(finding) = context.found(record, value) {
            finding.message = format!("{} is no JSON number", record.text(value));
            finding.help = Some("write null, or leave the key out".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn each_of_them_outside_of_strings() {
        for (text, found) in [
            (
                r#"{"a": NaN, "b": [Infinity, -Infinity]}"#,
                vec![
                    "1:7 NaN is no JSON number",
                    "1:18 Infinity is no JSON number",
                    "1:28 -Infinity is no JSON number",
                ],
            ),
            (r#"{"a": "NaN", "NaN": 1e5}"#, vec![]),
        ] {
            assert_eq!(told("nonstandard-number", "generic", text), found, "{text}");
        }
    }
}
