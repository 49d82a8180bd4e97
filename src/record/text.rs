//! What a JSON string says: its escapes undone.

use std::borrow::Cow;
use std::ops::Range;

use super::classes::{Kind, Machine, Pass, WORD};

/// The text of a JSON string, given the bytes between its quotes.
///
/// The string must be one that the scanner took. Half a surrogate pair becomes U+FFFD.
pub fn decode(raw: &[u8]) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', raw) else {
        // What is valid is so found in a third of the time.
        return str::from_utf8(raw).map_or_else(|_| String::from_utf8_lossy(raw), Cow::Borrowed);
    };
    let mut text = Vec::with_capacity(raw.len());
    let (plain, mut rest) = raw.split_at(first);
    text.extend_from_slice(plain);
    while let Some((&byte, after)) = rest.split_first() {
        if let (b'\\', Some((quote @ (b'"' | b'\\' | b'/'), after))) = (byte, after.split_first()) {
            // JSON in a string has little else.
            text.push(*quote);
            rest = after;
        } else if byte == b'\\' {
            let (character, length) = escape(after);
            text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after.get(length..).unwrap_or_default();
        } else {
            let (plain, escaped) = rest.split_at(before_escape(rest));
            text.extend_from_slice(plain);
            rest = escaped;
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

/// Writes JSON strings the one way that a serialiser would: an escape only where there must be one.
#[derive(Debug, Default)]
pub(crate) struct Respeller {
    kind: Kind,
    text: Vec<u8>,
}

impl Respeller {
    /// A string in that way, which stands at `span` of some bytes. It is given and written without its quotes.
    pub(crate) fn respell(&mut self, bytes: &[u8], span: Range<usize>) -> &[u8] {
        let span = span.start..span.end.min(bytes.len());
        // No escape is shorter than what it stands for; what is written at once is longer.
        let room = span.len() + WORD;
        if self.text.len() < room {
            self.text.resize(room, 0);
        }
        let length = self.kind.run(Respell { bytes, span, text: &mut self.text });
        self.text.get(..length).unwrap_or_default()
    }
}

/// To write the string at `span` to `text` with no escape that is not needed. Gives the length.
struct Respell<'a> {
    bytes: &'a [u8],
    span: Range<usize>,
    text: &'a mut [u8],
}

impl Pass for Respell<'_> {
    type Output = usize;

    #[inline(always)]
    fn run(self, machine: impl Machine) -> usize {
        let Self { bytes, span, text } = self;
        let mut rest = bytes.get(span.clone()).unwrap_or_default();
        let mut written = Written { text, length: 0 };
        while !rest.is_empty() {
            let room = written.text.get_mut(written.length..).unwrap_or_default();
            let (read, length) = machine.undo(bytes, span.end - rest.len()..span.end, room);
            written.length += length;
            rest = rest.get(read..).unwrap_or_default();
            // The next word has something else.
            let left = rest.len().saturating_sub(WORD);
            while rest.len() > left {
                rest = one_escape(machine, rest, &mut written);
            }
        }
        written.length
    }
}

/// What has been written of a text.
struct Written<'a> {
    text: &'a mut [u8],
    length: usize,
}

impl Written<'_> {
    /// Write some bytes of which the first `length` count.
    #[inline(always)]
    fn push(&mut self, bytes: &[u8], length: usize) {
        if let Some(slots) = self.text.get_mut(self.length..self.length + bytes.len()) {
            slots.copy_from_slice(bytes);
        }
        self.length += length;
    }
}

/// Write what is before the next escape, and what that stands for; gives what comes after it.
#[inline(always)]
fn one_escape<'a>(
    machine: impl Machine,
    mut rest: &'a [u8],
    written: &mut Written<'_>,
) -> &'a [u8] {
    let most = machine.most_units();
    // Text that is not Latin comes as long runs of `\u` escapes.
    while most > 0 && rest.first() == Some(&b'\\') {
        let (count, characters) = match rest.first_chunk() {
            Some(word) => machine.units(word),
            None => machine.units(&padded(rest)),
        };
        // A branch and no product: or each step would wait for what the one before found.
        if count < most {
            written.push(&characters, 3 * count);
            rest = rest.get(6 * count..).unwrap_or_default();
            break;
        }
        written.push(&characters, 3 * most);
        rest = rest.get(6 * most..).unwrap_or_default();
    }
    let (before, escaped) = rest.split_at(before_escape(rest));
    written.push(before, before.len());
    let Some(after) = escaped.get(1..) else { return &[] };
    let (character, used) = escape(after);
    match character {
        '"' => written.push(br#"\""#, 2),
        '\\' => written.push(br"\\", 2),
        '\n' => written.push(br"\n", 2),
        '\r' => written.push(br"\r", 2),
        '\t' => written.push(br"\t", 2),
        '\u{8}' => written.push(br"\b", 2),
        '\u{c}' => written.push(br"\f", 2),
        other => {
            let mut bytes = [0; 4];
            let used = other.encode_utf8(&mut bytes).len();
            written.push(&bytes, used);
        }
    }
    after.get(used..).unwrap_or_default()
}

/// How many bytes there are before the next escape.
#[inline(always)]
fn before_escape(bytes: &[u8]) -> usize {
    // Often there are but a few, for which a search is too much.
    let near = bytes.iter().take(8).position(|byte| *byte == b'\\');
    near.or_else(|| memchr::memchr(b'\\', bytes)).unwrap_or(bytes.len())
}

/// A word of less than its bytes.
#[inline(always)]
fn padded(bytes: &[u8]) -> [u8; WORD] {
    let mut word = [0; WORD];
    if let Some(start) = word.get_mut(..bytes.len()) {
        start.copy_from_slice(bytes);
    }
    word
}

/// The character that an escape stands for, and how many bytes it has after its backslash.
#[inline(always)]
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

/// How many bytes at the start are nothing but escapes `\uXXXX`.
pub(crate) fn units(bytes: &[u8]) -> usize {
    let is_unit = |escape: &&[u8; 6]| escape.starts_with(b"\\u") && unit(escape.get(2..)).is_some();
    6 * bytes.as_chunks().0.iter().take_while(is_unit).count()
}

#[inline(always)]
fn unit(digits: Option<&[u8]>) -> Option<u32> {
    let &[a, b, c, d] = digits? else { return None };
    let [a, b, c, d] = [a, b, c, d].map(|digit| HEX[digit as usize]);
    let value = a << 12 | b << 8 | c << 4 | d;
    (value <= 0xFFFF).then_some(value)
}

/// The value of each hexadecimal digit; other bytes have high bits that survive any shift.
static HEX: [u32; 256] = {
    let mut table = [0x000F_0000; 256];
    let mut digit = 0;
    while digit < 16 {
        let text = b"0123456789abcdef"[digit];
        #[allow(clippy::cast_possible_truncation)] // Below 16.
        {
            table[text as usize] = digit as u32;
            table[text.to_ascii_uppercase() as usize] = digit as u32;
        }
        digit += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

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

    /// Ways to spell a text, each with the one way of a serialiser.
    const PIECES: &[(&str, &str)] = &[
        (r"\u4e00", "\u{4e00}"),
        (r"\uFF0C", "\u{ff0c}"),
        (r"\u4e00\u4e01\u4e02\u4e03\u4e04", "\u{4e00}\u{4e01}\u{4e02}\u{4e03}\u{4e04}"),
        (r"\u00e9", "\u{e9}"),
        (r"\u0041", "A"),
        (r"\u000a", r"\n"),
        (r"\u0022", "\\\""),
        (r"\u005c", r"\\"),
        (r"\u002F", "/"),
        (r"\u0001", "\u{1}"),
        (r"\ud83d\ude00", "\u{1F600}"),
        (r"\udc00 ", "\u{fffd} "),
        (r"\/", "/"),
        (r"\n", r"\n"),
        (r"\t", r"\t"),
        (r"\b\f\r", r"\b\f\r"),
        (r"\\", r"\\"),
        ("\\\"", "\\\""),
        ("u4e00", "u4e00"),
        ("a", "a"),
        (" ", " "),
        ("\u{e9}\u{4f60}", "\u{e9}\u{4f60}"),
        ("some more words than a few", "some more words than a few"),
    ];

    proptest! {
        #[test]
        fn there_is_one_way_to_write_a_text(pieces in vec(select(PIECES), 0..40)) {
            let raw: String = pieces.iter().map(|(raw, _)| *raw).collect();
            let wanted: String = pieces.iter().map(|(_, wanted)| *wanted).collect();
            for kind in Kind::all() {
                let mut respeller = Respeller { kind, text: Vec::new() };
                let respelled = String::from_utf8_lossy(respeller.respell(raw.as_bytes(), 0..raw.len())).into_owned();
                prop_assert_eq!(&respelled, &wanted, "{:?}", kind);
            }
        }
    }

    #[test]
    fn nothing_that_is_no_string_stops_the_respeller() {
        let mut respeller = Respeller::default();
        for raw in [&b"\\"[..], b"\\u", b"\\u12", b"\\uzzzz", b"\\q", b"\\\xff", b"\\ud800\\u"] {
            let _ = respeller.respell(raw, 0..raw.len());
        }
    }
}
