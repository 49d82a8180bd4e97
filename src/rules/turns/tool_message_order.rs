//! A tool's message stands where it answers no call.
//!
//! A result follows the assistant's message that called the tool, or another result. After anything
//! else the call was lost, or the messages were sorted wrongly, and the model learns results that it
//! did not ask for. Some targets refuse such files; many chat templates stop the job. Some targets
//! also want the assistant to take up the results before the user speaks again.
//!
//! ## How to fix it
//!
//! Put the assistant's message with its `tool_calls` before the result, and the assistant's answer
//! after it.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Rain in Oslo?"}, {"role": "tool", "content": "{\"rain\": true}"}, {"role": "assistant", "content": "Yes."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Rain in Oslo?"}, {"role": "assistant", "content": "Yes."}]}
//! ```

use super::{role_name, speaker};
use crate::record::{Facts, Format, Key, KeySet, Part, Record, Role, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "tool-message-order",
    category: Category::Turns,
    summary: "a tool's message stands where it answers no call",
    docs: rule_docs!("tool_message_order.rs"),
    cases: &["after-user", "after-system", "first", "after-answer", "user-after-tool"],
    aliases: &[],
    check: Check::Structure {
        wakes: Facts::TOOLS.union(Facts::UNUSUAL_ORDER),
        any_format: false,
        check,
    },
};

const AFTER_USER: u8 = 0;
const AFTER_SYSTEM: u8 = 1;
const FIRST: u8 = 2;
/// After an assistant's message that calls no tool.
const AFTER_ANSWER: u8 = 3;
/// The user speaks right after a result.
const USER_AFTER_TOOL: u8 = 4;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        let is_start = matches!(conversation.part, Part::Whole | Part::Context);
        let mut previous: Option<&Turn> = None;
        for turn in turns {
            if let Some(case) = misplaced(record, previous, turn)
                // An output goes on where the prompt ends, which may be with a call.
                && (is_start || case != FIRST)
                && let Some(finding) = context.found_case(record, speaker(turn), case)
            {
                let role = role_name(record, turn);
                finding.message = match case {
                    AFTER_USER => format!("a {role} message follows the user's"),
                    AFTER_SYSTEM => format!("a {role} message follows the system's"),
                    FIRST => format!("the conversation starts with a {role} message"),
                    AFTER_ANSWER => format!("a {role} message follows one that calls no tool"),
                    _ => format!("a {role} message follows a tool's result"),
                };
                finding.help = Some(
                    match case {
                        USER_AFTER_TOOL => "put the assistant's answer between the two",
                        _ => "put the assistant's message that calls the tool before it",
                    }
                    .into(),
                );
            }
            previous = Some(turn);
        }
    }
}

/// In which way a message stands in the wrong place.
fn misplaced(record: &Record<'_>, previous: Option<&Turn>, turn: &Turn) -> Option<u8> {
    let after = previous.map(|previous| previous.role);
    match (turn.role, after) {
        (Role::User, Some(Role::Tool)) => Some(USER_AFTER_TOOL),
        (Role::Tool, None) => Some(FIRST),
        (Role::Tool, Some(Role::User)) => Some(AFTER_USER),
        (Role::Tool, Some(Role::System | Role::Developer)) => Some(AFTER_SYSTEM),
        (Role::Tool, Some(Role::Assistant)) => {
            // Other formats have their calls elsewhere; a result with an id is held against the
            // calls by its own rule.
            let by_keys = matches!(
                record.format(),
                Format::Chat | Format::Preference | Format::ChosenRejected | Format::Interactions
            );
            let calls = KeySet::of(&[Key::ToolCalls, Key::FunctionCall]);
            let called = previous.is_some_and(|previous| previous.keys.has_any(calls));
            (by_keys && !called && !turn.keys.has(Key::ToolCallId)).then_some(AFTER_ANSWER)
        }
        _ => None,
    }
}
