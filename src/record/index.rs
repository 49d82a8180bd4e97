//! Where the strings of a block of lines are, found before the values are read.
//!
//! This pass lists the quotes that open and close strings, and what is wrong inside of strings. The
//! scanner then takes a string for two entries of a list instead of searching for its end: the end
//! of a search is a branch predicted wrong, which costs as much as some hundred bytes of text.
//!
//! For the same reason this pass itself hardly branches on the text. It goes by *tiles* of 64 words
//! of 64 bytes: first all words are classed, then only those are visited that have a backslash, a
//! quote, a control character or an uncommon escape, each kind in a loop of its own over the bits of
//! a word that has one bit for each word of the tile.
//!
//! Lines are told apart only as far as it matters: no string goes on over a line end.

use std::ops::Range;

use super::classes::{Classes, EscapeClasses, Kind, Machine, Pass, TILE, WORD, escaped_bytes};
use super::tape::MOST_TOKENS;

/// What is known about the strings of a block; all lists are in the order of the block.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The offsets of the quotes that are not escaped, then [`END`] at least twice.
    pub(super) quotes: Vec<u32>,
    /// The offsets of the bytes that must not be in a string, or in an escape; then [`END`].
    pub(super) faults: Vec<u32>,
    /// The strings that have an escape which can be written otherwise (`\u0041`, `\/`), each by the
    /// position in `quotes` of the quote that closes it; then [`END`].
    pub(super) respelled: Vec<u32>,
    /// The offsets of the `\u` escapes that are half of a surrogate pair; then [`END`].
    pub(super) lone_surrogates: Vec<u32>,
    /// Whether one of them may be of an ASCII character: `\u003c`, `\/`.
    pub(super) respells_ascii: bool,
    /// The parts of the block that are not ASCII: all characters that are not lie within one.
    pub(super) beyond_ascii: Vec<Range<usize>>,
    kind: Kind,
    tile: Tile,
}

/// What stands at the end of each list.
pub(super) const END: u32 = u32::MAX;

impl Index {
    /// An index that is made in the way of a kind of machine.
    #[cfg(any(test, fuzzing))]
    pub(super) fn of_kind(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Make the index of a block of less than 4 GiB.
    pub(super) fn make(&mut self, block: &[u8]) {
        self.faults.clear();
        self.respelled.clear();
        self.lone_surrogates.clear();
        self.respells_ascii = false;
        self.beyond_ascii.clear();
        let kind = self.kind;
        kind.run(Make { block, index: self });
        self.faults.push(END);
        self.respelled.push(END);
        self.lone_surrogates.push(END);
    }
}

struct Make<'a> {
    block: &'a [u8],
    index: &'a mut Index,
}

impl Pass for Make<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, machine: impl Machine) {
        let mut state = State::default();
        let (words, rest) = self.block.as_chunks::<WORD>();
        let mut base = 0;
        for tile in words.chunks(TILE) {
            state.tile(machine, tile, base, self.index);
            base += tile.len() * WORD;
        }
        if !rest.is_empty() {
            // Padded with line ends: a string that is open here is not closed.
            let mut last = [b'\n'; WORD];
            last[..rest.len()].copy_from_slice(rest);
            state.tile(machine, &[last], base, self.index);
        }
        self.index.lone_surrogates.extend(state.high.take());
        let quotes = &mut self.index.quotes;
        let end = state.count as usize;
        quotes.resize(quotes.len().max(end + 2), END);
        quotes[end..end + 2].fill(END);
    }
}

/// What one tile hands on to the next.
#[derive(Debug, Default)]
struct State {
    /// How many quotes there are so far.
    count: u32,
    /// Whether it is after an even number of quotes, not an odd one, that a string is open: all ones
    /// if a line has ended in a string.
    flipped: u64,
    /// Whether the next byte is escaped.
    escaped: u64,
    /// The `u` of the `\u` escapes in the word before; those in bits 60 to 63 have digits in the next.
    units: u64,
    /// Whether the next byte is a digit after zeros: the third if bit 62, the second if bit 63 is set.
    after_zeros: u64,
    /// Whether the next byte is the second digit of one that may be half of a surrogate pair: bit 63.
    after_d: u64,
    /// The last entry of the list of strings that can be written otherwise, or 0.
    last_respelled: u32,
    /// The first half of a surrogate pair, if its second half is due.
    high: Option<u32>,
}

/// What is known about a tile: of each word if nothing else is said. What it says of words that are
/// not what it speaks of is left from another tile.
#[derive(Debug)]
struct Tile {
    classes: Classes,
    /// The words that have a quote.
    with_quotes: u64,
    /// How many quotes are before a word that has one.
    counts: [u32; TILE],
    /// The escaped bytes of a word with a backslash, but for those that make a plain escape.
    uncommon: [u64; TILE],
}

impl Default for Tile {
    fn default() -> Self {
        let classes = Classes::default();
        Self { classes, with_quotes: 0, counts: [0; TILE], uncommon: [0; TILE] }
    }
}

impl Tile {
    /// How many quotes are before a word, and which of its bytes are quotes.
    #[inline(always)]
    fn quotes(&self, word: usize, state: &State) -> (u32, u64) {
        let later = self.with_quotes >> word;
        let next = word + later.trailing_zeros() as usize;
        // Up to the next word that has a quote the number stays the same.
        let count = self.counts.get(next).copied().unwrap_or(state.count);
        (count, if later & 1 != 0 { self.classes.quotes[word % TILE] } else { 0 })
    }
}

impl State {
    /// Work on up to [`TILE`] words that start at `base`.
    #[inline(always)]
    fn tile(
        &mut self,
        machine: impl Machine,
        words: &[[u8; WORD]],
        base: usize,
        index: &mut Index,
    ) {
        let tile = &mut index.tile;
        let beyond_ascii = machine.classes(words, &mut tile.classes);
        if beyond_ascii != 0 {
            note_beyond_ascii(beyond_ascii, base, &mut index.beyond_ascii);
        }
        let there = u64::MAX >> (TILE - words.len().clamp(1, TILE));
        let with_backslashes = machine.not_zero(&tile.classes.backslashes) & there;
        let with_controls = machine.not_zero(&tile.classes.controls) & there;

        let with_uncommon = self.backslashes(machine, words, with_backslashes, tile);
        tile.with_quotes = machine.not_zero(&tile.classes.quotes) & there;
        self.quotes(machine, base, tile, &mut index.quotes);
        for word in Bits(with_controls) {
            let (count, quotes) = tile.quotes(word, self);
            let before = u64::from(count & 1).wrapping_neg() ^ self.flipped;
            let inside = machine.parity(quotes) ^ before;
            let controls = tile.classes.controls[word];
            if controls & inside != 0
                && let Some(bytes) = words.get(word)
            {
                let flips =
                    note_controls(bytes, base + word * WORD, controls, inside, &mut index.faults);
                if flips {
                    self.flipped = !self.flipped;
                }
            }
        }
        if with_uncommon | self.units >> 60 != 0 {
            self.uncommon_escapes(machine, words, with_uncommon, base, index);
        }
    }

    /// Find the escaped bytes. Those that are quotes are none, and those that are not plain escapes
    /// are put aside; gives the words that have one.
    #[inline(always)]
    fn backslashes(
        &mut self,
        machine: impl Machine,
        words: &[[u8; WORD]],
        mut with_backslashes: u64,
        tile: &mut Tile,
    ) -> u64 {
        let mut with_uncommon = 0;
        with_backslashes |= self.escaped;
        while with_backslashes != 0 {
            let word = with_backslashes.trailing_zeros() as usize;
            with_backslashes &= with_backslashes - 1;
            let Some(bytes) = words.get(word) else { break };
            let escaped = escaped_bytes(tile.classes.backslashes[word % TILE], &mut self.escaped);
            tile.classes.quotes[word % TILE] &= !escaped;
            let uncommon = escaped & !machine.plain_escapes(bytes);
            tile.uncommon[word % TILE] = uncommon;
            with_uncommon |= u64::from(uncommon != 0) << word;
            // Rarely it goes on in a word that has no backslash of its own.
            if self.escaped & !(with_backslashes >> 1 >> word) != 0 {
                with_backslashes |= 1 << word << 1;
            }
        }
        with_uncommon
    }

    /// Write down where the quotes are.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
    fn quotes(&mut self, machine: impl Machine, base: usize, tile: &mut Tile, list: &mut Vec<u32>) {
        // A record that has more is refused for its many values, and should not fill the memory.
        if self.count as usize > 2 * MOST_TOKENS {
            tile.with_quotes = 0;
        }
        // No more than there are bytes; and some more are written than there are.
        let most = self.count as usize + (TILE + 1) * WORD;
        if list.len() < most {
            list.resize(most + list.len() / 2, END);
        }
        for word in Bits(tile.with_quotes) {
            let quotes = tile.classes.quotes[word];
            tile.counts[word] = self.count;
            let list = list.get_mut(self.count as usize..).unwrap_or_default();
            machine.write_places(quotes, (base + word * WORD) as u32, list);
            self.count += quotes.count_ones();
        }
    }

    /// Look at the escapes that are not plain ones: `\u`, `\/` and bad ones.
    #[inline(always)]
    fn uncommon_escapes(
        &mut self,
        machine: impl Machine,
        words: &[[u8; WORD]],
        mut with_uncommon: u64,
        base: usize,
        index: &mut Index,
    ) {
        if self.units >> 60 != 0 && with_uncommon & 1 == 0 {
            index.tile.uncommon[0] = 0;
            with_uncommon |= 1;
        }
        while with_uncommon != 0 {
            let word = with_uncommon.trailing_zeros() as usize;
            with_uncommon &= with_uncommon - 1;
            let Some(bytes) = words.get(word) else { break };
            let uncommon = index.tile.uncommon[word % TILE];
            let classes = machine.escape_classes(bytes);

            let units = uncommon & classes.units;
            let before = self.units;
            self.units = units;
            let first = units << 1 | before >> 63;
            let third = units << 3 | before >> 61;
            let digits = first | (units << 2 | before >> 62) | third | (units << 4 | before >> 60);
            let base = base + word * WORD;
            let mut bad = uncommon & !(classes.slashes | units);
            if digits & !classes.hex != 0 {
                bad |= self.bad_digits(before, classes.hex);
            }
            if bad != 0 {
                note_bad_escapes(bad, base, &mut index.faults);
            }

            let slashes = uncommon & classes.slashes;
            let zeros = first & classes.zeros;
            if slashes | zeros | self.after_zeros != 0 {
                index.respells_ascii |= slashes != 0 || self.are_ascii(zeros, &classes);
            }
            let respelled = units | slashes;
            let (count, quotes) = index.tile.quotes(word, self);
            self.note_respelled(respelled, quotes, count, &mut index.respelled);
            let letters_d = first & classes.letters_d;
            let surrogates = (letters_d << 1 | self.after_d >> 63) & classes.hex_from_8;
            self.after_d = letters_d;
            if surrogates != 0 {
                self.note_surrogates(bytes, base, surrogates, index);
            }
            // Rarely digits are due in a word that has no such escape of its own. That is a branch
            // and no sum, or each word would wait for the one before.
            let is_due = u64::from(self.units >> 60 != 0);
            if is_due & !(with_uncommon >> 1 >> word) != 0 {
                index.tile.uncommon[(word + 1) % TILE] = 0;
                with_uncommon |= 1 << word << 1;
            }
        }
    }

    /// Whether escapes whose first digit is a zero of these may be of an ASCII character: the second one
    /// is zero as well, and the third below 8.
    #[cold]
    #[inline(never)]
    fn are_ascii(&mut self, zeros: u64, classes: &EscapeClasses) -> bool {
        let before = self.after_zeros;
        let second = (zeros << 1 | before >> 63) & classes.zeros;
        let third = second << 1 | before >> 62 & 1;
        self.after_zeros = zeros >> 63 << 63 | second >> 63 << 62;
        third & !classes.hex_from_8 != 0
    }

    /// The first byte of each escape of a word that should be a hexadecimal digit and is none; what
    /// follows it is no part of the escape any more, but may be of the next line.
    #[cold]
    #[inline(never)]
    fn bad_digits(&mut self, before: u64, hex: u64) -> u64 {
        let mut bad = 0;
        // A bit for each place: the word before has its last ones below those of this word.
        let good = u128::from(hex) << 64;
        let both = u128::from(self.units) << 64 | u128::from(before >> 60 << 60);
        for unit in (60..128).filter(|unit| both >> unit & 1 != 0) {
            let digits = (unit + 1..unit + 5).filter(|digit| (64..128).contains(digit));
            if let Some(digit) = digits.into_iter().find(|digit| good >> digit & 1 == 0) {
                bad |= 1 << (digit - 64);
                if unit >= 64 {
                    self.units &= !(1 << (unit - 64));
                }
            }
        }
        bad
    }

    /// Note the strings that these escapes are in. Before the word there are `count` quotes.
    #[inline(always)]
    fn note_respelled(
        &mut self,
        mut escapes: u64,
        quotes: u64,
        count: u32,
        respelled: &mut Vec<u32>,
    ) {
        while escapes != 0 {
            let first = escapes.trailing_zeros();
            let later_quotes = quotes & u64::MAX << first;
            let closing = count + (quotes ^ later_quotes).count_ones();
            if closing != self.last_respelled {
                self.last_respelled = closing;
                respelled.push(closing);
            }
            // Go on after the quote that closes the string, if it is in this word.
            let up_to_quote = later_quotes ^ later_quotes.wrapping_sub(1);
            escapes &= !up_to_quote;
        }
    }

    /// Pair the halves of surrogate pairs, given their second digits.
    #[cold]
    #[inline(never)]
    fn note_surrogates(&mut self, word: &[u8; WORD], base: usize, digits: u64, index: &mut Index) {
        for bit in Bits(digits) {
            #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
            let at = ((base + bit) as u32).wrapping_sub(3);
            let is_low = matches!(word[bit], b'c'..=b'f' | b'C'..=b'F');
            let high = self.high.take();
            if is_low && high.is_some_and(|high| high + 6 == at) {
                continue;
            }
            index.lone_surrogates.extend(high);
            if is_low {
                index.lone_surrogates.push(at);
            } else {
                self.high = Some(at);
            }
        }
    }
}

/// Note the words of a tile that are not ASCII; those that are near each other become one part.
fn note_beyond_ascii(mut words: u64, base: usize, parts: &mut Vec<Range<usize>>) {
    /// To prove this many bytes UTF-8 takes less time than to begin with another part.
    const NEAR: usize = 2 * WORD;
    while words != 0 {
        let first = words.trailing_zeros();
        let count = (words >> first).trailing_ones();
        words &= u64::MAX.checked_shl(first + count).unwrap_or(0);
        let start = base + first as usize * WORD;
        let end = start + count as usize * WORD;
        match parts.last_mut() {
            Some(last) if start <= last.end + NEAR => last.end = end,
            _ => parts.push(start..end),
        }
    }
}

/// Note the control characters in the strings of a word, given the bytes that are inside of one. A
/// line end ends a string that is not closed; says whether that turns the end of the word inside
/// out.
#[cold]
fn note_controls(
    word: &[u8; WORD],
    base: usize,
    controls: u64,
    mut inside: u64,
    faults: &mut Vec<u32>,
) -> bool {
    let mut flips = false;
    for bit in Bits(controls) {
        if inside >> bit & 1 != 0 {
            #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
            faults.push((base + bit) as u32);
            if word[bit] == b'\n' {
                inside ^= u64::MAX << bit;
                flips = !flips;
            }
        }
    }
    flips
}

/// Note the bytes that do not belong in an escape, among the faults found before.
#[cold]
fn note_bad_escapes(bad: u64, base: usize, faults: &mut Vec<u32>) {
    for bit in Bits(bad) {
        #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
        let at = (base + bit) as u32;
        let later = faults.iter().rev().take_while(|fault| **fault > at).count();
        faults.insert(faults.len() - later, at);
    }
}

/// The places of the bits that are set, the lowest first.
struct Bits(u64);

impl Iterator for Bits {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let bit = self.0.trailing_zeros() as usize;
        self.0 &= self.0.wrapping_sub(1);
        (bit < 64).then_some(bit)
    }
}
