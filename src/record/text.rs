//! What a JSON string says: its escapes undone.

use std::borrow::Cow;

/// The text of a JSON string, given the bytes between its quotes.
///
/// The string must be one that the scanner took. Half a surrogate pair becomes U+FFFD.
pub fn decode(raw: &[u8]) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', raw) else {
        return String::from_utf8_lossy(raw);
    };
    let mut text = Vec::with_capacity(raw.len());
    let (plain, mut rest) = raw.split_at(first);
    text.extend_from_slice(plain);
    while let Some((&byte, after)) = rest.split_first() {
        if byte == b'\\' {
            let (character, length) = escape(after);
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after.get(length..).unwrap_or_default();
        } else {
            let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
            text.extend_from_slice(&rest[..plain]);
            rest = &rest[plain..];
        }
    }
    match String::from_utf8(text) {
        Ok(text) => Cow::Owned(text),
        Err(error) => Cow::Owned(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Where in the bytes between a JSON string's quotes the byte at `offset` of its text comes from.
///
/// An offset within a character is the character's; one past the end is the end.
pub fn source_offset(raw: &[u8], offset: usize) -> usize {
    let (mut at, mut decoded) = (0, 0);
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        if decoded + plain > offset {
            return at + (offset - decoded);
        }
        (at, decoded) = (at + plain, decoded + plain);
        if let Some(after) = rest.get(plain + 1..) {
            let (character, length) = escape(after);
            if decoded + character.len_utf8() > offset {
                return at;
            }
            (at, decoded) = (at + 1 + length, decoded + character.len_utf8());
        }
    }
    raw.len()
}

/// Write a JSON string the one way that a serialiser would: an escape only where there must be one.
///
/// The string is given and written without its quotes.
pub(crate) fn respell(raw: &[u8], text: &mut Vec<u8>) {
    let mut rest = raw;
    while let Some(backslash) = memchr::memchr(b'\\', rest) {
        let (plain, escaped) = rest.split_at(backslash);
        text.extend_from_slice(plain);
        let after = escaped.get(1..).unwrap_or_default();
        let (character, length) = escape(after);
        match character {
            '"' => text.extend_from_slice(br#"\""#),
            '\\' => text.extend_from_slice(br"\\"),
            '\n' => text.extend_from_slice(br"\n"),
            '\r' => text.extend_from_slice(br"\r"),
            '\t' => text.extend_from_slice(br"\t"),
            '\u{8}' => text.extend_from_slice(br"\b"),
            '\u{c}' => text.extend_from_slice(br"\f"),
            other => text.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after.get(length..).unwrap_or_default();
    }
    text.extend_from_slice(rest);
}

/// The character that an escape stands for, and how many bytes it has after its backslash.
pub(crate) fn escape(after: &[u8]) -> (char, usize) {
    match after.first() {
        Some(b'n') => ('\n', 1),
        Some(b't') => ('\t', 1),
        Some(b'r') => ('\r', 1),
        Some(b'b') => ('\u{8}', 1),
        Some(b'f') => ('\u{c}', 1),
        Some(b'u') => {
            let high = unit(after.get(1..5));
            let low = match after.get(5..7) {
                Some(b"\\u") => unit(after.get(7..11)),
                _ => None,
            };
            match (high, low) {
                (Some(high @ 0xD800..0xDC00), Some(low @ 0xDC00..0xE000)) => {
                    let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 11)
                }
                (Some(code), _) => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 5),
                (None, _) => (char::REPLACEMENT_CHARACTER, 1),
            }
        }
        Some(&byte) if byte.is_ascii() => (byte as char, 1),
        _ => (char::REPLACEMENT_CHARACTER, 0),
    }
}

fn unit(digits: Option<&[u8]>) -> Option<u32> {
    digits?.iter().try_fold(0, |value, &digit| Some(value << 4 | (digit as char).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_what_a_serialiser_does() {
        for text in ["", "plain", "a\"b\\c\n\t\r\u{8}\u{c}\u{1}/", "é漢😀", "\\u0041"] {
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(decode(&json.as_bytes()[1..json.len() - 1]), text);
        }
        assert_eq!(decode(br"\u0041\/\ud83d\ude00\u00e9x"), "A/😀éx");
        assert_eq!(decode(br"\ud83dx\ude00"), "\u{fffd}x\u{fffd}");
        assert_eq!(decode(br"a\ud83d\ud83d\ude00"), "a\u{fffd}😀");
    }

    #[test]
    fn finds_the_source_of_a_byte() {
        let raw = br#"{\"a\": \u00e9, \ud83d\ude00x}"#;
        let text = decode(raw);
        for (needle, source) in [("{", 0), ("a", 3), (":", 6), ("\u{e9}", 8), ("x", 28)] {
            assert_eq!(source_offset(raw, text.find(needle).unwrap()), source, "{needle}");
        }
        assert_eq!(source_offset(raw, text.len()), raw.len());
        assert_eq!(source_offset(b"\\", 0), 0);
        assert_eq!(source_offset(b"", 5), 0);
    }

    #[test]
    fn survives_what_is_no_string() {
        for raw in [&b"\\"[..], b"\\u", b"\\u12", b"\\q", b"\\\xff", b"\xff\\n", b"\\ud800\\u"] {
            let _ = decode(raw);
        }
    }
}
