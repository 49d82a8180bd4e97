//! What must hold for any line: `serde_json` is the judge of what is JSON and of what it says, the
//! diagnosis knows a cause for each line that is broken, and every kind of machine sees the same.

#![allow(clippy::expect_used, clippy::panic, clippy::format_push_string)] // It is a test.
#![cfg_attr(not(test), allow(dead_code, unused_imports))] // Of which the fuzzer needs a part.

use serde_json::Value;

use super::super::classes::Kind as Machine;
use super::super::diagnosis::diagnose;
use super::super::mould::Moulds;
use super::super::tape::{Index, LONE_SURROGATE, NONSTANDARD, REPEATED_KEY, RESPELLED};
use super::super::{Facts, Key, Kind, Tape, Token, text};
use super::{Scanned, Scanner};

/// All that the scanner says of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    found: Scanned,
    /// Of a value.
    tokens: Vec<Token>,
    facts: Facts,
    depth: usize,
    end: usize,
}

impl Seen {
    fn of(scanner: &Scanner, found: Scanned, end: usize) -> Self {
        let is_value = found == Scanned::Value;
        Self {
            found,
            tokens: if is_value { scanner.tape.tokens().to_vec() } else { Vec::new() },
            facts: if is_value { scanner.facts } else { Facts::empty() },
            depth: if is_value { scanner.depth } else { 0 },
            end,
        }
    }
}

/// Scan a block on each kind of machine, and make sure that all see the same.
pub(super) fn scan(block: &[u8]) -> Vec<Seen> {
    let mut all = Machine::all().map(|machine| scan_on(machine, block));
    let first = all.next().expect("there is a portable way");
    for other in all {
        assert_eq!(first, other, "{}", block.escape_ascii());
    }
    first
}

fn scan_on(machine: Machine, block: &[u8]) -> Vec<Seen> {
    let mut scanner = Scanner::of_kind(machine);
    assert_eq!(scanner.start(block).is_ascii, block.is_ascii());
    assert_eq!(scanner.is_utf8(block), str::from_utf8(block).is_ok());
    let mut lines = Vec::new();
    let mut at = 0;
    while at < block.len() {
        let (found, end) = scanner.line(block, at);
        let newline = block[at..].iter().position(|byte| *byte == b'\n');
        assert_eq!(end, newline.map_or(block.len(), |newline| at + newline));
        lines.push(Seen::of(&scanner, found, end - at));
        at = end + 1;
    }
    check_line_by_line(machine, block, &lines);
    lines
}

/// Each line says the same if only its start is given.
fn check_line_by_line(machine: Machine, block: &[u8], lines: &[Seen]) {
    let mut scanner = Scanner::of_kind(machine);
    let mut at = 0;
    for seen in lines {
        let (length, spelling) = scanner.start_with_line(&block[at..]).expect("it is short");
        let line = &block[at..at + length];
        assert_eq!(line.iter().position(|byte| *byte == b'\n').unwrap_or(length), seen.end);
        assert_eq!(spelling.has_angle, line.contains(&b'<'), "{}", line.escape_ascii());
        assert_eq!(scanner.is_utf8(line), str::from_utf8(line).is_ok());
        let (found, end) = scanner.line(line, 0);
        assert_eq!(Seen::of(&scanner, found, end), *seen, "{}", line.escape_ascii());
        at += length;
    }
}

/// Scan a block twice with one scanner, which remembers how lines are put together: those that fit
/// what it remembers say the same as those that it reads.
fn scan_by_moulds(machine: Machine, block: &[u8]) -> Vec<Seen> {
    let mut scanner = Scanner::of_kind(machine);
    let mut moulds = Moulds::<()>::default();
    let mut lines = Vec::new();
    for _ in 0..2 {
        scanner.start(block);
        lines.clear();
        let mut at = 0;
        while at < block.len() {
            let (found, end) = if let Some(fit) = moulds.fit(&mut scanner, block, at) {
                moulds.pour(fit, at, &mut scanner);
                (Scanned::Value, fit.end)
            } else {
                let (found, end) = scanner.line(block, at);
                if found == Scanned::Value {
                    moulds.learn(&scanner, block, at, end);
                }
                (found, end)
            };
            lines.push(Seen::of(&scanner, found, end - at));
            at = end + 1;
        }
    }
    lines
}

/// Check all that must hold for one line that is UTF-8.
pub(super) fn check(line: &str) {
    let shown = line.escape_debug();
    let verdict = serde_json::from_str::<Value>(line);
    let mut scanner = Scanner::default();
    scanner.start(line.as_bytes());
    let (found, _) = scanner.line(line.as_bytes(), 0);
    scan(line.as_bytes());

    let is_broken = found == Scanned::Broken;
    assert_eq!(is_broken, diagnose(line.as_bytes()).is_some(), "broken and diagnosed: {shown}");
    match (found, verdict) {
        (Scanned::Value, Ok(value)) => {
            check_tokens(line, &scanner);
            for machine in Machine::all() {
                let spelling = Scanner::of_kind(machine).start(line.as_bytes());
                assert_eq!(spelling.respells_ascii, respells_ascii(line), "{shown}");
            }
            assert_eq!(rebuild(line, &scanner.tape, 0), value, "{shown}");
        }
        (Scanned::Value, Err(error)) => {
            check_tokens(line, &scanner);
            let plain = without_wanted_differences(line, &scanner.tape);
            let is_deep = scanner.depth > 127;
            assert!(is_deep || serde_json::from_str::<Value>(&plain).is_ok(), "{error}: {shown}");
        }
        (Scanned::Blank, _) => assert!(line.bytes().all(|byte| b" \t\r".contains(&byte))),
        (Scanned::Broken, verdict) => assert!(verdict.is_err(), "this is JSON: {shown}"),
    }
}

/// Whether a JSON value has an escape of an ASCII character that can be written otherwise.
fn respells_ascii(line: &str) -> bool {
    let plain = line.replace("\\\\", "");
    let mut escapes = plain.split("\\u00").skip(1);
    plain.contains("\\/") || escapes.any(|digits| digits.starts_with(|digit| digit <= '7'))
}

/// Check all that must hold for a block of lines, whatever its bytes.
pub(crate) fn check_block(block: &[u8]) {
    let together = scan(block);
    let Ok(text) = str::from_utf8(block) else { return };
    let lines = text.split_inclusive('\n');
    let alone: Vec<Seen> = lines.clone().flat_map(|line| scan(line.as_bytes())).collect();
    assert_eq!(together, alone, "{}", text.escape_debug());
    for machine in Machine::all() {
        assert_eq!(scan_by_moulds(machine, block), together, "{}", text.escape_debug());
    }
    for line in lines {
        check(line.strip_suffix('\n').unwrap_or(line));
    }
}

/// The line with harmless values for those that only `serde_json` refuses.
fn without_wanted_differences(line: &str, tape: &Tape) -> String {
    let mut plain = line.to_owned();
    for token in tape.tokens().iter().rev() {
        let is_infinite = || plain[token.span().range()].parse::<f64>().is_ok_and(f64::is_infinite);
        let other = match token.kind() {
            Kind::String | Kind::Key if token.has(LONE_SURROGATE) => "\"\"",
            Kind::Number if token.has(NONSTANDARD) || is_infinite() => "0",
            _ => continue,
        };
        if !matches!(token.kind(), Kind::Array | Kind::Object) {
            plain.replace_range(token.span().range(), other);
        }
    }
    plain
}

/// The value that the tape says is at a position.
fn rebuild(line: &str, tape: &Tape, at: Index) -> Value {
    let token = tape.token(at);
    let raw = &line[token.inner().range()];
    match token.kind() {
        Kind::Null => Value::Null,
        Kind::True => Value::Bool(true),
        Kind::False => Value::Bool(false),
        Kind::Number => serde_json::from_str(raw).expect("a number"),
        Kind::String | Kind::Key => Value::String(text::decode(raw.as_bytes()).into_owned()),
        Kind::Array => tape.elements(at).map(|element| rebuild(line, tape, element)).collect(),
        Kind::Object => {
            let members = tape.members(at).map(|member| {
                let Value::String(key) = rebuild(line, tape, member.key) else {
                    panic!("a key is a string")
                };
                (key, rebuild(line, tape, member.value))
            });
            Value::Object(members.collect())
        }
    }
}

/// Check what the tokens say beside their values.
fn check_tokens(line: &str, scanner: &Scanner) {
    let shown = line.escape_debug();
    let tape = &scanner.tape;
    let mut facts = Facts::empty();
    for (at, token) in (0..).zip(tape.tokens()) {
        let spelled = &line[token.span().range()];
        match token.kind() {
            Kind::String | Kind::Key => {
                let is_whole = serde_json::from_str::<String>(spelled).is_ok();
                assert_eq!(token.has(LONE_SURROGATE), !is_whole, "{spelled} in {shown}");
                let plain = spelled.replace("\\\\", "");
                let may_be_respelled = plain.contains("\\u") || plain.contains("\\/");
                assert_eq!(token.has(RESPELLED), may_be_respelled, "{spelled} in {shown}");
                if token.kind() == Kind::Key {
                    let name = text::decode(token.inner().of(line.as_bytes()));
                    assert_eq!(token.known_key(), Key::named(name.as_bytes()), "{shown}");
                }
                facts
                    .set(Facts::LONE_SURROGATE, !is_whole || facts.contains(Facts::LONE_SURROGATE));
            }
            Kind::Object => {
                let mut names: Vec<_> = tape
                    .members(at)
                    .map(|member| text::decode(tape.token(member.key).inner().of(line.as_bytes())))
                    .collect();
                let count = names.len();
                names.sort_unstable();
                names.dedup();
                assert!(names.len() == count || token.has(REPEATED_KEY), "{shown}");
                assert!(!token.has(REPEATED_KEY) || scanner.facts.contains(Facts::REPEATED_KEY));
            }
            _ => {}
        }
    }
    assert_eq!(scanner.facts & Facts::LONE_SURROGATE, facts, "{shown}");
    let is_object = tape.token(0).kind() == Kind::Object;
    assert_eq!(scanner.facts.contains(Facts::NOT_AN_OBJECT), !is_object, "{shown}");
}

fn scan_line(line: &str) -> Seen {
    let mut seen = scan(line.as_bytes());
    assert_eq!(seen.len(), 1, "{line}");
    seen.remove(0)
}

/// Miri takes a thousand times as long, so it is given one in so many.
const STEP: usize = if cfg!(miri) { 37 } else { 1 };

/// A record with about everything in it.
const RECORD: &str = r#"{"messages": [{"role": "user", "content": "h\u00e9 \"é\" \\ 你\ud83d\ude00\/"}, {"r\u006fle": "x", "\\": []}], "n": [-1.5e+3, true, null, {}, "\\\\"]}"#;

#[test]
fn every_prefix_of_a_file_is_read_as_far_as_it_goes() {
    let file = format!("{RECORD}\r\n\r\n{RECORD}\n  {RECORD}");
    for end in (0..=file.len()).step_by(STEP) {
        let Some(prefix) = file.get(..end) else { continue };
        for line in prefix.split('\n') {
            check(line);
        }
        let seen = scan(prefix.as_bytes());
        let values = seen.iter().filter(|seen| seen.found == Scanned::Value).count();
        let broken = seen.iter().filter(|seen| seen.found == Scanned::Broken).count();
        assert!(values + broken <= 3 && broken <= 1);
        assert_eq!(
            broken == 1,
            diagnose(prefix.rsplit('\n').next().unwrap_or("").as_bytes()).is_some()
        );
    }
}

#[test]
fn everything_may_stand_at_any_place_of_a_word() {
    for shift in (0..140).step_by(STEP) {
        check(&format!("{}{RECORD}", " ".repeat(shift)));
        for inside in [
            "",
            "\\\"",
            "\\\\",
            "\\\\\\\"",
            "\\u00e9",
            "\\ud83d\\ude00",
            "\\ud83d",
            "\\ude00\\ud83d",
            "\\/",
            "\\u12g4",
            "\\u123",
            "\\u",
            "\\",
            "\\x",
            "\t",
            "\u{0}",
            "é",
            "你",
            "\\u4f60\\n",
        ] {
            let padding = "a".repeat(shift);
            check(&format!(r#"["{padding}{inside}", "{inside}", 1]"#));
            check(&format!(r#"{{"{padding}{inside}": "{inside}{padding}"}}"#));
            check(&format!(r#""{padding}{inside}"#));
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "it is too much for Miri")]
fn lines_of_many_shapes_are_read_right_whatever_is_remembered() {
    // So many that what is remembered of them is forgotten again: numbers that are never the same, many
    // keys in one place, and now and then what was there before.
    let lines = (0..12_000_u32).map(|i| match i % 6 {
        0 => format!(r#"{{"id": {i}, "text": "x"}}"#),
        1 => format!(r#"{{"key {}": "x", "text": "{i}"}}"#, i % 1000),
        2 => format!(r#"{{"a": ["{}"], "b": "x"}}"#, vec!["x"; i as usize % 300].join(r#"", ""#)),
        3 if i % 4 == 0 => {
            format!(r#"{{"text": {}}}"#, "[1, ".repeat(9) + "\"x\"" + &"]".repeat(9))
        }
        3 => format!(r#"{{"long {}": "x"}}"#, "y".repeat(i as usize / 4)),
        _ => format!(r#"{{"text": "the same {i}", "role": "user"}}"#),
    });
    let block = lines.collect::<Vec<_>>().join("\n") + "\n";
    let machine = Machine::default();
    assert_eq!(scan_by_moulds(machine, block.as_bytes()), scan_on(machine, block.as_bytes()));
}

#[test]
fn a_fault_stays_in_its_line() {
    for fault in [
        r#"{"a": "b"#,
        r#"{"a": "b\"#,
        r#"{"a": "\u"#,
        r#"{"a": "\u1"#,
        r#"{"a": "\u123"#,
        "\"",
        "\\",
        r#"\"", \u0041"#,
        r#"{"a": "\ud83d"#,
        r#"{"a": "\ud"#,
        "\"\"\"",
        "\"\t",
        "\\\\\"",
    ] {
        for shift in (0..70).step_by(STEP) {
            let block =
                format!("{}{fault}\n{RECORD}\n{fault}\n{fault}\n{RECORD}", " ".repeat(shift));
            let seen = scan(block.as_bytes());
            let alone = scan_line(RECORD);
            assert_eq!((&seen[1], &seen[4]), (&alone, &alone), "{fault}");
            for line in [0, 2, 3] {
                assert_eq!(seen[line].found, Scanned::Broken, "{fault}");
            }
        }
    }
}

#[test]
#[cfg_attr(miri, ignore = "it is too much for Miri")]
fn depth_costs_no_stack() {
    const DEPTH: usize = 1_000_000;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let inner = if open == "[" { "" } else { "1" };
        let line = [open.repeat(DEPTH), inner.into(), close.repeat(DEPTH)].concat();
        let mut scanner = Scanner::default();
        scanner.start(line.as_bytes());
        assert_eq!(scanner.line(line.as_bytes(), 0), (Scanned::Value, line.len()));
        assert_eq!(scanner.depth, DEPTH);
        assert!(scanner.facts.contains(Facts::DEEP));
        scanner.start(&line.as_bytes()[..line.len() - 1]);
        assert_eq!(scanner.line(&line.as_bytes()[..line.len() - 1], 0).0, Scanned::Broken);
    }
    for (depth, is_deep) in [(63, false), (64, true), (127, true), (128, true)] {
        let line = ["[".repeat(depth), "]".repeat(depth)].concat();
        assert_eq!(scan_line(&line).facts.contains(Facts::DEEP), is_deep);
        check(&line);
    }
}

#[test]
#[cfg_attr(miri, ignore = "it is too much for Miri")]
fn a_line_may_be_huge() {
    let text = "words and \\\"quotes\\\" and \\u4f60\\n".repeat(1_600_000);
    let line = format!(r#"{{"prompt": "{text}", "completion": ""}}"#);
    assert!(line.len() > 50_000_000);
    let mut scanner = Scanner::default();
    assert!(scanner.start(line.as_bytes()).is_ascii);
    assert_eq!(scanner.line(line.as_bytes(), 0), (Scanned::Value, line.len()));
    assert_eq!(scanner.tape.tokens().len(), 5);
    assert_eq!(scanner.tape.token(2).inner().len(), text.len());
}

#[test]
#[cfg_attr(miri, ignore = "it is too much for Miri")]
fn more_values_than_a_tape_can_hold_are_a_fact() {
    let line = format!("[{}0]", "0,".repeat(1 << 24));
    let mut scanner = Scanner::default();
    scanner.start(line.as_bytes());
    assert_eq!(scanner.line(line.as_bytes(), 0), (Scanned::Broken, line.len()));
    assert_eq!(scanner.facts, Facts::TOO_MANY_VALUES);
    assert_eq!(diagnose(line.as_bytes()), None);
}

#[test]
fn known_keys_are_known_however_they_are_spelled() {
    for name in [r"role", r"r\u006fle", r"\u0072\u006F\u006c\u0065"] {
        let seen = scan_line(&format!(r#"{{"{name}": 1}}"#));
        assert_eq!(seen.tokens[1].known_key(), Key::Role, "{name}");
        // One that could be spelled otherwise may stand twice: the rule compares.
        assert_eq!(seen.facts.contains(Facts::REPEATED_KEY), name != "role");
    }
    for (key, name) in Key::ALL {
        for rest in ["", "                    "] {
            let seen = scan_line(&format!(r#"{{"{name}":0,"x{name}":0,"{name}x":0}}{rest}"#));
            assert_eq!(seen.tokens[1].known_key(), *key, "{name}");
        }
    }
}

#[test]
fn repeated_keys_are_a_fact() {
    let repeats = |line: &str| scan_line(line).facts.contains(Facts::REPEATED_KEY);
    assert!(repeats(r#"{"role": 1, "content": 2, "role": 3}"#));
    assert!(repeats(r#"{"foo": 1, "bar": 2, "foo": 3}"#));
    assert!(repeats(r#"{"": 1, "": 2}"#));
    assert!(repeats(r#"[{"a": {"role": 1, "role": 1}}]"#));
    assert!(repeats(r#"{"role": 1, "r\u006fle": 1}"#));
    assert!(!repeats(r#"{"role": {"role": 1}, "content": [{"role": 1}, {"role": 1}], "foo": 1}"#));
    assert!(!repeats(r#"[{"foo": 1}, {"foo": 1}]"#));
    // Names that hash alike are flagged, too, so that the rule compares them; few do.
    let names: Vec<String> = (0..64).map(|i| format!("name{i}")).collect();
    let pairs = names.iter().flat_map(|a| names.iter().map(move |b| (a, b)));
    let alike = pairs.filter(|(a, b)| a != b && repeats(&format!(r#"{{"{a}": 1, "{b}": 2}}"#)));
    let alike = alike.count();
    assert!((1..200).contains(&alike), "{alike} of 4032 pairs");
}

#[test]
#[cfg_attr(miri, ignore = "it is too much for Miri")]
fn bytes_that_are_not_utf8_are_noticed_wherever_they_stand() {
    for length in [1, 63, 64, 65, 200, 4095, 4096, 4097, 9000] {
        for at in (0..length).step_by(length / 70 + 1) {
            for far in [1, 2, 3, 61, 64, 127, 128, 192, 193, 4000] {
                let mut block = vec![b'a'; length];
                let mut put = |at: usize, bytes: &[u8]| {
                    if let Some(place) = block.get_mut(at..at + bytes.len()) {
                        place.copy_from_slice(bytes);
                    }
                };
                put(at, "漢".as_bytes());
                put(at + far, b"\xBC");
                scan(&block);
                block.push(0xE6);
                scan(&block);
            }
        }
    }
}
