//! A text has a model's special token written out in it.
//!
//! Every model has tokens that no text should hold: `<|im_end|>` ends a message for Qwen, `<|eot_id|>` for
//! Llama 3, `<end_of_turn>` for Gemma. The tokenizers of Hugging Face do not tell such a string in a text
//! from the token itself. So the model is trained on a message that ends in its middle, or on turns that
//! somebody has forged; and what comes after the token is often not trained at all.
//!
//! The string comes from outputs of models that were not cleaned, from conversations that were rendered
//! already, and from texts about chat templates. Where a model is chosen, only its own tokens are told,
//! and at each target those of the model that is tuned there; where none is, those that are hardly written
//! with another meaning. Texts that are trained as they are
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
use crate::rules::{Category, Check, Context, Place, Rule, Special, Whose};
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
    let tokens = context.plan().special_tokens();
    let pieces = Pieces::of(record);
    if !pieces.is_conversation {
        return;
    }
    let spoken =
        pieces.all.iter().filter(|piece| matches!(piece.sort, Sort::Text | Sort::Reasoning));
    for piece in spoken.filter(|piece| record.kind(piece.value) == Kind::String) {
        let text = record.text(piece.value);
        for Special { range, whose, targets } in tokens.find(&text) {
            let raw = record.raw(piece.value);
            let inside = record.span(piece.value).start.saturating_add(1);
            let offset = |at: usize| {
                inside.saturating_add(u32::try_from(source_offset(raw, at)).unwrap_or(u32::MAX))
            };
            let span = Span::new(offset(range.start), offset(range.end));
            let place = Place::Within(piece.value, span);
            let (case, of) = match whose {
                Whose::Own => (0, "the chosen model"),
                Whose::Some => (0, "some models"),
                Whose::Other => (1, "some models"),
            };
            if let Some(finding) = context.found_at(record, place, case, targets) {
                let token = quote(text.get(range).unwrap_or_default());
                finding.message = format!("{token} in this text is a control token of {of}");
                finding.help =
                    Some("remove it, or write it otherwise if the text is about it".into());
            }
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

#[cfg(test)]
mod tests {
    use crate::Linter;
    use crate::target::Effect;

    /// What is found in an answer at targets with models of their own, and what it does at each.
    fn told(answer: &str) -> Vec<(String, Vec<Effect>)> {
        let linter = Linter::builder()
            .targets(["together", "trl", "openai", "axolotl"])
            .model("together=Qwen/Qwen2.5-7B-Instruct,trl=mistralai/Mistral-7B-Instruct-v0.3,openai=gpt-4o")
            .build()
            .unwrap();
        let line = format!(
            r#"{{"messages":[{{"role":"user","content":"Hi"}},{{"role":"assistant","content":"{answer}"}}]}}"#
        );
        let report = linter.check_slice("a.jsonl", line.as_bytes());
        let findings = report.findings().into_iter();
        findings
            .filter(|finding| finding.rule.rule().name == "special-token-in-text")
            .map(|finding| (finding.message, finding.effects))
            .collect()
    }

    #[test]
    fn each_target_has_the_tokens_of_its_own_model() {
        use Effect::{Accepts, Mistrains};
        let of_the_chosen = |token: &str| {
            format!("\"{token}\" in this text is a control token of the chosen model")
        };
        // Without a model Axolotl's is unknown, and so is what `</s>` means there.
        assert_eq!(
            told("Yes.</s>"),
            [(of_the_chosen("</s>"), vec![Accepts, Mistrains, Accepts, Accepts])]
        );
        for other in [r"Yes.<\/s>", r"Yes.<\u002fs>", r"Yes.</\u0073>", r"Yes.\u003c/s>"] {
            assert_eq!(told(other), told("Yes.</s>"), "{other}");
        }
        assert_eq!(told(r"\u005bINST] Yes."), told("[INST] Yes."));
        assert_eq!(
            told("Yes.<|im_end|>"),
            [(of_the_chosen("<|im_end|>"), vec![Mistrains, Accepts, Accepts, Mistrains])]
        );
        assert_eq!(
            told("[INST] Yes.<|im_end|>")
                .into_iter()
                .map(|(message, _)| message)
                .collect::<Vec<_>>(),
            [of_the_chosen("[INST]"), of_the_chosen("<|im_end|>")]
        );
        assert_eq!(told("1 < 2 [1] and <b>bold</b> <s_1> |end| [inst]"), []);
    }
}
