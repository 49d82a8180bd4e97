//! What is said of a file as a whole, in full.

use std::path::Path;

use super::{Linter, LinterOptions, Silent};
use crate::input::Source;
use crate::report::Report;
use crate::rules::{Plan, PlanOptions};
use crate::target::{Target, builtin};

fn made_for(rule: &str) -> Target {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules").join(rule);
    toml::from_str(&std::fs::read_to_string(folder.join("target.toml")).unwrap()).unwrap()
}

fn check(targets: Vec<Target>, text: &str) -> Report {
    let plan = Plan::new(targets, PlanOptions::default()).unwrap();
    Linter::new(plan, LinterOptions::default()).check_slice("train.jsonl", text.as_bytes())
}

/// Line, case, message and path of each finding, and what belongs to it.
fn said(report: &Report) -> Vec<String> {
    let findings = report.findings();
    let words = findings.iter().map(|finding| {
        let case = finding.rule.rule().cases.get(usize::from(finding.case)).unwrap_or(&"-");
        let path = finding.path.as_deref().unwrap_or("-");
        let related = finding
            .related
            .iter()
            .map(|other| format!("; line {}: {}", other.location.line, other.message));
        let related: String = related.collect();
        format!("{} {case} {path}: {}{related}", finding.location.line, finding.message)
    });
    words.collect()
}

fn fixture(rule: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules").join(rule);
    std::fs::read_to_string(folder.join("invalid.jsonl")).unwrap()
}

#[test]
fn drift_is_told_where_it_starts() {
    let report = check(vec![made_for("schema-drift")], &fixture("schema-drift"));
    assert_eq!(
        said(&report),
        [
            "2 type id: \"id\" is a number here, but a string before; line 1: here it is a string",
            "2 type score: \"score\" is a string here, but a number before; line 1: here it is a \
             number",
            "3 parts messages[0].content: \"content\" is an array here, but a string before; \
             line 1: here it is a string",
            "4 late-key messages[0].lang: the key \"lang\" comes for the first time after the \
             first block of the file",
            "5 late-key messages[1].annotator: the key \"annotator\" comes for the first time \
             after the first block of the file",
        ]
    );
}

#[test]
fn what_only_some_records_have_is_told_where_it_changes() {
    let rule = "inconsistent-optional-field";
    let report = check(vec![made_for(rule)], &fixture(rule));
    assert_eq!(
        said(&report),
        [
            "2 system -: this record has no system prompt, unlike 3 of 4 in the file; line 1: the \
             first record with a system prompt",
            "2 reasoning messages[1].reasoning_content: this record has reasoning, unlike 3 of 4 \
             in the file; line 1: the first record without",
            "3 weight -: this record has no weight, unlike 2 of 4 in the file; line 1: the first \
             record with a weight",
            "3 image messages[1].content[1]: this record has an image, unlike 3 of 4 in the file; \
             line 1: the first record without",
            "4 tool-use messages[2].tool_calls: this record has a tool call, unlike 3 of 4 in the \
             file; line 1: the first record without",
            "4 tool-result messages[3]: this record has a tool result, unlike 3 of 4 in the file; \
             line 1: the first record without",
        ]
    );
}

#[test]
fn a_late_key_is_late_only_where_columns_are_settled() {
    let mut patient = made_for("schema-drift");
    patient.limits.first_block = Some(10 << 20);
    let mut hasty = made_for("schema-drift");
    hasty.limits.first_block = Some(50);
    let text = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \
                \"content\": \"Hello.\"}]}\n{\"messages\": [{\"role\": \"user\", \"content\": \
                \"Bye\"}, {\"role\": \"assistant\", \"content\": \"Bye.\"}], \"id\": 1}\n";
    assert_eq!(said(&check(vec![patient.clone()], text)), [""; 0]);
    let report = check(vec![patient, hasty], text);
    assert_eq!(
        said(&report),
        [
            "2 late-key id: the key \"id\" comes for the first time after the first block of the file"
        ]
    );
    let forecast: Vec<bool> = report.forecast().iter().map(|row| row.accepted).collect();
    assert_eq!(forecast, [true, false]);
}

#[test]
fn sizes_are_told_with_the_limit() {
    let made = |rule: &str| vec![made_for(rule), builtin("generic").unwrap()];
    let told = |rule: &str| said(&check(made(rule), &fixture(rule)));
    assert_eq!(
        told("too-few-records"),
        ["1 - -: this file has 9 records, and must have at least 10"]
    );
    assert_eq!(
        told("too-many-records"),
        ["1 records -: this file has 12 records, and may have at most 10"]
    );
    assert_eq!(
        told("file-too-large"),
        ["1 - -: this file has 1,366 bytes, and may have at most 1,000"]
    );
}

#[test]
fn names_are_judged_but_of_what_has_none() {
    let line = b"{\"text\": \"Once\"}\n";
    let named = |source: Source| {
        let plan = Plan::new(vec![builtin("together").unwrap()], PlanOptions::default()).unwrap();
        let report =
            Linter::new(plan, LinterOptions::default()).check(&[source], &mut Silent).report;
        said(&report)
    };
    assert_eq!(named(Source::memory("train.jsonl", *line)), [""; 0]);
    assert_eq!(named(Source::memory("cell", *line)), [""; 0]);
    assert_eq!(named(Source::memory("train.jsonl.gz", *line)), [""; 0]);
    assert_eq!(
        named(Source::memory("data/Train.JSONL", *line)),
        [r#"1 case -: the name "Train.JSONL" must end in ".jsonl", in exactly this spelling"#]
    );
    assert_eq!(
        named(Source::memory("train.json", *line)),
        [r#"1 other -: the name "train.json" must end in ".jsonl""#]
    );
}

#[test]
fn late_digits_are_read_as_numbers() {
    let mut target = made_for("schema-drift");
    target.limits.first_block = Some(50);
    let record = |n: &str| {
        format!(
            "{{\"messages\": [{{\"role\": \"user\", \"content\": \"Hi\"}}, {{\"role\": \
             \"assistant\", \"content\": \"Hello.\"}}], \"n\": {n}}}\n"
        )
    };
    for (late, case) in
        [("\"12\"", "late-digits"), ("\"-7\"", "late-digits"), ("\"x\"", "late-type")]
    {
        let report = check(vec![target.clone()], &[record("1"), record(late)].concat());
        let [finding] = &said(&report)[..] else { panic!("{late}") };
        assert!(finding.starts_with(&format!("2 {case} n: ")), "{late}: {finding}");
    }
}

#[test]
fn what_stands_in_parts_and_calls_is_looked_at() {
    let of_dates = |text: &str| {
        format!(
            "{{\"messages\": [{{\"role\": \"user\", \"content\": [{{\"type\": \"text\", \"text\": \
             \"{text}\"}}]}}, {{\"role\": \"assistant\", \"content\": [{{\"type\": \"text\", \
             \"text\": \"2024-01-01\"}}]}}]}}\n"
        )
    };
    let trl = || vec![builtin("trl").unwrap()];
    let report = check(trl(), &of_dates("2024-02-29"));
    assert_eq!(
        said(&report),
        ["1 trained messages[0].content[0].text: each of the 2 texts under \"text\" looks like a \
          date or a time"]
    );
    assert_eq!(said(&check(trl(), &of_dates("2024-02-30"))), [""; 0]);

    let calling = |arguments: &str| {
        format!(
            "{{\"messages\": [{{\"role\": \"user\", \"content\": \"Hi\"}}, {{\"role\": \
             \"assistant\", \"tool_calls\": [{{\"id\": \"a\", \"type\": \"function\", \
             \"function\": {{\"name\": \"f\", \"arguments\": {arguments}}}}}]}}]}}\n"
        )
    };
    let text = [calling("{}"), calling("\"{}\"")].concat();
    let report = check(vec![made_for("schema-drift")], &text);
    assert_eq!(
        said(&report),
        [
            "2 type messages[1].tool_calls[0].function.arguments: \"arguments\" is a string here, but \
          an object before; line 1: here it is an object"
        ]
    );
}

#[test]
fn records_with_images_have_a_limit_of_their_own() {
    let record = |part: &str| {
        format!(
            "{{\"contents\": [{{\"role\": \"user\", \"parts\": [{{{part}}}]}}, {{\"role\": \
             \"model\", \"parts\": [{{\"text\": \"Yes.\"}}]}}]}}\n"
        )
    };
    let image = |name: &str| {
        record(&format!(
            "\"fileData\": {{\"mimeType\": \"image/png\", \"fileUri\": \"gs://b/{name}.png\"}}"
        ))
    };
    let mut target = builtin("vertex").unwrap();
    target.limits.max_image_records = Some(1);
    let text = [image("a"), record("\"text\": \"And this?\"")].concat();
    assert_eq!(said(&check(vec![target.clone()], &text)), [""; 0]);
    let report = check(vec![target], &[image("a"), text.replace("/a.", "/b.")].concat());
    assert_eq!(
        said(&report),
        ["1 images -: this file has 2 records with images, and may have at most 1"]
    );
}
