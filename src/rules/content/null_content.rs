//! A message's content is null, and it calls no tool.
//!
//! `null` is how an assistant message says that it only calls tools. Anywhere else it is an example
//! that lost its text, mostly in an export where a column was empty. Providers differ: some refuse it,
//! some train on an empty answer, some templates print the word `None`, and one trainer repeats the
//! text of the message before it.
//!
//! ## How to fix it
//!
//! Put in the text, or remove the message, or the whole record if the answer is what is missing.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": null}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{TEXT, known_instead, refuses, speaker, texts};
use crate::record::{Conversation, Facts, Format, Kind, Part, Record, Role, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::schema::misspelled_field::{hidden_calls, hides_calls};
use crate::rules::{Category, Check, Context, Rule};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "null-content",
    category: Category::Content,
    summary: "a content is null, and the message calls no tool",
    docs: rule_docs!("null_content.rs"),
    cases: &["assistant", "other", "text", "output", "output-beside-calls"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::NULL_CONTENT, any_format: false, check },
};

/// One of the two outputs that are compared, and nothing else in it is known.
const OUTPUT: u8 = 3;
/// The same, where tool calls stand beside it: not every target takes for an output what it takes
/// for a message.
const OUTPUT_BESIDE_CALLS: u8 = 4;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    for (conversation, turn) in record.turns_of_conversations() {
        if turn.content.is_none_or(|content| record.kind(content) != Kind::Null) {
            continue;
        }
        // A refusal has null in the place of its content wherever it comes from.
        let instead =
            if refuses(record, turn) { TargetSet::ALL } else { known_instead(record, plan, turn) };
        let hiding = hides_calls(record, plan, conversation, turn);
        let case = case(record, conversation, turn);
        report(record, context, turn, case, instead.union(hiding).complement());
        if case == OUTPUT {
            report(record, context, turn, OUTPUT_BESIDE_CALLS, instead);
        }
    }
    for (key, value) in texts(record) {
        if record.kind(value) == Kind::Null
            && let Some(finding) = context.found_case(record, value, TEXT)
        {
            finding.message = format!("{} is null", quote(key.name()));
            finding.help = Some("put in the text, or remove the record".into());
        }
    }
}

/// The case of a message whose content is null, where nothing stands in its place.
pub(super) fn case(record: &Record<'_>, conversation: &Conversation, turn: &Turn) -> u8 {
    let is_compared = record.format() == Format::Preference
        && matches!(conversation.part, Part::Preferred | Part::Rejected);
    if is_compared && turn.role == Role::Assistant { OUTPUT } else { speaker(turn.role) }
}

fn report(
    record: &Record<'_>,
    context: &mut Context<'_>,
    turn: &Turn,
    case: u8,
    targets: TargetSet,
) {
    let Some(content) = turn.content.filter(|_| !targets.is_empty()) else { return };
    if let Some(finding) = context.found_at(record, content, case, targets) {
        finding.message = match case {
            OUTPUT_BESIDE_CALLS => "the content of this output is null",
            _ => "this message says nothing: its content is null",
        }
        .into();
        finding.help = Some(match (case, hidden_calls(record, turn)) {
            (OUTPUT_BESIDE_CALLS, _) => "leave the content out, or put in a text".into(),
            (_, Some(calls)) => {
                format!("rename the key {} to \"tool_calls\"", quote(&record.text(calls)))
            }
            (_, None) if turn.role == Role::Assistant => {
                "put in the answer, or remove the record".into()
            }
            (_, None) => "put in the text, or remove the message".into(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn null_is_not_empty() {
        for (text, found) in [
            (
                r#"{"messages": [{"role": "user", "content": null}, {"role": "assistant", "content": "Hello."}]}"#,
                vec!["1:43 this message says nothing: its content is null"],
            ),
            (
                r#"{"messages": [{"role": "user", "content": ""}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
            (
                r#"{"messages": [{"role": "user", "content": "null"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("null-content", "together", text), found, "{text}");
        }
    }
}
