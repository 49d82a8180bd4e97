//! Lines that are put together as one before.
//!
//! The records of a dataset mostly come out of one program, and differ only in what their strings say.
//! A *mould* is what such lines have in common: all that stands between those strings, as pieces of
//! bytes. A line that fits one is as valid, and needs no walk from value to value: its pieces are
//! compared with those of the mould, and its strings end where the index says. The values are written
//! to a tape only if somebody asks for them.
//!
//! Keys are in the pieces, and so are roles, types and the tools that are defined: what stands there tells
//! what a record means. So whatever is known of one line of a mould, but for what its strings say, is known
//! of all. It is for those who check the lines to say what that is: they can [tell](Moulds::tell) a mould.
//!
//! What lines fit makes no difference to anything but time. Where few do, none is tried for a while.

use super::index::END;
use super::scan::Scanner;
use super::tape::{RESPELLED, Tape, Token};
use super::{Index, Key, Kind};

/// The moulds of the lines so far, each with what else is known of its lines.
#[derive(Debug)]
pub(crate) struct Moulds<K> {
    /// The bytes of all pieces.
    bytes: Vec<u8>,
    /// A tree: after each piece and a string, another one may come. The first is where all begin.
    pieces: Vec<Piece>,
    all: Vec<Mould<K>>,
    /// The strings of the last line that fit.
    fillings: Vec<Filling>,
    /// How many values all of them have.
    tokens: usize,
    luck: u32,
    /// How many lines are not tried.
    pause: u32,
    /// How many lines that fit have not yet been spent on learning.
    credit: u32,
}

/// What stands between two strings of a line.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: u32,
    length: u32,
    quotes: u32,
    /// The first of the pieces that may come next, and the one that last did.
    next: u32,
    likely: u32,
    /// Another piece that may stand in the place of this one.
    other: u32,
    /// The mould that ends with it.
    mould: u32,
}

/// There is no such piece or mould.
const NONE: u32 = u32::MAX;

/// What lines have in common.
#[derive(Debug)]
pub(crate) struct Mould<K> {
    /// The values of the line it was made of.
    tokens: Box<[(Token, Ends)]>,
    /// Those of them that are strings it says nothing of.
    strings: Box<[Index]>,
    /// Where in that line these ended.
    string_ends: Box<[u32]>,
    depth: usize,
    /// What else is known of all its lines, if somebody has told.
    known: Option<K>,
}

/// How many strings are before the start of a value, and before its end.
#[derive(Debug, Clone, Copy)]
struct Ends {
    start: u32,
    end: u32,
}

/// A string of a line that its mould says nothing of: its bytes within the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Filling {
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Whether it has an escape that can be written otherwise.
    pub(crate) is_respelled: bool,
}

impl Filling {
    /// Its bytes.
    #[inline(always)]
    pub(crate) fn of(self, block: &[u8]) -> &[u8] {
        block.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A line that fits a mould.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fit {
    mould: u32,
    /// Where the line ends in its block.
    pub(crate) end: usize,
    /// The position in the index of the first quote of the next line.
    pub(super) quotes: usize,
}

/// A line to be tried: where it starts in its block, and what the index says from there on.
pub(super) struct Line<'a> {
    pub(super) block: &'a [u8],
    pub(super) start: usize,
    /// Up to here nothing is wrong with the block.
    pub(super) sound: usize,
    pub(super) quotes: &'a [u32],
    /// The position of its first quote.
    pub(super) first: usize,
    /// The positions of the quotes that close a string which can be written otherwise.
    pub(super) respelled: &'a [u32],
}

/// As many pieces may stand in one place: more are a number that is never the same.
const MOST_OTHERS: usize = 64;
/// Of all moulds together; then all are forgotten.
const MOST_PIECES: usize = 1 << 14;
const MOST_BYTES: usize = 1 << 20;
const MOST_TOKENS: usize = 1 << 18;
/// Of one mould: a line with more would hardly be met again.
const MOST_STRINGS: usize = 256;
const MOST_VALUES: usize = 4096;
const LONGEST: usize = 1 << 15;
/// The longest role or type that is taken for one.
const LONGEST_NAME: usize = 32;
/// Pieces from this length on are kept once, wherever they stand: lists of tools are.
const LONG: usize = 64;

/// A piece of more chunks of 16 bytes is worth a call.
const MOST_CHUNKS: usize = 16;

/// A line that fits saves as much as it costs to try several that do not.
const LUCK_OF_A_FIT: u32 = 4;
const MOST_LUCK: u32 = 256;
const PAUSE: u32 = 1000;
/// To remember a line takes as long as is saved by so many that fit. Where lines are put together in ever
/// more ways, some of them often, most must not be remembered.
const CREDIT_TO_LEARN: u32 = 8;
const MOST_CREDIT: u32 = 64 * CREDIT_TO_LEARN;

impl<K> Default for Moulds<K> {
    fn default() -> Self {
        let pieces = vec![Piece::new(0, 0, 0)];
        let (bytes, all, fillings) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            bytes,
            pieces,
            all,
            fillings,
            tokens: 0,
            luck: MOST_LUCK,
            pause: 0,
            credit: MOST_CREDIT,
        }
    }
}

impl Piece {
    fn new(start: u32, length: u32, quotes: u32) -> Self {
        Self { start, length, quotes, next: NONE, likely: NONE, other: NONE, mould: NONE }
    }

    #[inline(always)]
    fn of(self, bytes: &[u8]) -> &[u8] {
        let start = self.start as usize;
        bytes.get(start..start + self.length as usize).unwrap_or_default()
    }
}

impl<K> Moulds<K> {
    /// The mould of the line of `block` that starts at `start`: if it has one, the line is a value with
    /// nothing unusual about it. What is asked of the block and of the order of the lines is the same as
    /// for [`Scanner::line`]. What is on the tape is not of this line, until it is [poured](Self::pour).
    #[inline]
    pub(crate) fn fit(&mut self, scanner: &mut Scanner, block: &[u8], start: usize) -> Option<Fit> {
        if self.pause > 0 {
            self.pause -= 1;
            return None;
        }
        let line = scanner.ahead(block, start)?;
        let sound = line.sound;
        let fit = self.find(&line);
        if fit.is_some() {
            self.luck = (self.luck + LUCK_OF_A_FIT).min(MOST_LUCK);
            self.credit = (self.credit + 1).min(MOST_CREDIT);
        } else {
            self.luck -= 1;
            if self.luck == 0 {
                (self.luck, self.pause) = (LUCK_OF_A_FIT, PAUSE);
            }
        }
        let fit = fit.filter(|fit| fit.end <= sound)?;
        scanner.step_over(fit.quotes);
        Some(fit)
    }

    /// What lines like the last one that fit have in common, what is known of them, and the strings that
    /// only this one has.
    #[inline]
    pub(crate) fn fitted(&self, fit: Fit) -> Option<(&Mould<K>, Option<&K>, &[Filling])> {
        let mould = self.all.get(fit.mould as usize)?;
        Some((mould, mould.known.as_ref(), &self.fillings))
    }

    /// Tell what is known of all lines like one that fits.
    pub(crate) fn tell(&mut self, fit: Fit, known: K) {
        if let Some(mould) = self.all.get_mut(fit.mould as usize) {
            mould.known = Some(known);
        }
    }

    /// Have the values of the last line that fit, which starts at `start`, on the tape.
    pub(crate) fn pour(&self, fit: Fit, start: usize, scanner: &mut Scanner) {
        if let Some(mould) = self.all.get(fit.mould as usize) {
            mould.pour(start, &self.fillings, scanner.clear(mould.depth));
        }
    }

    #[inline(always)]
    fn find(&mut self, line: &Line<'_>) -> Option<Fit> {
        self.fillings.clear();
        let mut respelled = line.respelled.iter();
        let mut next_respelled = respelled.next();
        let (mut at, mut quotes) = (line.start, 0);
        let mut before = 0;
        loop {
            let piece = self.next(before, line.block, at)?;
            let Piece { length, quotes: has, mould, .. } = *self.pieces.get(piece as usize)?;
            before = piece;
            at += length as usize;
            quotes += has as usize;
            if mould != NONE {
                return Some(Fit { mould, end: at - 1, quotes: line.first + quotes });
            }
            let end = *line.quotes.get(quotes)?;
            if end == END {
                return None;
            }
            #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
            let mut filling = Filling { start: at as u32, end, is_respelled: false };
            let close = line.first + quotes;
            // Those before are in the pieces.
            while next_respelled.is_some_and(|next| (*next as usize) < close) {
                next_respelled = respelled.next();
            }
            if next_respelled.is_some_and(|next| *next as usize == close) {
                filling.is_respelled = true;
            }
            self.fillings.push(filling);
            at = end as usize;
        }
    }

    /// The piece after another one that stands at a place of the block.
    #[inline(always)]
    fn next(&mut self, before: u32, block: &[u8], at: usize) -> Option<u32> {
        let Self { bytes, pieces, .. } = self;
        let Piece { next, likely, .. } = *pieces.get(before as usize)?;
        let stands = |number: u32| {
            pieces.get(number as usize).is_some_and(|piece| stands_at(block, at, piece.of(bytes)))
        };
        if stands(likely) {
            return Some(likely);
        }
        let mut number = next;
        while number != NONE {
            if number != likely && stands(number) {
                pieces.get_mut(before as usize)?.likely = number;
                return Some(number);
            }
            number = pieces.get(number as usize)?.other;
        }
        None
    }

    /// Remember nothing from now on.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn stop(&mut self) {
        self.pause = u32::MAX;
    }

    /// Remember how the line is put together that was scanned last: it is a value, and stands in `block`
    /// from `start` to `end`.
    #[inline]
    pub(crate) fn learn(&mut self, scanner: &Scanner, block: &[u8], start: usize, end: usize) {
        if self.pause == 0
            && self.credit >= CREDIT_TO_LEARN
            && scanner.facts.is_empty()
            && let Some(line) = block.get(start..=end)
        {
            self.credit -= CREDIT_TO_LEARN;
            self.remember(line, &scanner.tape, scanner.depth);
        }
    }

    /// Remember how a line is put together: it ends with its line feed, and the values on `tape` are all
    /// that it has.
    fn remember(&mut self, line: &[u8], tape: &Tape, depth: usize) {
        let Some(mould) = Mould::of(line, tape, depth) else { return };
        if self.pieces.len() + MOST_STRINGS >= MOST_PIECES
            || self.bytes.len() + LONGEST > MOST_BYTES
            || self.tokens + mould.tokens.len() > MOST_TOKENS
        {
            let Self { luck, credit, .. } = *self;
            *self = Self { luck, credit, ..Self::default() };
        }
        let (mut before, mut start) = (0, 0);
        for string in &mould.strings {
            let span = tape.token(*string).inner();
            let piece = line.get(start..span.start as usize).unwrap_or_default();
            let Some(piece) = self.add(before, piece) else { return };
            (before, start) = (piece, span.end as usize);
        }
        let Some(last) = self.add(before, line.get(start..).unwrap_or_default()) else { return };
        #[allow(clippy::cast_possible_truncation)] // Fewer than there are values.
        let number = self.all.len() as u32;
        if let Some(piece) = self.pieces.get_mut(last as usize).filter(|last| last.mould == NONE) {
            piece.mould = number;
            self.tokens += mould.tokens.len();
            self.all.push(mould);
        }
    }

    /// The piece with these bytes after another one.
    ///
    /// No two in one place go on alike up to where one of them ends: whether a string is in a piece
    /// follows from the bytes before it. So a line fits one at most.
    #[allow(clippy::cast_possible_truncation)] // Bounded above.
    fn add(&mut self, before: u32, bytes: &[u8]) -> Option<u32> {
        let first = self.pieces.get(before as usize)?.next;
        let (mut number, mut count) = (first, 0);
        while number != NONE {
            let piece = *self.pieces.get(number as usize)?;
            if piece.of(&self.bytes) == bytes {
                return Some(number);
            }
            count += 1;
            number = piece.other;
        }
        if count == MOST_OTHERS {
            self.forget_one(before);
        }
        let same =
            |piece: &&Piece| piece.length as usize == bytes.len() && piece.of(&self.bytes) == bytes;
        let kept = if bytes.len() < LONG { None } else { self.pieces.iter().find(same) };
        let start = kept.map_or(self.bytes.len(), |kept| kept.start as usize);
        if start == self.bytes.len() {
            self.bytes.extend_from_slice(bytes);
        }
        let mut piece = Piece::new(start as u32, bytes.len() as u32, quotes_of(bytes));
        piece.other = self.pieces.get(before as usize)?.next;
        let number = self.pieces.len() as u32;
        self.pieces.push(piece);
        let before = self.pieces.get_mut(before as usize)?;
        (before.next, before.likely) = (number, number);
        Some(number)
    }

    /// Forget the oldest of the pieces after another one, but for the one that came last.
    fn forget_one(&mut self, before: u32) {
        let Some(Piece { next, likely, .. }) = self.pieces.get(before as usize).copied() else {
            return;
        };
        let other = |number: u32, pieces: &[Piece]| {
            pieces.get(number as usize).map_or(NONE, |piece| piece.other)
        };
        let (mut kept, mut number) = (before, next);
        let mut oldest = None;
        while number != NONE {
            if number != likely {
                oldest = Some((kept, number));
            }
            (kept, number) = (number, other(number, &self.pieces));
        }
        let Some((kept, oldest)) = oldest else { return };
        let after = other(oldest, &self.pieces);
        match self.pieces.get_mut(kept as usize) {
            Some(piece) if kept == before => piece.next = after,
            Some(piece) => piece.other = after,
            None => {}
        }
    }
}

/// Whether a piece stands at some place.
#[inline(always)]
fn stands_at(block: &[u8], at: usize, piece: &[u8]) -> bool {
    let Some(there) = block.get(at..at + piece.len()) else { return false };
    if piece.len() > MOST_CHUNKS * 16 {
        return there == piece;
    }
    // Most pieces are of one to four chunks, and to call a comparison takes longer than to make it.
    let ((chunks, rest), (wanted, _)) = (there.as_chunks::<16>(), piece.as_chunks::<16>());
    match (there.last_chunk::<16>(), piece.last_chunk::<16>()) {
        (Some(last), Some(wanted_last)) => {
            last == wanted_last && chunks.iter().zip(wanted).all(|(chunk, wanted)| chunk == wanted)
        }
        _ => rest == piece,
    }
}

/// How many quotes of a piece begin or end a string: a backslash takes the next byte with it.
fn quotes_of(piece: &[u8]) -> u32 {
    let mut bytes = piece.iter();
    let mut count = 0;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => count += 1,
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
    count
}

/// Whether a string tells what a record means, given the key that stands before it.
fn names(key: Key) -> bool {
    matches!(key, Key::Role | Key::From | Key::Type)
}

/// The keys of a record under which tools are defined.
const DEFINITIONS: [Key; 3] = [Key::Tools, Key::Functions, Key::AvailableTools];

/// The definitions of tools: where their values start and end on the tape.
fn definitions(tape: &Tape) -> impl Iterator<Item = (Index, Index)> {
    let members = tape.members(0);
    let lists = members.filter(|member| DEFINITIONS.contains(&member.known));
    lists.map(|list| (list.value, tape.after(list.value)))
}

impl<K> Mould<K> {
    /// That of a line; none if what it says is in more than its strings.
    #[allow(clippy::cast_possible_truncation)] // No more strings than that.
    fn of(line: &[u8], tape: &Tape, depth: usize) -> Option<Self> {
        if tape.tokens().len() > MOST_VALUES {
            return None;
        }
        let (mut strings, mut string_ends) = (Vec::new(), Vec::new());
        let mut tokens = Vec::with_capacity(tape.tokens().len());
        let mut before = Key::Unknown;
        let mut definitions = definitions(tape).peekable();
        for (at, token) in (0..).zip(tape.tokens()) {
            let mut token = *token;
            let start = strings.len() as u32;
            let is_name = names(before);
            before = Key::Unknown;
            while definitions.next_if(|(_, end)| *end <= at).is_some() {}
            let is_defined = definitions.peek().is_some_and(|(start, _)| *start <= at);
            match token.kind() {
                Kind::Key if token.has(RESPELLED) => return None,
                Kind::Key => before = token.known_key(),
                Kind::String if is_defined => {}
                Kind::String if is_name => {
                    // What is longer is none, and never the same.
                    let is_short = token.span().len() <= LONGEST_NAME;
                    (is_short && !token.has(RESPELLED)).then_some(())?;
                }
                Kind::String => {
                    if strings.len() == MOST_STRINGS {
                        return None;
                    }
                    token.clear(RESPELLED);
                    strings.push(at);
                    string_ends.push(token.inner().end);
                }
                _ => {}
            }
            // The end of what holds others is set below.
            tokens.push((token, Ends { start, end: strings.len() as u32 }));
        }
        let filled: usize = strings.iter().map(|string| tape.token(*string).inner().len()).sum();
        if line.len() - filled > LONGEST {
            return None;
        }
        for (token, ends) in &mut tokens {
            if matches!(token.kind(), Kind::Array | Kind::Object) {
                let end = token.span().end;
                ends.end = string_ends.partition_point(|string_end| *string_end < end) as u32;
            }
        }
        let (strings, string_ends) = (strings.into(), string_ends.into());
        Some(Self { tokens: tokens.into(), strings, string_ends, depth, known: None })
    }

    /// The strings it says nothing of, as values.
    pub(crate) fn strings(&self) -> &[Index] {
        &self.strings
    }

    /// Write the values of a line that starts at `start` of its block to `tape`, given its strings.
    fn pour(&self, start: usize, fillings: &[Filling], tape: &mut Tape) {
        #[allow(clippy::cast_possible_truncation)] // A block has less than 4 GiB.
        let start = start as u32;
        // How much further to the right a place is that has so many strings before it.
        let shift = |strings: u32| {
            let Some(last) = (strings as usize).checked_sub(1) else { return 0 };
            match (fillings.get(last), self.string_ends.get(last)) {
                (Some(filling), Some(end)) => (filling.end - start).wrapping_sub(*end),
                _ => 0,
            }
        };
        tape.fill(
            self.tokens.iter().map(|(token, ends)| token.moved(shift(ends.start), shift(ends.end))),
        );
        for (string, filling) in self.strings.iter().zip(fillings) {
            if filling.is_respelled
                && let Some(token) = tape.tokens_mut().get_mut(*string as usize)
            {
                token.set(RESPELLED);
            }
        }
    }
}
