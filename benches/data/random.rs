//! Random numbers that are the same everywhere: `SplitMix64`, so that two machines check the same
//! bytes and no dependency changes them.

#![allow(clippy::cast_possible_truncation)] // A number below a `usize` fits one.

/// A source of random numbers.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// A number from `low` up to but not including `high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low)
    }

    /// A length from `low` to `high`: mostly short ones and a few long ones, as people write.
    pub fn length(&mut self, low: usize, high: usize) -> usize {
        let (one, other) = (self.below(high - low), self.below(high - low));
        low + one.min(other)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `count` characters from `first` on.
    pub fn character(&mut self, first: char, count: usize) -> char {
        char::from_u32(first as u32 + self.below(count) as u32).unwrap_or(first)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}
