//! The counting itself: 56 numbers of every 64 bytes.
//!
//! What a counter means is also written out, byte by byte, in `reference.rs`. A class *after* another
//! looks at the byte before. A word is letters; an upper letter after a lower one begins a new one.

use std::ops::Range;

use crate::record::classes::{Machine, Pass, WORD};
use crate::record::text::escape;

use super::block::{Block, earlier};
use super::{COUNTERS, Counters};

/// The place of the counter of bytes from 0x80 on.
pub(super) const HIGH_BYTES: usize = 40;

/// The places of the counters of bytes with which letters with accents begin, of the Latin alphabet.
pub(super) const ACCENTS: Range<usize> = 43..45;

/// To count a text.
pub(super) struct Count<'a> {
    pub(super) text: &'a [u8],
    pub(super) counters: &'a mut Counters,
}

impl Pass for Count<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, machine: impl Machine) {
        let mut state = State::new(self.counters);
        state.blocks(machine, self.text);
    }
}

/// How much of a JSON string is decoded at a time.
const ROOM: usize = 64 * WORD;

/// To count the text of a JSON string with a backslash at `plain`.
pub(super) struct Decode<'a> {
    pub(super) raw: &'a [u8],
    pub(super) plain: usize,
    pub(super) counters: &'a mut Counters,
}

impl Pass for Decode<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self, machine: impl Machine) {
        let mut state = State::new(self.counters);
        let mut text = [0; ROOM];
        let mut length = 0;
        let (mut rest, mut plain) = (self.raw, self.plain);
        loop {
            let (mut before, escaped) = rest.split_at(plain);
            while !before.is_empty() {
                let fits = before.len().min(ROOM - length);
                let (now, later) = before.split_at(fits);
                text[length..length + fits].copy_from_slice(now);
                length += fits;
                before = later;
                if length == ROOM {
                    state.blocks(machine, &text);
                    length = 0;
                }
            }
            let Some(after) = escaped.get(1..) else { break };
            let (character, used) = escape(after);
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                text[length] = byte;
                length += 1;
                if length == ROOM {
                    state.blocks(machine, &text);
                    length = 0;
                }
            }
            rest = after.get(used..).unwrap_or_default();
            // The next escape is often near, for which a search is too much.
            let near = rest.iter().take(4).position(|byte| *byte == b'\\');
            plain = near.or_else(|| memchr::memchr(b'\\', rest)).unwrap_or(rest.len());
        }
        state.blocks(machine, &text[..length]);
    }
}

/// Where in a text the counting is.
struct State<'a> {
    counters: &'a mut Counters,
    before: Block,
    /// Bit 0 before the first byte of the text, then none.
    start: u64,
}

impl<'a> State<'a> {
    fn new(counters: &'a mut Counters) -> Self {
        Self { counters, before: Block::default(), start: 1 }
    }

    /// Count bytes; only the last ones of a text may be fewer than full blocks.
    #[inline(always)]
    fn blocks<M: Machine>(&mut self, machine: M, bytes: &[u8]) {
        self.counters.bytes += bytes.len() as u64;
        let (words, rest) = bytes.as_chunks::<WORD>();
        for word in words {
            self.block(machine, word, u64::MAX);
        }
        if !rest.is_empty() {
            let mut word = [0; WORD];
            word[..rest.len()].copy_from_slice(rest);
            self.block(machine, &word, (1 << rest.len()) - 1);
        }
    }

    #[inline(always)]
    fn block<M: Machine>(&mut self, machine: M, word: &[u8; WORD], valid: u64) {
        let bytes = machine.load(word);
        let classes = Block::of(machine, bytes, valid);
        let (mut now, before) = (classes, self.before);
        let counts = &mut self.counters.counts;
        let after = |of: fn(&Block) -> u64| earlier(of(&classes), of(&before), 1);
        let letter = now.letter();
        let after_space = after(|block| block.space);
        let after_punctuation = after(|block| block.punctuation);
        let after_newline = after(|block| block.newline);
        let after_letter = after(Block::letter);
        let after_high = after(|block| block.high);

        // Words.
        let starts = letter & !after_letter | now.upper & after(|block| block.lower);
        let inner = letter & !starts;
        let run =
            |mask: u64, mask_before: u64, places: usize| mask & earlier(mask, mask_before, places);
        let inner_2 = run(inner, before.inner, 1);
        let inner_4 = run(inner_2, before.inner_2, 2);
        let inner_8 = run(inner_4, before.inner_4, 4);
        add(counts, 0, now.lower);
        add(counts, 1, now.upper);
        add(counts, 2, starts);
        add(counts, 3, starts & after_space);
        add(counts, 4, starts & after_punctuation);
        add(counts, 5, now.upper & after(|block| block.upper));
        add(counts, 6, inner_2 & !earlier(inner, before.inner, 2));
        add(counts, 7, inner_4);
        add(counts, 8, inner_8);
        add(counts, 9, inner_8 & earlier(inner_4, before.inner_4, 7));

        let after_apostrophe = after(|block| block.apostrophe);
        let letter_runs = letter & !(after_letter | after_high | after_apostrophe);
        self.counters.least += u64::from(letter_runs.count_ones());

        // Digits.
        if now.digit != 0 {
            let digits = Runs::new(now.digit, before.digit);
            add(counts, 10, now.digit);
            add(counts, 11, digits.first);
            add(counts, 12, digits.first & after_space);
            add(counts, 13, digits.second);
            add(counts, 14, digits.fourth_on);
            now.thirds = digits.first;
            loop {
                let more = earlier(now.thirds, before.thirds, 3) & digits.fourth_on;
                if more & !now.thirds == 0 {
                    break;
                }
                now.thirds |= more;
            }
            self.counters.least += u64::from(now.thirds.count_ones());
        }

        // White space.
        let spaces = Runs::new(now.space, before.space);
        add(counts, 15, spaces.first);
        add(counts, 16, now.space & after_space);
        add(counts, 17, spaces.second);
        add(counts, 18, spaces.fourth_on);
        if now.newline | now.tab != 0 {
            add(counts, 19, now.newline);
            add(counts, 20, now.newline & after_newline);
            add(counts, 21, now.newline & after_punctuation);
            add(counts, 22, now.tab);
            add(counts, 23, now.tab & !after(|block| block.tab));
        }
        add(counts, 24, now.space & (after_newline | self.start));

        // Punctuation.
        if now.punctuation != 0 {
            let marks = Runs::new(now.punctuation, before.punctuation);
            add(counts, 25, marks.first);
            add(counts, 26, now.punctuation & after_space);
            add(counts, 27, now.punctuation & after_punctuation);
            add(counts, 28, marks.third_on);
            add(counts, 29, marks.fourth_on);
            for (place, mark) in (30..).zip(*b"_./(-\\{\"") {
                add(counts, place, machine.equal(bytes, mark) & valid);
            }
        }
        if is_base64(machine, bytes, &now, valid) {
            counts[38] += 1;
            add(counts, 39, now.upper);
        }

        // Beyond ASCII.
        if now.high != 0 {
            let from = |first, last| machine.between(bytes, first, last) & valid;
            now.e0 = from(0xE0, 0xE0);
            let after_e0 = earlier(now.e0, before.e0, 1);
            add(counts, HIGH_BYTES, now.high);
            add(counts, 41, now.high & !after_high);
            add(counts, 42, from(0x80, 0xBF));
            add(counts, 43, from(0xC2, 0xC3));
            add(counts, 44, from(0xC4, 0xCF));
            add(counts, 45, from(0xD0, 0xD3));
            add(counts, 46, from(0xD4, 0xDF));
            add(counts, 47, from(0xA4, 0xA5) & after_e0);
            add(counts, 48, from(0xB8, 0xBF) & after_e0);
            add(counts, 49, from(0xE1, 0xE1));
            add(counts, 50, from(0xE2, 0xE2));
            add(counts, 51, from(0xE3, 0xE3));
            add(counts, 52, from(0xE4, 0xE9));
            add(counts, 53, from(0xEA, 0xED));
            add(counts, 54, from(0xEE, 0xF7));
            add(counts, 55, now.e0 & !after_high);
        }
        self.start = 0;
        self.before = Block { inner, inner_2, inner_4, ..now };
    }
}

#[inline(always)]
fn add(counts: &mut [u64; COUNTERS], place: usize, mask: u64) {
    if let Some(count) = counts.get_mut(place) {
        *count += u64::from(mask.count_ones());
    }
}

/// The bytes of the runs of a class, by their place in the run.
struct Runs {
    first: u64,
    /// One for each run of two or more.
    second: u64,
    third_on: u64,
    fourth_on: u64,
}

impl Runs {
    #[inline(always)]
    fn new(now: u64, before: u64) -> Self {
        let second_on = now & earlier(now, before, 1);
        let third_on = second_on & earlier(now, before, 2);
        Self {
            first: now & !second_on,
            second: second_on & !third_on,
            third_on,
            fourth_on: third_on & earlier(now, before, 3),
        }
    }
}

/// Whether a full block looks like base64.
#[inline(always)]
fn is_base64<M: Machine>(machine: M, bytes: M::Bytes, block: &Block, valid: u64) -> bool {
    let count = |mask: u64| mask.count_ones();
    valid == u64::MAX
        && block.space | block.high == 0
        && count(block.upper) >= 6
        && count(block.lower) >= 6
        && count(block.upper | block.digit) >= 14
        && machine.between(bytes, 0, 0x1F) == 0
}
