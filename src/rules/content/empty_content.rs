//! A text is empty.
//!
//! An empty answer teaches the model to say nothing. It mostly comes from a failed request whose
//! result was written all the same, or from an empty cell of a table. An empty system message does no
//! harm and is not reported; neither is an empty text beside tool calls or a refusal. A text of white space is the
//! finding of `blank-content`.
//!
//! ## How to fix it
//!
//! Put in the text. If there is none, remove the record.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{PARTS, Text, advice, named, only_texts, required_lists, required_texts};
use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "empty-content",
    category: Category::Content,
    summary: "a text is empty",
    docs: rule_docs!("empty_content.rs"),
    // A list of parts may be looked into or not.
    cases: &["assistant", "other", "text", "assistant-parts", "other-parts"],
    aliases: &[],
    check: Check::Record { wakes: Facts::EMPTY_CONTENT.union(Facts::PARTS), check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for Text { key, value, case } in required_texts(record) {
        if record.raw(value).is_empty()
            && let Some(finding) = context.found_case(record, value, case)
        {
            finding.message = format!("{} is empty", named(key));
            finding.help = Some(advice(case));
        }
    }
    for Text { value, case, .. } in required_lists(record) {
        // A list without parts is as good as an empty string.
        let (found, message) = match only_texts(record, value).as_deref() {
            Some([]) => (case, "this message has no parts"),
            Some(texts) if texts.iter().all(|text| text.is_empty()) => {
                (case + PARTS, "the text of this message is empty")
            }
            _ => continue,
        };
        if let Some(finding) = context.found_case(record, value, found) {
            finding.message = message.into();
            finding.help = Some(advice(case));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn nothing_is_less_than_white_space() {
        for (text, found) in [
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": ""}]}"#,
                vec!["1:83 this message is empty"],
            ),
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " "}]}"#,
                vec![],
            ),
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("empty-content", "together", text), found, "{text}");
        }
    }
}
