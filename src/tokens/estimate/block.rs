//! 64 bytes of text as bits: one bit for each byte, in a mask for each class.

use crate::record::classes::{Machine, WORD};

/// Which bytes are what, the lowest bit being the first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    pub(super) lower: u64,
    pub(super) upper: u64,
    pub(super) digit: u64,
    pub(super) space: u64,
    /// Line feeds and carriage returns.
    pub(super) newline: u64,
    /// Bytes 9, 11 and 12.
    pub(super) tab: u64,
    /// Bytes from 0x80 on.
    pub(super) high: u64,
    /// Every other byte.
    pub(super) punctuation: u64,
    pub(super) apostrophe: u64,
    /// The bytes 0xE0, with which some scripts begin every character.
    pub(super) e0: u64,
    /// Letters within a word, that is all but its first one.
    pub(super) inner: u64,
    /// The last of 2 and 4 such letters in a row.
    pub(super) inner_2: u64,
    pub(super) inner_4: u64,
    /// Digits with a number of digits before them that three divides.
    pub(super) thirds: u64,
}

impl Block {
    /// The classes of those bytes whose bits are in `valid`.
    #[inline(always)]
    pub(super) fn of<M: Machine>(machine: M, bytes: M::Bytes, valid: u64) -> Self {
        let between = |first, last| machine.between(bytes, first, last) & valid;
        let equal = |byte| machine.equal(bytes, byte) & valid;
        let lower = between(b'a', b'z');
        let upper = between(b'A', b'Z');
        let digit = between(b'0', b'9');
        let space = equal(b' ');
        let newline = equal(b'\n') | equal(b'\r');
        let tab = between(9, 12) & !newline;
        let high = between(0x80, 0xFF);
        Self {
            lower,
            upper,
            digit,
            space,
            newline,
            tab,
            high,
            punctuation: valid & !(lower | upper | digit | space | newline | tab | high),
            apostrophe: equal(b'\''),
            ..Self::default()
        }
    }

    pub(super) fn letter(&self) -> u64 {
        self.lower | self.upper
    }
}

/// The bits of the bytes that are so many places before: those of the block before come first.
#[inline(always)]
pub(super) fn earlier(now: u64, before: u64, places: usize) -> u64 {
    now << places | before >> (WORD - places)
}
