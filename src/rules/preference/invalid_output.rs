//! An output of a preference pair has not the shape that is asked for.
//!
//! Prompt, `chosen` and `rejected` must all be texts or all be lists of messages: a trainer decides by
//! one of them how to read all three. Each of Gemini's `completions` is an object with a `score`, 1 for
//! the preferred one and 0 for the other, and a `completion` that is a content.
//!
//! ## How to fix it
//!
//! Write all parts of the pair the same way. Turn ratings into 1 and 0, for the better and the worse
//! completion.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "chosen": [{"role": "assistant", "content": "4"}], "rejected": "5"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "chosen": "4", "rejected": "5"}
//! ```

use super::{completions, preferred};
use crate::record::{Facts, Format, Key, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-output",
    category: Category::Preference,
    summary: "an output of a preference pair has not the shape that is asked for",
    docs: rule_docs!("invalid_output.rs"),
    cases: &["mixed", "completion", "score"],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

/// Texts beside lists of messages.
const MIXED: u8 = 0;
/// No object with a completion.
const COMPLETION: u8 = 1;
/// A score that is not 1 or 0.
const SCORE: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    match record.format() {
        Format::ChosenRejected => check_kinds(record, context),
        Format::GeminiPreference => check_completions(record, context),
        _ => {}
    }
}

fn check_kinds(record: &Record<'_>, context: &mut Context<'_>) {
    let mut first = None;
    for key in [Key::Prompt, Key::Chosen, Key::Rejected] {
        let Some(value) = record.member(0, key) else { continue };
        let kind = record.kind(value);
        if !matches!(kind, Kind::String | Kind::Array) {
            continue;
        }
        let Some((first_key, first_kind)) = first else {
            first = Some((key, kind));
            continue;
        };
        if kind == first_kind {
            continue;
        }
        if let Some(finding) = context.found_case(record, value, MIXED) {
            let what = |kind| if kind == Kind::String { "a text" } else { "a list of messages" };
            let name = |key: Key| quote(key.name());
            let (here, there) = (name(key), name(first_key));
            finding.message =
                format!("{here} is {}, and {there} is {}", what(kind), what(first_kind));
            finding.help = Some(format!("write {here} as {}, too", what(first_kind)));
        }
        return;
    }
}

fn check_completions(record: &Record<'_>, context: &mut Context<'_>) {
    let list = record.member(0, Key::Completions);
    if let Some(list) = list.filter(|list| record.kind(*list) != Kind::Array) {
        if let Some(finding) = context.found_case(record, list, COMPLETION) {
            let kind = record.kind(list).name();
            finding.message = format!("\"completions\" must be a list, and this is {kind}");
            finding.help = Some("write a list of two completions with their scores".into());
        }
        return;
    }
    for completion in completions(record) {
        let parts = completion.said.and_then(|said| record.member(said, Key::Parts));
        if parts.is_none_or(|parts| record.kind(parts) != Kind::Array) {
            let place = completion.said.unwrap_or(completion.entry);
            if let Some(finding) = context.found_case(record, place, COMPLETION) {
                finding.message = "a completion must be a content with a list of parts".into();
                finding.help = Some(
                    "write {\"score\": 1, \"completion\": {\"role\": \"model\", \"parts\": [...]}}"
                        .into(),
                );
            }
        } else if preferred(record, completion.score).is_none() {
            let place = completion.score.unwrap_or(completion.entry);
            if let Some(finding) = context.found_case(record, place, SCORE) {
                finding.message = match completion.score {
                    Some(_) => "the score of a completion must be 1 or 0".into(),
                    None => "this completion has no score".into(),
                };
                finding.help = Some("write 1 for the preferred completion, 0 for the other".into());
            }
        }
    }
}
