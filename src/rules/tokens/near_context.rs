//! The record may just fit or not: its tokens are not counted surely enough to tell.
//!
//! The vocabularies of OpenAI are built in, and with the Cargo feature `vocabularies` those of most open
//! models; `tunelint models NAME` tells what a model is counted with. Where its vocabulary is not built in,
//! the count is near or estimated. How far off it may be is known for each family of tokenizers, and told
//! there: in nine of ten texts the truth is within that. Of a record that comes so near to what the target
//! takes that the truth may be on either side, nothing is said but with `--pedantic`.
//!
//! ## How to fix it
//!
//! Have it counted with the model's own tokenizer: `--tokenizer PATH` takes its `tokenizer.json`, and one
//! that is in the local cache of Hugging Face is found by the name of the model. Or shorten the record.
//!
//! ## Example
//!
//! With a limit of 33 tokens, and a model whose vocabulary is not built in:
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Name the planets."}, {"role": "assistant", "content": "Mercury, Venus, Earth, Mars, Jupiter, Saturn, Uranus and Neptune."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Name two planets."}, {"role": "assistant", "content": "Mercury and Venus."}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::cut_words::tokens_of;
use crate::rules::{Category, Check, Context, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "near-context",
    category: Category::Tokens,
    summary: "the record is too long, or just fits: its tokens are not counted surely enough",
    docs: rule_docs!("near_context.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::LONG, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let lengths = context.lengths(record);
    let near = lengths.perhaps();
    let Some(strictest) = lengths.strictest(near) else { return };
    let Some(cut) = context.cut(record, strictest) else { return };
    let plan = context.plan();
    if let Some(finding) = context.found_at(record, 0, 0, near) {
        finding.message = format!(
            "this record has {}, and {} takes {}: it may be too long",
            tokens_of(&cut),
            plan.targets()[strictest].title,
            Number(cut.limit)
        );
        finding.help =
            Some("give the model's own tokenizer.json with --tokenizer, and it is counted".into());
    }
}
