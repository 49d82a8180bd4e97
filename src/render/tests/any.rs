//! What must hold whatever the data, the file's name and the rule's words are.

use proptest::prelude::*;

use super::samples::*;
use crate::render::paint::NARROWEST;
use crate::render::text::{columns, is_hidden};
use crate::render::{OutputFormat, RenderOptions};
use crate::rules::Finding;

/// Text with a liking for what does harm.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<String>(),
        "[ -~]{0,60}",
        Just("\x1b[31m\u{9b}2J".to_owned()),
        Just("\n\r\t\u{85}\u{2028}".to_owned()),
        Just("\u{202e}\u{2066}\u{200b}\u{feff}".to_owned()),
        Just("漢字😀e\u{301}".to_owned()),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn finding_of_anything() -> impl Strategy<Value = Finding> {
    let line = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..400),
        text().prop_map(String::into_bytes),
        (text(), 0usize..2000).prop_map(|(text, more)| (text + &"x".repeat(more)).into_bytes()),
    ];
    let place = (0usize..400, 0usize..400);
    let texts =
        (text(), prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    (line, place.clone(), place, texts).prop_map(|(line, main, other, texts)| {
        let range = |(start, length): (usize, usize)| {
            let start = start.min(line.len());
            start..(start + length).min(line.len())
        };
        let mut finding = finding(&line, 5, range(main));
        (finding.message, finding.label, finding.help, finding.path) = texts;
        let mut beside = related(&line, 5, range(other));
        beside.message.clone_from(&finding.message);
        finding.related = vec![beside];
        finding
    })
}

/// The text without the colours that we put there ourselves.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let code = part.find('m').expect("the end of a colour");
        assert!(part[..code].bytes().all(|byte| byte.is_ascii_digit() || byte == b';'));
        text + &part[code + 1..]
    })
}

proptest! {
    #[test]
    fn nothing_harmful_reaches_a_terminal(
        finding in finding_of_anything(), name in text(),
        color: bool, unicode: bool, width in NARROWEST..200,
    ) {
        let report = report(&name, 1, 0);
        for format in [OutputFormat::Full, OutputFormat::Concise] {
            let options = RenderOptions { color, width, unicode, ..format.options() };
            let coloured = written(format, options, std::slice::from_ref(&finding), &report);
            let text = if color { without_colors(&coloured) } else { coloured };
            let harmful = |c: char| c != '\n' && (c.is_control() || is_hidden(c));
            prop_assert!(!text.chars().any(harmful), "{text:?}");
            if format == OutputFormat::Concise {
                prop_assert!(text.lines().next().is_some_and(|line| line.contains("[dataset/mixed-formats] ")));
                continue;
            }
            let in_frame_head = |line: &str| line.trim_start().starts_with(['╭', ',', '─', '-']);
            for line in text.lines().filter(|line| !in_frame_head(line)) {
                prop_assert!(columns(line) <= width, "{line:?}");
            }
        }
    }

    #[test]
    fn json_is_json(finding in finding_of_anything(), name in text()) {
        let report = report(&name, 1, 0);
        let findings = [finding.clone(), finding];
        let text = written(OutputFormat::Json, OutputFormat::Json.options(), &findings, &report);
        let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&whole["findings"][1]["file"], &name);
        let text = written(OutputFormat::Jsonl, OutputFormat::Jsonl.options(), &findings, &report);
        prop_assert_eq!(text.lines().count(), 3);
        for line in text.lines() {
            let _: serde_json::Value = serde_json::from_str(line).unwrap();
        }
    }
}
