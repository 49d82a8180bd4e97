//! The output formats: whatever the data and the names of files are, what programs read is what
//! they expect, and what people read is harmless.

use std::sync::LazyLock;
use std::time::Duration;

use arbitrary::Unstructured;
use jsonschema::Validator;
use serde_json::Value;
use tunelint::check::Linter;
use tunelint::render::{Output, OutputFormat, RenderOptions, Summary};
use tunelint::report::Report;
use tunelint::rules::Finding;

use crate::drawn::{flag, number, text};
use crate::terminal::assert_harmless;
use crate::whole;

static LINTER: LazyLock<Linter> =
    LazyLock::new(|| whole::linter(&["together", "generic", "bedrock-nova"], Some(20)));

static SARIF: LazyLock<Validator> =
    LazyLock::new(|| schema(include_str!("../../tests/schemas/sarif-2.1.0.json")));
static GITLAB: LazyLock<Validator> =
    LazyLock::new(|| schema(include_str!("../../tests/schemas/gitlab-code-quality.json")));

fn schema(text: &str) -> Validator {
    let mut schema = json(text);
    // A pattern in SARIF's own schema, for what we never write, is no regular expression.
    for definition in ["run", "toolComponent"] {
        let place = format!("/definitions/{definition}/properties/language");
        if let Some(language) = schema.pointer_mut(&place) {
            *language = Value::Bool(true);
        }
    }
    jsonschema::validator_for(&schema).expect("a schema")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Writes the report of a file of anything, with a name of anything, in every format.
pub fn run(bytes: &[u8]) {
    let mut head = Unstructured::new(bytes);
    let (color, unicode, width) = (flag(&mut head), flag(&mut head), number(&mut head, 300));
    let (redact, statistics) = (flag(&mut head), flag(&mut head));
    let name = text(&mut head, 30);
    let data = head.take_rest();
    let report = LINTER.check_slice(&name, data);
    for format in OutputFormat::ALL {
        let mut options = format.options();
        (options.color, options.unicode, options.width) = (color, unicode, width);
        (options.redact, options.statistics) = (redact, statistics && format.has_statistics());
        let written = written(*format, options, &report.findings(), &report);
        match format {
            OutputFormat::Json => assert_eq!(json(&written)["files"][0]["path"], name),
            OutputFormat::Jsonl => written.lines().for_each(|line| drop(json(line))),
            OutputFormat::Sarif => assert_valid(&SARIF, &written),
            OutputFormat::Gitlab => assert_valid(&GITLAB, &written),
            OutputFormat::Junit => {
                // What XML cannot hold at all, not even escaped.
                let outside = |c: char| c.is_ascii_control() && !c.is_ascii_whitespace();
                assert!(!written.contains(outside) && !written.contains('\u{FFFE}'));
            }
            _ => assert_harmless(&written, color),
        }
    }
}

fn assert_valid(schema: &Validator, written: &str) {
    if let Err(error) = schema.validate(&json(written)) {
        panic!("{error}");
    }
}

/// What is written of a report.
pub(crate) fn written(
    format: OutputFormat,
    options: RenderOptions,
    findings: &[Finding],
    report: &Report,
) -> String {
    let mut output = Output::new(format, options);
    let mut out = Vec::new();
    for finding in findings {
        output.finding(finding, report, &mut out).expect("a Vec takes all");
    }
    let mut summary = Summary::default();
    summary.elapsed = Some(Duration::from_millis(21));
    output.finish(report, &summary, &mut out).expect("a Vec takes all");
    String::from_utf8(out).expect("text")
}
