//! What kind of character stands where, as far as the splitting of text asks for it.

/// A kind of character, or several of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u8);

impl Class {
    /// `\p{Lu}` and `\p{Lt}`.
    pub(super) const UPPER: Self = Self(1);
    /// `\p{Ll}`.
    pub(super) const LOWER: Self = Self(1 << 1);
    /// `\p{Lm}` and `\p{Lo}`: letters without a case.
    pub(super) const UNCASED: Self = Self(1 << 2);
    /// `\p{M}`.
    pub(super) const MARK: Self = Self(1 << 3);
    /// `\p{N}`.
    pub(super) const NUMBER: Self = Self(1 << 4);
    /// `\s` but for line ends.
    pub(super) const SPACE: Self = Self(1 << 5);
    /// `\r` and `\n`.
    pub(super) const LINE_END: Self = Self(1 << 6);
    /// All else: punctuation, symbols, controls, what is not assigned.
    pub(super) const OTHER: Self = Self(1 << 7);
    /// The end of the text is of no class.
    pub(super) const NONE: Self = Self(0);

    /// `\p{L}`.
    pub(super) const LETTER: Self = Self::UPPER.or(Self::LOWER).or(Self::UNCASED);
    /// `\s`.
    pub(super) const BLANK: Self = Self::SPACE.or(Self::LINE_END);
    /// `[^\s\p{L}\p{N}]`.
    pub(super) const SYMBOL: Self = Self::MARK.or(Self::OTHER);
    /// `[^\r\n\p{L}\p{N}]`: what a piece may have before its letters.
    pub(super) const PREFIX: Self = Self::SYMBOL.or(Self::SPACE);

    /// Both of them.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it is one of these.
    #[inline(always)]
    pub(super) const fn is(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

/// The class of every character of Unicode 16: `tools/tokens` writes it, and says how.
static TABLE: &[u8] = include_bytes!("characters.table");
/// Where the blocks begin, after a byte for every 128 characters; the first block is ASCII's.
const BLOCKS: usize = 0x11_0000 / 128;

static ASCII: [Class; 128] = {
    let mut classes = [Class::NONE; 128];
    let mut byte = 0;
    while byte < classes.len() {
        classes[byte] = Class(TABLE[BLOCKS + byte]);
        byte += 1;
    }
    classes
};

/// The class of the character that begins at `at`, and where the next one begins.
///
/// The text must be UTF-8, and `at` the start of a character or the end of the text.
#[inline(always)]
pub(super) fn class_at(text: &[u8], at: usize) -> (Class, usize) {
    match text.get(at) {
        None => (Class::NONE, at),
        Some(&byte) if byte.is_ascii() => (ASCII[usize::from(byte & 0x7F)], at + 1),
        Some(&byte) => beyond_ascii(text, at, byte),
    }
}

fn beyond_ascii(text: &[u8], at: usize, first: u8) -> (Class, usize) {
    let (code, length) = decode(text, at, first);
    let block = TABLE[..BLOCKS].get(code / 128).copied().unwrap_or_default();
    let class = TABLE.get(BLOCKS + usize::from(block) * 128 + code % 128);
    (class.map_or(Class::OTHER, |bits| Class(*bits)), at + length)
}

/// The number of a character beyond ASCII, and how many bytes it has.
fn decode(text: &[u8], at: usize, first: u8) -> (usize, usize) {
    let more = |place: usize| u32::from(text.get(at + place).copied().unwrap_or_default() & 0x3F);
    let first_bits = u32::from(first);
    let (code, length) = match first {
        ..0xE0 => ((first_bits & 0x1F) << 6 | more(1), 2),
        0xE0..0xF0 => ((first_bits & 0x0F) << 12 | more(1) << 6 | more(2), 3),
        0xF0.. => ((first_bits & 0x07) << 18 | more(1) << 12 | more(2) << 6 | more(3), 4),
    };
    (code as usize, length)
}

/// One bit for every character of Unicode 16: whether it is punctuation or a symbol. In blocks of 16 bytes.
#[cfg(feature = "vocabularies")]
static SYMBOLS: &[u8] = include_bytes!("symbols.table");

/// Whether the character at `at` is `[\p{P}\p{S}]`.
#[cfg(feature = "vocabularies")]
pub(super) fn is_symbol(text: &[u8], at: usize) -> bool {
    let code = code_at(text, at);
    let block = SYMBOLS[..BLOCKS].get(code / 128).copied().unwrap_or_default();
    let bits = SYMBOLS.get(BLOCKS + usize::from(block) * 16 + code % 128 / 8);
    bits.is_some_and(|bits| bits >> (code % 8) & 1 == 1)
}

/// The number of the character at `at`; 0 at the end of the text.
#[cfg(feature = "vocabularies")]
pub(super) fn code_at(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        None => 0,
        Some(&byte) if byte.is_ascii() => usize::from(byte),
        Some(&byte) => decode(text, at, byte).0,
    }
}

/// Where the run of such characters ends that begins at `at`.
#[inline(always)]
pub(super) fn run(text: &[u8], mut at: usize, of: Class) -> usize {
    loop {
        let (class, next) = class_at(text, at);
        if !class.is(of) {
            return at;
        }
        at = next;
    }
}
