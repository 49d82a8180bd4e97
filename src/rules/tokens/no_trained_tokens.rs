//! The record is so long that its cut leaves nothing to train on.
//!
//! What is trained stands at the end of most records, and the end is what is cut. If the prompt alone
//! fills the context, every token that is left is masked: the record costs time and money and teaches
//! nothing, and in some trainers a batch of such records makes the loss `nan` or stops the run.
//!
//! ## How to fix it
//!
//! Shorten what comes before the answer, or choose a model or a setting that takes more.
//!
//! ## Example
//!
//! With a limit of 40 tokens:
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Name the planets. Do not name Pluto, which was one of them until 2006, and is a dwarf planet now, together with Ceres, Eris, Haumea, Makemake and perhaps a few hundred more that nobody has seen yet."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Name the planets."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune."}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::cut_words::{describe, label, place};
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "no-trained-tokens",
    category: Category::Tokens,
    summary: "the cut of a record leaves nothing to train on",
    docs: rule_docs!("no_trained_tokens.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::LONG, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let lengths = context.lengths(record);
    let over = context.minding(&RULE, lengths.targets(|_, over| over.nothing_left));
    context.lose(&lengths, over);
    let Some(strictest) = lengths.strictest(over) else { return };
    let Some(cut) = context.cut(record, strictest) else { return };
    let plan = context.plan();
    if let Some(finding) = context.found_at(record, place(record, &cut), 0, over) {
        describe(finding, &cut, &plan.targets()[strictest].title);
        finding.message.push_str(": nothing that is trained is left");
        finding.label = label(record, &cut);
        finding.help = Some("shorten what comes before the answer, or split the record".into());
    }
}
