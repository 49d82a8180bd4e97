//! The record is longer than the target takes, and its end is cut off.
//!
//! Nearly every provider and trainer cuts silently: the training goes on, and what is cut is the end,
//! which is the answer. A model that is trained on answers without their ends learns to stop anywhere, or
//! never. TRL cuts at 1,024 tokens and LLaMA-Factory at 2,048 unless told otherwise; providers cut at the
//! context length of the model.
//!
//! Tokens are counted with the vocabulary of the chosen model where it is built in or derived from one
//! that is, and estimated otherwise; then the number is an approximate one. Where no model is chosen, only
//! what is too long for every known tokenizer is told.
//!
//! ## How to fix it
//!
//! Shorten the record, split the conversation, or choose a model or a setting that takes more
//! (`--max-tokens` tells tunelint your own).
//!
//! ## Example
//!
//! With a limit of 40 tokens:
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Name the planets."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune; Pluto was one of them until 2006, and is a dwarf planet now."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Name the planets."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune."}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::cut_words::{describe, label, place};
use crate::rules::{Category, Check, Context, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "over-context",
    category: Category::Tokens,
    summary: "the record is longer than the target takes, and is cut",
    docs: rule_docs!("over_context.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::LONG, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let lengths = context.lengths(record);
    // Where nothing that is trained is left, another rule says so.
    let over = lengths.targets(|_, over| !over.nothing_left);
    let over = context.minding(&RULE, over);
    context.lose(&lengths, over);
    let Some(strictest) = lengths.strictest(over) else { return };
    let Some(cut) = context.cut(record, strictest) else { return };
    let plan = context.plan();
    if let Some(finding) = context.found_at(record, place(record, &cut), 0, over) {
        describe(finding, &cut, &plan.targets()[strictest].title);
        finding.label = label(record, &cut);
        let trained = match cut.trained_lost {
            0 => String::new(),
            lost => {
                format!("{} of the tokens that are lost would have been trained", Number(lost))
            }
        };
        finding.help = Some(match (trained.as_str(), cut.loses_answer) {
            ("", false) => "shorten or split the record".into(),
            (trained, false) => format!("{trained}: shorten or split the record"),
            (trained, true) => {
                let also = if trained.is_empty() { "" } else { "; " };
                format!(
                    "{trained}{also}the last answer is lost as a whole: shorten what comes before it, \
                     or split the record"
                )
            }
        });
    }
}
