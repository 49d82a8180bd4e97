//! What is said.

use crate::record::{Conversation, Format, Index, Key, KeySet, Kind, Record, Role, Turn};
use crate::rules::quote::quote;
use crate::rules::schema::unknown_message_field;
use crate::rules::{Plan, RuleId};
use crate::target::{Effect, TargetSet};

pub(crate) mod blank_content;
pub(crate) mod empty_content;
pub(crate) mod forbidden_text;
pub(crate) mod missing_content;
pub(crate) mod mixed_content_kinds;
pub(crate) mod null_content;
pub(crate) mod unknown_part_type;

/// The case of a rule about what is said, by who says it: most targets treat the assistant's
/// messages, which are trained, otherwise than the others.
pub(crate) fn speaker(role: Role) -> u8 {
    match role {
        Role::Assistant => 0,
        _ => 1,
    }
}

/// The finding about a message that has no content, or null for one: its rule and case.
pub(crate) fn silence(
    record: &Record<'_>,
    conversation: &Conversation,
    turn: &Turn,
) -> Option<(RuleId, u8)> {
    match turn.content {
        None => Some((RuleId::of(&missing_content::RULE), speaker(turn.role))),
        Some(content) if record.kind(content) == Kind::Null => {
            let case = null_content::case(record, conversation, turn);
            Some((RuleId::of(&null_content::RULE), case))
        }
        Some(_) => None,
    }
}

/// The targets at which a message of the assistant may do without a content, since they know what
/// it has instead, or mind that more.
pub(crate) fn known_instead(record: &Record<'_>, plan: &Plan, turn: &Turn) -> TargetSet {
    const INSTEAD: [Key; 4] = [Key::ToolCalls, Key::FunctionCall, Key::Refusal, Key::Audio];

    if turn.role != Role::Assistant {
        return TargetSet::NONE;
    }
    // Loaders of tables write null for what is not there.
    let says = |key| {
        let value = turn.keys.has(key).then(|| record.member(turn.message, key)).flatten();
        value.is_some_and(|value| record.kind(value) != Kind::Null)
    };
    let there = INSTEAD.into_iter().filter(|key| says(*key));
    let usual = plan.usual_keys(record.format()).message;
    if there.clone().any(|key| usual.has(key)) {
        return TargetSet::ALL;
    }
    let any_there = there.clone().next().is_some();
    plan.targets_where(|target, accepts| {
        // Where any other key is refused, what stands in the place of content is the finding.
        let refused = target.effects.get(unknown_message_field::RULE.name);
        let keys = accepts.format(record.format());
        keys.is_some_and(|keys| there.clone().any(|key| keys.message.has(key, key.name())))
            || any_there && refused.is_some_and(|said| said.effect == Effect::Refuses)
    })
}

/// Whether a message refuses in words of its own, and so has nothing to say beside them.
pub(crate) fn refuses(record: &Record<'_>, turn: &Turn) -> bool {
    let refusal = turn.keys.has(Key::Refusal).then(|| record.member(turn.message, Key::Refusal));
    refusal.flatten().is_some_and(|refusal| record.kind(refusal) == Kind::String)
}

/// The case of a text that is no message.
pub(crate) const TEXT: u8 = 2;

/// The texts of a record that has no messages.
pub(crate) fn texts(record: &Record<'_>) -> impl Iterator<Item = (Key, Index)> {
    let keys: &[Key] = match record.format() {
        Format::Instruction | Format::Unpaired => &[Key::Prompt, Key::Completion],
        Format::PromptOnly => &[Key::Prompt],
        Format::Text => &[Key::Text],
        Format::Content => &[Key::Content],
        Format::Alpaca => &[Key::Instruction, Key::Input, Key::Output],
        Format::InputOutput => &[Key::Input, Key::Output],
        Format::ChosenRejected => &[Key::Prompt, Key::Chosen, Key::Rejected],
        _ => &[],
    };
    keys.iter().filter_map(|key| Some((*key, record.member(0, *key)?)))
}

/// A text that should say something.
pub(crate) struct Text {
    /// Its key; none for a message's content.
    pub(crate) key: Option<Key>,
    pub(crate) value: Index,
    /// Who says it, or that it is no message.
    pub(crate) case: u8,
}

/// The contents of messages that should say something: not those of a system message, which may well
/// be empty, nor what stands beside tool calls or a refusal.
fn required_contents<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Text> + use<'a> {
    const CALLS: KeySet = KeySet::of(&[Key::ToolCalls, Key::FunctionCall]);

    let turns = record.turns().iter().filter(|turn| {
        !matches!(turn.role, Role::System | Role::Developer)
            && !turn.keys.has_any(CALLS)
            && !refuses(record, turn)
    });
    turns
        .filter_map(|turn| Some(Text { key: None, value: turn.content?, case: speaker(turn.role) }))
}

/// The strings of a record that should say something: contents, and the texts of a record without
/// messages, but for the input of an instruction.
pub(crate) fn required_texts<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Text> + use<'a> {
    // Where a content is a list in any case, a string is of the wrong type.
    let said = required_contents(record).filter(|_| !record.format().lists_only());
    let texts = texts(record).filter(|(key, _)| *key != Key::Input).map(|(key, value)| Text {
        key: Some(key),
        value,
        case: TEXT,
    });
    said.chain(texts).filter(|text| record.kind(text.value) == Kind::String)
}

/// How far the cases of parts are from those of strings.
pub(crate) const PARTS: u8 = 3;

/// The lists of parts that should say something.
pub(crate) fn required_lists<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Text> + use<'a> {
    required_contents(record).filter(|text| record.kind(text.value) == Kind::Array)
}

/// The texts of a list of parts, as they stand between their quotes, if there is nothing in it but
/// texts.
pub(crate) fn only_texts<'a>(record: &Record<'a>, list: Index) -> Option<Vec<&'a [u8]>> {
    let of_text = |part: Index| {
        let mut members = record.tape().members(part);
        let only = members.all(|member| matches!(member.known, Key::Type | Key::Text));
        let text = record.member(part, Key::Text).filter(|_| only)?;
        (record.kind(text) == Kind::String).then(|| record.raw(text))
    };
    record.tape().elements(list).map(of_text).collect()
}

/// What to call a text in a message.
pub(crate) fn named(key: Option<Key>) -> String {
    key.map_or_else(|| "this message".into(), |key| quote(key.name()))
}

/// What to do about a text that says nothing.
pub(crate) fn advice(case: u8) -> String {
    match case {
        0 => "put in the answer, or remove the record: it teaches the model to say nothing",
        1 => "put in the text, or remove the message",
        _ => "put in the text, or remove the record",
    }
    .into()
}

/// The parts of all contents that are lists. In some formats parts have no type: they are left out.
pub(crate) fn parts<'a>(record: &'a Record<'_>) -> impl Iterator<Item = Index> + use<'a> {
    let typed = !matches!(
        record.format(),
        Format::Gemini | Format::GeminiPreference | Format::Converse | Format::Unknown
    );
    let said = record.turns().iter().filter_map(|turn| turn.content);
    let texts = texts(record).map(|(_, value)| value).filter(|value| !is_messages(record, *value));
    said.chain(texts).filter(move |_| typed).flat_map(|list| record.tape().elements(list))
}

/// Whether a value that may be a text is a list of messages: a prompt can be one, too.
pub(crate) fn is_messages(record: &Record<'_>, value: Index) -> bool {
    let first = record.tape().elements(value).next();
    first.is_some_and(|first| record.member(first, Key::Role).is_some())
}
