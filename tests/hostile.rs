//! What nobody should have to feed a linter: it ends, it says something sensible, it never panics.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on may panic")]

mod sound;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use proptest::prelude::*;
use tunelint::check::{Linter, LinterOptions, Silent};
use tunelint::input::Source;
use tunelint::report::Report;
use tunelint::rules::{Plan, PlanOptions};
use tunelint::target::builtin;

use sound::assert_sound;

fn linter() -> Linter {
    // Between them they mind everything; all seventeen would only make it slow.
    let targets = ["together", "generic", "trl", "llama-factory", "bedrock-nova"];
    let targets = targets.map(|name| builtin(name).unwrap()).into();
    let mut options = PlanOptions::default();
    options.pedantic = true;
    Linter::new(Plan::new(targets, options).unwrap(), LinterOptions::default())
}

fn check(bytes: impl Into<Arc<[u8]>>) -> Report {
    linter().check(&[Source::memory("data.jsonl", bytes)], &mut Silent).report
}

#[test]
fn nesting_of_any_depth() {
    for text in [
        "[".repeat(1_000_000),
        "{\"a\":".repeat(1_000_000),
        format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000)),
        format!("{{\"a\": {}{}}}", "[".repeat(1_000_000), "]".repeat(1_000_000)),
    ] {
        let report = check(text.as_bytes());
        assert!(report.errors() > 0);
        assert_sound(&report, text.as_bytes());
    }
}

#[test]
fn a_million_keys_and_a_million_messages() {
    let keys: Vec<String> = (0..1_000_000).map(|i| format!("\"k{i}\":{i}")).collect();
    let text = format!("{{{}}}", keys.join(","));
    assert_sound(&check(text.as_bytes()), text.as_bytes());

    let message = r#"{"role":"user","content":"x"},"#.repeat(1_000_000);
    let text = format!(r#"{{"messages":[{message}{{"role":"assistant","content":"y"}}]}}"#);
    let report = check(text.as_bytes());
    assert_eq!(report.records(), 1);
    assert_sound(&report, text.as_bytes());
}

#[test]
fn a_million_defects_in_one_record() {
    let message = r#"{"role":"usr","content":""},"#.repeat(1_000_000);
    let text = format!(r#"{{"messages":[{message}{{"role":"assistant","content":"y"}}]}}"#);
    let mut options = LinterOptions::default();
    options.show_all = true;
    let targets = vec![builtin("together").unwrap()];
    let linter = Linter::new(Plan::new(targets, PlanOptions::default()).unwrap(), options);
    let source = Source::memory("data.jsonl", text.into_bytes());
    let report = linter.check(&[source], &mut Silent).report;
    let counted = report.counts().iter().find(|c| c.rule.rule().name == "unknown-role").copied();
    assert_eq!(counted.map(|counted| counted.count), Some(1_000_000));
}

#[test]
fn a_key_of_a_hundred_megabytes_and_a_line_of_two_hundred() {
    let text = format!("{{\"{}\": 1}}", "k".repeat(100_000_000));
    assert_sound(&check(text.as_bytes()), text.as_bytes());

    let text = format!(r#"{{"prompt": "{}", "completion": "b"}}"#, "x".repeat(200_000_000));
    let report = check(text.into_bytes());
    assert_eq!(report.records(), 1);
    let broken = |count: &tunelint::report::RuleCount| count.rule.rule().name == "invalid-json";
    assert!(!report.counts().iter().any(broken));
}

#[test]
fn every_prefix_of_a_file() {
    let text = concat!(
        "{\"messages\": [{\"role\": \"user\", \"content\": \"Grüße \\ud83d\\ude00 😀\\n\"}, ",
        "{\"role\": \"assistant\", \"content\": \"C:\\\\x\", \"weight\": 1}], \"tools\": []}\r\n",
        "\n{\"prompt\": \"a\", \"completion\": [1e5, -0.5, true, null, {}]}\n",
    );
    for end in 0..=text.len() {
        let bytes = &text.as_bytes()[..end];
        assert_sound(&check(bytes), bytes);
    }
}

#[test]
fn nothing_but_one_byte() {
    for byte in 0..=u8::MAX {
        for length in [1, 3, 64, 65, 1000] {
            let bytes = vec![byte; length];
            assert_sound(&check(bytes.clone()), &bytes);
        }
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        assert_sound(&check(bytes.clone()), &bytes);
    }

    #[test]
    fn random_json_like_bytes(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..200)
    ) {
        let text = pieces.concat();
        assert_sound(&check(text.as_bytes()), text.as_bytes());
    }

    #[test]
    fn mutated_records(
        which in prop::sample::select(RECORDS),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, any::<u8>()), 1..6),
    ) {
        let mut bytes = which.as_bytes().to_vec();
        for (at, edit, byte) in edits {
            let at = at.index(bytes.len().max(1));
            match edit {
                0 if !bytes.is_empty() => { bytes.remove(at); }
                1 => bytes.insert(at, byte),
                _ if !bytes.is_empty() => bytes[at] = byte,
                _ => {}
            }
        }
        assert_sound(&check(bytes.clone()), &bytes);
    }
}

/// What random files are put together from.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\n",
    "\r\n",
    " ",
    "\t",
    "null",
    "true",
    "NaN",
    "1",
    "-1.5e3",
    "1e999",
    "\\u00e9",
    "\\ud800",
    "é",
    "漢",
    "😀",
    "\u{2028}",
    "\"messages\"",
    "\"role\"",
    "\"user\"",
    "\"assistant\"",
    "\"content\"",
    "\"tool_calls\"",
    "\"tools\"",
    "\"function\"",
    "\"arguments\"",
    "\"weight\"",
    "\"prompt\"",
    "\"completion\"",
    "\"text\"",
    "\"conversations\"",
    "\"from\"",
    "\"value\"",
    "\"input\"",
    "\"preferred_output\"",
    "\"non_preferred_output\"",
    "\"contents\"",
    "\"parts\"",
    "\"chosen\"",
    "\"rejected\"",
    "\"image_url\"",
    "\"url\"",
    "\"data:image/png;base64,iVBOR\"",
    "\"id\"",
    "\"type\"",
    "{\"role\": \"user\", \"content\": ",
    "{\"messages\": [",
    "\"reasoning\"",
    "\"<think>\"",
    "\"schemaVersion\"",
    "\"toolUse\"",
];

const RECORDS: &[&str] = &[
    r#"{"messages": [{"role": "system", "content": ""}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}}], "weight": 0}, {"role": "tool", "tool_call_id": "call_1", "content": "1"}], "tools": [{"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}}], "weight": 0.5}"#,
    r#"{"input": {"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]}]}, "preferred_output": [{"role": "assistant", "content": "a"}], "non_preferred_output": [{"role": "assistant", "content": "b", "reasoning": "c"}]}"#,
    r#"{"contents": [{"role": "user", "parts": [{"text": "a"}]}, {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}]}], "systemInstruction": {"parts": [{"text": "s"}]}}"#,
    r#"{"schemaVersion": "bedrock-conversation-2024", "system": [{"text": "s"}], "messages": [{"role": "user", "content": [{"text": "a"}]}, {"role": "assistant", "content": [{"toolUse": {"toolUseId": "t", "name": "f", "input": {}}}]}]}"#,
    r#"{"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "<think>b</think>c"}], "system": "s"}"#,
    r#"{"prompt": [{"role": "user", "content": "a"}], "chosen": [{"role": "assistant", "content": "b"}], "rejected": "c", "label": true}"#,
];

/// The most anonymous memory that a run of the program held, in KiB.
#[cfg(target_os = "linux")]
fn anonymous_memory(arguments: &[&str], directory: &Path, input: Option<&[u8]>) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tunelint"))
        .args(arguments)
        .current_dir(directory)
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let writer = input.map(|input| {
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        std::thread::spawn(move || (0..8).all(|_| stdin.write_all(&input).is_ok()))
    });
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
        let held = status.ok().and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("RssAnon"))?.to_owned();
            line.split_whitespace().nth(1)?.parse().ok()
        });
        most = most.max(held.unwrap_or(0));
        std::thread::yield_now();
    }
    if let Some(writer) = writer {
        writer.join().unwrap();
    }
    most
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat_when_every_line_is_bad() {
    let place = tempfile::tempdir().unwrap();
    let bad = b"{\"messages\": [{\"role\": \"user\"}, {\"role\": \"bot\", \"content\": 1}\n";
    let bytes = bad.repeat(150_000);
    std::fs::write(place.path().join("bad.jsonl"), &bytes).unwrap();
    for arguments in [&["bad.jsonl"][..], &["bad.jsonl", "--output-format", "jsonl"]] {
        let held = anonymous_memory(arguments, place.path(), None);
        assert!(held < 64 << 10, "{arguments:?} held {held} KiB");
    }
    // Eight times as much through a pipe.
    let held = anonymous_memory(&["-"], place.path(), Some(&bytes));
    assert!(held < 64 << 10, "piped: {held} KiB");
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_number_of_records() {
    let place = tempfile::tempdir().unwrap();
    let mut text = String::new();
    for i in 0..1_000_000 {
        text.extend(["{\"prompt\": \"", &i.to_string(), "\", \"completion\": \"a\"}\n"]);
    }
    std::fs::write(place.path().join("train.jsonl"), &text).unwrap();
    let held = anonymous_memory(&["train.jsonl"], place.path(), None);
    assert!(held < 64 << 10, "held {held} KiB");
}

#[test]
fn ten_thousand_small_files() {
    let place = tempfile::tempdir().unwrap();
    for i in 0..10_000 {
        let text = format!("{{\"prompt\": \"{i}\", \"completion\": \"b\"}}\n");
        std::fs::write(place.path().join(format!("{i}.jsonl")), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_tunelint")).arg(place.path()).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("10,000 records"), "{text}");
    assert_eq!(output.status.code(), Some(0));
}
