//! A text is empty, or has nothing but white space.
//!
//! An empty answer teaches the model to say nothing. It mostly comes from a failed request whose
//! result was written all the same, or from an empty cell of a table. An empty system message does no
//! harm and is not reported; neither is an empty text beside tool calls.
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

use super::{TEXT, speaker, texts};
use crate::record::{Facts, Index, Key, KeySet, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "empty-content",
    category: Category::Content,
    summary: "a text is empty or blank",
    docs: rule_docs!("empty_content.rs"),
    cases: &["assistant", "other", "text"],
    aliases: &[],
    check: Check::Record { wakes: Facts::EMPTY_CONTENT, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns() {
        let Some(content) = turn.content else { continue };
        let has_calls = turn.keys.has_any(KeySet::of(&[Key::ToolCalls, Key::FunctionCall]));
        if record.kind(content) != Kind::String || turn.role == Role::System || has_calls {
            continue;
        }
        let Some(how) = emptiness(record, content) else { continue };
        if let Some(finding) = context.found_case(record, content, speaker(turn.role)) {
            finding.message = format!("this message is {how}");
            finding.help = Some(if turn.role == Role::Assistant {
                "put in the answer, or remove the record: it teaches the model to say nothing"
                    .into()
            } else {
                "put in the text, or remove the message".into()
            });
        }
    }
    for (key, value) in texts(record) {
        // The input of an instruction may well be empty.
        if key == Key::Input || record.kind(value) != Kind::String {
            continue;
        }
        let Some(how) = emptiness(record, value) else { continue };
        if let Some(finding) = context.found_case(record, value, TEXT) {
            finding.message = format!("{} is {how}", quote(key.name()));
            finding.help = Some("put in the text, or remove the record".into());
        }
    }
}

/// Whether a string says nothing, and in which way.
fn emptiness(record: &Record<'_>, value: Index) -> Option<&'static str> {
    let raw = record.raw(value);
    if raw.is_empty() {
        return Some("empty");
    }
    // Blank texts are short; a long one that starts with a space is not worth decoding.
    let text = record.text(value);
    text.trim().is_empty().then_some("blank: it has only white space")
}
