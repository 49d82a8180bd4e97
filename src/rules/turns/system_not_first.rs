//! The system message is not the first message.
//!
//! A system message sets the scene for all that follows, and templates render it before everything
//! else. One that stands later is refused by some targets, moved to the front by others (so the model
//! is trained as if it had known it all along), and stops the job at the templates of some models.
//!
//! ## How to fix it
//!
//! Move the system message to the front; if it is an instruction for one turn, make it part of the
//! user's message.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "system", "content": "Be brief."}, {"role": "assistant", "content": "Hi."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hi."}]}
//! ```

use super::{has_assistant, speaker};
use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "system-not-first",
    category: Category::Turns,
    summary: "the system message is not the first message",
    docs: rule_docs!("system_not_first.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_ORDER, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part == Part::Whole && !has_assistant(turns) {
            continue;
        }
        // Only the first one: a later one is one too many, whatever its place.
        let system = turns.iter().position(|turn| turn.role == Role::System);
        let Some(turn) = system.filter(|at| *at > 0).and_then(|at| turns.get(at)) else { continue };
        // A developer message says the same in other words.
        let before = turns.iter().take(system.unwrap_or_default());
        if before.into_iter().all(|turn| turn.role == Role::Developer) {
            continue;
        }
        if let Some(finding) = context.found(record, speaker(turn)) {
            finding.message = "the system message is not the first message".into();
            finding.help = Some("move it to the front".into());
        }
    }
}
