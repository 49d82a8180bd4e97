//! Sweeps over many bytes that ask one question of each.
//!
//! The question is a closure without branches; the compiler makes vector instructions of it, for
//! the best that the machine offers (two to four times as fast as for the oldest).

use super::classes::{Kind, Machine, Pass, WORD};

/// How many bytes there are at the start that are all `wanted`.
pub(crate) fn prefix(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    // Mostly it is short: then to ask what the machine offers would take longer.
    let near = bytes.get(..NEAR).unwrap_or(bytes);
    let found = prefix_by::<16>(near, &wanted);
    if found < near.len() {
        return found;
    }
    Kind::default().run(Prefix { bytes, wanted })
}

#[inline(always)]
fn prefix_by<const N: usize>(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    let are_wanted = |chunk: &&[u8; N]| chunk.iter().fold(true, |all, byte| all & wanted(*byte));
    let start = bytes.as_chunks::<N>().0.iter().take_while(are_wanted).count() * N;
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| wanted(**byte)).count()
}

/// How many bytes there are at the start that stand for themselves in a JSON string.
pub(crate) fn plain(bytes: &[u8]) -> usize {
    Kind::default().run(Plain { bytes })
}

/// How many bytes there are that are `wanted`.
pub(crate) fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    Kind::default().run(Count { bytes, wanted })
}

/// Whether the four bytes of one of some `words` stand anywhere, in lower or upper case. The words
/// are in lower case.
pub(crate) fn has_any<const N: usize>(bytes: &[u8], words: [[u8; 4]; N]) -> bool {
    Kind::default().run(HasAny { bytes, words })
}

/// Whether three bytes in a row are `wanted` anywhere; after the last ones there are zeros.
pub(crate) fn any_three(bytes: &[u8], wanted: impl Fn(u8, u8, u8) -> bool) -> bool {
    Kind::default().run(AnyThree { bytes, wanted })
}

/// How many bytes are asked at a time: fewer than a byte can count.
const CHUNK: usize = 64;

/// How far a prefix is looked at in the way of the oldest machine.
const NEAR: usize = 256;

struct Prefix<'a, F> {
    bytes: &'a [u8],
    wanted: F,
}

impl<F: Fn(u8) -> bool> Pass for Prefix<'_, F> {
    type Output = usize;

    #[inline(always)]
    fn run(self, _: impl Machine) -> usize {
        prefix_by::<CHUNK>(self.bytes, self.wanted)
    }
}

struct Plain<'a> {
    bytes: &'a [u8],
}

impl Pass for Plain<'_> {
    type Output = usize;

    #[inline(always)]
    fn run(self, machine: impl Machine) -> usize {
        let (words, rest) = self.bytes.as_chunks::<WORD>();
        for (at, word) in words.iter().enumerate() {
            let bytes = machine.load(word);
            let special = machine.equal(bytes, b'"')
                | machine.equal(bytes, b'\\')
                | machine.between(bytes, 0, 0x1F);
            if special != 0 {
                return at * WORD + special.trailing_zeros() as usize;
            }
        }
        let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1F);
        words.len() * WORD + rest.iter().position(special).unwrap_or(rest.len())
    }
}

struct Count<'a, F> {
    bytes: &'a [u8],
    wanted: F,
}

impl<F: Fn(u8) -> bool> Pass for Count<'_, F> {
    type Output = usize;

    #[inline(always)]
    fn run(self, _: impl Machine) -> usize {
        let Self { bytes, wanted } = self;
        let few = |few: &[u8]| few.iter().fold(0_u8, |sum, byte| sum + u8::from(wanted(*byte)));
        let (chunks, rest) = bytes.as_chunks::<CHUNK>();
        chunks.iter().map(|chunk| usize::from(few(chunk))).sum::<usize>() + usize::from(few(rest))
    }
}

struct HasAny<'a, const N: usize> {
    bytes: &'a [u8],
    words: [[u8; 4]; N],
}

impl<const N: usize> Pass for HasAny<'_, N> {
    type Output = bool;

    #[inline(always)]
    fn run(self, _: impl Machine) -> bool {
        let Self { mut bytes, words } = self;
        // Only what is a letter has a case; a digit has the bit already.
        let is_there = |four: [u8; 4]| {
            words.iter().fold(0, |any, word| {
                let differ = |at: usize| (four[at] | 0x20) ^ word[at];
                any | u8::from(differ(0) | differ(1) | differ(2) | differ(3) == 0)
            })
        };
        // A chunk, and the three bytes that the last four of it reach into.
        while let Some(chunk) = bytes.first_chunk::<{ CHUNK + 3 }>() {
            // Four slices and a sum of bytes are what the compiler makes vectors of: seven times as
            // fast as to index into one.
            let first = &chunk[..CHUNK];
            let (second, third, fourth) = (&chunk[1..], &chunk[2..], &chunk[3..]);
            let any = (0..CHUNK)
                .fold(0, |any, at| any | is_there([first[at], second[at], third[at], fourth[at]]));
            if any != 0 {
                return true;
            }
            bytes = bytes.get(CHUNK..).unwrap_or_default();
        }
        bytes.windows(4).any(|four| four.first_chunk().is_some_and(|four| is_there(*four) != 0))
    }
}

struct AnyThree<'a, F> {
    bytes: &'a [u8],
    wanted: F,
}

impl<F: Fn(u8, u8, u8) -> bool> Pass for AnyThree<'_, F> {
    type Output = bool;

    #[inline(always)]
    fn run(self, _: impl Machine) -> bool {
        let Self { mut bytes, wanted } = self;
        // As above.
        let any = |chunk: &[u8; CHUNK + 2]| {
            let (first, second, third) = (&chunk[..CHUNK], &chunk[1..], &chunk[2..]);
            (0..CHUNK).fold(0, |any, at| any | u8::from(wanted(first[at], second[at], third[at])))
                != 0
        };
        while let Some(chunk) = bytes.first_chunk() {
            if any(chunk) {
                return true;
            }
            bytes = bytes.get(CHUNK..).unwrap_or_default();
        }
        // What is left may reach over one chunk.
        let mut last = [0; 2 * CHUNK + 2];
        last[..bytes.len()].copy_from_slice(bytes);
        [0, CHUNK].iter().any(|at| last[*at..].first_chunk().is_some_and(any))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_wherever_they_stand() {
        for length in [0, 3, 4, 63, 64, 66, 67, 68, 200] {
            let mut bytes = vec![b'a'; length];
            assert!(!has_any(&bytes, [*b"00ac", *b"acab"]));
            for at in 0..length.saturating_sub(3) {
                for word in [b"00ac", b"00AC", b"aCAb"] {
                    bytes[at..at + 4].copy_from_slice(word);
                    assert!(has_any(&bytes, [*b"00ac", *b"acab"]), "{at}");
                    assert!(!has_any(&bytes, [*b"00ad"]), "{at}");
                }
                bytes[at..at + 4].fill(b'a');
            }
        }
    }

    #[test]
    fn three_in_a_row_are_found_wherever_they_stand() {
        let wanted = |a, b, c| a == b'a' && b == b'b' && matches!(c, b'c' | 0);
        for length in (0..70).chain([127, 128, 129, 130, 131, 200]) {
            let mut bytes = vec![b'a'; length];
            assert!(!any_three(&bytes, wanted));
            for at in 0..length {
                let is_last = at + 2 == length;
                bytes[at..(at + 3).min(length)].copy_from_slice(&b"abc"[..3.min(length - at)]);
                assert_eq!(any_three(&bytes, wanted), is_last || at + 3 <= length, "{at}");
                bytes[at..(at + 3).min(length)].fill(b'a');
            }
        }
    }

    #[test]
    fn what_is_special_in_a_string_ends_what_is_plain() {
        for length in (0..200).chain([4096, 5000]) {
            let mut bytes = vec![b'a'; length];
            assert_eq!(plain(&bytes), length);
            for at in (0..length).step_by(length / 100 + 1) {
                for byte in 0..=u8::MAX {
                    bytes[at] = byte;
                    let is_special = matches!(byte, b'"' | b'\\' | 0..=0x1F);
                    assert_eq!(plain(&bytes), if is_special { at } else { length }, "{byte}");
                }
                bytes[at] = b'a';
            }
        }
    }

    #[test]
    fn every_byte_is_asked() {
        for length in (0..200).chain([4096, 5000]) {
            let mut bytes = vec![b'a'; length];
            assert_eq!(prefix(&bytes, |byte| byte == b'a'), length);
            assert_eq!(count(&bytes, |byte| byte == b'a'), length);
            for at in (0..length).step_by(length / 100 + 1) {
                bytes[at] = b'b';
                assert_eq!(prefix(&bytes, |byte| byte == b'a'), at);
                assert_eq!(count(&bytes, |byte| byte == b'a'), length - 1);
                bytes[at] = b'a';
            }
        }
    }
}
