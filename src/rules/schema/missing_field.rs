//! Something that must be there is missing.
//!
//! A preference pair without one of its sides, a completion without its prompt, an `input` without its
//! `messages`, a text part without its `text`: it is plain what the record is meant to be, but it is not
//! whole. Providers refuse the file, mostly by listing the keys they did see; the loaders of open
//! trainers fill in a null.
//!
//! ## How to fix it
//!
//! Add what is missing, or remove the record.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"input": {"messages": [{"role": "user", "content": "Hi"}]}, "preferred_output": [{"role": "assistant", "content": "Hello."}], "non_preferred_output": [{"role": "assistant", "content": "What?"}]}
//! ```

use super::shown_keys;
use crate::record::{Facts, Format, Index, Key, KeySet, Kind, Record};
use crate::rules::content::parts;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Plan, Rule};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "missing-field",
    category: Category::Schema,
    summary: "something that must be there is missing",
    docs: rule_docs!("missing_field.rs"),
    cases: &["format", "messages", "part"],
    aliases: &[],
    check: Check::Structure {
        wakes: Facts::UNACCEPTED_FORMAT
            .union(Facts::UNUSUAL_KEY)
            .union(Facts::NO_MESSAGES)
            .union(Facts::PARTS),
        any_format: true,
        check,
    },
};

/// A key that a format is told by.
const FORMAT: u8 = 0;
/// The messages of an input or of a whole record.
const MESSAGES: u8 = 1;
/// What a content part is there for.
const PART: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    if let Some((format, missing)) = unfinished(record) {
        let targets = taking_unfinished(record, plan);
        if let Some(finding) = context.found_at(record, 0, FORMAT, targets) {
            let there = shown_keys(format.telling_keys().without(missing));
            finding.message = format!("this record has {there}, but no {}", shown_keys(missing));
            finding.help = missing.iter().next().map(|key| advice(record, 0, key));
        }
    }
    let targets = plan.accepting(record.format());
    let holder = match record.format() {
        Format::Converse => Some(0),
        Format::Preference => record.member(0, Key::Input),
        _ => None,
    };
    if let Some(holder) = holder
        && record.kind(holder) == Kind::Object
        && record.member(holder, Key::Messages).is_none()
        && let Some(finding) = context.found_at(record, holder, MESSAGES, targets)
    {
        finding.message = match holder {
            0 => "this record has no \"messages\"".into(),
            _ => "\"input\" has no \"messages\"".into(),
        };
        finding.help = Some(advice(record, holder, Key::Messages));
    }
    if record.facts().contains(Facts::PARTS) {
        for part in parts(record) {
            let Some((holder, key)) = needed(record, part) else { continue };
            if let Some(finding) = context.found_at(record, holder, PART, targets) {
                let name = quote(key.name());
                finding.message = match key {
                    Key::Url => format!("this \"image_url\" has no {name}"),
                    _ => format!("this part of type {name} has no {name}"),
                };
                finding.help = Some(advice(record, holder, key));
            }
        }
    }
}

/// The format that a record is meant to be of, with the keys of it that are missing: only where the
/// keys that are there cannot mean anything else.
pub(super) fn unfinished(record: &Record<'_>) -> Option<(Format, KeySet)> {
    if !matches!(record.format(), Format::Unknown | Format::PromptOnly) {
        return None;
    }
    let keys = record.keys();
    let sides = KeySet::of(&[Key::PreferredOutput, Key::NonPreferredOutput]);
    let pair = KeySet::of(&[Key::Chosen, Key::Rejected]);
    let is_side = |key| {
        let value = record.member(0, key);
        value.is_some_and(|value| matches!(record.kind(value), Kind::String | Kind::Array))
    };
    let format = if keys.has_any(sides) {
        Format::Preference
    } else if keys.has_any(pair) && pair.iter().all(|key| !keys.has(key) || is_side(key)) {
        Format::ChosenRejected
    } else if record.format() == Format::PromptOnly {
        return None;
    } else if keys.has(Key::Completions) && !keys.has(Key::Labels) {
        Format::GeminiPreference
    } else if keys.has(Key::Completion) {
        Format::Instruction
    } else if keys.has(Key::Instruction) && is_bare_instruction(keys) {
        Format::Alpaca
    } else {
        return None;
    };
    Some((format, format.telling_keys().without(keys)))
}

/// Whether there is nothing that could be the answer to an instruction under another name.
fn is_bare_instruction(keys: KeySet) -> bool {
    const BESIDE: KeySet =
        KeySet::of(&[Key::Instruction, Key::Input, Key::History, Key::System, Key::Id]);
    keys.without(BESIDE).is_empty()
}

/// The targets at which what is missing is the finding: those that take the format that a record is
/// meant to be of, and, where there are any, those that do not take what it is now.
pub(super) fn taking_unfinished(record: &Record<'_>, plan: &Plan) -> TargetSet {
    let taking = unfinished(record).map_or(TargetSet::NONE, |(format, _)| plan.accepting(format));
    let taking = taking.and(plan.all());
    if taking.is_empty() {
        return taking;
    }
    taking.union(plan.accepting(record.format()).complement())
}

/// What a part must have by its type, and has not, with the object that lacks it.
fn needed(record: &Record<'_>, part: Index) -> Option<(Index, Key)> {
    let kind = record.member(part, Key::Type)?;
    let key = match &*record.text(kind) {
        "text" => Key::Text,
        "image_url" => Key::ImageUrl,
        _ => return None,
    };
    let Some(value) = record.member(part, key) else { return Some((part, key)) };
    let is_image = key == Key::ImageUrl && record.kind(value) == Kind::Object;
    (is_image && record.member(value, Key::Url).is_none()).then_some((value, Key::Url))
}

fn advice(record: &Record<'_>, object: Index, key: Key) -> String {
    let names: Vec<_> = (record.tape().members(object).take(100))
        .filter(|member| member.known == Key::Unknown)
        .map(|member| record.text(member.key))
        .collect();
    match similar(key.name(), names.iter().map(AsRef::as_ref)) {
        Some(slip) => format!("rename the key {} to {}", quote(slip), quote(key.name())),
        None => format!("add {}", quote(key.name())),
    }
}
