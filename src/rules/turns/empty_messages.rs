//! A record has no messages.
//!
//! Its list is empty, so there is nothing to train on. Providers refuse the file; a trainer stops if
//! it is the first record, and drops it without a word later on.
//!
//! ## How to fix it
//!
//! Remove the record, and look at the script that wrote it: the messages were filtered away, or the
//! conversation was never loaded.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": []}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use crate::record::{Facts, Part, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "empty-messages",
    category: Category::Turns,
    summary: "a list of messages is empty",
    docs: rule_docs!("empty_messages.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::NO_MESSAGES, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        // An output that is empty has `output-count`.
        if turns.is_empty()
            && matches!(conversation.part, Part::Whole | Part::Context)
            && let Some(finding) = context.found(record, conversation.list)
        {
            finding.message = "this record has no messages: its list is empty".into();
            finding.help = Some("put in the conversation, or remove the record".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn a_list_without_messages() {
        for (text, found) in [
            (r#"{"messages": []}"#, vec!["1:14 this record has no messages: its list is empty"]),
            ("{\"messages\": [ \t]}", vec!["1:14 this record has no messages: its list is empty"]),
            (r#"{"messages": [{}]}"#, vec![]),
        ] {
            assert_eq!(told("empty-messages", "together", text), found, "{text}");
        }
    }
}
