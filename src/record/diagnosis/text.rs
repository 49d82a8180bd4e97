//! A line that is known to be UTF-8, read by byte offsets that may lie anywhere.

use crate::record::Span;

/// The line. Every look at it is checked: an offset outside of it finds nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl<'a> Text<'a> {
    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    pub(super) fn byte(self, at: usize) -> Option<u8> {
        self.0.as_bytes().get(at).copied()
    }

    /// The byte before `at`.
    pub(super) fn byte_before(self, at: usize) -> Option<u8> {
        self.byte(at.checked_sub(1)?)
    }

    /// What stands from `start` up to `end`; empty if that is not a part of the line.
    pub(super) fn slice(self, start: usize, end: usize) -> &'a str {
        self.0.get(start..end).unwrap_or_default()
    }

    pub(super) fn rest(self, at: usize) -> &'a str {
        self.slice(at, self.len())
    }

    pub(super) fn char(self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    pub(super) fn starts_with(self, at: usize, prefix: &str) -> bool {
        self.rest(at).starts_with(prefix)
    }

    /// The offset of the first byte from `at` on that is not JSON white space, or the line's end.
    pub(super) fn skip_space(self, at: usize) -> usize {
        self.skip(at, is_space)
    }

    /// The offset of the first byte from `at` on that `wanted` does not want, or the line's end.
    pub(super) fn skip(self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let rest = self.0.as_bytes().get(at..).unwrap_or_default();
        at + rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len())
    }

    /// The first byte from `at` on that is not JSON white space.
    pub(super) fn next_token(self, at: usize) -> Option<u8> {
        self.byte(self.skip_space(at))
    }

    /// The last byte before `at` that is not JSON white space.
    pub(super) fn token_before(self, at: usize) -> Option<u8> {
        self.0.as_bytes().get(..at)?.iter().rev().copied().find(|&byte| !is_space(byte))
    }

    pub(super) fn find(self, byte: u8, at: usize) -> Option<usize> {
        Some(at + memchr::memchr(byte, self.0.as_bytes().get(at..)?)?)
    }

    /// The span of the character at `at`; empty at the line's end.
    pub(super) fn char_span(self, at: usize) -> Span {
        span(at, at + self.char(at).map_or(0, char::len_utf8))
    }
}

/// What JSON counts as white space. A line feed cannot be in a line, but may be in a value.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// A part of a word: a letter, a digit, `_`, `$`, or any byte of a character beyond ASCII.
pub(super) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

/// A span from offsets. Lines beyond 4 GiB are not diagnosed exactly.
pub(super) fn span(start: usize, end: usize) -> Span {
    let small = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(small(start), small(end))
}
