//! Arrays and objects are nested very deep.
//!
//! Parsers follow nested values only so far: the loader behind most open trainers stops at 64 levels,
//! and crashes outright at some thousands; Python's `json` fails near 1,000 with a `RecursionError`
//! that names no line. No format needs more than about ten. Such depth is mostly a mistake: a value
//! that was put into itself again and again.
//!
//! ## How to fix it
//!
//! Look at what the script that wrote the record puts there; write deep structures out as a string.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "Hi", "completion": "Hello.", "extra": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}
//! ```
//!
//! ```jsonl good
//! {"prompt": "Hi", "completion": "Hello."}
//! ```

use crate::record::{Facts, Record, Span};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "deep-nesting",
    category: Category::Syntax,
    summary: "arrays and objects are nested very deep",
    docs: rule_docs!("deep_nesting.rs"),
    cases: &["deep", "beyond-python"],
    aliases: &[],
    check: Check::Json { wakes: Facts::DEEP, check },
};

/// From here on some loaders refuse the record.
const DEEP: u8 = 0;
/// From here on Python's parser fails.
const BEYOND_PYTHON: u8 = 1;

/// The depth at which Python's parser may fail; how deep the caller's own stack is counts, too.
const PYTHON: usize = 990;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let depth = record.depth();
    let (case, limit) = if depth >= PYTHON { (BEYOND_PYTHON, PYTHON) } else { (DEEP, 64) };
    let place = record.tape().at_depth(limit).unwrap_or(0);
    let start = record.span(place).start;
    if let Some(finding) = context.found_case(record, Span::new(start, start + 1), case) {
        finding.message = format!("this record is nested {depth} levels deep");
        finding.label = Some(format!("level {limit}"));
        finding.help = Some("flatten it, or write the deep part out as a string".into());
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn brackets_are_counted_and_not_their_kind() {
        for (text, found) in [
            (
                r#"{"a": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}"#,
                vec!["1:69 this record is nested 201 levels deep"],
            ),
            (
                r#"{"a": "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("deep-nesting", "generic", text), found, "{text}");
        }
    }
}
