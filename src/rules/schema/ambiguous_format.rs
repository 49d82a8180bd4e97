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
use crate::record::{Facts, Format, Record};
use crate::rules::docs::rule_docs;
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
    cases: &["two-formats", "prompt", "content", "interactions"],
    aliases: &[],
    check: Check::Record { wakes: Facts::UNUSUAL_KEY, check },
};

const TWO_FORMATS: u8 = 0;
const PROMPT: u8 = 1;
const CONTENT: u8 = 2;
const INTERACTIONS: u8 = 3;

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
}
