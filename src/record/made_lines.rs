//! Lines of all sorts, right and wrong, for the properties that must hold for each.

#![allow(clippy::format_push_string)] // It is for tests.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index as Place, select};
use serde_json::Value;

use super::Key;

/// A JSON text with the odd things that chat records have, written in any of the ways there are.
pub(super) fn json() -> impl Strategy<Value = String> {
    let text = "[a-z \"'\\\\/\u{e9}\u{4f60}\u{1F600}\n\t{}:,\\[\\]]{0,90}";
    let name = prop_oneof![
        select(Key::ALL).prop_map(|(_, name)| name.to_owned()),
        "[a-c/]{0,3}",
        "[a-z\u{e9}\"]{0,20}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((name.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    (value, vec(any::<u8>(), 1..40)).prop_map(|(value, ways)| {
        let mut written = String::new();
        write(&value, &mut ways.into_iter().cycle(), &mut written);
        written
    })
}

/// Write a value; `ways` chooses among the ways to write each thing.
fn write(value: &Value, ways: &mut impl Iterator<Item = u8>, written: &mut String) {
    space(ways, written);
    match value {
        Value::String(text) => write_string(text, ways, written),
        Value::Array(elements) => {
            written.push('[');
            for (i, element) in elements.iter().enumerate() {
                written.push_str(if i > 0 { "," } else { "" });
                write(element, ways, written);
            }
            written.push(']');
        }
        Value::Object(members) => {
            written.push('{');
            for (i, (key, value)) in members.iter().enumerate() {
                written.push_str(if i > 0 { "," } else { "" });
                space(ways, written);
                write_string(key, ways, written);
                space(ways, written);
                written.push(':');
                write(value, ways, written);
                if ways.next() == Some(3) {
                    written.push_str(",\"role\":1");
                }
            }
            written.push('}');
        }
        plain => written.push_str(&plain.to_string()),
    }
    space(ways, written);
}

fn space(ways: &mut impl Iterator<Item = u8>, written: &mut String) {
    written.push_str(match ways.next().unwrap_or_default() % 16 {
        0..=7 => "",
        8..=13 => " ",
        14 => "\t \r",
        _ => "                                                                     ",
    });
}

fn write_string(text: &str, ways: &mut impl Iterator<Item = u8>, written: &mut String) {
    written.push('"');
    for character in text.chars() {
        let way = ways.next().unwrap_or_default() % 8;
        let must = matches!(character, '"' | '\\') || character < ' ';
        match character {
            '/' if way < 4 => written.push_str("\\/"),
            '\n' if way < 4 => written.push_str("\\n"),
            '"' | '\\' if way < 6 => {
                written.push('\\');
                written.push(character);
            }
            _ if must || way == 7 => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    written.push_str(&format!("\\u{unit:04x}"));
                }
            }
            _ => written.push(character),
        }
    }
    written.push('"');
}

/// Pieces of which JSON and what is nearly JSON is made.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\\\",
    "\\\"",
    "\\n",
    "\\u",
    "\\u00",
    "\\u00e9",
    "\\u006f",
    "\\/",
    "\\x",
    "\\ud83d",
    "\\ude00",
    "\\ud83d\\ude00",
    "\\uDBFF\\uDFFF",
    "null",
    "true",
    "false",
    "nul",
    "NaN",
    "Infinity",
    "-Infinity",
    "-NaN",
    "+1",
    "-",
    "0",
    "01",
    "1",
    "9",
    ".",
    "1.5",
    "e",
    "E+",
    "1e999",
    "-0",
    "12345678901234567890",
    " ",
    "  ",
    "\t",
    "\r",
    "\0",
    "\u{b}",
    "\u{1f}",
    "\u{7f}",
    "\u{a0}",
    "\u{feff}",
    "\u{2028}",
    "\u{e9}",
    "\u{4f60}",
    "\u{1F600}",
    "a",
    "u",
    "d",
    "'",
    "//",
    "\"role\":",
    "\"r\\u006fle\":",
    "\"content\":\"",
    "\"a\":1,",
    "{\"",
    "\"}",
    "[[[[[[[[",
    "]]]]]]]]",
    "                                                                ",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl",
    "\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\",
    "`",
    "+",
    "E",
    "x",
    "_",
    "d83d",
    "\\ud800",
    "None",
    "\u{1b}",
    "\u{200b}",
    "\u{201c}",
    "\u{ff0c}",
    "/*",
    "#",
    "&quot;",
];

/// Some pieces in a row.
pub(super) fn pieces() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

/// A JSON text that was changed at some places, so that it may be no text at all.
pub(super) fn mutated() -> impl Strategy<Value = Vec<u8>> {
    (json(), vec((any::<Place>(), any::<u8>(), select(PIECES)), 1..4))
        .prop_map(|(line, edits)| mutate(line.into_bytes(), &edits))
}

fn mutate(mut line: Vec<u8>, edits: &[(Place, u8, &str)]) -> Vec<u8> {
    for (place, byte, piece) in edits {
        let at = place.index(line.len() + 1);
        match byte % 6 {
            0 if at < line.len() => drop(line.remove(at)),
            1 if at < line.len() => line[at] = *byte,
            2 => line.truncate(at),
            3 => line.insert(at, *byte),
            4 if at < line.len() => line.swap(at, usize::from(*byte) % (at + 1)),
            _ => drop(line.splice(at..at, piece.bytes())),
        }
    }
    line
}
