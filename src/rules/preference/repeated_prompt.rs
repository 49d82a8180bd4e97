//! The outputs of a preference pair repeat the prompt.
//!
//! Where a record has a `prompt`, its `chosen` and `rejected` are what follows it. Many published
//! datasets put the whole conversation into both, prompt included, and leave the prompt beside them as
//! well. Trainers join them without a look: the model sees the prompt twice, learns to repeat it, and
//! nothing is said.
//!
//! ## How to fix it
//!
//! Remove the prompt from `chosen` and `rejected`, or the key `prompt`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": [{"role": "user", "content": "2 + 2?"}], "chosen": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}], "rejected": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "5"}]}
//! ```
//!
//! ```jsonl good
//! {"prompt": [{"role": "user", "content": "2 + 2?"}], "chosen": [{"role": "assistant", "content": "4"}], "rejected": [{"role": "assistant", "content": "5"}]}
//! ```

use crate::record::{Facts, Format, Index, Key, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "repeated-prompt",
    category: Category::Preference,
    summary: "the outputs of a preference pair repeat the prompt",
    docs: rule_docs!("repeated_prompt.rs"),
    cases: &["messages", "text"],
    aliases: &[],
    check: Check::Record { wakes: Facts::PREFERENCE, check },
};

const MESSAGES: u8 = 0;
const TEXT: u8 = 1;

/// The shortest text whose repetition is no coincidence, in bytes.
const TELLING: usize = 16;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if record.format() != Format::ChosenRejected {
        return;
    }
    let member = |key| record.member(0, key);
    let (Some(prompt), Some(chosen), Some(rejected)) =
        (member(Key::Prompt), member(Key::Chosen), member(Key::Rejected))
    else {
        return;
    };
    let case = match record.kind(prompt) {
        Kind::Array => MESSAGES,
        Kind::String => TEXT,
        _ => return,
    };
    let repeats = |output| match case {
        MESSAGES => repeats_messages(record, prompt, output),
        _ => repeats_text(record, prompt, output),
    };
    // A single answer may well quote the question.
    if !repeats(chosen) || !repeats(rejected) {
        return;
    }
    if let Some(finding) = context.found_case(record, chosen, case) {
        finding.message = "\"chosen\" and \"rejected\" start with the prompt again".into();
        finding.label = Some("the prompt is in here".into());
        finding.help = Some("remove it from both, or remove the key \"prompt\"".into());
    }
}

/// Whether the messages of an output start with those of the prompt.
fn repeats_messages(record: &Record<'_>, prompt: Index, output: Index) -> bool {
    let mut prompt = record.tape().elements(prompt).peekable();
    let mut output = record.tape().elements(output);
    prompt.peek().is_some()
        && prompt.all(|message| output.next().is_some_and(|other| record.same(message, other)))
}

/// Whether the text of an output starts with that of the prompt, and goes on.
fn repeats_text(record: &Record<'_>, prompt: Index, output: Index) -> bool {
    if record.kind(output) != Kind::String {
        return false;
    }
    let (prompt, output) = (record.text(prompt), record.text(output));
    let (prompt, output) = (prompt.trim(), output.trim());
    prompt.len() >= TELLING && output.len() > prompt.len() && output.starts_with(prompt)
}
