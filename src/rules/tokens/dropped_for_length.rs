//! The record is longer than the target takes, and is left out.
//!
//! Axolotl, Fireworks, Vertex AI and Databricks do not cut a record that is too long: they drop it, and
//! say at most how many were dropped. Often it is the most valuable records that are the longest.
//!
//! Tokens are counted with the vocabulary of the chosen model where it is built in or derived from one
//! that is, and estimated otherwise; then the number is an approximate one.
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
use crate::rules::reading::cut_words::describe;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "dropped-for-length",
    category: Category::Tokens,
    summary: "the record is longer than the target takes, and is left out",
    docs: rule_docs!("dropped_for_length.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::LONG, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let lengths = context.lengths(record);
    let over = context.minding(&RULE, lengths.targets(|_, _| true));
    let Some(strictest) = lengths.strictest(over) else { return };
    let Some(cut) = context.cut(record, strictest) else { return };
    let plan = context.plan();
    if let Some(finding) = context.found_at(record, 0, 0, over) {
        describe(finding, &cut, &plan.targets()[strictest].title);
        finding.help = Some("shorten or split the record".into());
    }
}
