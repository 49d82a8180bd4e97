//! A record has the keys of two formats.
//!
//! A record with `messages` and `text`, say, could be a conversation or a text that is trained whole.
//! Each reader decides for itself: one provider refuses the file, one trainer takes the `prompt` and
//! forgets the `messages`, another does the opposite, and nobody says so. Such records mostly come from
//! a dataset that carries the same example in several stages of its making.
//!
//! ## How to fix it
//!
//! Decide which of the two is to be trained, and remove the keys of the other.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}], "text": "User: Hi\nAssistant: Hello."}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{other_formats, shown_keys};
use crate::record::{Facts, Format, Index, Key, KeySet, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "ambiguous-format",
    category: Category::Schema,
    summary: "a record has the keys of two formats",
    docs: rule_docs!("ambiguous_format.rs"),
    // A lone `prompt` beside another format is mostly a note of where the record came from; `content`
    // beside `text` is the same text by two names, and `interactions` beside `messages` the same
    // conversation.
    // `tools` is two lists of tools, and `message` a message with both `content` and `text`;
    // `pair` is a ShareGPT conversation before two answers.
    cases: &["two-formats", "prompt", "content", "interactions", "tools", "message", "pair"],
    aliases: &[],
    check: Check::Structure {
        wakes: Facts::UNUSUAL_KEY.union(Facts::MESSAGE_KEYS),
        any_format: false,
        check,
    },
};

const TWO_FORMATS: u8 = 0;
const PROMPT: u8 = 1;
const CONTENT: u8 = 2;
const INTERACTIONS: u8 = 3;
const TOOLS: u8 = 4;
const MESSAGE: u8 = 5;
const PAIR: u8 = 6;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let format = record.format();
    let mut done = TargetSet::NONE;
    for other in other_formats(record) {
        let taking = context.plan().accepting(other).and(done.complement());
        done = done.union(taking);
        let telling = other.telling_keys().without(format.telling_keys());
        let key = record.tape().members(0).find(|member| telling.has(member.known));
        let Some(key) = key.filter(|_| !taking.is_empty()) else { continue };
        let case = match other {
            Format::PromptOnly => PROMPT,
            Format::Content => CONTENT,
            Format::Interactions => INTERACTIONS,
            Format::Sharegpt if format == Format::ChosenRejected => PAIR,
            _ => TWO_FORMATS,
        };
        if let Some(finding) = context.found_at(record, key.key, case, taking) {
            finding.message = format!(
                "this record is {format} by {} and {other} by {}",
                shown_keys(format.telling_keys()),
                shown_keys(other.telling_keys()),
            );
            finding.help = Some(format!("remove the keys of one: keep it {format} or {other}"));
        }
    }
    twice(record, context, 0, TOOLS, [Key::Tools, Key::AvailableTools]);
    for turn in record.turns() {
        if turn.keys.has_all(KeySet::of(&[Key::Content, Key::Text])) {
            twice(record, context, turn.message, MESSAGE, [Key::Content, Key::Text]);
        }
    }
}

/// Say that an object has the same by two names, where a target knows both.
fn twice(
    record: &Record<'_>,
    context: &mut Context<'_>,
    object: Index,
    case: u8,
    [one, other]: [Key; 2],
) {
    let there = |key| record.member(object, key).filter(|at| record.kind(*at) != Kind::Null);
    let (Some(_), Some(place)) = (there(one), there(other)) else { return };
    let knowing = context.plan().targets_where(|_, accepts| {
        accepts.format(record.format()).is_some_and(|keys| {
            let keys = if case == MESSAGE { &keys.message } else { &keys.record };
            keys.names_key(one) && keys.names_key(other)
        })
    });
    if let Some(finding) = context.found_at(record, place, case, knowing) {
        let [one, other] = [one, other].map(|key| quote(key.name()));
        finding.message = format!("{other} stands beside {one}, and means the same");
        finding.help = Some(format!("keep one of {one} and {other}"));
    }
}
