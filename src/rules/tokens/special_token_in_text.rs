//! A text has a model's special token written out in it.
//!
//! Every model has tokens that no text should hold: `<|im_end|>` ends a message for Qwen, `<|eot_id|>` for
//! Llama 3, `<end_of_turn>` for Gemma. The tokenizers of Hugging Face do not tell such a string in a text
//! from the token itself. So the model is trained on a message that ends in its middle, or on turns that
//! somebody has forged; and what comes after the token is often not trained at all.
//!
//! The string comes from outputs of models that were not cleaned, from conversations that were rendered
//! already, and from texts about chat templates. Where a model is chosen, only its own tokens are told;
//! where none is, those that are hardly written with another meaning. Texts that are trained as they are
//! (`text`, `segments`) are not looked at: there the tokens belong.
//!
//! ## How to fix it
//!
//! Remove the token if it is a remainder; split a rendered conversation into its messages; in a text about
//! tokens, write it otherwise, such as `<| im_end |>`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!<|im_end|>"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello!"}]}
//! ```

use memchr::memmem::Finder;

use crate::record::text::source_offset;
use crate::record::{Facts, Kind, Record, Span, sweep};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Place, Rule};
use crate::tokens::pieces::{Pieces, Sort};

pub(crate) static RULE: Rule = Rule {
    name: "special-token-in-text",
    category: Category::Tokens,
    summary: "a text has a model's special token written out in it",
    docs: rule_docs!("special_token_in_text.rs"),
    cases: &["own-family", "other-family"],
    aliases: &[],
    check: Check::Record { wakes: Facts::SPECIAL_TOKEN, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let (own, any) = context.plan().special_tokens();
    let pieces = Pieces::of(record);
    if !pieces.is_conversation {
        return;
    }
    let spoken =
        pieces.all.iter().filter(|piece| matches!(piece.sort, Sort::Text | Sort::Reasoning));
    for piece in spoken.filter(|piece| record.kind(piece.value) == Kind::String) {
        let text = record.text(piece.value);
        let found = own.and_then(|own| Some((own.find(&text).next()?, 0)));
        // The first of a text tells of the others.
        let other = u8::from(own.is_some());
        let Some((range, case)) = found.or_else(|| Some((any.find(&text).next()?, other))) else {
            continue;
        };
        let raw = record.raw(piece.value);
        let inside = record.span(piece.value).start.saturating_add(1);
        let offset = |at: usize| {
            inside.saturating_add(u32::try_from(source_offset(raw, at)).unwrap_or(u32::MAX))
        };
        let place = Place::Within(piece.value, Span::new(offset(range.start), offset(range.end)));
        if let Some(finding) = context.found_case(record, place, case) {
            let token = quote(text.get(range).unwrap_or_default());
            finding.message = match (case, own) {
                (0, Some(_)) => {
                    format!("{token} in this text is a control token of the chosen model")
                }
                _ => format!("{token} in this text is a control token of some models"),
            };
            finding.help = Some("remove it, or write it otherwise if the text is about it".into());
        }
    }
}

/// Says quickly whether some bytes that have a `<` may have such a token, whatever model it is of.
#[derive(Debug)]
pub(crate) struct Search {
    /// What the tokens have in common that are told without a model; those of `DeepSeek` begin with
    /// a bar that is not ASCII.
    parts: [Finder<'static>; 3],
}

impl Search {
    pub(crate) fn new() -> Self {
        Self { parts: ["<|", "_of_turn>", "<\u{ff5c}"].map(Finder::new) }
    }

    pub(crate) fn may_be_in(&self, bytes: &[u8]) -> bool {
        self.parts.iter().any(|part| part.find(bytes).is_some())
    }
}

/// Whether some bytes may have such a token whose `<` or bar is escaped, as some writers of JSON do.
pub(crate) fn may_be_respelled_in(bytes: &[u8]) -> bool {
    sweep::has_any(bytes, [*b"003c", *b"ff5c"])
}
