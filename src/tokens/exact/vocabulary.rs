//! The vocabularies that are built in.

use super::merges::Merges;
use super::split::{cl100k, o200k};

/// What counting must know of a vocabulary.
pub(super) trait Vocabulary {
    /// The end of the piece that begins at `start`, which is before the end of the text.
    fn piece(text: &[u8], start: usize) -> usize;
    /// The token that two make. Its number is its rank, too; that of a single byte is the byte.
    fn merged(left: u32, right: u32) -> Option<u32>;
}

/// OpenAI's vocabulary of GPT-4.
pub(super) struct Cl100k;

static CL100K: Merges<17, 14> = Merges::new(include_bytes!("cl100k.merges"), 100_000);

impl Vocabulary for Cl100k {
    #[inline(always)]
    fn piece(text: &[u8], start: usize) -> usize {
        cl100k(text, start)
    }

    #[inline(always)]
    fn merged(left: u32, right: u32) -> Option<u32> {
        CL100K.merged(left, right)
    }
}

/// OpenAI's vocabulary of GPT-4o and all models since, and of gpt-oss.
pub(super) struct O200k;

static O200K: Merges<18, 15> = Merges::new(include_bytes!("o200k.merges"), 199_742);

impl Vocabulary for O200k {
    #[inline(always)]
    fn piece(text: &[u8], start: usize) -> usize {
        o200k(text, start)
    }

    #[inline(always)]
    fn merged(left: u32, right: u32) -> Option<u32> {
        O200K.merged(left, right)
    }
}
