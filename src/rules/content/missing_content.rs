//! A message has no content.
//!
//! Only an assistant message that calls tools may do without. Providers refuse the file; some trainers
//! put an empty text in its place, one repeats the text of the message before.
//!
//! ## How to fix it
//!
//! Give the message its `content`, or remove the message.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user"}, {"role": "assistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::speaker;
use crate::record::{Facts, Format, Key, KeySet, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::schema::misspelled_field::hides_calls;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-content",
    category: Category::Content,
    summary: "a message has no content",
    docs: rule_docs!("missing_content.rs"),
    cases: &["assistant", "other"],
    aliases: &[],
    check: Check::Record { wakes: Facts::MISSING_CONTENT, check },
};

/// Keys that other tools use for what is said.
const ELSEWHERE: &[&str] = &["value", "text", "message", "body", "contents", "parts"];

/// What may stand in the place of content.
const INSTEAD: KeySet = KeySet::of(&[Key::ToolCalls, Key::FunctionCall, Key::Refusal, Key::Audio]);

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let wanted = match record.format() {
        Format::Sharegpt => "value",
        Format::Gemini | Format::GeminiPreference => "parts",
        _ => "content",
    };
    for turn in record.turns() {
        if turn.content.is_some() || record.kind(turn.message) != Kind::Object {
            continue;
        }
        if turn.role == Role::Assistant && turn.keys.has_any(INSTEAD) {
            continue;
        }
        if hides_calls(record, turn) {
            continue;
        }
        if let Some(finding) = context.found_case(record, turn.message, speaker(turn.role)) {
            finding.message = format!("this message has no {}", quote(wanted));
            let keys = record.tape().members(turn.message);
            let keys: Vec<_> = keys.map(|member| record.text(member.key)).collect();
            let misspelled = similar(wanted, keys.iter().map(AsRef::as_ref));
            let other = ELSEWHERE.iter().find(|other| keys.iter().any(|key| key == *other));
            finding.help = Some(match misspelled.or(other.copied()) {
                Some(other) => format!("rename the key {} to {}", quote(other), quote(wanted)),
                None => format!("add {}, or remove the message", quote(wanted)),
            });
        }
    }
}
