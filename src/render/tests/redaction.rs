//! With `redact` no text of the dataset is written, whatever the format.
//!
//! The data is what the rules' own fixtures hold, with every word replaced that no format knows: so
//! every rule speaks about words that it must not repeat. The same lines are then put together anew
//! and damaged, at random.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::check::{Linter, LinterOptions, Visitor};
use crate::input::Source;
use crate::record::Key;
use crate::render::{Output, OutputFormat, RenderOptions, Summary, markdown_summary};
use crate::report::Report;
use crate::rules::{ALL, Finding, Plan, PlanOptions};
use crate::target::builtin;

/// Every replaced word holds it, and nothing that tunelint says does.
const SECRET: &str = "qzx";

/// A number of the dataset, which nothing that tunelint counts is.
const SECRET_NUMBER: &str = "73519735197";

/// Words that formats know beside their keys: roles, types, the words of JSON and of JSON Schema.
const KNOWN: &[&str] = &[
    "true",
    "false",
    "null",
    "NaN",
    "Infinity",
    "assistant",
    "user",
    "system",
    "tool",
    "function",
    "human",
    "gpt",
    "model",
    "developer",
    "object",
    "string",
    "number",
    "integer",
    "boolean",
    "array",
    "properties",
    "required",
    "text",
    "image_url",
    "data",
    "image",
    "png",
    "jpeg",
    "base64",
    "think",
    "thinking",
];

/// The line with its words replaced, each always by the same one.
fn with_secrets(line: &str) -> String {
    let mut shown = String::new();
    let mut word = String::new();
    let mut escaped = false;
    for character in line.chars().chain(['\0']) {
        if character.is_ascii_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let known = KNOWN.contains(&&*word) || Key::named(word.as_bytes()) != Key::Unknown;
        if is_name && !known && !escaped && word.len() > 2 {
            shown.push_str(SECRET);
        }
        shown.push_str(&word);
        word.clear();
        escaped = character == '\\';
        if character != '\0' {
            shown.push(character);
        }
    }
    shown
}

/// Every output at once.
struct Everything {
    outputs: Vec<(OutputFormat, Output, Vec<u8>)>,
}

impl Visitor for Everything {
    fn finding(&mut self, finding: &Finding, report: &Report) -> std::ops::ControlFlow<()> {
        for (_, output, out) in &mut self.outputs {
            output.finding(finding, report, out).unwrap();
        }
        std::ops::ControlFlow::Continue(())
    }
}

/// What every format writes of this data, at targets that between them mind everything.
fn written(source: Source, redact: bool) -> (Report, Vec<(OutputFormat, String)>) {
    let targets = ["together", "generic", "trl", "llama-factory", "bedrock-nova", "mistral"];
    let mut options = PlanOptions::default();
    options.pedantic = true;
    let plan = Plan::new(targets.map(|name| builtin(name).unwrap()).into(), options).unwrap();
    let mut options = LinterOptions::default();
    options.show_all = true;
    let output = |format: &OutputFormat| {
        let options = RenderOptions { redact, per_rule: None, total: None, ..format.options() };
        (*format, Output::new(*format, options), Vec::new())
    };
    let mut everything = Everything { outputs: OutputFormat::ALL.iter().map(output).collect() };
    let report = Linter::new(plan, options).check(&[source], &mut everything).report;
    let finished = everything.outputs.into_iter().map(|(format, mut output, mut out)| {
        output.finish(&report, &Summary::default(), &mut out).unwrap();
        // The page that GitHub shows of a run stands beside it.
        out.extend(markdown_summary(&report, &Summary::default(), 1 << 20).bytes());
        (format, String::from_utf8(out).unwrap())
    });
    let finished = finished.collect();
    (report, finished)
}

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let files = |rule: &&crate::rules::Rule| {
        let entries = std::fs::read_dir(folder.join(rule.name)).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect::<Vec<_>>()
    };
    let mut paths: Vec<PathBuf> = ALL.iter().flat_map(files).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    paths.sort();
    paths
}

/// The text of a fixture, with its words replaced.
fn secret_fixture(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let valid = bytes.utf8_chunks().map(|chunk| with_secrets(chunk.valid()));
    valid.collect::<Vec<_>>().join("\u{fffd}")
}

fn holds_secret(line: &str) -> bool {
    line.contains(SECRET) || line.contains(SECRET_NUMBER)
}

#[test]
fn no_word_of_the_dataset_is_written() {
    let (mut findings, mut quoted) = (0, 0);
    for path in fixtures() {
        let text = secret_fixture(&path);
        let source = || Source::memory("data.jsonl", text.as_bytes());
        let (report, outputs) = written(source(), true);
        findings += report.errors() + report.warnings();
        for (format, output) in outputs {
            let told = output.lines().find(|line| holds_secret(line));
            assert_eq!(told, None, "{format} of {}", path.display());
        }
        let (_, outputs) = written(source(), false);
        quoted += outputs.iter().filter(|(_, output)| holds_secret(output)).count();
    }
    assert!(findings > 200, "only {findings} findings were written");
    assert!(quoted > 200, "the same data is quoted where that is allowed: {quoted}");
}

/// A line with pieces of it taken out, doubled, or replaced by something that should not be there.
fn damaged() -> impl Strategy<Value = String> {
    let lines: Vec<String> = fixtures()
        .iter()
        .flat_map(|path| secret_fixture(path).lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| line.len() < 2000)
        .collect();
    let piece = prop::sample::select(vec![
        "",
        "\"",
        "{\"qzx\": ",
        "[",
        "]",
        "}",
        ",",
        ":",
        "\\",
        "\\ud800",
        "null",
        "qzxword",
        "\"qzx.word]\"",
        SECRET_NUMBER,
        "NaN",
        "\u{2028}",
        "\u{fffd}",
    ]);
    let place = (any::<prop::sample::Index>(), 0..20_usize, piece);
    (prop::sample::select(lines), prop::collection::vec(place, 0..5)).prop_map(|(line, edits)| {
        let mut characters: Vec<char> = line.chars().collect();
        for (at, length, piece) in edits {
            let at = at.index(characters.len() + 1);
            let end = (at + length).min(characters.len());
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

#[test]
fn no_word_of_damaged_records_is_written() {
    let quoted = Cell::new(0);
    let lines = prop::collection::vec(damaged(), 1..6);
    let result = TestRunner::new(ProptestConfig::with_cases(60)).run(&lines, |lines| {
        let text = lines.join("\n");
        let source = || Source::memory("data.jsonl", text.as_bytes());
        for (format, output) in written(source(), true).1 {
            let told = output.lines().find(|line| holds_secret(line));
            prop_assert_eq!(told, None, "{}", format);
        }
        let (_, outputs) = written(source(), false);
        quoted
            .set(quoted.get() + outputs.iter().filter(|(_, output)| holds_secret(output)).count());
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
    assert!(quoted.get() > 120, "the same data is quoted where that is allowed: {}", quoted.get());
}
