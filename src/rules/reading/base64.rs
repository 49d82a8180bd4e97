//! Base64, checked where it stands: images are most of the bytes of the records that have them.
//!
//! The data is looked at as it stands between the quotes of a JSON string. Some writers escape its
//! `/`, `+` and `=` (`\/`, `\u002b`), which is as good as the characters themselves.

use std::ops::Range;

use crate::record::{sweep, text};

/// What is wrong with some base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A character that is none of base64.
    Character(char),
    /// A space or line end within the data.
    Whitespace,
    /// The data ends in the middle of a group of four, or has too many `=`, or something after.
    Padding,
    /// There is no data.
    Empty,
}

/// What is wrong first, and at which bytes.
pub(crate) fn check(raw: &[u8]) -> Option<(Fault, Range<usize>)> {
    let (mut at, mut digits) = (0, 0_usize);
    loop {
        let run = sweep::prefix(raw.get(at..).unwrap_or_default(), is_digit);
        (at, digits) = (at + run, digits + run);
        let Some((character, length)) = character(raw, at) else { break };
        match character {
            '=' => return padding(raw, at, digits),
            c if u8::try_from(c).is_ok_and(is_digit) => (at, digits) = (at + length, digits + 1),
            c if c.is_ascii_whitespace() => return Some((Fault::Whitespace, at..at + length)),
            c => return Some((Fault::Character(c), at..at + length)),
        }
    }
    match digits {
        0 => Some((Fault::Empty, 0..raw.len())),
        _ if digits % 4 != 0 => Some((Fault::Padding, at..at)),
        _ => None,
    }
}

/// The end of the data, from its first `=` on.
fn padding(raw: &[u8], start: usize, digits: usize) -> Option<(Fault, Range<usize>)> {
    let wanted = match digits % 4 {
        2 => 2,
        3 => 1,
        _ => 0,
    };
    let (mut at, mut found) = (start, 0);
    while let Some(('=', length)) = character(raw, at) {
        (at, found) = (at + length, found + 1);
        if found > wanted {
            break;
        }
    }
    (found != wanted || at != raw.len()).then_some((Fault::Padding, start..raw.len()))
}

/// The character that starts at `at`, and how many bytes it takes.
fn character(raw: &[u8], at: usize) -> Option<(char, usize)> {
    let rest = raw.get(at..)?;
    match rest.first()? {
        b'\\' => {
            let (character, length) = text::escape(rest.get(1..).unwrap_or_default());
            Some((character, 1 + length))
        }
        byte if byte.is_ascii() => Some((*byte as char, 1)),
        _ => {
            let head = rest.get(..4).unwrap_or(rest);
            let character = String::from_utf8_lossy(head).chars().next()?;
            Some((character, character.len_utf8().min(rest.len())))
        }
    }
}

#[inline]
#[allow(clippy::needless_bitwise_bool)] // Branches would keep it from becoming vector code.
const fn is_digit(byte: u8) -> bool {
    // `/` stands right before the decimal digits.
    ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'/') < 11) | (byte == b'+')
}

/// The first bytes that some base64 stands for, given its text: enough to tell a file by.
pub(crate) fn head(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text
        .bytes()
        .map_while(|byte| match byte {
            b'A'..=b'Z' => Some(byte - b'A'),
            b'a'..=b'z' => Some(byte - b'a' + 26),
            b'0'..=b'9' => Some(byte - b'0' + 52),
            b'+' => Some(62),
            b'/' => Some(63),
            _ => None,
        })
        .map(u32::from)
        .collect();
    let mut bytes = Vec::new();
    for group in digits.chunks(4) {
        let bits = (0..4).fold(0, |bits, i| bits << 6 | group.get(i).copied().unwrap_or(0));
        let whole = group.len() * 6 / 8;
        bytes.extend_from_slice(bits.to_be_bytes().get(1..=whole).unwrap_or_default());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_every_digit() {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for byte in 0..=u8::MAX {
            assert_eq!(is_digit(byte), DIGITS.contains(&byte), "{byte}");
        }
    }

    #[test]
    fn takes_what_is_base64() {
        for good in ["QUJD", "QUI=", "QQ==", r"\/+\/\u002b", r"QQ\u003d=", &"QUJD".repeat(100)] {
            assert_eq!(check(good.as_bytes()), None, "{good}");
        }
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let long = format!("{}-{}", "QUJD".repeat(40), "QUJD".repeat(40));
        for (bad, fault, range) in [
            ("", Fault::Empty, 0..0),
            ("QUJ", Fault::Padding, 3..3),
            ("QUI==", Fault::Padding, 3..5),
            ("QQ=", Fault::Padding, 2..3),
            ("QUJD=", Fault::Padding, 4..5),
            ("QQ==QQ==", Fault::Padding, 2..8),
            ("QU JD", Fault::Whitespace, 2..3),
            (r"QUJD\nQUJD", Fault::Whitespace, 4..6),
            ("QU-_", Fault::Character('-'), 2..3),
            ("QUé", Fault::Character('é'), 2..4),
            (&long, Fault::Character('-'), 160..161),
        ] {
            assert_eq!(check(bad.as_bytes()), Some((fault, range)), "{bad}");
        }
    }

    #[test]
    fn reads_the_head() {
        assert_eq!(head("iVBORw0KGgo="), b"\x89PNG\r\n\x1a\n");
        assert_eq!(head("QQ"), b"A");
        assert_eq!(head(""), b"");
    }
}
