//! The chosen model reasons, and no answer of the record does.
//!
//! A reasoning model that is trained on answers without reasoning unlearns to think: providers warn of
//! it, and templates put an empty thinking block into every answer, which is what the model then
//! learns. Only said when a model was chosen with `--model`.
//!
//! ## How to fix it
//!
//! Put the reasoning into the key that the target has for it (`reasoning` or `reasoning_content`), or
//! choose a model that does not reason.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}]}
//! ```

use super::{field, maybe_reasoning};
use crate::record::{Facts, Part, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-reasoning",
    category: Category::Reasoning,
    summary: "the chosen model reasons, and no answer of the record does",
    docs: rule_docs!("missing_reasoning.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::NO_REASONING, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let mut last = None;
    for (conversation, turns) in record.conversations() {
        if conversation.part == Part::Context {
            continue;
        }
        for turn in turns.iter().filter(|turn| turn.role == Role::Assistant) {
            // An empty text says that there is none on purpose.
            if field(record, turn).is_some() || maybe_reasoning(record, turn).is_some() {
                return;
            }
            last = Some(turn);
        }
    }
    if let Some(turn) = last
        && let Some(finding) = context.found(record, turn.message)
    {
        finding.message = "no answer of this record has reasoning, and the model reasons".into();
        finding.help = Some("add the reasoning, or choose a model that does not reason".into());
    }
}
