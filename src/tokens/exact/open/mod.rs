//! The tokenizers of open models: Qwen, `DeepSeek`, GLM and Mistral.
//!
//! A model is a vocabulary and the texts that are one token wherever they stand, which are not the same for
//! any two versions. Where all this is from stands in `NOTICE.md`; `tools/tokens/vocabularies.py` writes it.

mod sentences;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::borrow::Cow;
use std::fmt::Debug;
use std::hash::{Hash, Hasher};
use std::ops::{ControlFlow, Range};
use std::sync::OnceLock;

use super::super::file::added::Added;
use super::super::file::normalize::Normalizer;
use super::Pieces;
use super::vocabulary::Vocabulary;
use sentences::Sentences;
use vocabulary::{DeepSeek, Glm, Qwen2, Qwen3_5, Tekken};

/// The tokenizer of an open model.
#[derive(Debug)]
pub struct Open {
    name: &'static str,
    vocabulary: &'static dyn Counts,
    parts: OnceLock<Parts>,
}

/// What is made when a tokenizer is first used.
#[derive(Debug)]
struct Parts {
    /// Nothing where it could not be made, which is only so for more tokens than there are.
    added: Option<Added>,
    normalizer: Normalizer,
}

/// All that are built in.
pub static ALL: [Open; 18] = [
    Open::new("Qwen 2", &Qwen2),
    Open::new("Qwen 2.5", &Qwen2),
    Open::new("Qwen 3", &Qwen2),
    Open::new("Qwen 3.5", &Qwen3_5),
    Open::new("DeepSeek R1 on Qwen 2.5", &Qwen2),
    Open::new("DeepSeek R1 on Qwen 3", &Qwen2),
    Open::new("DeepSeek V3", &DeepSeek),
    Open::new("DeepSeek R1", &DeepSeek),
    Open::new("DeepSeek V3.1", &DeepSeek),
    Open::new("DeepSeek V3.2", &DeepSeek),
    Open::new("DeepSeek V4", &DeepSeek),
    Open::new("GLM-4", &Glm::<false>),
    Open::new("GLM-4.5", &Glm::<false>),
    // And all of GLM-5.
    Open::new("GLM-4.7", &Glm::<true>),
    // Mixtral 8x7B, and 7B before v0.3.
    Open::new("Mistral v1", &Sentences),
    Open::new("Mistral v3", &Sentences),
    // Large 2411.
    Open::new("Mistral v7", &Sentences),
    Open::new("Mistral tekken", &Tekken),
];

/// Every added token, and behind it the names of the models that have it.
const ADDED: &str = include_str!("added.tsv");

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Open {}

impl Hash for Open {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Open {
    const fn new(name: &'static str, vocabulary: &'static dyn Counts) -> Self {
        Self { name, vocabulary, parts: OnceLock::new() }
    }

    /// What it is called.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The texts that are one token wherever they stand.
    fn added(&self) -> impl Iterator<Item = &'static str> {
        ADDED.lines().filter_map(|line| {
            let (token, models) = line.split_once('\t')?;
            models.split('\t').any(|model| model == self.name).then_some(token)
        })
    }

    fn parts(&self) -> &Parts {
        self.parts.get_or_init(|| {
            let composes = self.vocabulary.composes();
            Parts {
                added: Added::plain(self.added()).ok(),
                normalizer: if composes { Normalizer::nfc() } else { Normalizer::default() },
            }
        })
    }

    /// A text as it is counted.
    fn prefixed<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.vocabulary.prefix() {
            "" => Cow::Borrowed(text),
            _ if text.is_empty() => Cow::Borrowed(text),
            prefix => Cow::Owned([prefix, text].concat()),
        }
    }

    /// Each part of a text: where it begins, and what is to be counted of it, or nothing where it is an
    /// added token.
    fn each(&self, text: &str, visit: &mut dyn FnMut(usize, &str, bool) -> ControlFlow<()>) {
        let mut part = |range: Range<usize>, is_token| {
            visit(range.start, text.get(range).unwrap_or_default(), is_token)
        };
        // Nothing is left to do when it was broken off.
        let _ = match &self.parts().added {
            Some(added) => added.between(text, &mut part),
            None => part(0..text.len(), false),
        };
    }

    /// The number of tokens in a text.
    pub(super) fn count(&self, pieces: &mut Pieces, text: &str) -> u64 {
        let mut tokens = 0;
        self.each(&self.prefixed(text), &mut |_, part, is_token| {
            tokens += if is_token {
                1
            } else {
                self.vocabulary.count(pieces, &self.parts().normalizer.apply(part))
            };
            ControlFlow::Continue(())
        });
        tokens
    }

    /// Where a text is cut that may have so many tokens.
    pub(super) fn cut(&self, pieces: &mut Pieces, text: &str, tokens: u64) -> usize {
        let whole = self.prefixed(text);
        let (mut left, mut cut) = (tokens, whole.len());
        self.each(&whole, &mut |start, part, is_token| {
            let normalized = self.parts().normalizer.apply(part);
            let count = if is_token { 1 } else { self.vocabulary.count(pieces, &normalized) };
            if count <= left {
                left -= count;
                return ControlFlow::Continue(());
            }
            let within = if is_token { 0 } else { self.vocabulary.cut(pieces, &normalized, left) };
            cut = start
                + match normalized {
                    Cow::Borrowed(_) => within,
                    Cow::Owned(_) => self.parts().normalizer.before(part, within),
                };
            ControlFlow::Break(())
        });
        cut.saturating_sub(whole.len() - text.len())
    }
}

/// A vocabulary of whichever kind, for a text without added tokens.
trait Counts: Debug + Sync {
    fn count(&self, pieces: &mut Pieces, text: &str) -> u64;
    fn cut(&self, pieces: &mut Pieces, text: &str, tokens: u64) -> usize;
    fn composes(&self) -> bool;
    fn prefix(&self) -> &'static str;
}

/// What is done with a text before it is split.
trait Prepares: Vocabulary + Sync {
    /// Letters and accents are joined.
    const COMPOSES: bool = false;
    /// This stands before it.
    const PREFIX: &'static str = "";
}

impl<V: Prepares> Counts for V {
    fn count(&self, pieces: &mut Pieces, text: &str) -> u64 {
        pieces.tally(*self, text.as_bytes()).tokens
    }

    fn cut(&self, pieces: &mut Pieces, text: &str, tokens: u64) -> usize {
        pieces.cut(*self, text.as_bytes(), tokens)
    }

    fn composes(&self) -> bool {
        V::COMPOSES
    }

    fn prefix(&self) -> &'static str {
        V::PREFIX
    }
}
