//! Pairs of tokens that were looked up before: a few thousand of them are most that merging asks for.

use std::cell::Cell;

use super::merge::Merging;
use super::vocabulary::Vocabulary;

/// How many pairs are kept, as a power of two. They take 8 bytes each.
const BITS: u32 = 13;

/// What is known of pairs.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    /// Of two bytes, with which every piece begins: what `outcome` makes of them, or 0. Letters are next
    /// to each other here, so that little memory is read for most.
    bytes: Box<[u32]>,
    /// Of others: the two tokens, and below them what `outcome` makes of them.
    others: Box<[u64]>,
}

/// The number of a token has no more bits.
const TOKEN: u32 = 18;
/// And what a pair makes no more than these.
const OUTCOME: u32 = TOKEN + 1;

impl Default for Pairs {
    fn default() -> Self {
        Self { bytes: vec![0; 1 << 16].into(), others: vec![0; 1 << BITS].into() }
    }
}

impl Pairs {
    /// A vocabulary that looks here first.
    pub(super) fn with<V: Vocabulary>(&mut self, vocabulary: V) -> WithPairs<'_, V> {
        WithPairs {
            vocabulary,
            bytes: Cell::from_mut(&mut *self.bytes).as_slice_of_cells(),
            others: Cell::from_mut(&mut *self.others).as_slice_of_cells(),
        }
    }
}

/// A vocabulary, and pairs that were looked up in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct WithPairs<'a, V> {
    vocabulary: V,
    bytes: &'a [Cell<u32>],
    others: &'a [Cell<u64>],
}

impl<V: Vocabulary> WithPairs<'_, V> {
    /// 1 if two tokens do not merge, and 2 more than their rank if they do.
    fn outcome(self, left: u32, right: u32) -> u32 {
        self.vocabulary.rank(left, right).map_or(1, |rank| rank + 2)
    }
}

impl<V: Vocabulary> Merging for WithPairs<'_, V> {
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // The lowest bits are wanted.
    fn rank(self, left: u32, right: u32) -> Option<u32> {
        if (left | right) < 0x100 {
            let known = &self.bytes[(left << 8 | right) as usize];
            if known.get() == 0 {
                known.set(self.outcome(left, right));
            }
            return known.get().checked_sub(2);
        }
        let pair = u64::from(left) << TOKEN | u64::from(right);
        let place = pair.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - BITS);
        let known = &self.others[place as usize];
        if known.get() >> OUTCOME != pair {
            known.set(pair << OUTCOME | u64::from(self.outcome(left, right)));
        }
        (known.get() as u32 & ((1 << OUTCOME) - 1)).checked_sub(2)
    }

    #[inline(always)]
    fn made(self, rank: u32) -> u32 {
        self.vocabulary.made(rank)
    }
}
