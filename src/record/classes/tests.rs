//! Every kind of machine must see the same.

use super::digits::{DIGITS, Digits};
use super::*;

/// Miri takes a thousand times as long, so it is given one in so many.
const STEP: usize = if cfg!(miri) { 37 } else { 1 };

struct Ask<'a>(&'a [u8; WORD]);

impl Pass for Ask<'_> {
    type Output = (Classes, Seen, u64);

    fn run(self, machine: impl Machine) -> Self::Output {
        let mut classes = Classes::default();
        let seen = machine.classes(&[*self.0], &mut classes);
        (classes, seen, machine.plain_escapes(self.0))
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
        Name::Avx2 if most >= 4 => 4,
        _ => 0,
    }
}

struct Undo<'a>(&'a [u8], Range<usize>);

impl Pass for Undo<'_> {
    type Output = (usize, Vec<u8>);

    fn run(self, machine: impl Machine) -> Self::Output {
        let mut text = vec![b'?'; self.1.len() + WORD];
        let (read, written) = machine.undo(self.0, self.1, &mut text);
        text.truncate(written);
        (read, text)
    }
}

#[test]
fn escapes_are_undone_up_to_one_that_is_none_of_these() {
    const PARTS: [&str; 15] = [
        "\\u4e00",
        "\\uFF0c",
        "\\u0800",
        "x",
        "\\u0433",
        "\\n",
        "\\u0080",
        "\\u07Ff\\u00E9",
        "\\\\",
        "\\\"",
        "\u{e9}",
        "u4e00",
        "\\\\u4e00",
        "abc",
        "\\ud7ff\\ue000",
    ];
    let other = ["\\u0041", "\\u007f", "\\ud83d\\ude00", "\\/"];
    let mut random = 7_usize;
    let mut draw = |below: usize| {
        random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
        (random >> 33) % below
    };
    for round in 0..if cfg!(miri) { 50 } else { 20_000 } {
        let length = draw(40);
        // Some are nearly all escapes of one kind.
        let kinds = [PARTS.len(), 3, 4, 6][round % 4];
        let parts: Vec<&str> = (0..length)
            .map(|_| PARTS[if draw(8) == 0 { draw(kinds) } else { draw(kinds.min(7)) }])
            .collect();
        let start = parts.concat();
        let rest = if round % 3 == 0 { other[draw(4)].to_owned() + &start } else { String::new() };
        let raw = start.clone() + &rest;
        for kind in Kind::all() {
            // In between, what is around it looks as if it belonged to it.
            let (before, after) = [("", ""), ("\\u", "4e00\\u0041"), ("\\", "\\/")][round % 7 % 3];
            let after = after.repeat(draw(9));
            let bytes = [before.as_bytes(), raw.as_bytes(), after.as_bytes()].concat();
            let span = before.len()..before.len() + raw.len();
            let (read, text) = kind.run(Undo(&bytes, span));
            // Nothing is read of what has to be looked at more closely.
            assert!(read <= start.len() || rest.is_empty(), "{kind:?}: {raw}");
            let wanted = undone_one_by_one(&raw.as_bytes()[..read]);
            assert_eq!(text.escape_ascii().to_string(), wanted.escape_ascii().to_string(), "{raw}");
            #[cfg(target_arch = "x86_64")]
            if kind.0 == Name::Avx512 {
                // It comes as far as to the word before.
                assert!(read + WORD + 5 > start.len(), "{read}: {raw}");
            }
        }
    }
}

/// The same, in the simplest way. What is read must not end within an escape.
fn undone_one_by_one(mut rest: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    while let Some((&byte, after)) = rest.split_first() {
        let (made, length) = match after {
            [b'u', digits @ ..] if byte == b'\\' => {
                let digits = str::from_utf8(&digits[..4]).unwrap();
                let unit = u32::from_str_radix(digits, 16).unwrap();
                (char::from_u32(unit).unwrap().to_string().into_bytes(), 6)
            }
            [escaped, ..] if byte == b'\\' => (vec![byte, *escaped], 2),
            _ => (vec![byte], 1),
        };
        text.extend(made);
        rest = &rest[length..];
    }
    text
}

struct Utf8<'a>(&'a [u8], Range<usize>);

impl Pass for Utf8<'_> {
    type Output = bool;

    fn run(self, machine: impl Machine) -> bool {
        machine.is_utf8(self.0, self.1)
    }
}

#[test]
#[cfg_attr(miri, ignore = "simdutf8 0.1.5 works out an address beyond the end of a text")]
fn what_is_utf8_is_told_apart_wherever_it_stands() {
    // One byte of each kind, and those next to the limits.
    const BYTES: [u8; 24] = [
        0, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
        0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF3, 0xF4, 0xF5, 0xFF,
    ];
    let place = |number: usize, at: u32| BYTES[number / BYTES.len().pow(at) % BYTES.len()];
    let all = BYTES.len().pow(4);
    for number in 0..all {
        let four = [0, 1, 2, 3].map(|at| place(number, at));
        // At each place of a word at some time, with ASCII or nothing before and after.
        let before = number * 7 % 97;
        let after = number * 5 % 71;
        let bytes = [&[b'x'; 97][..before], &four, &[b'y'; 71][..after]].concat();
        let wanted = std::str::from_utf8(&bytes).is_ok();
        let part = before / WORD * WORD..(before + 4).next_multiple_of(WORD).min(bytes.len());
        for kind in Kind::all() {
            let found = kind.run(Utf8(&bytes, part.clone()));
            assert_eq!(found, wanted, "{kind:?}: {four:X?} between {before} and {after}");
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "simdutf8 0.1.5 works out an address beyond the end of a text")]
fn long_texts_are_utf8_until_one_byte_is_changed() {
    let text = "a\u{e9}\u{4e2d}\u{20ac}\u{1f600}\u{7ff}\u{800}\u{ffff}\u{10ffff}z".repeat(9);
    let mut bytes = text.into_bytes();
    for at in 0..bytes.len() {
        for byte in (0..=u8::MAX).step_by(3) {
            let kept = std::mem::replace(&mut bytes[at], byte);
            let wanted = std::str::from_utf8(&bytes).is_ok();
            for kind in Kind::all() {
                assert_eq!(kind.run(Utf8(&bytes, 0..bytes.len())), wanted, "{kind:?}: {byte} {at}");
            }
            bytes[at] = kept;
        }
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
                for kind in Kind::all() {
                    let found = kind.run(Ask(&word));
                    let seen = Seen { beyond_ascii, has_angle: byte == b'<' };
                    let wanted = (classes.clone(), seen, plain);
                    assert_eq!(found, wanted, "{kind:?}: {byte} at {place}");
                }
            }
        }
    }
}

struct AfterUnits<'a>(&'a Reach, u64);

impl Pass for AfterUnits<'_> {
    type Output = Digits;

    fn run(self, machine: impl Machine) -> Digits {
        digits(machine, self.0, self.1)
    }
}

/// The same for one escape, in the simplest way.
fn told_apart(digits: [u8; DIGITS], bit: u64) -> Digits {
    let text = std::str::from_utf8(&digits).ok().filter(|text| !text.contains('+'));
    match text.and_then(|text| u16::from_str_radix(text, 16).ok()) {
        None => Digits { bad: bit, ..Digits::default() },
        Some(unit) => Digits {
            bad: 0,
            ascii: if unit < 0x80 { bit } else { 0 },
            halves: if is_surrogate(unit) { bit } else { 0 },
        },
    }
}

#[test]
fn digits_are_told_apart_wherever_they_stand() {
    let mut texts: Vec<[u8; DIGITS]> = Vec::new();
    for unit in (0..=u16::MAX).step_by(23 * STEP) {
        texts.push(format!("{unit:04x}").into_bytes().try_into().unwrap());
        texts.push(format!("{unit:04X}").into_bytes().try_into().unwrap());
    }
    for byte in (0..=u8::MAX).step_by(STEP) {
        for at in 0..DIGITS {
            for mut text in [*b"0041", *b"d83d", *b"4E2D"] {
                text[at] = byte;
                texts.push(text);
            }
        }
    }
    for (at, text) in texts.into_iter().enumerate() {
        // Every place is one of them at some time, and around it are digits, none, or its own.
        for (place, around) in
            [(at % WORD, b'0'), (at * 7 % WORD, b'\xB0'), (at * 3 % WORD, text[0])]
        {
            let mut reach = [around; _];
            reach[place + 1..place + 1 + DIGITS].copy_from_slice(&text);
            let bit = 1 << place;
            for kind in Kind::all() {
                let found = kind.run(AfterUnits(&reach, bit));
                assert_eq!(found, told_apart(text, bit), "{kind:?}: {text:?} at {place}");
            }
        }
    }
}

#[test]
fn digits_of_many_escapes_are_told_apart() {
    let texts = [*b"4e2d", *b"0041", *b"d83d", *b"00e9", *b"12g4", *b"dC0\n", *b"007f", *b"DBff"];
    for period in 5..17 {
        for start in 0..period {
            let mut reach = [b'u'; _];
            let (mut units, mut wanted) = (0_u64, Digits::default());
            for (place, text) in (start..WORD).step_by(period).zip(texts.iter().cycle()) {
                reach[place + 1..place + 1 + DIGITS].copy_from_slice(text);
                let (bit, digits) = (1 << place, told_apart(*text, 1 << place));
                units |= bit;
                wanted.bad |= digits.bad;
                wanted.ascii |= digits.ascii;
                wanted.halves |= digits.halves;
            }
            for kind in Kind::all() {
                assert_eq!(kind.run(AfterUnits(&reach, units)), wanted, "{kind:?}: {period}");
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

struct Products<'a>(Words<'a>, Sums);

impl Pass for Products<'_> {
    type Output = Sums;

    fn run(mut self, machine: impl Machine) -> Sums {
        machine.add_products(self.0, &mut self.1);
        self.1
    }
}

#[test]
fn products_are_added_alike_by_all_machines() {
    let mut random = 1_u64;
    let mut word = || {
        [0; WORD].map(|_: u8| {
            random = random.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            random.to_be_bytes()[0]
        })
    };
    let text: Vec<[u8; WORD]> = (0..5).map(|_| word()).collect();
    let before = [[7; LANES], [u64::MAX; LANES]];
    for count in 0..5 {
        for kept in [0, 1, 1 << 63, u64::MAX, 0xFFFF_0000_0000_0000] {
            let words = Words { key: [3, 1 << 63], whole: &text[..count], last: &text[4], kept };
            let wanted = products_of(words, before);
            for kind in Kind::all() {
                assert_eq!(
                    kind.run(Products(words, before)),
                    wanted,
                    "{kind:?}: {count}, {kept:x}"
                );
            }
        }
    }
}

fn products_of(words: Words<'_>, before: Sums) -> Sums {
    let mut sums = before;
    products::add(words, &mut sums);
    sums
}
