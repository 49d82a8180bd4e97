//! Only the last of several answers is trained.
//!
//! Some targets train nothing but the last message of the assistant, for reasoning models or for
//! records with tools. All earlier answers are read and paid for, and not learned: of a conversation of
//! ten turns, one. Answers with the weight 0 are not meant to be trained and not counted.
//!
//! ## How to fix it
//!
//! Split the conversation: one record for each answer that is to be learned, each ending with it. Give
//! the earlier answers the weight 0 if that is what is meant.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}, {"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6", "reasoning": "Add them."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6", "reasoning": "Add them."}]}
//! ```

use crate::record::{Facts, Key, Kind, Part, Record, Role, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "only-last-trained",
    category: Category::Reasoning,
    summary: "only the last of several answers is trained",
    docs: rule_docs!("only_last_trained.rs"),
    cases: &["plain", "tools", "weighted"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::SEVERAL_ANSWERS, any_format: false, check },
};

const PLAIN: u8 = 0;
/// The record defines tools.
const TOOLS: u8 = 1;
/// An earlier answer has a weight that asks for it to be trained.
const WEIGHTED: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = record.member(0, Key::Tools).is_some_and(|tools| record.kind(tools) == Kind::Array);
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Whole {
            continue;
        }
        let mut answers: Vec<(&Turn, Option<&[u8]>)> = turns
            .iter()
            .filter(|turn| turn.role == Role::Assistant)
            .map(|turn| (turn, weight(record, turn)))
            .collect();
        answers.pop();
        answers.retain(|(_, weight)| !weight.is_some_and(|weight| weight == b"0"));
        let Some((first, _)) = answers.first() else { continue };
        let case = if tools {
            TOOLS
        } else if answers.iter().any(|(_, weight)| weight.is_some()) {
            WEIGHTED
        } else {
            PLAIN
        };
        if let Some(finding) = context.found_case(record, first.message, case) {
            let count = answers.len();
            finding.message = match count {
                1 => "this answer is not trained: only the last one is".into(),
                _ => format!("{count} answers are not trained: only the last one is"),
            };
            finding.label = Some("not trained".into());
            finding.help =
                Some("split the conversation: one record for each answer to be learned".into());
        }
    }
}

/// The weight of a message, as it is written.
fn weight<'a>(record: &Record<'a>, turn: &Turn) -> Option<&'a [u8]> {
    let has = turn.keys.has(Key::Weight);
    let value = has.then(|| record.member(turn.message, Key::Weight)).flatten()?;
    (record.kind(value) == Kind::Number).then(|| record.raw(value))
}
