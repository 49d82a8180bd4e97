//! A range of bytes in a line.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in a line: `start` is the first byte, `end` the one after the last.
///
/// Lines are limited to 4 GiB, so that a span is small: the scanner makes one for every value.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// The offset of the first byte.
    pub start: u32,
    /// The offset after the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// An empty span: a place between two bytes.
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The character that starts at an offset, or what stands there instead of one; empty at the
    /// end.
    pub(crate) fn of_character(bytes: &[u8], start: u32) -> Self {
        let rest = bytes.get(start as usize..).unwrap_or_default();
        let longest = rest.get(..4).unwrap_or(rest);
        let length = longest.utf8_chunks().next().map_or(0, |chunk| {
            chunk.valid().chars().next().map_or(chunk.invalid().len(), char::len_utf8)
        });
        #[allow(clippy::cast_possible_truncation)] // At most four.
        Self::new(start, start + length as u32)
    }

    /// How many bytes it covers.
    pub const fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same as a range of indices.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The bytes of `line` that it covers; empty if the line is shorter than the span says.
    pub fn of(self, line: &[u8]) -> &[u8] {
        line.get(self.range()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_never_cut() {
        let bytes = "aé漢😀\u{301}".as_bytes();
        let ends: Vec<u32> =
            [0, 1, 3, 6, 10, 12].map(|at| Span::of_character(bytes, at).end).to_vec();
        assert_eq!(ends, [1, 3, 6, 10, 12, 12]);
        assert_eq!(Span::of_character(b"\xE6\xBCx", 0).len(), 2);
        assert_eq!(Span::of_character(b"\xFF\xFF", 0).len(), 1);
    }
}
