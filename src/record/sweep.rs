//! Sweeps over many bytes that ask one question of each.
//!
//! The question is a closure without branches; the compiler makes vector instructions of it, for
//! the best that the machine offers (two to four times as fast as for the oldest).

use super::classes::{Kind, Machine, Pass};

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

/// How many bytes there are that are `wanted`.
pub(crate) fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> usize {
    Kind::default().run(Count { bytes, wanted })
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

#[cfg(test)]
mod tests {
    use super::*;

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
