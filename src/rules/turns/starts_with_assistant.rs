//! The assistant speaks first.
//!
//! A conversation that starts with the assistant has lost its question, or starts with a greeting. The
//! model learns to answer to nothing; several targets refuse such a file or leave the record out, and
//! many chat templates want the user first. What comes before the answers of a preference pair may
//! well start this way.
//!
//! ## How to fix it
//!
//! Put the missing message of the user first, or move a greeting into the system message.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "assistant", "content": "How can I help?"}, {"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```

use super::{role_name, speaker};
use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "starts-with-assistant",
    category: Category::Turns,
    summary: "the assistant speaks first",
    docs: rule_docs!("starts_with_assistant.rs"),
    cases: &["conversation", "context"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_ORDER, any_format: false, check },
};

const CONVERSATION: u8 = 0;
const CONTEXT: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        let case = match conversation.part {
            Part::Whole => CONVERSATION,
            Part::Context => CONTEXT,
            Part::Preferred | Part::Rejected => continue,
        };
        // A message that stands alone is the business of `single-message`.
        let mut speaking =
            turns.iter().filter(|turn| !matches!(turn.role, Role::System | Role::Developer));
        let Some(first) = speaking.next().filter(|turn| turn.role == Role::Assistant) else {
            continue;
        };
        if turns.len() == 1 {
            continue;
        }
        if let Some(finding) = context.found_case(record, speaker(first), case) {
            let role = role_name(record, first);
            finding.message = format!("the conversation starts with the role {role}");
            finding.help = Some("put the message first that it answers, or remove it".into());
        }
    }
}
