//! The input of a preference pair has more than one message of the user.
//!
//! Some targets compare two answers to a single question only, and refuse a pair that follows a longer
//! conversation. Others take it.
//!
//! ## How to fix it
//!
//! Keep only the last message of the user in the input, with what it needs of the conversation before
//! it written into it, or train at a target that takes whole conversations.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"input": {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```
//!
//! ```jsonl good
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```

use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "one-turn-only",
    category: Category::Preference,
    summary: "the input of a preference pair has more than one message of the user",
    docs: rule_docs!("one_turn_only.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Context {
            continue;
        }
        let mut users = turns.iter().filter(|turn| turn.role == Role::User);
        let (Some(_), Some(second)) = (users.next(), users.next()) else { continue };
        let count = 2 + users.count();
        if let Some(finding) = context.found(record, second.role_value.unwrap_or(second.message)) {
            finding.message = format!("the input has {count} messages of the user, not one");
            finding.help = Some("keep only the last question".into());
        }
    }
}
