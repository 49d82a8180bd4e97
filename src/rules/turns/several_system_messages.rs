//! There is more than one system message.
//!
//! Chat templates have room for one, at the front. Of several, some targets refuse the second, some
//! trainers leave the record out, and templates drop it, move it or stop.
//!
//! ## How to fix it
//!
//! Join them to one system message at the front; if a later one is an instruction for one turn, make
//! it part of the user's message.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "system", "content": "Be kind."}, {"role": "assistant", "content": "Hi!"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "system", "content": "Be brief and kind."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi!"}]}
//! ```

use super::speaker;
use crate::record::{Facts, Key, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "several-system-messages",
    category: Category::Turns,
    summary: "there is more than one system message",
    docs: rule_docs!("several_system_messages.rs"),
    // `prompt` is a system message beside a `system_prompt` of the record.
    cases: &["later", "leading", "prompt"],
    aliases: &[],
    check: Check::Structure {
        wakes: Facts::UNUSUAL_ORDER.union(Facts::UNUSUAL_KEY),
        any_format: false,
        check,
    },
};

/// It stands after another speaker's message.
const LATER: u8 = 0;
/// Nothing but system messages stands before it.
const LEADING: u8 = 1;
/// The record has one, too.
const PROMPT: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (_, turns) in record.conversations() {
        let mut case = LEADING;
        let mut seen = false;
        for turn in turns {
            if turn.role != Role::System {
                case = LATER;
                continue;
            }
            if seen && let Some(finding) = context.found_case(record, speaker(turn), case) {
                finding.message = "this is not the only system message".into();
                finding.label = Some("one more".into());
                finding.help = Some("join the system messages to one at the front".into());
            }
            seen = true;
        }
    }
    if let Some(prompt) = record.member(0, Key::SystemPrompt)
        && record.kind(prompt) == Kind::String
        && let Some(turn) = record.turns().iter().find(|turn| turn.role == Role::System)
    {
        let knowing = context.plan().targets_where(|_, accepts| {
            let keys = accepts.format(record.format());
            keys.is_some_and(|keys| keys.record.names_key(Key::SystemPrompt))
        });
        if let Some(finding) = context.found_at(record, speaker(turn), PROMPT, knowing) {
            finding.message = "this record has a \"system_prompt\" as well".into();
            finding.label = Some("one more".into());
            finding.help = Some("keep one of the two".into());
        }
    }
}
