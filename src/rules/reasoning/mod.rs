//! The reasoning before an answer.

use crate::record::{Format, Index, Key, KeySet, Kind, Record, Role, Turn};
use crate::rules::reading::think_tags::{reasons, tags};

pub(crate) mod earlier_reasoning_lost;
pub(crate) mod missing_reasoning;
pub(crate) mod mixed_reasoning;
pub(crate) mod only_last_trained;
pub(crate) mod reasoning_in_wrong_role;
pub(crate) mod reasoning_type;
pub(crate) mod unbalanced_think_tags;
pub(crate) mod unsupported_reasoning;

/// The keys of a message that hold reasoning.
const KEYS: KeySet = KeySet::of(&[Key::Reasoning, Key::ReasoningContent, Key::Thinking]);

/// The reasoning that a message has under a key of its own, or in Bedrock's format as a part of its
/// content: where it stands. Loaders fill in `null` where other messages have some, so that counts as
/// none.
fn field(record: &Record<'_>, turn: &Turn) -> Option<Index> {
    if record.format() == Format::Converse {
        let mut parts = record.tape().elements(turn.content?);
        return parts.find_map(|part| record.member(part, Key::ReasoningContentCamel));
    }
    if !turn.keys.has_any(KEYS) {
        return None;
    }
    let mut members = record.tape().members(turn.message);
    let member =
        members.find(|member| KEYS.has(member.known) && record.kind(member.value) != Kind::Null)?;
    Some(member.value)
}

/// Where a message may reason: under a key, or in a content with a tag that ends reasoning.
fn maybe_reasoning(record: &Record<'_>, turn: &Turn) -> Option<Index> {
    reasoning_in(record, turn, |raw| tags(raw).any(|tag| tag.closes && !tag.quoted))
}

/// Where a message surely reasons: a text may speak of the tags, too.
fn reasoning(record: &Record<'_>, turn: &Turn) -> Option<Index> {
    reasoning_in(record, turn, reasons)
}

fn reasoning_in(
    record: &Record<'_>,
    turn: &Turn,
    reasons: impl FnOnce(&[u8]) -> bool,
) -> Option<Index> {
    let said =
        |value: &Index| record.kind(*value) != Kind::String || !record.raw(*value).is_empty();
    field(record, turn).filter(said).or_else(|| {
        let content = turn.content.filter(|content| record.kind(*content) == Kind::String)?;
        reasons(record.raw(content)).then_some(content)
    })
}

/// The assistant's messages between two of the user: one answer, with the calls that led to it.
#[derive(Debug, Clone, Copy)]
struct Answer<'a> {
    /// Its last message.
    last: &'a Turn,
    /// The first reasoning in it.
    reasoning: Option<Index>,
}

/// The answers of a conversation.
fn answers<'a>(record: &Record<'_>, turns: &'a [Turn]) -> Vec<Answer<'a>> {
    let mut answers: Vec<Answer<'a>> = Vec::new();
    let mut goes_on = false;
    for turn in turns {
        match turn.role {
            Role::User => goes_on = false,
            Role::Assistant => {
                let reasoning = reasoning(record, turn);
                match answers.last_mut().filter(|_| goes_on) {
                    Some(answer) => {
                        answer.last = turn;
                        answer.reasoning = answer.reasoning.or(reasoning);
                    }
                    None => answers.push(Answer { last: turn, reasoning }),
                }
                goes_on = true;
            }
            _ => {}
        }
    }
    answers
}
