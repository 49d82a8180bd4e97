//! No message is the assistant's.
//!
//! The assistant's messages are what a model learns; without one the record teaches nothing. Providers
//! refuse the file. Trainers that mask the other messages drop the record or train on no token of it.
//!
//! ## How to fix it
//!
//! Add the answer as a message with the role `assistant`. If the data is for a method that needs only
//! prompts (reinforcement fine-tuning), check it with `--method rft`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use crate::record::{Facts, Part, Record, Role, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "no-assistant-message",
    category: Category::Turns,
    summary: "no message is the assistant's",
    docs: rule_docs!("no_assistant_message.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::NO_ASSISTANT, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Whole || turns.is_empty() {
            continue;
        }
        // A role that is misspelled or missing is the cause, and has a finding of its own.
        let unclear =
            |turn: &Turn| matches!(turn.role, Role::Assistant | Role::Other | Role::Missing);
        if turns.iter().any(unclear) {
            continue;
        }
        if let Some(finding) = context.found(record, conversation.list) {
            finding.message = "no message is the assistant's: there is nothing to learn".into();
            finding.help = Some("add the answer, or remove the record".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn nobody_answers() {
        for (text, found) in [
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}]}"#,
                vec!["1:14 no message is the assistant's: there is nothing to learn"],
            ),
            (
                r#"{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}]}"#,
                vec!["1:14 no message is the assistant's: there is nothing to learn"],
            ),
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("no-assistant-message", "together", text), found, "{text}");
        }
    }
}
