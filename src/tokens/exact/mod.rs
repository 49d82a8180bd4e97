//! Exact counts with the vocabularies that are built in.
//!
//! In goes text, out comes the number of tokens that the model's own tokenizer would give it: for OpenAI's
//! models `tiktoken`, and with the feature `vocabularies` those of open models. The tokens themselves are
//! never made. There is nothing to load: the vocabularies are read where they lie in the program.

pub(super) mod merge;
mod merges;
#[cfg(feature = "vocabularies")]
pub mod open;
mod pairs;
pub(super) mod seen;
mod split;
#[cfg(test)]
mod tests;
mod vocabulary;

use merge::Merger;
use pairs::Pairs;
use seen::{Seen, Sought};
use vocabulary::Vocabulary;

/// A vocabulary that is built in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// GPT-4 and GPT-3.5 Turbo; Llama 3, Qwen and GLM were made from it.
    Cl100k,
    /// GPT-4o and everything of OpenAI since, and gpt-oss.
    O200k,
    /// A model whose weights and tokenizer are open.
    #[cfg(feature = "vocabularies")]
    Open(&'static open::Open),
}

impl Encoding {
    /// The one with this name, if it is built in.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "cl100k" => Some(Self::Cl100k),
            "o200k" => Some(Self::O200k),
            #[cfg(feature = "vocabularies")]
            _ => open::ALL.iter().find(|open| open.name() == name).map(Self::Open),
            #[cfg(not(feature = "vocabularies"))]
            _ => None,
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cl100k => "cl100k",
            Self::O200k => "o200k",
            #[cfg(feature = "vocabularies")]
            Self::Open(open) => open.name(),
        }
    }
}

/// What was counted in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// The tokens.
    pub tokens: u64,
    /// The digits that are in one token with the digit before them: up to three digits are one.
    pub joined_digits: u64,
}

/// So many pieces are cut off before the first of them is looked up: then the machine fetches from memory
/// what several of them ask for at once.
const AT_ONCE: usize = 32;

/// Counts tokens exactly.
///
/// It remembers pieces of text from one call to the next: keep one for each thread.
#[derive(Debug, Clone)]
pub struct ExactCounter {
    encoding: Encoding,
    pieces: Pieces,
}

impl ExactCounter {
    /// A counter for an encoding.
    pub fn new(encoding: Encoding) -> Self {
        Self { encoding, pieces: Pieces::default() }
    }

    /// What it counts with.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The number of tokens in a text.
    ///
    /// What looks like a special token is text like any other for OpenAI and Mistral; for other models it
    /// is the token, as it is for the tokenizers of Hugging Face.
    pub fn count(&mut self, text: &str) -> u64 {
        self.tally(text).tokens
    }

    /// The same, with what tokenizers that were made from cl100k need besides.
    pub fn tally(&mut self, text: &str) -> Tally {
        match self.encoding {
            Encoding::Cl100k => self.pieces.tally(vocabulary::Cl100k, text.as_bytes()),
            Encoding::O200k => self.pieces.tally(vocabulary::O200k, text.as_bytes()),
            #[cfg(feature = "vocabularies")]
            Encoding::Open(open) => {
                Tally { tokens: open.count(&mut self.pieces, text), ..Tally::default() }
            }
        }
    }

    /// Where a text is cut that may have so many tokens: after the bytes of the last one that fits.
    ///
    /// A token may end within a character; then the place is before it.
    pub fn cut(&mut self, text: &str, tokens: u64) -> usize {
        let mut at = match self.encoding {
            Encoding::Cl100k => self.pieces.cut(vocabulary::Cl100k, text.as_bytes(), tokens),
            Encoding::O200k => self.pieces.cut(vocabulary::O200k, text.as_bytes(), tokens),
            #[cfg(feature = "vocabularies")]
            Encoding::Open(open) => open.cut(&mut self.pieces, text, tokens),
        };
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// Counts the pieces of texts, all with one vocabulary.
#[derive(Debug, Clone, Default)]
struct Pieces {
    seen: Seen,
    pairs: Pairs,
    merger: Merger,
}

impl Pieces {
    fn tally<V: Vocabulary>(&mut self, vocabulary: V, text: &[u8]) -> Tally {
        let Self { seen, pairs, merger } = self;
        let (mut tally, mut start) = (Tally::default(), 0);
        let mut pieces = [Sought::default(); AT_ONCE];
        while start < text.len() {
            let mut found = 0;
            for piece in &mut pieces {
                if start >= text.len() {
                    break;
                }
                let end = vocabulary.piece(text, start);
                if text.get(start).is_some_and(u8::is_ascii_digit) {
                    tally.joined_digits += (end - start - 1) as u64;
                }
                *piece = Sought::new(text, start, end);
                (start, found) = (end, found + 1);
            }
            for piece in &pieces[..found] {
                tally.tokens += if piece.end - piece.start == 1 {
                    1
                } else {
                    let count = |piece: &[u8]| vocabulary.count(pairs, merger, piece);
                    seen.find(text, piece, count) as u64
                };
            }
        }
        tally
    }

    fn cut<V: Vocabulary>(&mut self, vocabulary: V, text: &[u8], tokens: u64) -> usize {
        let (mut left, mut start) = (tokens, 0);
        while start < text.len() {
            let end = vocabulary.piece(text, start);
            let piece = text.get(start..end).unwrap_or_default();
            let of_piece = vocabulary.count(&mut self.pairs, &mut self.merger, piece) as u64;
            if of_piece > left {
                return start + vocabulary.cut(&mut self.merger, piece, left);
            }
            left -= of_piece;
            start = end;
        }
        text.len()
    }
}
