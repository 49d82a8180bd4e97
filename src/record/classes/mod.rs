//! Which bytes of a block of lines can matter: one bit for each byte, 64 bytes at a time.
//!
//! This is all that needs vector instructions. They are chosen while the program runs, so a *pass*
//! over a block (see [`Pass`]) is compiled once for each kind of machine, with the classes inlined.
//!
//! The scanner has its own classes; whoever counts bytes asks for them with [`Machine::equal`] and
//! [`Machine::between`].
//!
//! This is one of the two modules with unsafe code (the other is the memory map): the loads read
//! through raw pointers, and that a machine has an instruction is nothing the compiler can check.
#![allow(unsafe_code)]

/// Methods of a [`Machine`] that are functions compiled for it.
#[cfg(target_arch = "x86_64")]
macro_rules! compiled_for_this_machine {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $output:ty = $function:path;)*) => {$(
        #[inline(always)]
        fn $name(self, $($argument: $kind),*) -> $output {
            // SAFETY: the value is proof that the machine has what the function is compiled with.
            unsafe { $function($($argument),*) }
        }
    )*};
}

use std::ops::Range;
use std::sync::LazyLock;

#[cfg(target_arch = "x86_64")]
mod avx512;
mod digits;
mod portable;
mod products;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod undo;
#[cfg(target_arch = "x86_64")]
mod utf8;
#[cfg(target_arch = "x86_64")]
mod x86;

pub(crate) use digits::{Reach, digits};
pub(crate) use products::{LANES, Sums, Words};

/// How many bytes one word of bits stands for.
pub(crate) const WORD: usize = 64;

/// How many words are worked on at a time: as many as one word has bits.
pub(crate) const TILE: usize = 64;

/// Room for the text of the escapes in a word.
pub(super) const UNITS: usize = 32;

/// What is looked for in every word of a tile. The lowest bit stands for the first byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Classes {
    pub(super) quotes: [u64; TILE],
    pub(super) backslashes: [u64; TILE],
    /// The bytes below 0x20.
    pub(super) controls: [u64; TILE],
}

/// What is seen in the words of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seen {
    /// The words that may not be ASCII, the lowest bit for the first: all that are not, and some near these.
    pub(super) beyond_ascii: u64,
    /// Whether there is a `<`.
    pub(super) has_angle: bool,
}

impl Default for Classes {
    fn default() -> Self {
        Self { quotes: [0; TILE], backslashes: [0; TILE], controls: [0; TILE] }
    }
}

/// A kind of machine.
pub(crate) trait Machine: Copy {
    /// A word as this machine looks at it.
    type Bytes: Copy;
    fn load(self, word: &[u8; WORD]) -> Self::Bytes;
    /// Which bytes are `wanted`.
    fn equal(self, bytes: Self::Bytes, wanted: u8) -> u64;
    /// Which bytes are from `first` to `last`.
    fn between(self, bytes: Self::Bytes, first: u8, last: u8) -> u64;

    /// Look at up to [`TILE`] words; what `classes` says of more words than these stays as it is.
    fn classes(self, words: &[[u8; WORD]], classes: &mut Classes) -> Seen;
    /// Whether a part of a block is UTF-8, given that what is around it is ASCII.
    #[inline(always)]
    fn is_utf8(self, block: &[u8], part: Range<usize>) -> bool {
        block.get(part).is_some_and(|part| simdutf8::basic::from_utf8(part).is_ok())
    }
    /// Which of the words are not zero.
    #[inline(always)]
    fn not_zero(self, words: &[u64; TILE]) -> u64 {
        words.iter().rev().fold(0, |bits, word| bits << 1 | u64::from(*word != 0))
    }
    /// `"\bfnrt`: what makes an escape that is written one way only.
    #[inline(always)]
    fn plain_escapes(self, word: &[u8; WORD]) -> u64 {
        let bytes = self.load(word);
        br#""\bfnrt"#.iter().fold(0, |all, escape| all | self.equal(bytes, *escape))
    }
    /// Hexadecimal digits.
    #[inline(always)]
    fn hex(self, word: &[u8; WORD]) -> u64 {
        let bytes = self.load(word);
        let between = |first, last| self.between(bytes, first, last);
        between(b'0', b'9') | between(b'a', b'f') | between(b'A', b'F')
    }
    /// Bit for bit, whether the number of bits set up to and with this one is odd.
    fn parity(self, bits: u64) -> u64;

    /// Undo escapes `\uXXXX` of a valid string, which stands at `span` of some bytes, from its start on, as
    /// far as each stands for a character of two or three bytes in UTF-8, as most that are escaped do: how
    /// many bytes were read, and how many written. There must be room for a word more than the string. Few
    /// machines get anywhere.
    #[inline(always)]
    fn undo(self, _bytes: &[u8], _span: Range<usize>, _text: &mut [u8]) -> (usize, usize) {
        (0, 0)
    }

    /// How many escapes are undone at a time, at most.
    #[inline(always)]
    fn most_units(self) -> usize {
        0
    }

    /// Undo escapes `\uXXXX` that a word starts with, as long as each stands for a character of three
    /// bytes in UTF-8: how many, and their text. Most text that is escaped is CJK.
    #[inline(always)]
    fn units(self, _word: &[u8; WORD]) -> (usize, [u8; UNITS]) {
        (0, [0; UNITS])
    }

    /// Add the products of the words of a text to what was added before; see [`products`].
    #[inline(always)]
    fn add_products(self, words: Words<'_>, sums: &mut Sums) {
        products::add(words, sums);
    }

    /// Write the places of all bits to `list`, each with `base` added. There may be more written
    /// than there are bits, if there is room in the list.
    #[inline(always)]
    fn write_places(self, mut bits: u64, base: u32, list: &mut [u32]) {
        // Always eight at once, even if fewer are left: that is cheaper than to ask.
        for slots in list.as_chunks_mut::<8>().0 {
            for slot in slots {
                *slot = base.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
            if bits == 0 {
                break;
            }
        }
    }
}

/// The bytes after a backslash that is not escaped itself, given whether the first byte is; says whether
/// the first byte of the next word will be.
///
/// In a run of backslashes every other one counts; the subtraction goes through all runs at
/// once, as in simdjson.
#[inline(always)]
pub(super) fn escaped_bytes(backslashes: u64, escaped: &mut u64) -> u64 {
    const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;
    let first = backslashes & !*escaped;
    let codes = ((first << 1 | ODD).wrapping_sub(first)) ^ ODD;
    let found = codes ^ (backslashes | *escaped);
    *escaped = (codes & backslashes) >> 63;
    found
}

/// Work on a block that is to be done in the best way that a machine offers.
///
/// `run` and all it calls must be `#[inline(always)]`, or they are compiled for the oldest machine.
pub(crate) trait Pass {
    type Output;
    fn run(self, machine: impl Machine) -> Self::Output;
}

/// The kinds of machines there are, the best first. A value of it is proof that this machine is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind(Name);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    Portable,
}

impl Default for Kind {
    /// The best that this machine is.
    fn default() -> Self {
        // To ask for some ten features takes longer than to search a short text.
        static BEST: LazyLock<Kind> =
            LazyLock::new(|| Kind::all().next().unwrap_or(Kind(Name::Portable)));
        *BEST
    }
}

impl Kind {
    /// All that this machine is, the best first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let names = [
            #[cfg(target_arch = "x86_64")]
            has_avx512().then_some(Name::Avx512),
            #[cfg(target_arch = "x86_64")]
            has_avx2().then_some(Name::Avx2),
            #[cfg(target_arch = "x86_64")]
            Some(Name::Sse2),
            Some(Name::Portable),
        ];
        names.into_iter().flatten().map(Self)
    }

    /// Do some work in the way of this machine.
    #[inline]
    pub(crate) fn run<P: Pass>(self, pass: P) -> P::Output {
        match self.0 {
            // SAFETY: there is such a `Kind` only if `has_avx512` has asked the machine for everything
            // that `run_avx512` is compiled with.
            #[cfg(target_arch = "x86_64")]
            Name::Avx512 => unsafe { avx512::run_avx512(pass) },
            // SAFETY: the same with `has_avx2`.
            #[cfg(target_arch = "x86_64")]
            Name::Avx2 => unsafe { x86::run_avx2(pass) },
            #[cfg(target_arch = "x86_64")]
            Name::Sse2 => pass.run(x86::Sse2),
            Name::Portable => pass.run(portable::Portable),
        }
    }
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has_avx2() && has!("avx512f") && has!("avx512bw") && has!("avx512vbmi") && has!("avx512vbmi2")
}

#[cfg(target_arch = "x86_64")]
fn has_avx2() -> bool {
    use std::arch::is_x86_feature_detected as has;
    has!("avx2") && has!("bmi1") && has!("bmi2") && has!("popcnt") && has!("pclmulqdq")
}
