//! An object has the same key twice.
//!
//! Parsers keep the last value and forget the first without a word, so what was written first is never
//! trained. The loader behind most open trainers refuses such a file, or, if it has one line only, reads
//! it as something else entirely.
//!
//! ## How to fix it
//!
//! Remove one of the two, or give one of them its right name.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4", "completion": "four"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use crate::record::{Facts, Index, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-key",
    category: Category::Syntax,
    summary: "an object has the same key twice",
    docs: rule_docs!("duplicate_key.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Json { wakes: Facts::REPEATED_KEY, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tape = record.tape();
    let mut first: HashMap<Cow<'_, str>, Index> = HashMap::new();
    for object in tape.repeating_objects() {
        first.clear();
        for member in tape.members(object) {
            let name = record.text(member.key);
            let Some(earlier) = first.get(&name).copied() else {
                first.insert(name, member.key);
                continue;
            };
            let beside = "it stands here for the first time, and this value is lost";
            if let Some(finding) = context.found_beside(record, member.key, 0, earlier, beside) {
                finding.message = format!("the key {} stands twice in this object", quote(&name));
                finding.label = Some("here again".into());
                finding.help = Some("remove one of the two: only the last value counts".into());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn by_what_is_said_and_not_by_how_it_is_spelled() {
        for (text, found) in [
            (r#"{"a": 1, "\u0061": 2}"#, vec![r#"1:10 the key "a" stands twice in this object"#]),
            (
                r#"{"a": {"b": 1}, "c": [{"b": 2, "d": {"b": 3}, "b": 4}]}"#,
                vec![r#"1:47 the key "b" stands twice in this object"#],
            ),
            (r#"{"a": 1, "A": 2, "a ": 3}"#, vec![]),
        ] {
            assert_eq!(told("duplicate-key", "generic", text), found, "{text}");
        }
    }
}
