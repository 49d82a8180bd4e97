//! Sums of products of keyed words: what a hash can be made of with vector instructions.
//!
//! Every word of a text is keyed twice, with numbers that hardly any word at another place has; of each
//! lane the halves are multiplied with each other, and the products are added up, as in NH and XXH3.
//! Texts that differ in eight bytes only are told apart by about 64 bits, others by more. The keys are
//! no secret: somebody who wants to can make two texts with the same sums. Sums mind no order, and a
//! text has no end that would cost more than a short text does.
//!
//! This is the one way that all machines have; some have faster ones, which give the same.

use super::WORD;

/// A number for each eight bytes of a word.
pub(crate) const LANES: usize = WORD / 8;

/// The products of both keys, added up.
pub(crate) type Sums = [[u64; LANES]; 2];

/// What is added up: the words of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words<'a> {
    /// What all of its keys depend on.
    pub(crate) key: [u64; 2],
    /// All words but the last one.
    pub(crate) whole: &'a [[u8; WORD]],
    /// The last one, and which of its bytes count.
    pub(crate) last: &'a [u8; WORD],
    pub(crate) kept: u64,
}

/// The difference between the keys of a word and of the next.
pub(super) const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The keys of each lane: digits of pi, no more related to each other than random numbers.
pub(super) const FIRST: [u64; LANES] = [
    0x243F_6A88_85A3_08D3,
    0x1319_8A2E_0370_7344,
    0xA409_3822_299F_31D0,
    0x082E_FA98_EC4E_6C89,
    0x4528_21E6_38D0_1377,
    0xBE54_66CF_34E9_0C6C,
    0xC0AC_29B7_C97C_50DD,
    0x3F84_D5B5_B547_0917,
];

/// The difference between the first key of a lane and the second.
pub(super) const SECOND: [u64; LANES] = [
    0x9216_D5D9_8979_FB1B,
    0xD131_0BA6_98DF_B5AC,
    0x2FFD_72DB_D01A_DFB7,
    0xB8E1_AFED_6A26_7E96,
    0xBA7C_9045_F12C_7F99,
    0x24A1_9947_B391_6CF7,
    0x0801_F2E2_858E_FC16,
    0x6369_20D8_7157_4E69,
];

#[inline(always)]
pub(super) fn add(words: Words<'_>, sums: &mut Sums) {
    let mut keys = FIRST;
    for (lane, key) in keys.iter_mut().enumerate() {
        *key = key.wrapping_add(words.key[lane % 2]);
    }
    for word in words.whole {
        add_word(word, &keys, sums);
        keys = keys.map(|key| key.wrapping_add(STEP));
    }
    let mut last = *words.last;
    for (at, byte) in last.iter_mut().enumerate() {
        *byte &= (words.kept >> at & 1).wrapping_neg().to_le_bytes()[0];
    }
    add_word(&last, &keys, sums);
}

#[inline(always)]
fn add_word(word: &[u8; WORD], keys: &[u64; LANES], [first, second]: &mut Sums) {
    for (lane, bytes) in word.as_chunks().0.iter().enumerate() {
        let keyed = u64::from_le_bytes(*bytes) ^ keys[lane];
        first[lane] = first[lane].wrapping_add(product(keyed));
        second[lane] = second[lane].wrapping_add(product(keyed ^ SECOND[lane]));
    }
}

/// The two halves of a lane, multiplied.
#[inline(always)]
fn product(lane: u64) -> u64 {
    (lane & 0xFFFF_FFFF) * (lane >> 32)
}
