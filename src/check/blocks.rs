//! Which lines are worked on at a time.

use crate::record::scan::{Scanner, Spelling};

/// How many bytes: what fits in the caches beside everything else.
pub(super) const BLOCK: usize = 48 << 10;

/// The blocks of a batch, one after the other.
#[derive(Debug)]
pub(super) struct Blocks<'a> {
    bytes: &'a [u8],
    start: usize,
    /// Whether the last block was a line that did not fit.
    was_long: bool,
}

/// Some whole lines: as many as fit, or one where not even that does.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    /// Where it starts in the batch.
    pub(super) start: usize,
    pub(super) lines: &'a [u8],
    /// How it is written; none if it is a line of 4 GiB or more, which is not looked into.
    pub(super) spelling: Option<Spelling>,
}

impl<'a> Blocks<'a> {
    /// Those from a place on.
    pub(super) fn of(bytes: &'a [u8], start: usize) -> Self {
        Self { bytes, start, was_long: false }
    }

    /// The next one, which the scanner is made ready for.
    pub(super) fn next(&mut self, scanner: &mut Scanner) -> Option<Block<'a>> {
        let start = self.start;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let end_of_line = || memchr::memchr(b'\n', rest).map_or(rest.len(), |newline| newline + 1);
        let (length, spelling) = match self.lines_that_fit(rest) {
            Some(length) => (length, Some(scanner.start(&rest[..length]))),
            None => match scanner.start_with_line(rest) {
                Some((length, spelling)) => (length, Some(spelling)),
                None => (end_of_line(), None),
            },
        };
        self.start += length;
        self.was_long = length > BLOCK;
        Some(Block { start, lines: &rest[..length], spelling })
    }

    /// How many bytes the lines have that fit, if any does. A long line comes among others: after one, to
    /// search for an end before it would be in vain.
    fn lines_that_fit(&self, rest: &[u8]) -> Option<usize> {
        if self.was_long {
            return None;
        }
        let Some(window) = rest.get(..BLOCK) else { return Some(rest.len()) };
        memchr::memrchr(b'\n', window).map(|newline| newline + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bytes each block has, and whether it has a `<`.
    fn blocks(bytes: &[u8]) -> Vec<(usize, bool)> {
        let (mut blocks, mut scanner) = (Blocks::of(bytes, 0), Scanner::default());
        std::iter::from_fn(|| blocks.next(&mut scanner))
            .map(|block| (block.lines.len(), block.spelling.unwrap().has_angle))
            .collect()
    }

    #[test]
    fn blocks_are_whole_lines() {
        let line = [b"x".repeat(30_000), b"\n".to_vec()].concat();
        assert_eq!(blocks(&line.repeat(5)), [(30_001, false); 5]);
        assert_eq!(blocks(b"<\n\na"), [(4, true)]);
        assert!(blocks(b"").is_empty());
    }

    #[test]
    fn a_long_line_is_a_block_and_so_is_the_next_line() {
        let line = |length: usize, end: &[u8]| [vec![b'x'; length], end.to_vec()].concat();
        // Around the ends of a word and of a tile, and where lines begin to be long.
        for length in [BLOCK - 1, BLOCK, BLOCK + 1, BLOCK + 63, BLOCK + 64, BLOCK + 4096, 1 << 18] {
            let (long, long_with_tag) = (line(length, b"\n"), line(length, b"<\n"));
            let after = b"{\"a\": \"<\"}\n{}\n{}\n".as_slice();
            let bytes = [&long, &long_with_tag, &long, after, &long, b"x"].concat();
            let mut wanted = vec![(length + 1, false), (length + 2, true), (length + 1, false)];
            if length < BLOCK {
                wanted.extend([(after.len(), true), (length + 1, false), (1, false)]);
            } else {
                wanted.extend([(11, true), (6, false), (length + 1, false), (1, false)]);
            }
            assert_eq!(blocks(&bytes), wanted, "{length}");
        }
    }
}
