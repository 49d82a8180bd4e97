//! Findings and reports for the tests of this module.

use std::sync::Arc;

use crate::record::Format;
use crate::render::{Output, OutputFormat, RenderOptions, Summary};
use crate::report::{FileReport, Report};
use crate::rules::{Finding, Location, Plan, PlanOptions, Related, RuleId, RuleTally, Snippet};
use crate::target::{Effect, Fate, Fates, Level, Target, TargetSet};

/// A target that does this with records of another format, and refuses empty files.
fn target(name: &str, mixed_formats: &str, duplicate_record: &str) -> Target {
    let text = format!(
        r#"
        name = "{name}"
        title = "{name}"
        version = "test"
        date = "2026-07-01"
        [effects]
        empty-file = {{ effect = "refuses", error = "File is empty" }}
        mixed-formats = {{ {mixed_formats} }}
        duplicate-record = {{ {duplicate_record} }}
        "#
    );
    toml::from_str(&text).unwrap()
}

/// A plan with targets that do different things.
pub(crate) fn plan() -> Arc<Plan> {
    let refuses = r#"effect = "refuses", error = "roles are system, user, assistant, tool""#;
    let again = r#"effect = "mistrains", note = "each copy is trained again""#;
    let targets = vec![
        target("together", refuses, again),
        target("openai", refuses, again),
        target("llama-factory", r#"effect = "drops""#, r#"effect = "accepts""#),
    ];
    Arc::new(Plan::new(targets, PlanOptions::default()).unwrap())
}

pub(crate) fn rule(name: &str) -> RuleId {
    RuleId::named(name).unwrap()
}

/// The place of `part` in a line.
pub(crate) fn place(line: &[u8], number: u64, part: std::ops::Range<usize>) -> Location {
    let before = |at: usize| String::from_utf8_lossy(&line[..at]).chars().count() as u64 + 1;
    let mut location = Location::default();
    (location.line, location.record) = (number, number);
    (location.column, location.end_column) = (before(part.start), before(part.end));
    location.line_start = (number - 1) * (line.len() as u64 + 1);
    location.byte_start = location.line_start + part.start as u64;
    location.byte_end = location.line_start + part.end as u64;
    location
}

/// Where `part` first stands in `line`.
pub(crate) fn range(line: &str, part: &str) -> std::ops::Range<usize> {
    let start = line.find(part).unwrap();
    start..start + part.len()
}

/// A finding at a place of a line.
pub(crate) fn finding(line: &[u8], number: u64, part: std::ops::Range<usize>) -> Finding {
    let start = part.start;
    let location = place(line, number, part);
    let rule = rule("mixed-formats");
    let mut finding =
        Finding::at(&plan(), rule, 0, Format::Chat, TargetSet::ALL, location).unwrap();
    finding.snippet = Some(Snippet::around(line, start));
    finding
}

pub(crate) const CHAT: &str = concat!(
    r#"{"messages": [{"role": "system", "content": "You are a helpful assistant."}, "#,
    r#"{"role": "user", "content": "Hi"}, "#,
    r#"{"role": "asistant", "content": "Hello! How can I help you today?"}]}"#
);

/// A finding as there are many.
pub(crate) fn unknown_role() -> Finding {
    let mut finding = finding(CHAT.as_bytes(), 812, range(CHAT, r#""asistant""#));
    finding.path = Some("messages[2].role".into());
    finding.message = r#"unknown role "asistant""#.into();
    finding.label = Some(r#"did you mean "assistant"?"#.into());
    finding.help = Some(r#"write "assistant""#.into());
    finding
}

pub(crate) fn related(line: &[u8], number: u64, part: std::ops::Range<usize>) -> Related {
    let start = part.start;
    Related {
        message: "the first `role`".into(),
        location: place(line, number, part),
        snippet: Some(Snippet::around(line, start)),
    }
}

/// A finding with two places in a line, with so much between them.
pub(crate) fn duplicate_key(between: &str) -> Finding {
    let line = format!(r#"{{"messages": [{{"role": "user", {between}"role": "system"}}]}}"#);
    let second = line.rfind(r#""role""#).unwrap();
    let mut finding = finding(line.as_bytes(), 7, second..second + 6);
    finding.path = Some("messages[0].role".into());
    finding.message = "this object has the key \"role\" twice".into();
    finding.label = Some("the second one counts".into());
    finding.related = vec![related(line.as_bytes(), 7, range(&line, r#""role""#))];
    finding
}

/// A finding that repeats a record, of whose line there is nothing at hand.
pub(crate) fn duplicate_record() -> Finding {
    let mut location = place(CHAT.as_bytes(), 1000, 0..1);
    location.file = 1;
    let rule = rule("duplicate-record");
    let mut finding =
        Finding::at(&plan(), rule, 0, Format::Chat, TargetSet::ALL, location).unwrap();
    finding.snippet = Some(Snippet::around(CHAT.as_bytes(), 0));
    crate::rules::dataset::duplicate_record::describe(
        &mut finding,
        place(CHAT.as_bytes(), 17, 0..1),
        "train.jsonl",
    );
    finding
}

/// A finding about a file as a whole.
pub(crate) fn empty_file() -> Finding {
    let mut location = Location::default();
    (location.line, location.column, location.end_column) = (1, 1, 1);
    let rule = rule("empty-file");
    let mut finding =
        Finding::at(&plan(), rule, 0, Format::Unknown, TargetSet::ALL, location).unwrap();
    crate::rules::file::empty_file::describe(&mut finding);
    finding
}

/// A file with so many records, which meet these fates at each target.
fn file(name: &str, records: u64, fates: &[(u64, [Fate; 3])], tally: &RuleTally) -> FileReport {
    let mut file = FileReport { name: name.into(), ..FileReport::default() };
    (file.records, file.lines, file.bytes) = (records, records, records * 1517);
    let mut clean = records;
    for (count, at) in fates {
        let mut fates = Fates::CLEAN;
        for (target, fate) in at.iter().enumerate() {
            fates.worsen(target, *fate);
        }
        clean -= count;
        (0..*count).for_each(|_| file.part(Format::Chat).tally.add(fates, 3));
    }
    (0..clean).for_each(|_| file.part(Format::Chat).tally.add(Fates::CLEAN, 3));
    file.tally = tally.clone();
    file
}

/// A report in which nothing was found.
pub(crate) fn clean_report() -> Report {
    let none = RuleTally::default();
    Report::new(plan(), 5).with_file(file("train.jsonl", 12_000, &[], &none), &none)
}

/// A report of one file with errors and warnings.
pub(crate) fn report(name: &str, errors: u64, warnings: u64) -> Report {
    let mut tally = RuleTally::default();
    tally.add(rule("mixed-formats"), Level::Error, errors);
    tally.add(rule("duplicate-record"), Level::Warning, warnings);
    let fates = [
        (errors, [Fate::Refused, Fate::Refused, Fate::Dropped]),
        (warnings, [Fate::Mistrained, Fate::Mistrained, Fate::Trains]),
    ];
    Report::new(plan(), 5).with_file(file(name, 12_000, &fates, &tally), &tally)
}

/// The report with another file, in which there are warnings.
pub(crate) fn with_file(report: Report, name: &str, warnings: u64) -> Report {
    let mut tally = RuleTally::default();
    tally.add(rule("duplicate-record"), Level::Warning, warnings);
    let fates = [(warnings, [Fate::Mistrained, Fate::Mistrained, Fate::Trains])];
    report.with_file(file(name, 300, &fates, &tally), &tally)
}

/// What a renderer writes.
pub(crate) fn written(
    format: OutputFormat,
    options: RenderOptions,
    findings: &[Finding],
    report: &Report,
) -> String {
    let mut renderer = Output::new(format, options);
    let mut out = Vec::new();
    for finding in findings {
        renderer.finding(finding, report, &mut out).unwrap();
    }
    let elapsed = Some(std::time::Duration::from_millis(21));
    renderer.finish(report, &Summary { elapsed, ..Summary::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What is written of a single finding, without the end.
pub(crate) fn alone(format: OutputFormat, finding: &Finding, report: &Report) -> String {
    let mut options = format.options();
    options.quiet = true;
    written(format, options, std::slice::from_ref(finding), report)
}

/// The effect of every target of [`plan`] made the same, for findings that look alike.
pub(crate) fn with_effect(mut finding: Finding, effect: Effect) -> Finding {
    finding.effects = vec![effect; 3];
    finding.level = effect.default_level();
    finding
}

/// A finding at column 5,000,001 of a line of 10 MB.
pub(crate) fn in_a_long_line() -> Finding {
    let mut line = "x".repeat(10_000_000).into_bytes();
    line[5_000_000..5_000_010].copy_from_slice(br#""asistant""#);
    let mut finding = finding(&line, 1, 5_000_000..5_000_010);
    finding.message = r#"unknown role "asistant""#.into();
    finding.label = Some(r#"did you mean "assistant"?"#.into());
    finding
}

/// The JSON value that a text is.
pub(crate) fn object(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// The value is as its JSON Schema says.
pub(crate) fn assert_conforms(schema: &serde_json::Value, value: &serde_json::Value) {
    let validator = jsonschema::options().should_validate_formats(true).build(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// A file name that would do harm in every format that does not escape it.
pub(crate) const HOSTILE_NAME: &str =
    "a\r\n::error::b\x1b[2J\u{202e}%0A,:|`]]><x>&\"'\u{fffd}.jsonl";

/// A finding whose every word would do harm.
pub(crate) fn hostile() -> Finding {
    let line = b"{\"role\": \"\x1b]0;title\x07\xE2\x80\xAE\xFF\", \"content\": \"\tx\"}";
    let mut finding = finding(line, 1, 9..23);
    finding.message = "unknown role \"\x1b]0;title\x07\u{202e}\"\r\n::error::% ]]></x>&amp;".into();
    finding.label = Some("\r\x1b[31mred".into());
    finding.help = Some("write\n##[error]\u{2028}this".into());
    finding.path = Some("a\u{200b}b\n.role".into());
    finding.related = vec![related(line, 1, 2..6)];
    finding.related[0].message = "\x00\u{fffe}|`".into();
    finding
}
