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

use super::classes::{
    Classes, Kind, Machine, Pass, Reach, Seen, TILE, WORD, digits, escaped_bytes,
};
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
    /// Whether there is a `<`, in a string or not.
    pub(super) has_angle: bool,
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
        self.make_for(block, false);
    }

    /// Make the index of the first line of some bytes, and say how long it is; none, if that is 4 GiB or more.
    pub(super) fn make_of_line(&mut self, bytes: &[u8]) -> Option<usize> {
        self.make_for(bytes, true)
    }

    /// Make the index of some bytes or of their first line, and say how many these are.
    fn make_for(&mut self, bytes: &[u8], is_line: bool) -> Option<usize> {
        self.faults.clear();
        self.respelled.clear();
        self.lone_surrogates.clear();
        self.respells_ascii = false;
        self.beyond_ascii.clear();
        self.has_angle = false;
        let kind = self.kind;
        let length = kind.run(Make { bytes, is_line, index: self })?;
        self.faults.push(END);
        self.respelled.push(END);
        self.lone_surrogates.push(END);
        Some(length)
    }

    /// Whether the block of which it was made is UTF-8.
    pub(super) fn is_utf8(&self, block: &[u8]) -> bool {
        let parts = &self.beyond_ascii;
        parts.is_empty() || self.kind.run(IsUtf8 { block, parts })
    }
}

/// Whether a block is UTF-8, given the parts of it that are not ASCII.
struct IsUtf8<'a> {
    block: &'a [u8],
    parts: &'a [Range<usize>],
}

impl Pass for IsUtf8<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(self, machine: impl Machine) -> bool {
        let Self { block, parts } = self;
        parts.iter().all(|part| machine.is_utf8(block, part.start..part.end.min(block.len())))
    }
}

struct Make<'a> {
    bytes: &'a [u8],
    /// Whether it is to end after the first line.
    is_line: bool,
    index: &'a mut Index,
}

impl Pass for Make<'_> {
    type Output = Option<usize>;

    #[inline(always)]
    fn run(self, machine: impl Machine) -> Option<usize> {
        let Self { bytes, is_line, index } = self;
        let mut state = State::default();
        let mut length = bytes.len();
        let mut base = 0;
        while base < length {
            let end = length.min(base + TILE * WORD);
            u32::try_from(end).ok()?;
            // It is in the nearest cache from now on.
            if is_line && let Some(newline) = memchr::memchr(b'\n', &bytes[base..end]) {
                length = base + newline + 1;
            }
            let (words, rest) = bytes[base..end.min(length)].as_chunks::<WORD>();
            let after = base + words.len() * WORD;
            if !words.is_empty() {
                state.tile(machine, words, &bytes[after..length], base, index);
            }
            if !rest.is_empty() {
                // Padded with line ends: a string that is open here is not closed.
                let mut last = [b'\n'; WORD];
                last[..rest.len()].copy_from_slice(rest);
                state.tile(machine, &[last], &[], after, index);
            }
            base = end;
        }
        index.lone_surrogates.extend(state.high.take());
        let quotes = &mut index.quotes;
        let end = state.count as usize;
        quotes.resize(quotes.len().max(end + 2), END);
        quotes[end..end + 2].fill(END);
        Some(length)
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
    /// Work on up to [`TILE`] words that start at `base`, with what comes after them.
    #[inline(always)]
    fn tile(
        &mut self,
        machine: impl Machine,
        words: &[[u8; WORD]],
        after: &[u8],
        base: usize,
        index: &mut Index,
    ) {
        let tile = &mut index.tile;
        let Seen { beyond_ascii, has_angle } = machine.classes(words, &mut tile.classes);
        if beyond_ascii != 0 {
            note_beyond_ascii(beyond_ascii, base, &mut index.beyond_ascii);
        }
        index.has_angle |= has_angle;
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
        if with_uncommon != 0 {
            self.uncommon_escapes(machine, words, after, with_uncommon, base, index);
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
        after: &[u8],
        with_uncommon: u64,
        base: usize,
        index: &mut Index,
    ) {
        // In the words before this one the string goes on that was noted last.
        let mut same_string = 0;
        for word in Bits(with_uncommon) {
            let Some(bytes) = words.get(word) else { break };
            let uncommon = index.tile.uncommon[word];
            let looked_at = machine.load(bytes);
            let units = uncommon & machine.equal(looked_at, b'u');
            let here = words.as_flattened().get(word * WORD..).unwrap_or_default();
            let padded;
            let reach = if let Some(reach) = here.first_chunk() {
                reach
            } else {
                padded = reach_of(bytes, after);
                &padded
            };
            let digits = digits(machine, reach, units);
            let others = uncommon & !units;
            let mut respelled = units;
            if digits.bad | digits.ascii | digits.halves | others != 0 {
                let slashes = others & machine.equal(looked_at, b'/');
                respelled |= slashes;
                index.respells_ascii |= digits.ascii | slashes != 0;
                let base = base + word * WORD;
                note_bad_escapes(others & !slashes, digits.bad, reach, base, &mut index.faults);
                if digits.halves != 0 {
                    self.note_surrogates(reach, base, digits.halves, index);
                }
            }
            if word >= same_string {
                let (count, quotes) = index.tile.quotes(word, self);
                self.note_respelled(respelled, quotes, count, &mut index.respelled);
                same_string = word + (index.tile.with_quotes >> word).trailing_zeros() as usize;
            }
        }
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

    /// Pair the halves of surrogate pairs, given the `u` of each.
    #[cold]
    #[inline(never)]
    fn note_surrogates(&mut self, reach: &Reach, base: usize, units: u64, index: &mut Index) {
        for bit in Bits(units) {
            #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
            let at = ((base + bit) as u32).wrapping_sub(1);
            let is_low = matches!(reach[bit + 2], b'c'..=b'f' | b'C'..=b'F');
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

/// Note the bytes that do not belong in an escape, among the faults found before: those that make none, and
/// the first in place of a digit of each that has not four.
fn note_bad_escapes(bad: u64, units: u64, reach: &Reach, base: usize, faults: &mut Vec<u32>) {
    for bit in Bits(bad | units) {
        let digits = reach.iter().skip(bit + 1);
        let missing = 1 + digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
        #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
        let at = (base + bit + if bad >> bit & 1 != 0 { 0 } else { missing }) as u32;
        let later = faults.iter().rev().take_while(|fault| **fault > at).count();
        faults.insert(faults.len() - later, at);
    }
}

/// The last word of a tile, with what comes after it, or with line ends where that is the end.
#[cold]
fn reach_of(word: &[u8; WORD], after: &[u8]) -> Reach {
    let mut reach = [b'\n'; _];
    for (byte, from) in reach.iter_mut().zip(word.iter().chain(after)) {
        *byte = *from;
    }
    reach
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
