//! An output of a preference pair is not the assistant's.
//!
//! What is compared are two answers of the model. A message of another role comes from a conversation
//! that was cut in the wrong place, or from a list that holds the question, too.
//!
//! ## How to fix it
//!
//! Let each output be the assistant's answer, and move all that comes before it to the input.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "user", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```
//!
//! ```jsonl good
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```

use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "output-role",
    category: Category::Preference,
    summary: "an output of a preference pair is not the assistant's",
    docs: rule_docs!("output_role.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if !matches!(conversation.part, Part::Preferred | Part::Rejected) {
            continue;
        }
        // Where there are several, the last one is what is compared; a tool's result may end it.
        let Some(last) = turns.last() else { continue };
        let fits = match last.role {
            Role::Assistant | Role::Other | Role::Missing => true,
            Role::Tool | Role::Function => turns.len() > 1,
            Role::User | Role::System | Role::Developer => false,
        };
        if fits {
            continue;
        }
        if let Some(finding) = context.found(record, last.role_value.unwrap_or(last.message)) {
            let role = last.role_value.map(|role| quote(&record.text(role))).unwrap_or_default();
            finding.message =
                format!("an output must be the assistant's, and this has the role {role}");
            finding.help = Some("write \"assistant\", or put the answer in its place".into());
        }
    }
}
