//! The only message is an answer, to nothing.
//!
//! The assistant's message stands alone: the question was lost, or the record is text for further
//! pretraining that was dressed up as a conversation. Many targets refuse a conversation of one
//! message or leave it out; the others teach the model to speak without being asked.
//!
//! ## How to fix it
//!
//! Add the message that it answers; for plain text use the format `{"text": "..."}`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "assistant", "content": "4"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```

use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "single-message",
    category: Category::Turns,
    summary: "the only message is an answer, to nothing",
    docs: rule_docs!("single_message.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_ORDER, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        // One that is not the assistant's has `no-assistant-message`.
        if let [turn] = turns
            && conversation.part == Part::Whole
            && turn.role == Role::Assistant
            && let Some(finding) = context.found(record, turn.message)
        {
            finding.message = "the only message is an answer: there is no question".into();
            finding.help = Some("add the message that it answers".into());
        }
    }
}
