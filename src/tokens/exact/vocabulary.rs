//! The vocabularies that are built in.

use super::merge::Merging;
use super::merges::Merges;
use super::split::{cl100k, o200k};

/// What counting must know of a vocabulary. The number of a token is its rank, too; that of a single
/// byte is the byte.
pub(super) trait Vocabulary: Merging {
    /// The end of the piece that begins at `start`, which is before the end of the text.
    fn piece(self, text: &[u8], start: usize) -> usize;
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
}

impl Merging for Cl100k {
    #[inline(always)]
    fn rank(self, left: u32, right: u32) -> Option<u32> {
        CL100K.merged(left, right)
    }

    #[inline(always)]
    fn made(self, rank: u32) -> u32 {
        rank
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
}

impl Merging for O200k {
    #[inline(always)]
    fn rank(self, left: u32, right: u32) -> Option<u32> {
        O200K.merged(left, right)
    }

    #[inline(always)]
    fn made(self, rank: u32) -> u32 {
        rank
    }
}
