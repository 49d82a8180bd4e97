//! What the counters mean, one byte after the other: to compare the fast way with.

use super::{COUNTERS, Counters};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    Digit,
    Space,
    Newline,
    Tab,
    High,
    Punctuation,
}

use Class::{Digit, High, Lower, Newline, Punctuation, Space, Tab, Upper};

fn class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' => Lower,
        b'A'..=b'Z' => Upper,
        b'0'..=b'9' => Digit,
        b' ' => Space,
        b'\n' | b'\r' => Newline,
        9 | 11 | 12 => Tab,
        0x80.. => High,
        _ => Punctuation,
    }
}

/// The counters of one text.
pub(super) fn count(text: &[u8]) -> Counters {
    let mut counts = [0; COUNTERS];
    let mut least = 0;
    // How long the word and the run of this class are, with this byte.
    let (mut word, mut run, mut letter_run) = (0, 0, 0_u32);
    let mut before = None;
    for (at, &byte) in text.iter().enumerate() {
        let now = class(byte);
        let is_letter = matches!(now, Lower | Upper);
        let before_class = before.map(class);
        let after = |of: Class| before_class == Some(of);
        let after_letter = after(Lower) || after(Upper);
        run = if after(now) { run + 1 } else { 1 };
        word = if !is_letter {
            0
        } else if !after_letter || (now == Upper && after(Lower)) {
            1
        } else {
            word + 1
        };
        let starts_word = word == 1;
        let mut tick = |place: usize, condition: bool| counts[place] += u64::from(condition);

        tick(0, now == Lower);
        tick(1, now == Upper);
        tick(2, starts_word);
        tick(3, starts_word && after(Space));
        tick(4, starts_word && after(Punctuation));
        tick(5, now == Upper && after(Upper));
        tick(6, word == 3);
        tick(7, word >= 5);
        tick(8, word >= 9);
        tick(9, word >= 12);

        tick(10, now == Digit);
        tick(11, now == Digit && run == 1);
        tick(12, now == Digit && run == 1 && after(Space));
        tick(13, now == Digit && run == 2);
        tick(14, now == Digit && run >= 4);

        tick(15, now == Space && run == 1);
        tick(16, now == Space && after(Space));
        tick(17, now == Space && run == 2);
        tick(18, now == Space && run >= 4);
        tick(19, now == Newline);
        tick(20, now == Newline && after(Newline));
        tick(21, now == Newline && after(Punctuation));
        tick(22, now == Tab);
        tick(23, now == Tab && run == 1);
        tick(24, now == Space && (after(Newline) || at == 0));

        tick(25, now == Punctuation && run == 1);
        tick(26, now == Punctuation && after(Space));
        tick(27, now == Punctuation && after(Punctuation));
        tick(28, now == Punctuation && run >= 3);
        tick(29, now == Punctuation && run >= 4);
        for (place, mark) in (30..).zip(b"_./(-\\{\"") {
            tick(place, byte == *mark);
        }

        let after_e0 = before == Some(0xE0);
        tick(40, now == High);
        tick(41, now == High && run == 1);
        tick(42, matches!(byte, 0x80..=0xBF));
        tick(43, matches!(byte, 0xC2..=0xC3));
        tick(44, matches!(byte, 0xC4..=0xCF));
        tick(45, matches!(byte, 0xD0..=0xD3));
        tick(46, matches!(byte, 0xD4..=0xDF));
        tick(47, after_e0 && matches!(byte, 0xA4..=0xA5));
        tick(48, after_e0 && matches!(byte, 0xB8..=0xBF));
        tick(49, byte == 0xE1);
        tick(50, byte == 0xE2);
        tick(51, byte == 0xE3);
        tick(52, matches!(byte, 0xE4..=0xE9));
        tick(53, matches!(byte, 0xEA..=0xED));
        tick(54, matches!(byte, 0xEE..=0xF7));
        tick(55, byte == 0xE0 && run == 1);

        letter_run = if is_letter { letter_run + 1 } else { 0 };
        let apostrophe = before == Some(b'\'');
        least += u64::from(letter_run == 1 && !after(High) && !apostrophe);
        least += u64::from(now == Digit && run % 3 == 1);
        before = Some(byte);
    }
    for block in text.chunks_exact(64) {
        let number = |of: fn(&Class) -> bool| block.iter().filter(|b| of(&class(**b))).count();
        let upper = number(|class| *class == Upper);
        let is_base64 = block.iter().all(|byte| matches!(byte, 0x21..=0x7F))
            && upper >= 6
            && number(|class| *class == Lower) >= 6
            && number(|class| matches!(class, Upper | Digit)) >= 14;
        if is_base64 {
            counts[38] += 1;
            counts[39] += upper as u64;
        }
    }
    let texts = u64::from(!text.is_empty());
    Counters { counts, bytes: text.len() as u64, texts, least }
}
