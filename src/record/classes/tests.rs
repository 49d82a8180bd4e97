//! Every kind of machine must see the same.

use super::*;

/// Miri takes a thousand times as long, so it is given one in so many.
const STEP: usize = if cfg!(miri) { 37 } else { 1 };

struct Ask<'a>(&'a [u8; WORD]);

impl Pass for Ask<'_> {
    type Output = (Classes, u64, u64, EscapeClasses);

    fn run(self, machine: impl Machine) -> Self::Output {
        let mut classes = Classes::default();
        let beyond_ascii = machine.classes(&[*self.0], &mut classes);
        (classes, beyond_ascii, machine.plain_escapes(self.0), machine.escape_classes(self.0))
    }
}

struct Ranges<'a>(&'a [u8; WORD], u8, u8);

impl Pass for Ranges<'_> {
    type Output = [u64; 2];

    fn run(self, machine: impl Machine) -> [u64; 2] {
        let bytes = machine.load(self.0);
        [machine.equal(bytes, self.1), machine.between(bytes, self.1, self.2)]
    }
}

#[test]
fn any_range_of_bytes_is_found() {
    for first in (0..=255_u8).step_by(STEP) {
        for last in [first, first.saturating_add(1), first.saturating_add(77), 127, 128, 255] {
            let last = last.max(first);
            for start in [0, 64, 128, 192_u8] {
                let word = std::array::from_fn(|i| start + u8::try_from(i).unwrap());
                let bits = |is: &dyn Fn(u8) -> bool| {
                    word.iter().rev().fold(0, |bits, byte| bits << 1 | u64::from(is(*byte)))
                };
                let wanted =
                    [bits(&|byte| byte == first), bits(&|byte| (first..=last).contains(&byte))];
                for kind in Kind::all() {
                    assert_eq!(kind.run(Ranges(&word, first, last)), wanted, "{first} {last}");
                }
            }
        }
    }
}

struct Units<'a>(&'a [u8; WORD]);

impl Pass for Units<'_> {
    type Output = (usize, [u8; UNITS]);

    fn run(self, machine: impl Machine) -> Self::Output {
        machine.units(self.0)
    }
}

#[test]
fn units_are_the_characters_they_stand_for() {
    for unit in (0..=0xFFFF_u16).step_by(5 * STEP * STEP) {
        let units = [unit, unit.rotate_left(3), !unit, unit ^ 0x5A5A, 0x4E00, unit, 0xFFFF, !unit];
        let usual = units.iter().take_while(|unit| **unit >= 0x800 && !is_surrogate(**unit));
        let wanted = String::from_utf16(&usual.copied().collect::<Vec<_>>()).unwrap();
        let lower = units.map(|unit| format!("\\u{unit:04x}")).concat();
        let upper = units.map(|unit| format!("\\u{unit:04X}")).concat();
        for kind in Kind::all() {
            for escapes in [&lower, &upper] {
                let (count, text) = units_of(kind, escapes);
                assert_eq!(count, undone(kind, wanted.len() / 3), "{kind:?}: {escapes}");
                assert_eq!(text[..3 * count], wanted.as_bytes()[..3 * count], "{escapes}");
            }
        }
    }
}

#[test]
fn units_end_at_what_is_none() {
    let unit = "\\u4e00";
    for (escapes, most) in [
        (unit.repeat(11), 10),
        (unit.repeat(9), 9),
        (format!("{}x{}", unit.repeat(6), unit.repeat(3)), 6),
        (format!("{}\\n{}", unit.repeat(4), unit.repeat(3)), 4),
        (format!("x{}", unit.repeat(10)), 0),
        (format!("\\U{}", unit.repeat(10)), 0),
        (String::new(), 0),
    ] {
        for kind in Kind::all() {
            assert_eq!(units_of(kind, &escapes).0, undone(kind, most), "{kind:?}: {escapes}");
        }
    }
}

fn is_surrogate(unit: u16) -> bool {
    (0xD800..0xE000).contains(&unit)
}

fn units_of(kind: Kind, escapes: &str) -> (usize, [u8; UNITS]) {
    let mut word = [0; WORD];
    for (to, from) in word.iter_mut().zip(escapes.bytes()) {
        *to = from;
    }
    kind.run(Units(&word))
}

/// How many escapes a kind of machine undoes at once where so many could be.
fn undone(kind: Kind, most: usize) -> usize {
    match kind.0 {
        #[cfg(target_arch = "x86_64")]
        Name::Avx512 => most,
        #[cfg(target_arch = "x86_64")]
        Name::Avx2 if most >= 4 => 4,
        _ => 0,
    }
}

struct NotZero([u64; TILE]);

impl Pass for NotZero {
    type Output = u64;

    fn run(self, machine: impl Machine) -> u64 {
        machine.not_zero(&self.0)
    }
}

#[test]
fn words_that_are_not_zero_are_found() {
    for place in (0..TILE).step_by(STEP) {
        let mut words = [0; TILE];
        words[place] = 1 << place;
        words[TILE / 2] = 1;
        for kind in Kind::all() {
            assert_eq!(kind.run(NotZero(words)), 1 << place | 1 << (TILE / 2), "{kind:?}");
        }
    }
}

struct Parity(u64);

impl Pass for Parity {
    type Output = u64;

    fn run(self, machine: impl Machine) -> u64 {
        machine.parity(self.0)
    }
}

#[test]
fn every_byte_is_classed_alike_by_all_machines() {
    for byte in (0..=u8::MAX).step_by(STEP) {
        for place in [0, 1, 7, 8, 15, 16, 31, 32, 63] {
            for around in *b"x\xFF\x7F " {
                let mut word = [around; WORD];
                word[place] = byte;
                let bit = |holds: bool| u64::from(holds) << place;
                let mut classes = Classes::default();
                classes.quotes[0] = bit(byte == b'"');
                classes.backslashes[0] = bit(byte == b'\\');
                classes.controls[0] = bit(byte < 0x20);
                let beyond_ascii = u64::from(!byte.is_ascii() || !around.is_ascii());
                let plain = bit(br#""\bfnrt"#.contains(&byte));
                let escapes = EscapeClasses {
                    slashes: bit(byte == b'/'),
                    units: bit(byte == b'u'),
                    zeros: bit(byte == b'0'),
                    hex: bit(byte.is_ascii_hexdigit()),
                    letters_d: bit(byte == b'd' || byte == b'D'),
                    hex_from_8: bit(b"89abcdefABCDEF".contains(&byte)),
                };
                for kind in Kind::all() {
                    let found = kind.run(Ask(&word));
                    let wanted = (classes.clone(), beyond_ascii, plain, escapes);
                    assert_eq!(found, wanted, "{kind:?}: {byte} at {place}");
                }
            }
        }
    }
}

struct Places(u64, Vec<u32>);

impl Pass for Places {
    type Output = Vec<u32>;

    fn run(mut self, machine: impl Machine) -> Vec<u32> {
        machine.write_places(self.0, 1000, &mut self.1);
        self.1
    }
}

#[test]
fn the_places_of_all_bits_are_written() {
    for bits in [1, 3, 1 << 63, 0xFFFF, 0x1_FFFF, 0xF0F0_1234_0000_8001, u64::MAX] {
        let wanted: Vec<u32> =
            (0..64).filter(|bit| bits >> bit & 1 != 0).map(|bit| 1000 + bit).collect();
        for kind in Kind::all() {
            let places = kind.run(Places(bits, vec![0; 80]));
            assert_eq!(places[..wanted.len()], wanted, "{kind:?}: {bits:x}");
        }
    }
}

#[test]
fn parity_is_that_of_all_lower_bits() {
    for bits in [0, 1, 2, 5, 1 << 63, u64::MAX, 0x0102_0304_0506_0708, 0x8000_0000_0000_0001] {
        let wanted = (0..64_u32).fold(0, |parity, bit| {
            let odd = (bits << (63 - bit)).count_ones() % 2;
            parity | u64::from(odd) << bit
        });
        for kind in Kind::all() {
            assert_eq!(kind.run(Parity(bits)), wanted, "{kind:?}: {bits:x}");
        }
    }
}
