//! One pass over a line proves it valid JSON and notes where every value is.
//!
//! In comes a block of whole lines that is known to be UTF-8; out goes, line by line, a tape of
//! values and the facts about them. The strings come from an [`Index`] made for the whole block;
//! what stands between them is read byte by byte here. The scanner does not say what is wrong with
//! a line that is not JSON: `diagnosis` does, slowly and exactly.
//!
//! What it takes for JSON is what `serde_json` takes for it as a `Value`. The only differences are
//! defects with a rule of their own, which are not the end of the record:
//!
//! - arrays and objects nested deeper than 127,
//! - half of a surrogate pair,
//! - `NaN`, `Infinity` and `-Infinity`,
//! - numbers beyond the range of a double (`1e999`),
//! - a key that stands twice in an object: `serde_json` keeps the last value, the tape has both.

use super::index::{self, END};
use super::key::{Guesses, Name};
use super::mould::Line;
use super::number::number;
use super::tape::{Kind, LONE_SURROGATE, RESPELLED, Tape, Token, Writer};
use super::{Facts, Key, text};

/// Nesting from this depth on is a fact: the strictest of the common loaders stops here.
pub(crate) const DEEP: usize = 64;

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scanned {
    /// One JSON value; the tape holds it.
    Value,
    /// Nothing but white space.
    Blank,
    /// Not JSON, or more than one value.
    Broken,
}

/// How a block of lines is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelling {
    pub(crate) is_ascii: bool,
    /// Whether a string has an escape that can be written otherwise: `\u0041`, `\/`.
    pub(crate) respells: bool,
    /// Whether such an escape may be of an ASCII character.
    pub(crate) respells_ascii: bool,
    /// Whether there is a `<`.
    pub(crate) has_angle: bool,
}

/// Reads the lines of one block after the other, and keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The values of the line scanned last.
    pub(crate) tape: Tape,
    /// What is unusual about it.
    pub(crate) facts: Facts,
    /// How deep its arrays and objects are nested.
    pub(crate) depth: usize,
    index: index::Index,
    place: Place,
    frames: Vec<Frame>,
    guesses: Guesses,
}

/// How far the lists of the index have been read.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    quotes: usize,
    faults: usize,
    respelled: usize,
    lone_surrogates: usize,
}

/// An array or object that is open.
///
/// It stays where it is, and is never copied: what was just written in parts and is read as a whole
/// makes the machine wait: that took 11 ns of a record of 1.6 KB, for its seven containers.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// The keys it has so far: a bit for each known key, then a bit for each hash of others.
    seen: [u64; 4],
    /// Its token.
    token: u32,
    is_object: bool,
    repeats_key: bool,
}

/// Why a line could not be read.
pub(super) enum Stop {
    /// It is not JSON. Why not does not matter here.
    NotJson,
    /// There is no room for so many values.
    Full,
}

impl Scanner {
    /// A scanner that works in the way of a kind of machine.
    #[cfg(any(test, fuzzing))]
    fn of_kind(kind: super::classes::Kind) -> Self {
        Self { index: index::Index::of_kind(kind), ..Self::default() }
    }

    /// Get ready for the lines of `block`, which has less than 4 GiB. If it is not UTF-8, what is
    /// said of its lines holds only for those that are.
    pub(crate) fn start(&mut self, block: &[u8]) -> Spelling {
        self.index.make(block);
        self.begin()
    }

    /// The same for the first line of some bytes, and how long it is; none, if that is 4 GiB or more. To search
    /// for its end while looking at it costs less than to do it before, where it does not stay in the caches.
    pub(crate) fn start_with_line(&mut self, bytes: &[u8]) -> Option<(usize, Spelling)> {
        let length = self.index.make_of_line(bytes)?;
        Some((length, self.begin()))
    }

    /// Begin with the block of the index.
    fn begin(&mut self) -> Spelling {
        self.place = Place::default();
        let index::Index { beyond_ascii, respelled, respells_ascii, has_angle, .. } = &self.index;
        Spelling {
            is_ascii: beyond_ascii.is_empty(),
            respells: respelled.len() > 1,
            respells_ascii: *respells_ascii,
            has_angle: *has_angle,
        }
    }

    /// Whether the block that was given to [`start`](Self::start) is UTF-8.
    pub(crate) fn is_utf8(&self, block: &[u8]) -> bool {
        self.index.is_utf8(block)
    }

    /// Scan the line of `block` that starts at `start`, and say where it ends: at its `\n`, or at
    /// the end of the block. `block` must be the one that was given to [`start`](Self::start), and
    /// its lines must come in their order.
    #[inline]
    pub(crate) fn line(&mut self, block: &[u8], start: usize) -> (Scanned, usize) {
        let line = block.get(start..).unwrap_or_default();
        self.tape.clear();
        self.facts = Facts::empty();
        self.depth = 0;
        let first = skip_space(line, 0);
        if is_line_end(line, first) {
            return (Scanned::Blank, start + first);
        }
        self.go_to(start);
        let read = loop {
            match self.value(line, start, first) {
                Err(Stop::Full) if self.tape.grow() => {}
                read => break read,
            }
        };
        match read {
            Ok(end) => {
                let end = skip_space(line, end);
                if is_line_end(line, end) {
                    if self.tape.token(0).kind() != Kind::Object {
                        self.facts |= Facts::NOT_AN_OBJECT;
                    }
                    if self.depth >= DEEP {
                        self.facts |= Facts::DEEP;
                    }
                    let end = start + end;
                    if offset_at(&self.index.lone_surrogates, self.place.lone_surrogates) < end {
                        self.mark_lone_surrogates(start, end);
                    }
                    return (Scanned::Value, end);
                }
            }
            Err(Stop::Full) => self.facts |= Facts::TOO_MANY_VALUES,
            Err(Stop::NotJson) => {}
        }
        (Scanned::Broken, start + memchr::memchr(b'\n', line).unwrap_or(line.len()))
    }

    /// The line of `block` that starts at `start`, with what the index says of it, so that it need not be
    /// scanned where that is enough.
    #[inline(always)]
    pub(super) fn ahead<'a>(&'a mut self, block: &'a [u8], start: usize) -> Option<Line<'a>> {
        self.go_to(start);
        let Self { index, place, .. } = self;
        let fault = offset_at(&index.faults, place.faults);
        Some(Line {
            block,
            start,
            sound: fault.min(offset_at(&index.lone_surrogates, place.lone_surrogates)),
            quotes: index.quotes.get(place.quotes..)?,
            first: place.quotes,
            respelled: index.respelled.get(place.respelled..)?,
        })
    }

    /// Leave out a line, given the position in the index of the first quote after it.
    #[inline(always)]
    pub(super) fn step_over(&mut self, quotes: usize) {
        self.place.quotes = quotes;
    }

    /// The tape with nothing on it, for the values of a line that was not scanned, which are nested so
    /// deep; there is nothing unusual about it.
    pub(super) fn clear(&mut self, depth: usize) -> &mut Tape {
        (self.facts, self.depth) = (Facts::empty(), depth);
        self.tape.clear();
        &mut self.tape
    }

    /// Leave out what the index says of the lines before.
    #[inline(always)]
    fn go_to(&mut self, start: usize) {
        let Self { index, place, .. } = self;
        while offset_at(&index.quotes, place.quotes) < start {
            place.quotes += 1;
        }
        while offset_at(&index.faults, place.faults) < start {
            place.faults += 1;
        }
        // The first string of the line is closed by the second quote.
        while offset_at(&index.respelled, place.respelled) <= place.quotes {
            place.respelled += 1;
        }
        while offset_at(&index.lone_surrogates, place.lone_surrogates) < start {
            place.lone_surrogates += 1;
        }
    }

    /// Flag the strings that have half of a surrogate pair.
    #[cold]
    fn mark_lone_surrogates(&mut self, start: usize, end: usize) {
        self.facts |= Facts::LONE_SURROGATE;
        let lone = self.index.lone_surrogates.get(self.place.lone_surrogates..).unwrap_or_default();
        let mut lone = lone.iter().map(|&at| at as usize).take_while(|&at| at < end).peekable();
        for token in self.tape.tokens_mut() {
            if !matches!(token.kind(), Kind::String | Kind::Key) {
                continue;
            }
            let token_end = start + token.span().end as usize;
            while lone.next_if(|&at| at < token_end).is_some() {
                token.set(LONE_SURROGATE);
            }
        }
    }

    /// Scan the value that starts at `first` in `line`, and say where it ends. The line starts at
    /// `base` in its block.
    fn value(&mut self, line: &[u8], base: usize, first: usize) -> Result<usize, Stop> {
        let mut strings = Strings::new(&self.index, self.place, base);
        let mut tokens = self.tape.writer();
        let frames = &mut self.frames;
        let guesses = &mut self.guesses;
        let mut depth = 0;
        let mut is_object = false;
        let mut facts = Facts::empty();
        let mut deepest = 0;
        let mut i = first;

        'member: loop {
            if is_object && let Some(frame) = frames.get_mut(depth - 1) {
                i = key(line, i, &mut strings, &mut tokens, frame, guesses)?;
            }
            // Three cases, here and below, and no jump through a table: what is rare is elsewhere.
            loop {
                let start = i;
                match line.get(i) {
                    Some(b'"') => {
                        let (end, flags) = strings.next()?;
                        i = end;
                        tokens.push(Token::new(Kind::String, start, end, flags))?;
                        break;
                    }
                    Some(&open @ (b'{' | b'[')) => {
                        is_object = open == b'{';
                        let token = tokens.position();
                        let frame = Frame { seen: [0; 4], token, is_object, repeats_key: false };
                        match frames.get_mut(depth) {
                            Some(room) => *room = frame,
                            None => frames.push(frame),
                        }
                        depth += 1;
                        deepest = deepest.max(depth);
                        let kind = if is_object { Kind::Object } else { Kind::Array };
                        tokens.push(Token::open(kind, start))?;
                        i = skip_space(line, i + 1);
                        // Empty: closed below.
                        if line.get(i) == Some(if is_object { &b'}' } else { &b']' }) {
                            break;
                        }
                        continue 'member;
                    }
                    _ => {
                        i = skip_space(line, i);
                        if i == start {
                            let (token, fact) = plain(line, i)?;
                            facts |= fact;
                            i = token.span().end as usize;
                            tokens.push(token)?;
                            break;
                        }
                    }
                }
            }

            // After a value: a comma goes on, a bracket closes.
            loop {
                if depth == 0 {
                    tokens.finish();
                    self.place.quotes = strings.taken();
                    self.facts = facts;
                    self.depth = deepest;
                    return Ok(i);
                }
                match line.get(i) {
                    Some(b',') => {
                        i = skip_one_space(line, i + 1);
                        continue 'member;
                    }
                    Some(&close @ (b'}' | b']')) if is_object == (close == b'}') => {
                        i += 1;
                        depth -= 1;
                        let Some(frame) = frames.get(depth) else { return Err(Stop::NotJson) };
                        tokens.close(frame.token, i, frame.repeats_key);
                        if frame.repeats_key {
                            facts |= Facts::REPEATED_KEY;
                        }
                        is_object = frames.get(depth.wrapping_sub(1)).is_some_and(|f| f.is_object);
                    }
                    _ => {
                        let next = skip_space(line, i);
                        if next == i {
                            return Err(Stop::NotJson);
                        }
                        i = next;
                    }
                }
            }
        }
    }
}

/// A value that is no string and holds no other, and what is unusual about it.
#[inline(never)]
pub(super) fn plain(line: &[u8], start: usize) -> Result<(Token, Facts), Stop> {
    let (kind, end) = match line.get(start) {
        Some(b't') => (Kind::True, word(line, start, b"true")?),
        Some(b'f') => (Kind::False, word(line, start, b"false")?),
        Some(b'n') => (Kind::Null, word(line, start, b"null")?),
        _ => {
            let (end, flags, facts) = number(line, start)?;
            return Ok((Token::new(Kind::Number, start, end, flags), facts));
        }
    };
    Ok((Token::new(kind, start, end, 0), Facts::empty()))
}

/// The strings of a line, one after the other.
struct Strings<'a> {
    quotes: &'a [u32],
    /// The position of the first quote of the line.
    first: usize,
    /// The quotes that open and close the strings to come.
    pairs: std::slice::Iter<'a, [u32; 2]>,
    /// Where the line starts.
    base: u32,
    /// Where the first fault of the line is, or one after the line.
    fault: u32,
    respelled: std::slice::Iter<'a, u32>,
    /// The quote that closes the next string that can be written otherwise.
    next_respelled: u32,
}

impl<'a> Strings<'a> {
    #[inline(always)]
    fn new(index: &'a index::Index, place: Place, base: usize) -> Self {
        let quotes = index.quotes.as_slice();
        let mut strings = Self {
            quotes,
            first: place.quotes,
            pairs: quotes.get(place.quotes..).unwrap_or_default().as_chunks().0.iter(),
            #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
            base: base as u32,
            fault: index.faults.get(place.faults).copied().unwrap_or(END),
            respelled: index.respelled.get(place.respelled..).unwrap_or_default().iter(),
            next_respelled: END,
        };
        strings.find_respelled();
        strings
    }

    /// The end of the next string, after its closing quote, and its flags.
    #[inline(always)]
    fn next(&mut self) -> Result<(usize, u32), Stop> {
        let Some(&[_, end]) = self.pairs.next() else { return Err(Stop::NotJson) };
        // A line end in a string is a fault, so that no string leaves the line.
        if end >= self.fault {
            return Err(Stop::NotJson);
        }
        let mut flags = 0;
        if self.next_respelled == end {
            flags = RESPELLED;
            self.find_respelled();
        }
        Ok(((end - self.base) as usize + 1, flags))
    }

    /// The position in the index of the first quote that was not taken.
    fn taken(&self) -> usize {
        self.first + 2 * ((self.quotes.len() - self.first) / 2 - self.pairs.len())
    }

    #[inline]
    fn find_respelled(&mut self) {
        let position = self.respelled.next().copied().unwrap_or(END);
        self.next_respelled = self.quotes.get(position as usize).copied().unwrap_or(END);
    }
}

/// The entry of a list of the index; [`END`] after the last.
#[inline(always)]
fn offset_at(list: &[u32], position: usize) -> usize {
    list.get(position).copied().unwrap_or(END) as usize
}

/// The first byte from `i` on that is no white space within a line.
#[inline(always)]
fn skip_space(line: &[u8], mut i: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r') = line.get(i) {
        i += 1;
    }
    i
}

/// The place after one space, if there is one at `i`: that is all the white space that most writers
/// put, and this is no branch.
#[inline(always)]
fn skip_one_space(line: &[u8], i: usize) -> usize {
    i + usize::from(line.get(i) == Some(&b' '))
}

fn is_line_end(line: &[u8], i: usize) -> bool {
    matches!(line.get(i), None | Some(b'\n'))
}

/// A key and its colon; gives the place of the value.
#[inline(always)]
fn key(
    line: &[u8],
    mut start: usize,
    strings: &mut Strings<'_>,
    tokens: &mut Writer<'_>,
    frame: &mut Frame,
    guesses: &mut Guesses,
) -> Result<usize, Stop> {
    if line.get(start) != Some(&b'"') {
        start = skip_space(line, start);
        if line.get(start) != Some(&b'"') {
            return Err(Stop::NotJson);
        }
    }
    let (end, flags) = strings.next()?;
    let Some(name) = Name::new(line, start + 1, end - 1) else { return Err(Stop::NotJson) };
    let (mut known, hash) = guesses.key(name);
    if flags != 0 {
        // Keys that could be spelled otherwise are compared by the rule.
        frame.repeats_key = true;
        known = respelled(name);
    }
    // So are unknown keys that hash alike.
    let bit = if known == Key::Unknown { 128 | hash } else { known as u8 };
    let seen = &mut frame.seen[usize::from(bit / 64)];
    let bit = 1 << (bit % 64);
    if *seen & bit != 0 {
        frame.repeats_key = true;
    }
    *seen |= bit;
    tokens.push(Token::key(start, end, flags, known))?;
    let mut colon = end;
    if line.get(colon) != Some(&b':') {
        colon = skip_space(line, colon);
        if line.get(colon) != Some(&b':') {
            return Err(Stop::NotJson);
        }
    }
    Ok(skip_one_space(line, colon + 1))
}

/// The key that a name with an escape is.
#[cold]
fn respelled(name: Name<'_>) -> Key {
    Key::named(text::decode(name.bytes()).as_bytes())
}

#[inline(always)]
pub(super) fn word(line: &[u8], i: usize, word: &[u8]) -> Result<usize, Stop> {
    let end = i + word.len();
    if line.get(i..end) == Some(word) { Ok(end) } else { Err(Stop::NotJson) }
}

#[cfg(test)]
#[path = "scan_properties.rs"]
mod properties;
// What the tests ask of a line, the fuzzer asks as well.
#[cfg(any(test, fuzzing))]
#[path = "scan_tests.rs"]
pub(crate) mod tests;
