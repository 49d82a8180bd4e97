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
