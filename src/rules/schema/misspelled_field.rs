//! A key looks like a slip for one that the target knows.
//!
//! What is optional is never missed: a `wieght` of 0 does not keep a message out of training, and a
//! `tool_call` in the place of `tool_calls` leaves an assistant message that does nothing. Most
//! providers and all trainers ignore keys they do not know, so the training runs, and the model learns
//! something else than was meant.
//!
//! ## How to fix it
//!
//! Correct the key. If it is meant as it is, give it a name that looks less like the other one, or
//! take it out.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello.", "wieght": 0}, {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}, {"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}]}
//! ```

use crate::record::{
    Conversation, Facts, Format, Index, Key, KeySet, Kind, Member, Record, Role, Turn,
};
use crate::rules::content::silence;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::is_slip;
use crate::rules::{Category, Check, Context, Plan, Rule, RuleId};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "misspelled-field",
    category: Category::Schema,
    summary: "a key looks like a slip for one that the target knows",
    docs: rule_docs!("misspelled_field.rs"),
    cases: &["message", "record"],
    aliases: &[],
    check: Check::Structure {
        wakes: Facts::UNUSUAL_KEY.union(Facts::MESSAGE_KEYS),
        any_format: false,
        check,
    },
};

const MESSAGE: u8 = 0;
const RECORD: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    for member in record.tape().members(0) {
        if let Some((meant, targets)) = in_record(record, plan, member) {
            report(record, context, member, RECORD, meant, targets);
        }
    }
    if record.format() == Format::Preference
        && let Some(input) = record.member(0, Key::Input)
    {
        let has_tools = record.member(input, Key::Tools).is_some();
        let present = if has_tools { KeySet::of(&[Key::Tools]) } else { KeySet::default() };
        for member in record.tape().members(input) {
            if let Some(meant) = meant(record, present, member, &[TOOLS]) {
                report(record, context, member, RECORD, meant.key, TargetSet::ALL);
            }
        }
    }
    if record.facts().contains(Facts::MESSAGE_KEYS) {
        let turns = record.turns_of_conversations();
        for (conversation, turn) in turns.filter(|(_, turn)| turn.keys.has(Key::Unknown)) {
            for member in record.tape().members(turn.message) {
                if let Some((meant, mut targets)) = in_message(record, plan, turn, member) {
                    if meant == TOOL_CALLS && silence(record, conversation, turn).is_some() {
                        targets = hides_calls(record, plan, conversation, turn);
                    }
                    report(record, context, member, MESSAGE, meant, targets);
                }
            }
        }
    }
}

fn report(
    record: &Record<'_>,
    context: &mut Context<'_>,
    member: Member,
    case: u8,
    meant: &str,
    targets: TargetSet,
) {
    if let Some(finding) = context.found_at(record, member.key, case, targets) {
        let (name, meant) = (quote(&record.text(member.key)), quote(meant));
        finding.message = format!("the key {name} looks like a slip for {meant}");
        finding.label = Some(format!("did you mean {meant}?"));
        finding.help = Some(format!("rename it to {meant}, or remove it"));
    }
}

/// A key that may be there, and so is not missed when it is misspelled.
struct Optional {
    key: &'static str,
    /// What its value is; a key with another value is something else.
    kinds: &'static [Kind],
    /// Other words for it, that are no slips.
    also: &'static [&'static str],
    /// The format that the record would be of, if it is the key that makes it one.
    makes: Option<Format>,
}

const NUMBER: &[Kind] = &[Kind::Number, Kind::True, Kind::False];
const ARRAY: &[Kind] = &[Kind::Array];
const STRING: &[Kind] = &[Kind::String];

const fn optional(key: &'static str, kinds: &'static [Kind]) -> Optional {
    Optional { key, kinds, also: &[], makes: None }
}

const TOOL_CALLS: &str = "tool_calls";
const TOOLS: Optional = optional("tools", ARRAY);
const WEIGHT: Optional = optional("weight", NUMBER);
const SYSTEM: Optional = optional("system", STRING);

/// In a message. Its role and content, and what calls its tool result belongs to, have rules that
/// miss them.
const OF_MESSAGES: &[Optional] = &[
    WEIGHT,
    optional(TOOL_CALLS, ARRAY),
    Optional { also: &["reasoning_text"], ..optional("reasoning_content", STRING) },
    optional("reasoning", STRING),
];
const OF_CHATS: &[Optional] = &[
    TOOLS,
    WEIGHT,
    optional("functions", ARRAY),
    optional("parallel_tool_calls", &[Kind::True, Kind::False]),
];
const OF_PROMPTS: &[Optional] =
    &[Optional { makes: Some(Format::Instruction), ..optional("completion", STRING) }];
const OF_INSTRUCTIONS: &[Optional] =
    &[optional("input", STRING), optional("history", ARRAY), SYSTEM];
const OF_CONVERSE: &[Optional] =
    &[optional("system", ARRAY), optional("toolConfig", &[Kind::Object])];

/// What the key of a record is a slip for, and the targets that know what is meant.
pub(super) fn in_record(
    record: &Record<'_>,
    plan: &Plan,
    member: Member,
) -> Option<(&'static str, TargetSet)> {
    let format = record.format();
    let known = match format {
        Format::Chat => OF_CHATS,
        Format::Instruction | Format::Text | Format::Preference => &[WEIGHT],
        Format::PromptOnly => OF_PROMPTS,
        Format::Alpaca => OF_INSTRUCTIONS,
        Format::Sharegpt => &[TOOLS, SYSTEM],
        Format::Converse => OF_CONVERSE,
        _ => return None,
    };
    let meant = meant(record, record.keys(), member, known)?;
    let targets = plan.targets_where(|_, accepts| match meant.makes {
        Some(format) => accepts.format(format).is_some(),
        None => accepts
            .format(format)
            .is_some_and(|keys| keys.record.has(Key::named(meant.key.as_bytes()), meant.key)),
    });
    Some((meant.key, targets))
}

/// The same for the key of a message.
pub(super) fn in_message(
    record: &Record<'_>,
    plan: &Plan,
    turn: &Turn,
    member: Member,
) -> Option<(&'static str, TargetSet)> {
    let meant = meant(record, turn.keys, member, OF_MESSAGES)?;
    let targets = knowing(record, plan, meant.key);
    Some((meant.key, targets))
}

/// The targets that know a key of messages.
fn knowing(record: &Record<'_>, plan: &Plan, key: &str) -> TargetSet {
    plan.targets_where(|_, accepts| {
        let keys = accepts.format(record.format());
        keys.is_some_and(|keys| keys.message.has(Key::named(key.as_bytes()), key))
    })
}

/// The misspelled key under which the assistant's message has its tool calls.
pub(crate) fn hidden_calls(record: &Record<'_>, turn: &Turn) -> Option<Index> {
    if turn.role != Role::Assistant || !turn.keys.has(Key::Unknown) {
        return None;
    }
    let mut members = record.tape().members(turn.message);
    let hidden = members.find(|member| {
        meant(record, turn.keys, *member, OF_MESSAGES).is_some_and(|meant| meant.key == TOOL_CALLS)
    });
    hidden.map(|member| member.key)
}

/// The targets at which the slip is the finding where a message seems to say nothing because of it:
/// those that know tool calls, and to which it is no worse that nothing is said.
pub(crate) fn hides_calls(
    record: &Record<'_>,
    plan: &Plan,
    conversation: &Conversation,
    turn: &Turn,
) -> TargetSet {
    if hidden_calls(record, turn).is_none() {
        return TargetSet::NONE;
    }
    let Some(silence) = silence(record, conversation, turn) else { return TargetSet::NONE };
    let slip = (RuleId::of(&RULE), MESSAGE);
    let worse = plan.worse(silence, slip, record.format());
    knowing(record, plan, TOOL_CALLS).and(worse.complement())
}

/// What a key is a slip for, of what may stand in its object beside the keys that are `present`.
fn meant(
    record: &Record<'_>,
    present: KeySet,
    member: Member,
    known: &'static [Optional],
) -> Option<&'static Optional> {
    if member.known != Key::Unknown {
        return None;
    }
    let name = record.text(member.key);
    let kind = record.kind(member.value);
    known.iter().find(|optional| {
        optional.kinds.contains(&kind)
            && (is_slip(&name, optional.key) || optional.also.contains(&&*name))
            && !present.has(Key::named(optional.key.as_bytes()))
    })
}
