//! A text is empty.
//!
//! An empty answer teaches the model to say nothing. It mostly comes from a failed request whose
//! result was written all the same, or from an empty cell of a table. An empty system message does no
//! harm and is not reported; neither is an empty text beside tool calls. A text of white space is the
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

use super::{Text, advice, named, required_contents, required_texts};
use crate::record::{Facts, Index, Key, Kind, Record};
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

/// How far the cases of parts are from those of strings.
const PARTS: u8 = 3;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for Text { key, value, case } in required_texts(record) {
        if record.raw(value).is_empty()
            && let Some(finding) = context.found_case(record, value, case)
        {
            finding.message = format!("{} is empty", named(key));
            finding.help = Some(advice(case));
        }
    }
    let lists = required_contents(record).filter(|text| record.kind(text.value) == Kind::Array);
    for Text { value, case, .. } in lists {
        let mut parts = record.tape().elements(value).peekable();
        // A list without parts is as good as an empty string.
        let (found, message) = match parts.peek() {
            None => (Some(case), "this message has no parts"),
            Some(_) => {
                let is_empty = parts.all(|part| is_empty_text(record, part));
                (is_empty.then_some(case + PARTS), "the text of this message is empty")
            }
        };
        if let Some(found) = found
            && let Some(finding) = context.found_case(record, value, found)
        {
            finding.message = message.into();
            finding.help = Some(advice(case));
        }
    }
}

/// Whether a part of a content is an empty text, and nothing else.
fn is_empty_text(record: &Record<'_>, part: Index) -> bool {
    let only_text = record
        .tape()
        .members(part)
        .all(|member| matches!(member.known, Key::Type | Key::Text | Key::Unknown));
    only_text
        && record
            .member(part, Key::Text)
            .is_some_and(|text| record.kind(text) == Kind::String && record.raw(text).is_empty())
}
