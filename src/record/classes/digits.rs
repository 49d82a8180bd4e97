//! The digits of `\uXXXX` escapes, told apart for all escapes of a word at once.

use super::{Machine, WORD};

/// How many digits an escape has.
pub(super) const DIGITS: usize = 4;

/// A word, and as many bytes after it as an escape that starts in it may reach.
pub(crate) type Reach = [u8; WORD + DIGITS];

/// What the escapes of a word are, each at its `u`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Digits {
    /// There are no four hexadecimal digits. These are none of the following.
    pub(crate) bad: u64,
    /// The character is ASCII.
    pub(crate) ascii: u64,
    /// It is half of a surrogate pair.
    pub(crate) halves: u64,
}

/// Look at what follows each `u` of an escape.
#[inline(always)]
pub(crate) fn digits(machine: impl Machine, reach: &Reach, units: u64) -> Digits {
    let mut found = Digits::default();
    let (Some(next), Some(last)) =
        (reach.get(1..).and_then(<[u8]>::first_chunk), reach.last_chunk())
    else {
        return found;
    };
    let Both { first, second, third, fourth } = Both::of(machine.hex(next), machine.hex(last));
    let hex = first & second & third & fourth;
    found.bad = units & !hex;
    let good = units & hex;
    let (next, last) = (machine.load(next), machine.load(last));
    let letters_d = machine.equal(next, b'd') | machine.equal(next, b'D');
    // Most characters begin with neither.
    if good & (machine.equal(next, b'0') | letters_d) != 0 {
        let are =
            |from, to| Both::of(machine.between(next, from, to), machine.between(last, from, to));
        let (zeros, up_to_7) = (are(b'0', b'0'), are(b'0', b'7'));
        found.ascii = good & zeros.first & zeros.second & up_to_7.third;
        found.halves = good & letters_d & !up_to_7.second;
    }
    found
}

/// What is so of each digit of an escape, at its `u`.
struct Both {
    first: u64,
    second: u64,
    third: u64,
    fourth: u64,
}

impl Both {
    /// Given what is so of the byte after each, and of the fourth after it: a digit in between is one of these
    /// bytes too, and where it is among both, they say the same.
    #[inline(always)]
    fn of(next: u64, last: u64) -> Self {
        let (second, third) = (next >> 1 | last << 2, next >> 2 | last << 1);
        Self { first: next, second, third, fourth: last }
    }
}
