//! What comes before the two outputs ends with the assistant's message.
//!
//! The outputs are two answers to compare, so they must follow what they answer: a message of the user
//! or a tool's result. Where the assistant spoke last, its answer was left in the input by mistake, or
//! each pair was cut one message too late. Providers refuse the file; trainers train an answer that
//! follows an answer.
//!
//! ## How to fix it
//!
//! Remove the last message of the input, or add the user's message that the outputs answer.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```
//!
//! ```jsonl good
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```

use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "input-ends-with-assistant",
    category: Category::Preference,
    summary: "what comes before the two outputs ends with the assistant's message",
    docs: rule_docs!("input_ends_with_assistant.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part == Part::Context
            && let Some(last) = turns.last()
            && last.role == Role::Assistant
            && let Some(finding) = context.found(record, last.role_value.unwrap_or(last.message))
        {
            finding.message = "the input ends with the assistant's message".into();
            finding.label = Some("the outputs must answer somebody else".into());
            finding.help =
                Some("remove this message, or add the user's that the outputs answer".into());
        }
    }
}
