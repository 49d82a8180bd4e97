//! The classes with ordinary instructions: eight bytes at a time, or one where it matters little.

use super::{Classes, Machine, Seen, TILE, WORD};

/// For machines whose vector instructions are not written out here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Portable;

impl Machine for Portable {
    type Bytes = [u8; WORD];

    #[inline(always)]
    fn load(self, word: &[u8; WORD]) -> Self::Bytes {
        *word
    }

    #[inline(always)]
    fn equal(self, bytes: Self::Bytes, wanted: u8) -> u64 {
        self.between(bytes, wanted, wanted)
    }

    #[inline(always)]
    fn between(self, bytes: Self::Bytes, first: u8, last: u8) -> u64 {
        // Seven bits at a time, so that no carry leaves its byte; the highest decides before them.
        let at_least = |bytes: u64, limit: u8| {
            let limit_bits = LOW * u64::from(limit);
            let low = (bytes | HIGH) - (limit_bits & !HIGH);
            (bytes & !limit_bits) | (!(bytes ^ limit_bits) & low)
        };
        gather(&bytes, |bytes| {
            let above = last.checked_add(1).map_or(0, |limit| at_least(bytes, limit));
            at_least(bytes, first) & !above
        })
    }

    #[inline(always)]
    fn classes(self, words: &[[u8; WORD]], classes: &mut Classes) -> Seen {
        let mut seen = Seen::default();
        for (i, word) in words.iter().enumerate().take(TILE) {
            classes.quotes[i] = equal(word, b'"');
            classes.backslashes[i] = equal(word, b'\\');
            classes.controls[i] = gather(word, below_space);
            seen.beyond_ascii |= u64::from(!word.is_ascii()) << i;
            seen.has_angle |= equal(word, b'<') != 0;
        }
        seen
    }

    #[inline(always)]
    fn parity(self, bits: u64) -> u64 {
        parity(bits)
    }
}

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A bit for each byte whose highest bit `test` sets.
#[inline(always)]
fn gather(word: &[u8; WORD], test: impl Fn(u64) -> u64) -> u64 {
    word.as_chunks::<8>().0.iter().rev().fold(0, |bits, bytes| {
        let high = (test(u64::from_le_bytes(*bytes)) & HIGH) >> 7;
        // The product brings the eight bits together in its highest byte.
        bits << 8 | high.wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// A bit for each byte that is `wanted`, which must be ASCII.
#[inline(always)]
fn equal(word: &[u8; WORD], wanted: u8) -> u64 {
    gather(word, |bytes| {
        let different = bytes ^ (LOW * u64::from(wanted));
        // No carry leaves its byte: the highest bit is set where the other seven are not zero.
        !(((different & !HIGH) + !HIGH) | different)
    })
}

/// The highest bit of each byte that is below 0x20.
#[inline(always)]
fn below_space(bytes: u64) -> u64 {
    !(((bytes & !HIGH) + LOW * 0x60) | bytes)
}

#[inline(always)]
pub(super) fn parity(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}
