//! The reasoning of a message is not a text.
//!
//! `reasoning` and `reasoning_content` are strings. A list of steps or an object is what some
//! interfaces answer with; it must be joined to a text first. `null` stands there when a table has a
//! column that only some records fill: most targets read it as no reasoning, some refuse it.
//!
//! ## How to fix it
//!
//! Write the reasoning as one string. Where there is none, leave the key out.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": ["Add them."]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}]}
//! ```

use super::{KEYS, field};
use crate::record::{Facts, Format, Key, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "reasoning-type",
    category: Category::Reasoning,
    summary: "the reasoning of a message is not a text",
    docs: rule_docs!("reasoning_type.rs"),
    cases: &["other", "null"],
    aliases: &[],
    check: Check::Record { wakes: Facts::REASONING.union(Facts::PARTS), check },
};

const OTHER: u8 = 0;
const NULL: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if record.format() == Format::Converse {
        return check_parts(record, context);
    }
    for turn in record.turns() {
        // Reasoning in another role is wrong whatever its type.
        if turn.role != Role::Assistant || !turn.keys.has_any(KEYS) {
            continue;
        }
        for member in record.tape().members(turn.message) {
            if !KEYS.has(member.known) {
                continue;
            }
            let kind = record.kind(member.value);
            let case = match kind {
                Kind::String => continue,
                Kind::Null => NULL,
                _ => OTHER,
            };
            if let Some(finding) = context.found_case(record, member.value, case) {
                let key = quote(member.known.name());
                finding.message = format!("{key} must be a string, and this is {}", kind.name());
                finding.help = Some(match kind {
                    Kind::Null => "leave the key out where there is no reasoning".into(),
                    _ => "write the reasoning as one text".into(),
                });
            }
        }
    }
}

/// Bedrock's format has the reasoning in a part of the content, two objects deep.
fn check_parts(record: &Record<'_>, context: &mut Context<'_>) {
    let reasoning = record.turns().iter().filter_map(|turn| field(record, turn));
    for value in reasoning {
        let text = record
            .member(value, Key::ReasoningText)
            .and_then(|reasoning| record.member(reasoning, Key::Text));
        if text.is_some_and(|text| record.kind(text) == Kind::String) {
            continue;
        }
        if let Some(finding) = context.found_case(record, value, OTHER) {
            finding.message =
                "\"reasoningContent\" must have a \"reasoningText\" with a \"text\"".into();
            finding.help = Some("write {\"reasoningText\": {\"text\": \"...\"}}".into());
        }
    }
}
