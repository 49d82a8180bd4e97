//! The flat list of all values in a line: what the scanner writes and everything else reads.
//!
//! A value is one [`Token`]; an object's or array's token is followed by those of its members, and
//! tells where they end, so that a subtree is stepped over in one go. A member of an object is
//! the token of its key followed by that of its value. Twelve bytes a token: a chat record of
//! 1.4 KB has about thirty.

use std::cell::Cell;

use super::scan::Stop;
use super::{Key, Span};

/// The position of a token on the tape.
pub type Index = u32;

/// One value, or one object key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    start: u32,
    end: u32,
    /// Kind in bits 0-3, flags in bits 4-7; above them how many tokens a value takes, or a key's
    /// number.
    meta: u32,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// A number, or one of the words that Python takes for one (`NaN`, `Infinity`).
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// The key of an object's member; its value is the next token.
    Key,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Null,
        Self::True,
        Self::False,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
        Self::Key,
    ];

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::True | Self::False => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Key => "a key",
        }
    }
}

/// The string has an escape that could also be written otherwise: `\u0041`, `\/`.
pub(crate) const RESPELLED: u32 = 1 << 5;
/// The string has half of a surrogate pair.
pub(crate) const LONE_SURROGATE: u32 = 1 << 6;
/// The object has (or may have, the scanner errs on this side) a key twice.
pub(crate) const REPEATED_KEY: u32 = 1 << 5;
/// The number is no JSON number (`NaN`, `Infinity`).
pub(crate) const NONSTANDARD: u32 = 1 << 5;

/// The most tokens a record can have: a container counts its own in 24 bits.
pub(crate) const MOST_TOKENS: usize = 1 << 24;

impl Token {
    /// Offsets are those in a line, which has less than 4 GiB.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)]
    pub(crate) const fn new(kind: Kind, start: usize, end: usize, flags: u32) -> Self {
        Self { start: start as u32, end: end as u32, meta: 1 << 8 | kind as u32 | flags }
    }

    /// An array or object that is open; what is not known of it yet comes when it is closed.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // As above.
    pub(crate) const fn open(kind: Kind, start: usize) -> Self {
        Self { start: start as u32, end: 0, meta: kind as u32 }
    }

    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // As above.
    pub(crate) const fn key(start: usize, end: usize, flags: u32, key: Key) -> Self {
        let meta = Kind::Key as u32 | flags | (key as u32) << 8;
        Self { start: start as u32, end: end as u32, meta }
    }

    /// Set a flag that was not known when the token was made.
    pub(crate) fn set(&mut self, flag: u32) {
        self.meta |= flag;
    }

    /// Take back a flag.
    pub(super) fn clear(&mut self, flag: u32) {
        self.meta &= !flag;
    }

    /// The same value, where its start and its end are further to the right.
    pub(super) fn moved(self, start: u32, end: u32) -> Self {
        let Self { start: from, end: to, meta } = self;
        Self { start: from.wrapping_add(start), end: to.wrapping_add(end), meta }
    }

    /// What it is.
    #[inline]
    pub fn kind(self) -> Kind {
        Kind::ALL[(self.meta & 7) as usize]
    }

    #[inline]
    pub(crate) const fn has(self, flag: u32) -> bool {
        self.meta & flag != 0
    }

    /// All bytes of the value: a string's quotes and a container's brackets are in it.
    #[inline]
    pub const fn span(self) -> Span {
        Span::new(self.start, self.end)
    }

    /// The bytes between the quotes of a string or key; of another value, all of its bytes.
    #[inline]
    pub fn inner(self) -> Span {
        match self.kind() {
            Kind::String | Kind::Key => Span::new(self.start + 1, self.end - 1),
            _ => self.span(),
        }
    }

    /// The known key that a key token is.
    #[inline]
    pub(crate) fn known_key(self) -> Key {
        #[allow(clippy::cast_possible_truncation)] // `Token::key` put a byte there.
        Key::from_number((self.meta >> 8) as u8)
    }

    /// How many tokens a value (and no key) takes on the tape, itself included.
    #[inline]
    pub(crate) fn width(self) -> u32 {
        self.meta >> 8
    }
}

/// All values of one line.
#[derive(Debug, Default)]
pub struct Tape {
    /// Room for tokens; the first `length` are those of the line.
    room: Vec<Token>,
    length: usize,
}

/// A copy has no more room than it needs.
impl Clone for Tape {
    fn clone(&self) -> Self {
        Self { room: self.tokens().to_vec(), length: self.length }
    }
}

/// Writes the tokens of one value, each to the next free slot: a `Vec` would go for its length and
/// its capacity each time.
pub(super) struct Writer<'a> {
    /// Cells, because a container is written to again when it ends.
    room: &'a [Cell<Token>],
    free: std::slice::Iter<'a, Cell<Token>>,
    length: &'a mut usize,
}

impl Writer<'_> {
    /// The position of the next token.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // At most `MOST_TOKENS`.
    pub(super) fn position(&self) -> Index {
        (self.room.len() - self.free.len()) as u32
    }

    #[inline(always)]
    pub(super) fn push(&mut self, token: Token) -> Result<(), Stop> {
        self.free.next().ok_or(Stop::Full)?.set(token);
        Ok(())
    }

    /// Close the container at a position: set where it ends and how many tokens it holds, itself
    /// included.
    #[inline(always)]
    #[allow(clippy::cast_possible_truncation)] // A line has less than 4 GiB.
    pub(super) fn close(&self, container: Index, end: usize, repeats_key: bool) {
        let width = self.position() - container;
        if let Some(token) = self.room.get(container as usize) {
            let flags = if repeats_key { REPEATED_KEY } else { 0 };
            let Token { start, meta, .. } = token.get();
            token.set(Token { start, end: end as u32, meta: meta | width << 8 | flags });
        }
    }

    /// The tape holds what was written.
    pub(super) fn finish(self) {
        *self.length = self.position() as usize;
    }
}

/// What the scanner does with it.
impl Tape {
    pub(super) fn clear(&mut self) {
        self.length = 0;
    }

    /// Write a value from the start.
    #[inline(always)]
    pub(super) fn writer(&mut self) -> Writer<'_> {
        let room = Cell::from_mut(self.room.as_mut_slice()).as_slice_of_cells();
        Writer { room, free: room.iter(), length: &mut self.length }
    }

    /// Make more room, unless there is as much as a container can count.
    #[cold]
    pub(super) fn grow(&mut self) -> bool {
        let room = (self.room.len() * 2).clamp(256, MOST_TOKENS - 1);
        let grows = room > self.room.len();
        self.room.resize(room, NOTHING);
        grows
    }

    /// Hold these values and no others.
    pub(super) fn fill(&mut self, tokens: impl ExactSizeIterator<Item = Token>) {
        self.length = tokens.len();
        if self.room.len() < self.length {
            self.room.resize(self.length, NOTHING);
        }
        self.room.iter_mut().zip(tokens).for_each(|(room, token)| *room = token);
    }

    pub(super) fn tokens_mut(&mut self) -> &mut [Token] {
        self.room.get_mut(..self.length).unwrap_or_default()
    }
}

#[inline(always)]
fn token(tokens: &[Token], index: Index) -> Token {
    tokens.get(index as usize).copied().unwrap_or(NOTHING)
}

#[inline(always)]
fn after(tokens: &[Token], index: Index) -> Index {
    index + token(tokens, index).width()
}

const NOTHING: Token = Token::new(Kind::Null, 0, 0, 0);

impl Tape {
    /// All of them.
    #[inline]
    pub(crate) fn tokens(&self) -> &[Token] {
        self.room.get(..self.length).unwrap_or_default()
    }

    /// The token at a position. A position past the end gives a null.
    #[inline]
    pub fn token(&self, index: Index) -> Token {
        token(self.tokens(), index)
    }

    /// The position after the value at `index` and everything in it.
    #[inline]
    pub fn after(&self, index: Index) -> Index {
        after(self.tokens(), index)
    }

    /// The positions of an array's elements; none if the value is no array.
    pub fn elements(&self, array: Index) -> Elements<'_> {
        let token = self.token(array);
        let end = if token.kind() == Kind::Array { array + token.width() } else { 0 };
        Elements { tokens: self.tokens(), next: array + 1, end }
    }

    /// The members of an object; none if the value is no object.
    pub fn members(&self, object: Index) -> Members<'_> {
        let token = self.token(object);
        let end = if token.kind() == Kind::Object { object + token.width() } else { 0 };
        Members { tokens: self.tokens(), next: object + 1, end }
    }

    /// The value of a known key of an object: the last one, as every parser takes it.
    pub fn member(&self, object: Index, key: Key) -> Option<Index> {
        self.members(object).filter(|member| member.known == key).last().map(|member| member.value)
    }
}

/// Searches of the whole tape, for rules that are rarely woken.
impl Tape {
    fn having(&self, holds: impl Fn(Token) -> bool) -> impl Iterator<Item = Index> {
        (0..).zip(self.tokens()).filter(move |(_, token)| holds(**token)).map(|(at, _)| at)
    }

    /// The objects that have, or may have, a key twice.
    pub(crate) fn repeating_objects(&self) -> impl Iterator<Item = Index> {
        self.having(|token| token.kind() == Kind::Object && token.has(REPEATED_KEY))
    }

    /// The strings and keys with half of a surrogate pair.
    pub(crate) fn broken_strings(&self) -> impl Iterator<Item = Index> {
        self.having(|token| {
            matches!(token.kind(), Kind::String | Kind::Key) && token.has(LONE_SURROGATE)
        })
    }

    /// The words that stand for a number.
    pub(crate) fn nonstandard_numbers(&self) -> impl Iterator<Item = Index> {
        self.having(|token| token.kind() == Kind::Number && token.has(NONSTANDARD))
    }

    /// The numbers.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = Index> {
        self.having(|token| token.kind() == Kind::Number && !token.has(NONSTANDARD))
    }

    /// The string or key that holds the byte at an offset.
    pub(crate) fn string_at(&self, offset: u32) -> Option<Index> {
        self.having(|token| {
            let span = token.span();
            matches!(token.kind(), Kind::String | Kind::Key)
                && (span.start..span.end).contains(&offset)
        })
        .next()
    }

    /// The first array or object at a depth; the outermost one is at depth 1.
    pub(crate) fn at_depth(&self, depth: usize) -> Option<Index> {
        let mut ends: Vec<Index> = Vec::new();
        for (at, token) in (0..).zip(self.tokens()) {
            while ends.last().is_some_and(|end| *end <= at) {
                ends.pop();
            }
            if matches!(token.kind(), Kind::Array | Kind::Object) {
                ends.push(at + token.width());
                if ends.len() == depth {
                    return Some(at);
                }
            }
        }
        None
    }
}

/// The positions of an array's elements.
#[derive(Debug, Clone)]
pub struct Elements<'a> {
    tokens: &'a [Token],
    next: Index,
    end: Index,
}

impl Iterator for Elements<'_> {
    type Item = Index;

    #[inline]
    fn next(&mut self) -> Option<Index> {
        let at = self.next;
        (at < self.end).then(|| {
            self.next = after(self.tokens, at);
            at
        })
    }
}

/// One member of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The key's token.
    pub key: Index,
    /// The key as a known one.
    pub known: Key,
    /// The value's token.
    pub value: Index,
}

/// The members of an object, in the order of the line.
#[derive(Debug, Clone)]
pub struct Members<'a> {
    tokens: &'a [Token],
    next: Index,
    end: Index,
}

impl Iterator for Members<'_> {
    type Item = Member;

    #[inline]
    fn next(&mut self) -> Option<Member> {
        let key = self.next;
        (key < self.end).then(|| {
            let value = key + 1;
            self.next = after(self.tokens, value);
            Member { key, known: token(self.tokens, key).known_key(), value }
        })
    }
}
