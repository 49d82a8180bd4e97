//! Two messages in a row are of the same role.
//!
//! Most chat templates and many targets want user and assistant to take turns. Two messages of the
//! user in a row come from a dropped answer, or from one message that was cut in two; two of the
//! assistant from a text and a tool call that were written apart. Some targets refuse the file, some
//! trainers leave the record out without a word, and the templates of Mistral, Gemma and Llama 2 stop
//! the job with "Conversation roles must alternate", without saying in which record.
//!
//! Results of several tool calls follow each other; few targets mind.
//!
//! ## How to fix it
//!
//! Join the messages to one, put in the missing one between them, or remove the record.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi. 2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```

use super::{has_assistant, role_name, speaker};
use crate::record::{Facts, Format, Key, KeySet, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::schema::told_by_calls;
use crate::rules::{Category, Check, Context, Plan, Rule};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "consecutive-roles",
    category: Category::Turns,
    summary: "two messages in a row are of the same role",
    docs: rule_docs!("consecutive_roles.rs"),
    // `call` is two of the assistant, one of which calls a tool.
    cases: &["user", "assistant", "tool", "call"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_ORDER, any_format: false, check },
};

const USER: u8 = 0;
const ASSISTANT: u8 = 1;
const TOOL: u8 = 2;
const CALL: u8 = 3;

const CALLS: KeySet = KeySet::of(&[Key::ToolCalls, Key::FunctionCall]);

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        // An output of several messages has `output-count`.
        let output = matches!(conversation.part, Part::Preferred | Part::Rejected)
            && record.format() == Format::Preference;
        if output || conversation.part == Part::Whole && !has_assistant(turns) {
            continue;
        }
        let mut before = None;
        let mut last = None;
        let mut last_calls = false;
        for turn in turns {
            let calls = turn.keys.has_any(CALLS);
            let case = match turn.role {
                Role::User => Some(USER),
                Role::Assistant if calls || last_calls => Some(CALL),
                Role::Assistant => Some(ASSISTANT),
                Role::Tool => Some(TOOL),
                // A second system message is the business of its own rule.
                _ => None,
            };
            // Once for a row of them, however long it is.
            if let Some(case) = case
                && last == Some(turn.role)
                && before != last
                && let targets = minding(context.plan(), record, case)
                && let Some(finding) = context.found_at(record, speaker(turn), case, targets)
            {
                let role = role_name(record, turn);
                finding.message = format!("two messages in a row have the role {role}");
                finding.label = Some(format!("{role} again"));
                finding.help = Some(
                    match case {
                        USER => "join the two, or put the missing answer between them",
                        ASSISTANT | CALL => {
                            "join the two, or put the missing question between them"
                        }
                        _ => "put the calls that they answer into turns of their own",
                    }
                    .into(),
                );
            }
            before = last;
            last = Some(turn.role);
            last_calls = calls;
        }
    }
}

/// The targets to which the order matters: where no tools are taken, that is the finding, and not
/// the order of their results.
fn minding(plan: &Plan, record: &Record<'_>, case: u8) -> TargetSet {
    match case {
        TOOL => told_by_calls(plan, record).complement(),
        _ => TargetSet::ALL,
    }
}
