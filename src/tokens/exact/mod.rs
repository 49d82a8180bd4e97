//! Exact counts with the vocabularies that are built in.
//!
//! In goes text, out comes the number of tokens that OpenAI's own `tiktoken` would give it. The tokens
//! themselves are never made. There is nothing to load: the vocabularies are read where they lie in
//! the program.

pub(super) mod merge;
mod merges;
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
pub enum Encoding {
    /// GPT-4 and GPT-3.5 Turbo; Llama 3, Qwen and GLM were made from it.
    Cl100k,
    /// GPT-4o and everything of OpenAI since, and gpt-oss.
    O200k,
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
    seen: Seen,
    pairs: Pairs,
    merger: Merger,
}

impl ExactCounter {
    /// A counter for an encoding.
    pub fn new(encoding: Encoding) -> Self {
        Self { encoding, seen: Seen::default(), pairs: Pairs::default(), merger: Merger::default() }
    }

    /// The number of tokens in a text.
    ///
    /// What looks like a special token is text like any other, as it is for OpenAI.
    pub fn count(&mut self, text: &str) -> u64 {
        self.tally(text).tokens
    }

    /// The same, with what tokenizers that were made from this one need besides.
    pub fn tally(&mut self, text: &str) -> Tally {
        match self.encoding {
            Encoding::Cl100k => self.count_with(vocabulary::Cl100k, text.as_bytes()),
            Encoding::O200k => self.count_with(vocabulary::O200k, text.as_bytes()),
        }
    }

    /// Where a text is cut that may have so many tokens: after the bytes of the last one that fits.
    ///
    /// A token may end within a character; then the place is before it.
    pub fn cut(&mut self, text: &str, tokens: u64) -> usize {
        let mut at = match self.encoding {
            Encoding::Cl100k => self.cut_with(vocabulary::Cl100k, text.as_bytes(), tokens),
            Encoding::O200k => self.cut_with(vocabulary::O200k, text.as_bytes(), tokens),
        };
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn cut_with<V: Vocabulary>(&mut self, vocabulary: V, text: &[u8], tokens: u64) -> usize {
        let (mut left, mut start) = (tokens, 0);
        while start < text.len() {
            let end = vocabulary.piece(text, start);
            let piece = text.get(start..end).unwrap_or_default();
            let of_piece = self.merger.count(vocabulary, piece) as u64;
            if of_piece > left {
                return start + self.merger.cut(vocabulary, piece, left);
            }
            left -= of_piece;
            start = end;
        }
        text.len()
    }

    fn count_with<V: Vocabulary>(&mut self, vocabulary: V, text: &[u8]) -> Tally {
        let Self { seen, pairs, merger, .. } = self;
        let merging = pairs.with(vocabulary);
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
                tally.tokens += match piece.end - piece.start {
                    1 => 1,
                    _ => seen.find(text, piece, |piece| merger.count(merging, piece)) as u64,
                };
            }
        }
        tally
    }
}
