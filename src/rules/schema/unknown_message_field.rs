//! A message has a key that the target does not know.
//!
//! Some providers and trainers refuse a message with anything but the keys they know. Others ignore
//! the key: what it says, a reference or a comment, is not trained. Keys that look like a slip are the
//! finding of `misspelled-field`.
//!
//! ## How to fix it
//!
//! Remove the key, or move what it says into the text if the model is to see it.
//!
//! ## Options
//!
//! `allow`: keys of messages that are there on purpose, `unknown-message-field = { allow = ["id"] }`.
//! Nothing is said of them; what the target does with them still counts in the forecast.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi", "timestamp": 1714000000}, {"role": "assistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use std::borrow::Cow;
use std::collections::HashSet;

use super::{CALLS, NO_TOOLS, foreign_message_key, missing_role, misspelled_field, told_by_tools};
use crate::record::{Facts, Format, Key, KeySet, Record, Turn};
use crate::rules::content::missing_content;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule, RuleId};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-message-field",
    category: Category::Schema,
    summary: "a message has a key that the target does not know",
    docs: rule_docs!("unknown_message_field.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::MESSAGE_KEYS, any_format: false, check },
};

/// Keys that are judged by the rules that know what they mean.
const JUDGED_ELSEWHERE: KeySet =
    KeySet::of(&[Key::Reasoning, Key::ReasoningContent, Key::ReasoningContentCamel, Key::Thinking]);

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let format = record.format();
    let spoken = match format {
        Format::Sharegpt => KeySet::of(&[Key::From, Key::Value]),
        Format::Gemini | Format::GeminiPreference => KeySet::of(&[Key::Role, Key::Parts]),
        _ => KeySet::of(&[Key::Role, Key::Content]),
    };
    let expected = spoken.union(JUDGED_ELSEWHERE).union(plan.usual_keys(format).message);
    if record.turns().iter().all(|turn| turn.keys.without(expected).is_empty()) {
        return;
    }
    // One word about tools is enough.
    let mut told = told_by_tools(plan, record);
    // A key stands in every message or in none: it is said once.
    let mut known = KeySet::default();
    let mut seen: HashSet<Cow<'_, str>> = HashSet::new();
    for turn in record.turns().iter().filter(|turn| !turn.keys.without(expected).is_empty()) {
        for member in record.tape().members(turn.message) {
            if expected.has(member.known) || known.has(member.known) {
                continue;
            }
            let name = record.text(member.key);
            if member.known != Key::Unknown {
                known.insert(member.known);
            } else if seen.contains(&name) {
                continue;
            }
            let unknown = plan.targets_where(|_, accepts| {
                accepts.format(format).is_some_and(|keys| !keys.message.has(member.known, &name))
            });
            let misspelled = misspelled_field::in_message(record, plan, turn, member)
                .map_or(TargetSet::NONE, |(_, targets)| targets);
            let mut unknown = unknown.and(misspelled.complement());
            let is_of_tools = CALLS.contains(&member.known);
            if is_of_tools {
                unknown = unknown.and(told.complement());
                told = told.union(foreign_message_key(plan, format, member.known));
            } else if matches!(member.known, Key::Weight | Key::Trainable) {
                // Where nobody minds the key, what it says is the business of its rules.
                unknown = unknown.and(foreign_message_key(plan, format, member.known));
            }
            if plan.options().rules.allows(RuleId::of(&RULE), &name) {
                context.pass_over(unknown);
            } else if !unknown.is_empty()
                && let Some(finding) = context.found_at(record, member.key, 0, unknown)
            {
                finding.message = format!("unknown key {} in a message", quote(&name));
                if is_of_tools {
                    finding.help = Some(NO_TOOLS.into());
                } else if let Some(meant) = meant(format, turn, &name) {
                    finding.label = Some(format!("did you mean {}?", quote(meant)));
                    finding.help = Some(format!("rename it to {}", quote(meant)));
                } else {
                    finding.help = Some("remove it from the messages before the upload".into());
                }
            }
            if member.known == Key::Unknown {
                seen.insert(name);
            }
        }
    }
}

/// The key that this one most likely stands for, if the message lacks it.
fn meant(format: Format, turn: &Turn, name: &str) -> Option<&'static str> {
    let (role, content) = match format {
        Format::Sharegpt => ("from", "value"),
        Format::Gemini | Format::GeminiPreference => ("role", "parts"),
        _ => ("role", "content"),
    };
    if turn.content.is_none() && missing_content::may_hold(name, content) {
        Some(content)
    } else if turn.role_value.is_none() && missing_role::may_hold(name, role) {
        Some(role)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::{advised, told};

    #[test]
    fn a_key_for_what_is_missing_is_renamed() {
        let answer = r#"{"role": "assistant", "content": "Hello."}"#;
        for (message, told_at, help) in [
            (r#"{"role": "user", "text": "Hi"}"#, 32, "rename it to \"content\""),
            (r#"{"role": "user", "contnet": "Hi"}"#, 32, "rename it to \"content\""),
            (r#"{"rol": "user", "content": "Hi"}"#, 16, "rename it to \"role\""),
            (
                r#"{"role": "user", "content": "Hi", "text": ""}"#,
                49,
                "remove it from the messages before the upload",
            ),
        ] {
            let line = format!(r#"{{"messages": [{message}, {answer}]}}"#);
            let told = told("unknown-message-field", "together", &line);
            assert!(told.len() == 1 && told[0].starts_with(&format!("1:{told_at} ")), "{told:?}");
            assert_eq!(advised("unknown-message-field", "together", &line), [help]);
        }
    }
}
