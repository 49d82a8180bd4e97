//! JSON in a JSON string, read where it stands.
//!
//! The arguments of a call are mostly JSON written as a string, with a backslash before each of its
//! quotation marks. To undo the escapes first and to scan what comes out takes several times as long
//! as to read the values through the escapes. In comes the string; out goes a tape whose places are
//! bytes of the line, so that what is between the quotes of a name without escapes is the name.
//!
//! Only what is usual is read: one object of which all parsers make the same. Whatever is not
//! certainly that is left to those who undo the escapes.

use super::scan::{Stop, plain};
use super::tape::{Kind, RESPELLED, Tape, Token, Writer};
use super::{Key, Span, text};

/// How deep arrays and objects may be nested.
const DEEPEST: usize = 16;

/// Read the object that a string of `line` holds, given what is between the quotes of the string.
/// Says whether `tape` now has it; if not, it has nothing.
pub(crate) fn read_object(line: &[u8], inside: Span, tape: &mut Tape) -> bool {
    let text = line.get(..inside.end as usize).unwrap_or_default();
    loop {
        tape.clear();
        let mut reader = Reader { text, tokens: tape.writer() };
        match reader.whole(inside.start as usize) {
            Ok(()) => {
                reader.tokens.finish();
                return true;
            }
            Err(Stop::Full) if tape.grow() => {}
            Err(_) => return false,
        }
    }
}

struct Reader<'a> {
    /// The line up to the end of the string.
    text: &'a [u8],
    tokens: Writer<'a>,
}

/// A string within the string.
struct Inner {
    /// The quotation mark before it, without its backslash.
    start: usize,
    /// The backslash of the quotation mark after it, which takes the place of the mark: so what is
    /// between the two is the string.
    end: usize,
    /// It has an escape, of the string itself or of the one it stands in.
    is_escaped: bool,
}

impl Reader<'_> {
    fn whole(&mut self, start: usize) -> Result<(), Stop> {
        let start = self.skip_space(start);
        if self.text.get(start) != Some(&b'{') {
            return Err(Stop::NotJson);
        }
        let end = self.container(start, 1)?;
        if self.skip_space(end) < self.text.len() { Err(Stop::NotJson) } else { Ok(()) }
    }

    /// The value that starts here, and where it ends; `depth` is that of its container.
    fn value(&mut self, start: usize, depth: usize) -> Result<usize, Stop> {
        match self.text.get(start) {
            Some(b'\\') => {
                let Inner { start, end, is_escaped } = self.string(start)?;
                let flags = if is_escaped { RESPELLED } else { 0 };
                self.tokens.push(Token::new(Kind::String, start, end + 1, flags))?;
                Ok(end + 2)
            }
            Some(b'{' | b'[') if depth < DEEPEST => self.container(start, depth + 1),
            _ => {
                let (token, facts) = plain(self.text, start)?;
                if !facts.is_empty() {
                    return Err(Stop::NotJson);
                }
                self.tokens.push(token)?;
                Ok(token.span().end as usize)
            }
        }
    }

    /// The array or object that starts here, and where it ends.
    fn container(&mut self, start: usize, depth: usize) -> Result<usize, Stop> {
        let is_object = self.text.get(start) == Some(&b'{');
        let (kind, close) = if is_object { (Kind::Object, b'}') } else { (Kind::Array, b']') };
        let container = self.tokens.position();
        self.tokens.push(Token::open(kind, start))?;
        let mut at = self.skip_space(start + 1);
        let mut is_first = true;
        let (mut seen, mut repeats_key) = (0, false);
        while self.text.get(at) != Some(&close) {
            if !is_first {
                at = self.skip_space(self.expect(b',', at)?);
            }
            if is_object {
                let (end, bit) = self.key(at)?;
                repeats_key |= seen & bit != 0;
                seen |= bit;
                at = self.skip_space(end);
                at = self.skip_space(self.expect(b':', at)?);
            }
            at = self.value(at, depth)?;
            at = self.skip_space(at);
            is_first = false;
        }
        self.tokens.close(container, at + 1, repeats_key);
        Ok(at + 1)
    }

    /// The name of a member: where it ends, and a bit that two names rarely share. One with an escape
    /// cannot be compared as it stands, and so is left alone.
    fn key(&mut self, start: usize) -> Result<(usize, u64), Stop> {
        let Inner { start, end, is_escaped } = self.string(start)?;
        if is_escaped {
            return Err(Stop::NotJson);
        }
        self.tokens.push(Token::key(start, end + 1, 0, Key::Unknown))?;
        let name = self.text.get(start + 1..end).unwrap_or_default();
        let [first, last] =
            [name.first(), name.last()].map(|byte| byte.copied().map_or(0, usize::from));
        Ok((end + 2, 1 << ((first * 5 + last * 11 + name.len()) % 64)))
    }

    fn string(&self, start: usize) -> Result<Inner, Stop> {
        let inside = self.expect(b'"', self.expect(b'\\', start)?)?;
        let mut end = inside;
        let mut is_escaped = false;
        loop {
            end += before_backslash(self.text.get(end..).unwrap_or_default());
            let after = self.text.get(end + 1..).ok_or(Stop::NotJson)?;
            if after.first() == Some(&b'"') {
                return Ok(Inner { start: inside - 1, end, is_escaped });
            }
            is_escaped = true;
            end += 1 + escape(after).ok_or(Stop::NotJson)?;
        }
    }

    fn expect(&self, byte: u8, at: usize) -> Result<usize, Stop> {
        if self.text.get(at) == Some(&byte) { Ok(at + 1) } else { Err(Stop::NotJson) }
    }

    fn skip_space(&self, mut at: usize) -> usize {
        loop {
            match self.text.get(at) {
                Some(b' ') => at += 1,
                Some(b'\\') if matches!(self.text.get(at + 1), Some(b'n' | b't' | b'r')) => at += 2,
                _ => return at,
            }
        }
    }
}

/// How many bytes an escape has after its first backslash, given these: one that stands for a
/// character of an inner string, or for an escape of it. None if it is anything else.
fn escape(after: &[u8]) -> Option<usize> {
    match after {
        [b'/', ..] => Some(1),
        [b'u', ..] => match text::escape(after) {
            (..' ' | '"' | '\\' | char::REPLACEMENT_CHARACTER, _) => None,
            (_, length) => Some(length),
        },
        [b'\\', b'b' | b'f' | b'n' | b'r' | b't' | b'/', ..] => Some(2),
        [b'\\', inner @ ..] if inner.first() == Some(&b'u') => match text::escape(inner) {
            // The two halves of a pair would have two backslashes each.
            (char::REPLACEMENT_CHARACTER, _) | (_, 11..) => None,
            (_, length) => Some(1 + length),
        },
        [b'\\', b'\\', b'"' | b'\\' | b'/', ..] => Some(3),
        _ => None,
    }
}

/// How many bytes there are before the next backslash: found eight at a time, since a search with
/// wide vectors takes longer to begin than most of these strings are long.
fn before_backslash(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 0xFF;
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let others = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'\\'));
        let found = others.wrapping_sub(ONES) & !others & ONES << 7;
        if found != 0 {
            return number * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let whole = bytes.len() - rest.len();
    whole + rest.iter().position(|byte| *byte == b'\\').unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::Value;

    use super::*;
    use crate::record::scan::{Scanned, Scanner};
    use crate::record::{Index, REPEATED_KEY};

    /// What is read of a text that stands in a line as this string; nothing if it is left alone.
    fn read(string: &str) -> Option<Value> {
        let line = format!("[{string}]");
        let inside = Span::new(2, u32::try_from(line.len() - 2).unwrap());
        let mut tape = Tape::default();
        let reads = read_object(line.as_bytes(), inside, &mut tape);
        assert_eq!(reads, !tape.tokens().is_empty());
        reads.then(|| value(line.as_bytes(), &tape, 0))
    }

    fn value(line: &[u8], tape: &Tape, at: Index) -> Value {
        let token = tape.token(at);
        // Undone as a string of the line, an inner string may still have escapes of its own.
        let text = |at: Index| {
            let raw = text::decode(tape.token(at).inner().of(line)).into_owned();
            serde_json::from_str::<String>(&format!("\"{raw}\"")).unwrap()
        };
        match token.kind() {
            Kind::String => text(at).into(),
            Kind::Array => tape.elements(at).map(|element| value(line, tape, element)).collect(),
            Kind::Object => {
                let members = tape.members(at);
                members.map(|member| (text(member.key), value(line, tape, member.value))).collect()
            }
            _ => serde_json::from_slice(token.span().of(line)).unwrap(),
        }
    }

    fn as_string(json: &str) -> String {
        serde_json::to_string(json).unwrap()
    }

    #[test]
    fn reads_what_is_usual() {
        for json in [
            "{}",
            r#" { "a" : 1 } "#,
            r#"{"a": "b", "c": [1, -2.5, true, false, null, [], {}], "d": {"e": "f"}}"#,
            "{\n  \"a\": [\n    1,\t2\r\n  ]\n}",
            r#"{"a": "\" \\ \/ \b\f\n\r\t \u00e9", "é漢😀": "é漢😀"}"#,
        ] {
            let wanted: Value = serde_json::from_str(json).unwrap();
            assert_eq!(read(&as_string(json)), Some(wanted), "{json}");
        }
        // Other ways to write the outer string.
        for string in [r#""{\"a\": \"\u00e9\ud83d\ude00\/\"}""#, r#""{\"a\": \"\\u00e9\\\/\"}""#] {
            let wanted: String = serde_json::from_str(string).unwrap();
            assert_eq!(read(string), serde_json::from_str(&wanted).unwrap(), "{string}");
        }
    }

    #[test]
    fn leaves_alone_what_is_not() {
        let deep = format!("{}1{}", r#"{"a":"#.repeat(17), "}".repeat(17));
        for json in [
            "",
            " ",
            "[1]",
            "1",
            "{",
            "}",
            r#"{"a"}"#,
            r#"{"a": 1,}"#,
            r#"{"a": [1,]}"#,
            r#"{"a": [1}"#,
            r#"{"a": 1]"#,
            r#"{"a": 1} x"#,
            r#"{"a": 1}{}"#,
            r#"{"a" 1}"#,
            "{a: 1}",
            "{'a': 1}",
            r#"{"a": NaN}"#,
            r#"{"a": -Infinity}"#,
            r#"{"a": 01}"#,
            r#"{"a": 1e999}"#,
            r#"{"a": 12345678901234567890}"#,
            r#"{"a": "b}"#,
            r#"{"a": "\q"}"#,
            r#"{"a": "\u12"}"#,
            r#"{"a": "\ud800"}"#,
            r#"{"a": "\u0062", "\u0061": 1}"#,
            "{\"a\": \"b\nc\"}",
            "{\"a\": \"b\u{1}c\"}",
            "\u{feff}{}",
            "\u{a0}{}",
            &deep,
        ] {
            assert_eq!(read(&as_string(json)), None, "{json}");
        }
        for string in [
            r#""{\"a\": \"\\ud83d\ude00\"}""#,
            r#""{\"a\": \"\ud83d\"}""#,
            r#""{\u0022a\u0022: 1}""#,
            r#""{\"a\": \"\u0022\"}""#,
            r#""{\"a\": \"\u005c\"}""#,
            r#""{\"a\": \"\u000a\"}""#,
        ] {
            assert_eq!(read(string), None, "{string}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_marked() {
        for (inside, repeats) in [
            (r#"{\"ab\": 1, \"cd\": 2, \"xy\": {\"ab\": 3}}"#, false),
            (r#"{\"ab\": 1, \"cd\": 2, \"ab\": 3}"#, true),
            (r#"{\"\": 1, \"\": 2}"#, true),
        ] {
            let mut tape = Tape::default();
            let length = u32::try_from(inside.len()).unwrap();
            assert!(read_object(inside.as_bytes(), Span::new(0, length), &mut tape));
            assert_eq!(tape.token(0).has(REPEATED_KEY), repeats, "{inside}");
        }
    }

    #[test]
    fn there_is_room_for_many_values() {
        let json = format!("{{\"a\": [{}0]}}", "0, ".repeat(1000));
        assert_eq!(read(&as_string(&json)), serde_json::from_str(&json).unwrap());
    }

    /// What the inside of a string is made of here.
    const PIECES: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        " ",
        "1",
        "-",
        "0.5",
        "true",
        "null",
        "\\\"",
        "\\\"a\\\"",
        "\\\"b\\\": ",
        "\\\\",
        "\\\\\\\"",
        "\\n",
        "\\\\n",
        "\\/",
        "\\u0041",
        "\\\\u0041",
        "\\\\ud83d",
        "\\ud83d\\ude00",
        "\\ude00",
        "n",
        "u",
        "é",
        "x",
    ];

    proptest! {
        #[test]
        fn what_is_read_is_what_the_string_says(pieces in vec(select(PIECES), 0..12)) {
            for inside in [pieces.concat(), format!("{{\\\"a\\\": {}}}", pieces.concat())] {
                let string = format!("\"{inside}\"");
                let mut scanner = Scanner::default();
                scanner.start(string.as_bytes());
                if scanner.line(string.as_bytes(), 0).0 != Scanned::Value {
                    continue;
                }
                if let Some(value) = read(&string) {
                    let said = text::decode(inside.as_bytes());
                    prop_assert_eq!(serde_json::from_str::<Value>(&said).ok(), Some(value));
                }
            }
        }

        #[test]
        fn a_backslash_is_found(bytes in vec(select(&b"a\\]\x80"[..]), 0..40)) {
            let wanted = bytes.iter().position(|byte| *byte == b'\\').unwrap_or(bytes.len());
            prop_assert_eq!(before_backslash(&bytes), wanted);
        }
    }
}
