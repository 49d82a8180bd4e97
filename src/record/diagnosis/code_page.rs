//! Guesses the code page of bytes that are not UTF-8, from their structure and their frequency.
//!
//! Each East Asian code page writes a character as a pair of bytes in ranges of its own, and a
//! few dozen characters make up a third of any text in a language. Western text has single bytes
//! between ASCII letters; Cyrillic has runs of letters in the upper quarter. A guess is made only
//! if one reading is clearly better than the others: a wrong name would cost its reader more than
//! none.

use super::cause::CodePage;

/// How many bytes from the first suspicious one on are looked at.
const WINDOW: usize = 16 * 1024;

/// The code page that the line looks like, if it clearly looks like one.
pub(super) fn guess(line: &[u8]) -> Option<CodePage> {
    let first = line.iter().position(|byte| !byte.is_ascii())?;
    // The byte before tells whether the first run stands between ASCII letters.
    let bytes = line.get(first.saturating_sub(1)..)?;
    let bytes = bytes.get(..WINDOW).unwrap_or(bytes);
    single_bytes(bytes).or_else(|| pairs(bytes))
}

/// The code pages of one byte a character.
fn single_bytes(bytes: &[u8]) -> Option<CodePage> {
    let (mut high, mut western, mut punctuation) = (0_usize, 0_usize, 0_usize);
    let (mut upper, mut cyrillic, mut frequent) = (0_usize, 0_usize, 0_usize);
    let mut before = b' ';
    for (at, &byte) in bytes.iter().enumerate() {
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        if !byte.is_ascii() {
            high += 1;
            western += usize::from(is_western(before, byte, after));
            punctuation += usize::from(byte < 0xA0);
            upper += usize::from(byte >= 0xC0);
            cyrillic += usize::from(before >= 0xC0 && byte >= 0xE0);
            frequent += usize::from(is_frequent_cyrillic(byte));
        }
        before = byte;
    }
    if western * 10 >= high * 8 {
        return Some(if punctuation > 0 { CodePage::Windows1252 } else { CodePage::Latin1 });
    }
    // Words of letters, small ones but for the first; in Chinese and Korean, bytes beyond 0xC0 are
    // fewer, in Greek and Hebrew the frequent ones are others.
    let is_cyrillic =
        high >= 6 && upper * 10 >= high * 9 && cyrillic * 2 >= high && frequent * 2 >= high;
    is_cyrillic.then_some(CodePage::Windows1251)
}

/// Whether `byte` is a character that Western text has between these two bytes.
fn is_western(before: u8, byte: u8, after: u8) -> bool {
    const fn is_pair(first: u8, second: u8) -> bool {
        // `größer`, `süß`, `créée`, and a dot or an apostrophe before a closing quote.
        matches!((first, second), (0xF6 | 0xFC, 0xDF) | (0xE9, 0xE9) | (0x85 | 0x92, 0x94))
    }
    let alone = before.is_ascii() && after.is_ascii();
    if !alone && !is_pair(before, byte) && !is_pair(byte, after) {
        return false;
    }
    match byte {
        // Small letters stand in words, capital ones not after small ones.
        0xDF..=0xEF | 0xF1..=0xF6 | 0xF8..=0xFC | 0x9C => {
            before.is_ascii_alphabetic() || after.is_ascii_alphabetic() || is_pair(before, byte)
        }
        0xC0..=0xC2
        | 0xC4..=0xCB
        | 0xCD
        | 0xCE
        | 0xD1
        | 0xD3..=0xD6
        | 0xD8
        | 0xDA..=0xDC
        | 0x8C => !before.is_ascii_lowercase() && after.is_ascii_alphabetic(),
        // The apostrophe and the dashes may stand in a word, other punctuation not.
        0x92 | 0x96 | 0x97 => true,
        0x80
        | 0x85
        | 0x91
        | 0x93..=0x95
        | 0x99
        | 0xA0
        | 0xA1
        | 0xA3
        | 0xA7
        | 0xA9
        | 0xAB
        | 0xAE
        | 0xB0
        | 0xB2
        | 0xB3
        | 0xB7
        | 0xBB..=0xBF => !(before.is_ascii_alphabetic() && after.is_ascii_alphabetic()),
        _ => false,
    }
}

/// а в е и л н о р с т, two thirds of any Russian text.
const fn is_frequent_cyrillic(byte: u8) -> bool {
    matches!(byte, 0xE0 | 0xE2 | 0xE5 | 0xE8 | 0xEB | 0xED | 0xEE | 0xF0..=0xF2)
}

/// A character that is among the most frequent of its language.
const FREQUENT: i32 = 4;
/// A character that is in everyday use.
const COMMON: i32 = 1;
/// A character that exists, but that a text rarely has.
const RARE: i32 = -1;
/// A pair of bytes that is no character.
const BROKEN: i32 = -6;

/// A code page of two bytes a character, with what a pair is worth there.
type Reading = (CodePage, fn(u8, u8) -> i32);

const READINGS: [Reading; 5] = [
    (CodePage::Cp949, cp949),
    (CodePage::Gb18030, gbk),
    (CodePage::Big5, big5),
    (CodePage::ShiftJis, shift_jis),
    (CodePage::EucJp, euc_jp),
];

/// The code pages of two bytes a character.
fn pairs(bytes: &[u8]) -> Option<CodePage> {
    // In hundredths of a point for each character, to compare texts of any length.
    // Text in everyday characters without a single frequent one does not reach it.
    const ENOUGH: i64 = 110;
    const AHEAD: i64 = 30;
    let mut scores = READINGS.map(|(page, worth)| (score(bytes, worth), page));
    scores.sort_unstable_by_key(|&(score, _)| std::cmp::Reverse(score));
    match scores {
        [(best, page), (second, _), ..] if best >= ENOUGH && best - second >= AHEAD => Some(page),
        _ => None,
    }
}

/// The average worth of the bytes' characters, in hundredths.
fn score(bytes: &[u8], worth: fn(u8, u8) -> i32) -> i64 {
    const FEWEST: i64 = 2;
    let (mut sum, mut characters) = (0_i64, 0_i64);
    let mut rest = bytes;
    while let Some((&lead, after)) = rest.split_first() {
        rest = after;
        if lead.is_ascii() {
            continue;
        }
        let points = after.first().map_or(0, |&trail| worth(lead, trail));
        // A broken pair may have ASCII as its second byte, which starts anew.
        if points != BROKEN {
            rest = after.get(1..).unwrap_or_default();
        }
        sum += i64::from(points);
        characters += 1;
    }
    if characters < FEWEST { i64::MIN / 2 } else { sum * 100 / characters }
}

fn is_frequent(list: &[u16], lead: u8, trail: u8) -> bool {
    list.binary_search(&u16::from_be_bytes([lead, trail])).is_ok()
}

/// 이 다 는 을 가 에 의 한 고 하 지 로 를 은 도 사 서 요 니 기 어 아 인 들 있 습 그 나 해
const KOREAN: [u16; 29] = [
    0xB0A1, 0xB0ED, 0xB1D7, 0xB1E2, 0xB3AA, 0xB4C2, 0xB4CF, 0xB4D9, 0xB5B5, 0xB5E9, 0xB7CE, 0xB8A6,
    0xBBE7, 0xBCAD, 0xBDC0, 0xBEC6, 0xBEEE, 0xBFA1, 0xBFE4, 0xC0BA, 0xC0BB, 0xC0C7, 0xC0CC, 0xC0CE,
    0xC0D6, 0xC1F6, 0xC7CF, 0xC7D1, 0xC7D8,
];

fn cp949(lead: u8, trail: u8) -> i32 {
    match (lead, trail) {
        _ if is_frequent(&KOREAN, lead, trail) => FREQUENT,
        (0xB0..=0xC8, 0xA1..=0xFE) => COMMON,
        (0xA1..=0xFD, 0xA1..=0xFE) | (0x81..=0xC6, 0x41..=0x5A | 0x61..=0x7A | 0x81..=0xFE) => RARE,
        _ => BROKEN,
    }
}

/// 的 一 是 不 了 在 人 有 我 他 这 个 们 中 来 上 大 为 和 国 地 到 以 说 时 要 就 出 会 你 可 好
const SIMPLIFIED: [u16; 32] = [
    0xB2BB, 0xB3F6, 0xB4F3, 0xB5BD, 0xB5C4, 0xB5D8, 0xB8F6, 0xB9FA, 0xBAC3, 0xBACD, 0xBBE1, 0xBECD,
    0xBFC9, 0xC0B4, 0xC1CB, 0xC3C7, 0xC4E3, 0xC8CB, 0xC9CF, 0xCAB1, 0xCAC7, 0xCBB5, 0xCBFB, 0xCEAA,
    0xCED2, 0xD2AA, 0xD2BB, 0xD2D4, 0xD3D0, 0xD4DA, 0xD5E2, 0xD6D0,
];

fn gbk(lead: u8, trail: u8) -> i32 {
    match (lead, trail) {
        // With the full-width comma and the ideographic full stop.
        (0xA3, 0xAC) | (0xA1, 0xA3) => FREQUENT,
        _ if is_frequent(&SIMPLIFIED, lead, trail) => FREQUENT,
        (0xB0..=0xD7, 0xA1..=0xFE) => COMMON,
        // The second byte of GB18030's characters of four bytes is a digit.
        (0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE | 0x30..=0x39) => RARE,
        _ => BROKEN,
    }
}

/// 的 一 是 不 我 有 在 人 了 這 以 他 會 你 可 好 來 個 們 為 大 中 上 到 要 說 時 就 國 請
const TRADITIONAL: [u16; 30] = [
    0xA440, 0xA446, 0xA448, 0xA457, 0xA46A, 0xA4A3, 0xA4A4, 0xA548, 0xA54C, 0xA569, 0xA662, 0xA66E,
    0xA6B3, 0xA741, 0xA7DA, 0xA8D3, 0xA8EC, 0xAABA, 0xAC4F, 0xACB0, 0xAD6E, 0xADCC, 0xADD3, 0xAEC9,
    0xB0EA, 0xB36F, 0xB44E, 0xB77C, 0xBBA1, 0xBDD0,
];

fn big5(lead: u8, trail: u8) -> i32 {
    match (lead, trail) {
        // With the full-width comma and the ideographic full stop.
        (0xA1, 0x41 | 0x43) => FREQUENT,
        _ if is_frequent(&TRADITIONAL, lead, trail) => FREQUENT,
        (0xA4..=0xC6, 0x40..=0x7E | 0xA1..=0xFE) => COMMON,
        (0xA1..=0xA3 | 0xC9..=0xF9, 0x40..=0x7E | 0xA1..=0xFE) => RARE,
        _ => BROKEN,
    }
}

fn shift_jis(lead: u8, trail: u8) -> i32 {
    match (lead, trail) {
        // Hiragana, katakana, the comma, the full stop and the long vowel mark.
        (0x82, 0x9F..=0xF1) | (0x83, 0x40..=0x96) | (0x81, 0x41 | 0x42 | 0x5B) => FREQUENT,
        (0x88..=0x97, 0x40..=0x7E | 0x80..=0xFC) => COMMON,
        // Half-width katakana, one byte each: two of them are as rare as one.
        (0xA1..=0xDF, _) | (0x81..=0x87 | 0x98..=0x9F | 0xE0..=0xFC, 0x40..=0x7E | 0x80..=0xFC) => {
            RARE
        }
        _ => BROKEN,
    }
}

fn euc_jp(lead: u8, trail: u8) -> i32 {
    match (lead, trail) {
        // Hiragana, katakana, the comma and the full stop.
        (0xA4, 0xA1..=0xF3) | (0xA5, 0xA1..=0xF6) | (0xA1, 0xA2 | 0xA3) => FREQUENT,
        (0xB0..=0xCF, 0xA1..=0xFE) => COMMON,
        (0xA1..=0xA8 | 0xD0..=0xF4, 0xA1..=0xFE) | (0x8E, 0xA1..=0xDF) => RARE,
        _ => BROKEN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_sentences() {
        let cases: &[(&[u8], Option<CodePage>)] = &[
            (
                b"\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4. \xBF\xC0\xB4\xC3 \xB3\xAF\xBE\xBE\xB0\xA1 \
                  \xBE\xEE\xB6\xB2\xB0\xA1\xBF\xE4?",
                Some(CodePage::Cp949),
            ),
            (
                b"\xC4\xE3\xBA\xC3\xA3\xAC\xC7\xEB\xB0\xEF\xCE\xD2\xD0\xB4\xD2\xBB\xCA\xD7\xCA\xAB\
                  \xA1\xA3",
                Some(CodePage::Gb18030),
            ),
            (
                b"\xA7A\xA6n\xA1A\xBD\xD0\xC0\xB0\xA7\xDA\xBCg\xA4@\xAD\xBA\xB8\xD6\xA1C",
                Some(CodePage::Big5),
            ),
            (
                b"\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81A\x8D\xA1\x93\xFA\x82\xCC\x93V\x8BC\x82\
                  \xF0\x8B\xB3\x82\xA6\x82\xC4\x82\xAD\x82\xBE\x82\xB3\x82\xA2\x81B",
                Some(CodePage::ShiftJis),
            ),
            (
                b"\xA4\xB3\xA4\xF3\xA4\xCB\xA4\xC1\xA4\xCF\xA1\xA2\xBA\xA3\xC6\xFC\xA4\xCE\xC5\xB7\
                  \xB5\xA4\xA4\xF2\xB6\xB5\xA4\xA8\xA4\xC6\xA4\xAF\xA4\xC0\xA4\xB5\xA4\xA4\xA1\xA3",
                Some(CodePage::EucJp),
            ),
            (
                b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0?",
                Some(CodePage::Windows1251),
            ),
            (
                b"O\xF9 est le caf\xE9 pr\xE8s de l\x92h\xF4tel ?",
                Some(CodePage::Windows1252),
            ),
            (b"Wie sch\xF6n f\xFCr Stra\xDFe", Some(CodePage::Latin1)),
            (b"I don\x92t know", Some(CodePage::Windows1252)),
            (b"He said \x93yes\x94 \x96 twice", Some(CodePage::Windows1252)),
            (b"\x83e\x83X\x83g", Some(CodePage::ShiftJis)),
            (b"\xA7A\xA6n", Some(CodePage::Big5)),
            (b"\xC4\xE3\xBA\xC3", Some(CodePage::Gb18030)),
            (b"gr\xF6\xDFer, s\xFC\xDF", Some(CodePage::Latin1)),
            // What is not known is not taken for something else: Polish in cp1250, Greek in cp1253,
            // German in cp850, English from an old Mac, Russian in KOI8-R.
            (b"Za\xBF\xF3\xB3\xE6 g\xEA\x9Cl\xB9 ja\x9F\xF1", None),
            (b"\xC5\xF5\xF7\xE1\xF1\xE9\xF3\xF4\xFE \xF0\xEF\xEB\xFD", None),
            (b"k\x94nnen Sie f\x81r uns", None),
            (b"I don\xD5t know", None),
            (b"\xF0\xD2\xC9\xD7\xC5\xD4, \xCB\xC1\xCB \xC4\xC5\xCC\xC1", None),
            // Random bytes look like nothing.
            (b"\xFF\xFE\x12\x81\x00\x9D!\x8Fz\xF5\xF5\x90", None),
        ];
        for &(bytes, expected) in cases {
            assert_eq!(guess(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn lists_are_sorted_for_the_binary_search() {
        assert!(KOREAN.is_sorted() && SIMPLIFIED.is_sorted() && TRADITIONAL.is_sorted());
    }
}
