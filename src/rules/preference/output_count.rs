//! An output of a preference pair is not exactly one message.
//!
//! A pair compares one answer with another. A list without a message has nothing to compare; one with
//! several mostly holds the whole conversation, whose first messages belong to the input. Of Gemini's
//! `completions` one must have the score 1 and one the score 0.
//!
//! ## How to fix it
//!
//! Leave exactly one message in each output, and move what comes before it to the input. A list of
//! `chosen` or `rejected` messages may be longer, but not empty.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}, {"role": "assistant", "content": "6"}]}
//! ```
//!
//! ```jsonl good
//! {"input": {"messages": [{"role": "user", "content": "2 + 2?"}]}, "preferred_output": [{"role": "assistant", "content": "4"}], "non_preferred_output": [{"role": "assistant", "content": "5"}]}
//! ```

use super::{completions, preferred};
use crate::record::{Facts, Format, Key, Kind, Part, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "output-count",
    category: Category::Preference,
    summary: "an output of a preference pair is not exactly one message",
    docs: rule_docs!("output_count.rs"),
    cases: &["several", "none"],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

const SEVERAL: u8 = 0;
const NONE: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let format = record.format();
    if format == Format::GeminiPreference {
        return check_completions(record, context);
    }
    for (conversation, turns) in record.conversations() {
        let key = match (conversation.part, format) {
            (Part::Preferred, Format::Preference) => Key::PreferredOutput,
            (Part::Rejected, Format::Preference) => Key::NonPreferredOutput,
            (Part::Preferred, _) => Key::Chosen,
            (Part::Rejected, _) => Key::Rejected,
            _ => continue,
        };
        let count = turns.len();
        // A list of `chosen` messages may hold the conversation before the answer.
        if count == 1 || count > 1 && format != Format::Preference {
            continue;
        }
        let case = if count == 0 { NONE } else { SEVERAL };
        let minding = context.plan().targets_where(|target, _| {
            target.limits.max_outputs.is_none_or(|most| count == 0 || count as u64 > most)
        });
        if let Some(finding) = context.found_at(record, conversation.list, case, minding) {
            let key = quote(key.name());
            if count == 0 {
                finding.message = format!("{key} has no message");
                finding.help = Some("put in the answer, or remove the record".into());
            } else {
                finding.message = format!("{key} has {count} messages, and should have one");
                finding.help =
                    Some("leave only the answer, and move what comes before to the input".into());
            }
        }
    }
}

/// Gemini's: one completion of each score.
fn check_completions(record: &Record<'_>, context: &mut Context<'_>) {
    let Some(list) = record.member(0, Key::Completions) else { return };
    if record.kind(list) != Kind::Array {
        return;
    }
    let mut counts = [0_usize; 2];
    for completion in completions(record) {
        match preferred(record, completion.score) {
            Some(preferred) => {
                if let Some(count) = counts.get_mut(usize::from(preferred)) {
                    *count += 1;
                }
            }
            // A score that says nothing is the business of `invalid-output`.
            None => return,
        }
    }
    for (score, count) in counts.into_iter().enumerate() {
        let case = match count {
            0 => NONE,
            1 => continue,
            _ => SEVERAL,
        };
        if let Some(finding) = context.found_case(record, list, case) {
            finding.message = match count {
                0 => format!("no completion has the score {score}"),
                _ => format!("{count} completions have the score {score}, and one should"),
            };
            finding.help =
                Some("give exactly two completions, one of score 1 and one of score 0".into());
        }
    }
}
