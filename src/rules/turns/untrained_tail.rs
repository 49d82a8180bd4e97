//! The last message is not the assistant's.
//!
//! What follows the last answer is never trained: there is no answer to it. A question at the end
//! mostly means that its answer was lost; that the record ends with a tool's result means that the
//! final answer was. Several targets refuse such records or leave them out; the others pay for tokens
//! that teach nothing. A target that takes prompts (reinforcement fine-tuning) wants just this: use
//! `--method rft` for it.
//!
//! ## How to fix it
//!
//! Add the missing answer, or remove what follows the last one.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "2 + 2?"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{has_assistant, role_name, speaker};
use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "untrained-tail",
    category: Category::Turns,
    summary: "the last message is not the assistant's",
    docs: rule_docs!("untrained_tail.rs"),
    cases: &["user", "tool", "system"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_ORDER, any_format: false, check },
};

const USER: u8 = 0;
const TOOL: u8 = 1;
const SYSTEM: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Whole || !has_assistant(turns) {
            continue;
        }
        let Some(last) = turns.last() else { continue };
        let case = match last.role {
            Role::User => USER,
            Role::Tool | Role::Function => TOOL,
            Role::System | Role::Developer => SYSTEM,
            // A role that is missing or misspelled has a finding of its own.
            Role::Assistant | Role::Other | Role::Missing => continue,
        };
        if let Some(finding) = context.found_case(record, speaker(last), case) {
            let role = role_name(record, last);
            finding.message = format!("the last message has the role {role}: no answer follows it");
            finding.help = Some("add the answer, or remove what follows the last one".into());
        }
    }
}
