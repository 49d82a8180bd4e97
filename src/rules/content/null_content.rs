//! A message's content is null, and it calls no tool.
//!
//! `null` is how an assistant message says that it only calls tools. Anywhere else it is an example
//! that lost its text, mostly in an export where a column was empty. Providers differ: some refuse it,
//! some train on an empty answer, some templates print the word `None`, and one trainer repeats the
//! text of the message before it.
//!
//! ## How to fix it
//!
//! Put in the text, or remove the message, or the whole record if the answer is what is missing.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{TEXT, speaker, texts};
use crate::record::{Facts, Key, KeySet, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::schema::misspelled_field::hides_calls;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "null-content",
    category: Category::Content,
    summary: "a content is null, and the message calls no tool",
    docs: rule_docs!("null_content.rs"),
    cases: &["assistant", "other", "text"],
    aliases: &[],
    check: Check::Record { wakes: Facts::NULL_CONTENT, check },
};

/// What an assistant message may have in the place of a text.
const INSTEAD: KeySet = KeySet::of(&[Key::ToolCalls, Key::FunctionCall, Key::Refusal, Key::Audio]);

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns() {
        let Some(content) = turn.content.filter(|content| record.kind(*content) == Kind::Null)
        else {
            continue;
        };
        if turn.role == Role::Assistant && turn.keys.has_any(INSTEAD) {
            continue;
        }
        if hides_calls(record, turn) {
            continue;
        }
        if let Some(finding) = context.found_case(record, content, speaker(turn.role)) {
            finding.message = "this message says nothing: its content is null".into();
            finding.help = Some(if turn.role == Role::Assistant {
                "put in the answer, or remove the record".into()
            } else {
                "put in the text, or remove the message".into()
            });
        }
    }
    for (key, value) in texts(record) {
        if record.kind(value) == Kind::Null
            && let Some(finding) = context.found_case(record, value, TEXT)
        {
            finding.message = format!("{} is null", quote(key.name()));
            finding.help = Some("put in the text, or remove the record".into());
        }
    }
}
