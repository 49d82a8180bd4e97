//! The vocabularies that are built in.

use std::fmt::Debug;

use super::merge::{Merger, Merging};
use super::merges::Merges;
use super::pairs::Pairs;
use super::split::{cl100k, o200k};

/// What counting must know of a vocabulary. The number of a token is its rank, too; that of a single
/// byte is the byte.
pub(super) trait Vocabulary: Copy + Debug {
    /// The end of the piece that begins at `start`, which is before the end of the text.
    fn piece(self, text: &[u8], start: usize) -> usize;

    /// The token that two make.
    fn merged(self, left: u32, right: u32) -> Option<u32>;

    /// The number of tokens in a piece.
    #[inline]
    fn count(self, pairs: &mut Pairs, merger: &mut Merger, piece: &[u8]) -> usize {
        merger.count(pairs.with(self), piece)
    }

    /// How many bytes the first tokens of a piece have, which are not all of them.
    fn cut(self, merger: &mut Merger, piece: &[u8], tokens: u64) -> usize {
        merger.cut(self, piece, tokens)
    }
}

impl<V: Vocabulary> Merging for V {
    #[inline(always)]
    fn rank(self, left: u32, right: u32) -> Option<u32> {
        self.merged(left, right)
    }

    #[inline(always)]
    fn made(self, rank: u32) -> u32 {
        rank
    }
}

/// OpenAI's vocabulary of GPT-4.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cl100k;

static CL100K: Merges<17, 14> = Merges::new(include_bytes!("cl100k.merges"), 100_000);

impl Vocabulary for Cl100k {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        cl100k(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        CL100K.merged(left, right)
    }
}

/// OpenAI's vocabulary of GPT-4o and all models since, and of gpt-oss.
#[derive(Debug, Clone, Copy)]
pub(super) struct O200k;

static O200K: Merges<18, 15> = Merges::new(include_bytes!("o200k.merges"), 199_742);

impl Vocabulary for O200k {
    #[inline(always)]
    fn piece(self, text: &[u8], start: usize) -> usize {
        o200k(text, start)
    }

    #[inline(always)]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        O200K.merged(left, right)
    }
}
