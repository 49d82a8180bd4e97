//! Keys, types and formats.

use crate::record::{Format, Key, KeySet, Record};
use crate::rules::Plan;
use crate::rules::quote::quote;
use crate::target::TargetSet;
use crate::words::list;

pub(crate) mod ambiguous_format;
pub(crate) mod date_like_column;
pub(crate) mod inconsistent_optional_field;
pub(crate) mod missing_field;
pub(crate) mod missing_role;
pub(crate) mod misspelled_field;
pub(crate) mod schema_drift;
pub(crate) mod unknown_field;
pub(crate) mod unknown_format;
pub(crate) mod unknown_message_field;
pub(crate) mod unknown_role;
pub(crate) mod unknown_schema_version;
pub(crate) mod wrong_type;

/// The formats whose keys a record has beside those of its own format, and of which it thus could be
/// as well.
fn other_formats(record: &Record<'_>) -> impl Iterator<Item = Format> {
    let (own, keys) = (record.format(), record.keys());
    let others =
        Format::ALL.iter().copied().filter(move |other| keys.has_all(other.telling_keys())).filter(
            move |other| *other != own && *other != Format::Unknown && !includes(own, *other),
        );
    let mut told = KeySet::default();
    others.filter(move |other| {
        let telling = other.telling_keys();
        // What is told by the keys of a format that is there is no third one.
        let is_other = !told.has_all(telling);
        if is_other {
            told = told.union(telling);
        }
        is_other
    })
}

/// Whether a record of one format has the keys of another as a matter of course.
fn includes(format: Format, other: Format) -> bool {
    let is_note = other == Format::Content && format != Format::Text;
    is_note
        || format.telling_keys().has_all(other.telling_keys())
        || matches!(
            (format, other),
            (Format::ChosenRejected, Format::PromptOnly)
                | (Format::Alpaca, Format::InputOutput)
                | (Format::Converse, Format::Chat)
                | (Format::Tokenized, Format::Text)
        )
}

/// The targets that know no such key at the top of a record of this format, and mind it.
pub(crate) fn foreign_key(plan: &Plan, format: Format, key: Key) -> TargetSet {
    if plan.usual_keys(format).record.has(key) {
        return TargetSet::NONE;
    }
    let unknown = plan.targets_where(|_, accepts| {
        accepts.format(format).is_some_and(|keys| !keys.record.has(key, key.name()))
    });
    unknown.and(plan.minding(&unknown_field::RULE, 0, format))
}

/// The same for a key of its messages.
pub(crate) fn foreign_message_key(plan: &Plan, format: Format, key: Key) -> TargetSet {
    if plan.usual_keys(format).message.has(key) {
        return TargetSet::NONE;
    }
    let unknown = plan.targets_where(|_, accepts| {
        accepts.format(format).is_some_and(|keys| !keys.message.has(key, key.name()))
    });
    unknown.and(plan.minding(&unknown_message_field::RULE, 0, format))
}

/// The keys of a record that say which tools there are.
const TOOL_LISTS: [Key; 2] = [Key::Tools, Key::Functions];
/// The keys of a message that calls a tool, or is its result.
const CALLS: [Key; 3] = [Key::ToolCalls, Key::FunctionCall, Key::ToolCallId];
/// What to do about tools at a target that takes none.
const NO_TOOLS: &str = "tools are not taken here: leave such records out";

/// The targets that take no tools, and say so of the record's list of them.
fn told_by_tools(plan: &Plan, record: &Record<'_>) -> TargetSet {
    let there = TOOL_LISTS.iter().filter(|key| record.keys().has(**key));
    there.fold(TargetSet::NONE, |told, key| told.union(foreign_key(plan, record.format(), *key)))
}

/// The targets that take no tools, and say so of the first key that has to do with them.
pub(crate) fn told_by_calls(plan: &Plan, record: &Record<'_>) -> TargetSet {
    let there = CALLS.iter().filter(|key| record.turns().iter().any(|turn| turn.keys.has(**key)));
    there.fold(told_by_tools(plan, record), |told, key| {
        told.union(foreign_message_key(plan, record.format(), *key))
    })
}

/// Keys as they stand in a sentence.
fn shown_keys(keys: KeySet) -> String {
    let names: Vec<String> = keys.iter().map(|key| quote(key.name())).collect();
    list(names.iter().map(String::as_str))
}
