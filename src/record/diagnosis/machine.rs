//! Reads a value by the grammar of RFC 8259 and stops at the first byte that does not fit.
//!
//! What comes in is a line that is UTF-8. What goes out is where and in which state the grammar
//! broke; it does not ask why. Nesting costs heap, never stack: a line of a million brackets is
//! as good as any other. `NaN`, `Infinity` and `-Infinity` pass as values, because a rule of their
//! own reports them.

use super::cause::{BadEscape, BadNumber, Expected, StillOpen};
use super::text::{Text, is_word};
use super::{number, string};

/// The words that are values.
const WORDS: [&str; 5] = ["true", "false", "null", "NaN", "Infinity"];

/// The state of the grammar at a place in the line.
#[derive(Debug)]
pub(super) struct Machine<'a> {
    pub(super) text: Text<'a>,
    /// The offset of the next byte to read; after a stop, of the first that does not fit.
    pub(super) at: usize,
    pub(super) expected: Expected,
    /// The brackets that are open, the outermost first.
    pub(super) open: Vec<Open>,
    /// The key or value that ended last.
    pub(super) previous: Option<Token>,
    /// The offset of the last comma.
    pub(super) comma: usize,
}

/// An open bracket.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub(super) at: u32,
    pub(super) container: Container,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Array,
    Object,
}

impl Container {
    pub(super) const fn closer(self) -> u8 {
        match self {
            Self::Array => b']',
            Self::Object => b'}',
        }
    }
}

/// A key or a value: `start` is the first byte, `end` the one after the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: TokenKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    Key,
    String,
    Number,
    Word,
    Container,
}

/// Why the machine stopped.
#[derive(Debug)]
pub(super) enum Stop {
    /// The byte at `at` cannot follow, or the line ends there.
    Outside,
    /// The line ends inside the string that starts at `start`.
    StringEnd { start: usize },
    /// A control character at `at`, in the string that starts at `start`.
    Control { at: usize, start: usize },
    /// A bad escape from `at` up to `end`, in the string that starts at `start`.
    Escape { at: usize, end: usize, start: usize, fault: BadEscape },
    /// The line ends inside a number.
    NumberEnd,
    /// A bad number from `at` up to `end`.
    Number { at: usize, end: usize, fault: BadNumber },
}

impl<'a> Machine<'a> {
    pub(super) const fn new(text: Text<'a>, at: usize) -> Self {
        let expected = Expected::Value;
        Self { text, at, expected, open: Vec::new(), previous: None, comma: 0 }
    }

    /// Reads one whole value and stands on the byte after it.
    pub(super) fn value(&mut self) -> Result<(), Stop> {
        loop {
            self.at = self.text.skip_space(self.at);
            let byte = self.text.byte(self.at).ok_or(Stop::Outside)?;
            match (self.expected, byte) {
                (Expected::KeyOrClose | Expected::Key, b'"') => {
                    let end = string::scan(self.text, self.at)?;
                    self.end_token(end, TokenKind::Key);
                    self.expected = Expected::Colon;
                }
                (Expected::Colon, b':') => self.step(Expected::MemberValue),
                (Expected::CommaOrArrayEnd, b',') => self.step_comma(Expected::Element),
                (Expected::CommaOrObjectEnd, b',') => self.step_comma(Expected::Key),
                (Expected::ElementOrClose | Expected::CommaOrArrayEnd, b']')
                | (Expected::KeyOrClose | Expected::CommaOrObjectEnd, b'}') => {
                    let start = self.open.pop().map_or(self.at, |open| open.at as usize);
                    let end = self.at + 1;
                    self.previous = Some(Token { start, end, kind: TokenKind::Container });
                    self.at = end;
                    self.end_value();
                }
                (expected, _) if expected.is_value() => self.start_value(byte)?,
                _ => return Err(Stop::Outside),
            }
            if self.expected == Expected::Value {
                return Ok(());
            }
        }
    }

    fn start_value(&mut self, byte: u8) -> Result<(), Stop> {
        let (end, kind) = match byte {
            b'{' => return self.push(Container::Object, Expected::KeyOrClose),
            b'[' => return self.push(Container::Array, Expected::ElementOrClose),
            b'"' => (string::scan(self.text, self.at)?, TokenKind::String),
            b'-' if self.is_word_at(self.at + 1, "Infinity") => {
                (self.at + "-Infinity".len(), TokenKind::Number)
            }
            b'-' | b'+' | b'.' | b'0'..=b'9' => {
                (number::scan(self.text, self.at)?, TokenKind::Number)
            }
            _ => {
                let found = WORDS.iter().find(|word| self.is_word_at(self.at, word));
                (self.at + found.ok_or(Stop::Outside)?.len(), TokenKind::Word)
            }
        };
        self.end_token(end, kind);
        self.end_value();
        Ok(())
    }

    /// Whether exactly this word stands at `at`: `nullable` is not `null`.
    fn is_word_at(&self, at: usize, word: &str) -> bool {
        self.text.starts_with(at, word) && !self.text.byte(at + word.len()).is_some_and(is_word)
    }

    fn push(&mut self, container: Container, expected: Expected) -> Result<(), Stop> {
        // Past 4 GiB there is no span to speak of: stop where the offsets do.
        let at = u32::try_from(self.at).map_err(|_| Stop::Outside)?;
        self.open.push(Open { at, container });
        self.step(expected);
        Ok(())
    }

    fn step(&mut self, expected: Expected) {
        self.at += 1;
        self.expected = expected;
    }

    fn step_comma(&mut self, expected: Expected) {
        self.comma = self.at;
        self.step(expected);
    }

    fn end_token(&mut self, end: usize, kind: TokenKind) {
        self.previous = Some(Token { start: self.at, end, kind });
        self.at = end;
    }

    /// After a value: back to what its container expects, or to `Value` when the line's is whole.
    fn end_value(&mut self) {
        self.expected = match self.open.last().map(|open| open.container) {
            None => Expected::Value,
            Some(Container::Array) => Expected::CommaOrArrayEnd,
            Some(Container::Object) => Expected::CommaOrObjectEnd,
        };
    }

    pub(super) fn still_open(&self) -> StillOpen {
        StillOpen::new(self.open.len(), self.open.iter().map(|open| open.at))
    }
}
