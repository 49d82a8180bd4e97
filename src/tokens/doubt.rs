//! How far off the sum of the counts of many texts may be.
//!
//! What makes one text longer than its count and another one shorter cancels out in a sum, and the band of
//! a text says nothing about it. What is left is what texts have in common: the weights were fitted on
//! others, or a vocabulary has words of a language that the one it was made from has not. So it is told of
//! each text by how it was counted and in what it is written, and it adds up as the tokens do.
//!
//! The numbers are what the sums over the texts of one kind or language in `docs/tokens.md` were off by, in
//! 19 of 20 of them.

use super::estimate::Counters;

/// A part of the tokens, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PerMille(pub(crate) u64);

impl PerMille {
    /// Of the count of a vocabulary that agrees with the family's own but for some tokens.
    pub(crate) const NEAR: Self = Self(5);

    /// Of an estimate that is corrected by the count of another vocabulary, in English, code and data.
    pub(crate) const CORRECTED: Self = Self(30);

    /// Of what is estimated by the bytes alone, in English, code and data.
    pub(crate) const ESTIMATED: Self = Self(100);

    /// Of an estimate that is corrected.
    pub(super) fn corrected(counters: &Counters) -> Self {
        if counters.may_be_in_other_languages() { Self(100) } else { Self::CORRECTED }
    }

    /// Of what is only estimated.
    pub(super) fn estimated(counters: &Counters) -> Self {
        if counters.may_be_in_other_languages() { Self(270) } else { Self::ESTIMATED }
    }

    /// That part of so many tokens, in thousandths of one.
    pub(super) const fn of(self, tokens: u64) -> u64 {
        tokens.saturating_mul(self.0)
    }
}
