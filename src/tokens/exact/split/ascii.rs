//! Words in ASCII, which most pieces of most texts are: found by looking at 16 bytes at once.
//!
//! What is no such word, or may be more than one, is left to what reads character after character: a
//! word that does not end within the 16 bytes, and one behind which another sort of character stands.

use super::{Class, class_at};

/// 16 bytes of text, the first one in the lowest bits.
#[derive(Clone, Copy)]
pub(super) struct Bytes(u128);

/// In each byte the highest bit is set, or not.
#[derive(Clone, Copy)]
struct Bits(u128);

const ONES: u128 = u128::from_le_bytes([1; 16]);
const HIGHEST: u128 = ONES << 7;

impl Bytes {
    #[inline(always)]
    fn at(text: &[u8], at: usize) -> Option<Self> {
        let bytes = text.get(at..).and_then(<[u8]>::first_chunk)?;
        Some(Self(u128::from_le_bytes(*bytes)))
    }

    /// Which bytes are from `first` to `last`, both ASCII.
    #[inline(always)]
    fn between(self, first: u8, last: u8) -> Bits {
        // Without their highest bits, the bytes carry nothing over to each other.
        let low = self.0 & !HIGHEST;
        let from = low + ONES * u128::from(0x80 - first);
        let behind = low + ONES * u128::from(0x7F - last);
        Bits(from & !behind & !self.0 & HIGHEST)
    }

    #[inline(always)]
    fn lower(self) -> Bits {
        self.between(b'a', b'z')
    }

    #[inline(always)]
    fn letters(self) -> Bits {
        Self(self.0 | ONES << 5).lower()
    }

    /// The byte at a place below 16.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // That byte alone is wanted.
    fn byte(self, at: usize) -> u8 {
        (self.0 >> (8 * at)) as u8
    }

    /// Whether a run of ASCII ends there, and not only at the end of the 16 bytes.
    #[inline(always)]
    fn ends(self, at: usize) -> bool {
        at < 16 && self.byte(at).is_ascii()
    }
}

impl Bits {
    #[inline(always)]
    fn has(self, at: usize) -> bool {
        self.0 >> (8 * at) & 0x80 != 0
    }

    /// Where the run ends that goes on at `from`; 16 or more if that is not among these.
    #[inline(always)]
    fn run(self, from: usize) -> usize {
        from + ((!self.0 & HIGHEST) >> (8 * from)).trailing_zeros() as usize / 8
    }
}

/// The end of the piece that begins at `start`, if it is `[^\r\n\p{L}\p{N}]?\p{L}+` in ASCII.
#[inline(always)]
#[allow(clippy::needless_bitwise_bool)] // To compare costs less than a branch that cannot be foreseen.
pub(super) fn any_word(text: &[u8], start: usize) -> Option<usize> {
    let bytes = Bytes::at(text, start)?;
    let letters = bytes.letters();
    let first = usize::from(!letters.has(0));
    let end = letters.run(first);
    // A contraction is a piece of its own.
    let is_word = begins(text, start, bytes, first) & (bytes.byte(0) != b'\'') & (end > first);
    (is_word && bytes.ends(end)).then_some(start + end)
}

/// The same for `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}]?[\p{Ll}\p{Lm}\p{Lo}]+`.
#[inline(always)]
#[allow(clippy::needless_bitwise_bool)] // As above.
pub(super) fn lower_word(text: &[u8], start: usize) -> Option<usize> {
    let bytes = Bytes::at(text, start)?;
    let (letters, lower) = (bytes.letters(), bytes.lower());
    let first = usize::from(!letters.has(0));
    let behind_upper = first + usize::from(!lower.has(first));
    let end = lower.run(behind_upper);
    let is_word = begins(text, start, bytes, first) & letters.has(first) & (end > behind_upper);
    // A contraction is part of the word.
    (is_word && bytes.ends(end) && bytes.byte(end) != b'\'').then_some(start + end)
}

/// Whether a word may begin with so many bytes before its letters: one at most.
#[inline(always)]
fn begins(text: &[u8], start: usize, bytes: Bytes, first: usize) -> bool {
    first == 0 || bytes.byte(0).is_ascii() && class_at(text, start).0.is(Class::PREFIX)
}
