//! With `redact` no text of the dataset is written, whatever the format.
//!
//! The data is what the rules' own fixtures hold, with every word replaced that no format knows: so
//! every rule speaks about words that it must not repeat.

use std::path::{Path, PathBuf};

use crate::check::{Linter, LinterOptions, Visitor};
use crate::input::Source;
use crate::record::Key;
use crate::render::{Output, OutputFormat, RenderOptions, Summary};
use crate::report::Report;
use crate::rules::{ALL, Finding, Plan, PlanOptions};
use crate::target::builtin;

/// Every replaced word holds it, and nothing that tunelint says does.
const SECRET: &str = "qzx";

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

#[test]
fn no_word_of_the_dataset_is_written() {
    let (mut findings, mut quoted) = (0, 0);
    for path in fixtures() {
        let bytes = std::fs::read(&path).unwrap();
        let text: String = bytes
            .utf8_chunks()
            .map(|chunk| with_secrets(chunk.valid()))
            .collect::<Vec<_>>()
            .join("\u{fffd}");
        let source = |text: &str| Source::memory("data.jsonl", text.as_bytes());
        let (report, outputs) = written(source(&text), true);
        findings += report.errors() + report.warnings();
        for (format, output) in outputs {
            let told = output.lines().find(|line| line.contains(SECRET));
            assert_eq!(told, None, "{format} of {}", path.display());
        }
        let (_, outputs) = written(source(&text), false);
        quoted += outputs.iter().filter(|(_, output)| output.contains(SECRET)).count();
    }
    assert!(findings > 200, "only {findings} findings were written");
    assert!(quoted > 200, "the same data is quoted where that is allowed: {quoted}");
}
