//! Parts of a dataset, checked apart and merged, give the report of the whole.

use std::num::NonZeroUsize;

use proptest::prelude::*;

use super::{Linter, LinterOptions, Silent};
use crate::input::Source;
use crate::report::Report;
use crate::rules::{Finding, Plan, PlanOptions, RuleId, Silencer, Suppression};
use crate::target::builtin;

/// Lines of all kinds; equal ones are duplicates.
const LINES: &[&str] = &[
    r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "A"}]}"#,
    r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "B"}]}"#,
    r#"{"messages":[{"content":"Hi","role":"user"},{"role":"assistant","content":"\u0041"}]}"#,
    r#"  {"prompt": "é", "completion": "漢字"}"#,
    r#"{"prompt": "a", "completion": "b"}"#,
    r#"{"prompt": "a", "completion": "b", "prompt": "c"}"#,
    r#"{"text": "Once"}"#,
    r#"{"messages": [{"role": "human", "content": "Hi"}, {"role": "assistant", "content": ""}]}"#,
    r#"{"messages": []}"#,
    r#"{"question": 1}"#,
    r#"{"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]}"#,
    r#"{"broken": "#,
    "",
    "   ",
    "[1]",
    r#"{"messages": [{"role": "system", "content": "B"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "text", "text": "A"}]}], "id": "2024-01-01"}"#,
    r#"{"messages": [{"role": "user", "content": "Hi", "at": 1}, {"role": "assistant", "content": "A"}], "id": "2024-01-02", "weight": 0.5}"#,
    r#"{"messages": [{"role": "user", "content": "Hi", "at": "1"}, {"role": "assistant", "content": "A"}], "id": 3, "n": null}"#,
    r#"{"text": "2024-01-01"}"#,
];

/// A target that minds all that can be said of a file as a whole.
const STRICT: &str = r#"
name = "strict"
title = "a strict target"
version = "1"
date = "2026-11-21"

[limits]
min-records = 5
max-records = 20
max-file-bytes = 1500
first-block = 300
extensions = [".jsonl"]

[formats.chat]
keys = ["*"]
message-keys = ["*"]

[formats.text]
keys = ["*"]

[effects]
too-few-records.effect = "refuses"
too-many-records.effect = "drops"
file-too-large.effect = "refuses"
wrong-extension.effect = "refuses"
mixed-formats.effect = "refuses"
date-like-column.effect = "mistrains"
inconsistent-optional-field.effect = "refuses"
schema-drift.effect = "refuses"
schema-drift.cases.parts.effect = "mistrains"
schema-drift.cases.late-key.effect = "drops"
"#;

fn linter(kept: usize, threads: usize) -> Linter {
    linter_with(kept, threads, Silencer::default())
}

/// One that keeps some findings back, and notes the others.
fn silencing(kept: usize) -> Linter {
    let mut silencer = Silencer::default();
    silencer.note = true;
    for (rule, number) in ["duplicate-record", "schema-drift", "mixed-formats"].iter().zip(0..) {
        let rule = RuleId::named(rule).unwrap();
        silencer.suppressions.push(Suppression::new(number, rule));
    }
    let mut by_path = Suppression::new(9, RuleId::named("unknown-role").unwrap());
    by_path.path = Some("messages[*].role".into());
    silencer.suppressions.push(by_path);
    linter_with(kept, 1, silencer)
}

/// One that counts every record.
fn counting(kept: usize) -> Linter {
    linter_for(Some("gpt-4o".into()), kept, 1, Silencer::default())
}

fn linter_with(kept: usize, threads: usize, silencer: Silencer) -> Linter {
    linter_for(None, kept, threads, silencer)
}

fn linter_for(model: Option<String>, kept: usize, threads: usize, silencer: Silencer) -> Linter {
    let targets = vec![
        builtin("together").unwrap(),
        builtin("generic").unwrap(),
        toml::from_str(STRICT).unwrap(),
    ];
    let options = PlanOptions { pedantic: true, model, silencer, ..PlanOptions::default() };
    let plan = Plan::new(targets, options).unwrap();
    let threads = NonZeroUsize::new(threads);
    Linter::new(plan, LinterOptions { threads, kept, ..LinterOptions::default() })
}

/// All of a report but the quotations: a part has only its own bytes to quote from.
fn gist(report: &Report) -> String {
    let mut findings: Vec<Finding> = report.findings();
    for finding in &mut findings {
        finding.snippet = None;
        for related in &mut finding.related {
            related.snippet = None;
        }
    }
    let files: Vec<_> = (report.files().iter().enumerate())
        .map(|(i, file)| {
            let counts = report.file_counts(i);
            let amount = (file.bytes, file.lines, file.records);
            (&file.name, amount, file.format(), counts, report.file_forecast(i))
        })
        .collect();
    let suppressed = report.suppressed();
    let totals = report.totals();
    format!("{:#?}", (findings, report.counts(), report.forecast(), totals, files, suppressed))
}

fn merged(mut parts: impl Iterator<Item = Report>) -> Report {
    let mut whole = parts.next().unwrap();
    for part in parts {
        whole.merge(part);
    }
    whole
}

proptest! {
    #[test]
    fn parts_merge_to_the_whole(
        lines in prop::collection::vec(prop::sample::select(LINES), 1..40),
        cuts in prop::collection::vec(0_usize..40, 0..4),
        kept in 0_usize..6,
        kind in 0..3,
    ) {
        // A file whose first line is broken could be taken for something that is no dataset.
        let lines = [&[LINES[0]], lines.as_slice()].concat();
        let linter = match kind {
            0 => linter(kept, 1),
            1 => silencing(kept),
            _ => counting(kept),
        };
        let text = lines.join("
") + "
";
        let whole = linter.check_slice("file.json", text.as_bytes());

        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| 1 + cut % lines.len()).collect();
        cuts.sort_unstable();
        let ends = cuts.iter().copied().chain([lines.len()]);
        let mut start = 0;
        let parts: Vec<String> = ends
            .map(|end| {
                let part: String = lines[start..end].iter().flat_map(|line| [*line, "\n"]).collect();
                start = end;
                part
            })
            .collect();
        let check = |(i, part): (usize, &String)| match i {
            0 => linter.check_slice("file.json", part.as_bytes()),
            _ => linter.check_continuation("file.json", part.as_bytes()),
        };
        // Stored and read back in between, as when they come from several machines.
        let carried = |part| {
            let text = serde_json::to_string(&check(part)).unwrap();
            linter.restore(&text).unwrap()
        };
        let from_left = merged(parts.iter().enumerate().map(carried));
        prop_assert_eq!(gist(&from_left), gist(&whole));

        // The later parts among themselves first: merging is associative.
        let mut from_right: Option<Report> = None;
        for part in parts.iter().enumerate().rev() {
            let mut report = check(part);
            if let Some(later) = from_right.take() {
                report.merge(later);
            }
            from_right = Some(report);
        }
        prop_assert_eq!(gist(&from_right.unwrap()), gist(&whole));
    }

    #[test]
    fn files_checked_apart_merge_to_one_run(
        files in prop::collection::vec(
            prop::collection::vec(prop::sample::select(LINES), 0..12), 1..5),
        kept in 0_usize..6,
    ) {
        let sources: Vec<Source> = files
            .iter()
            .enumerate()
            .map(|(i, lines)| {
                let lines = [&[LINES[0]], lines.as_slice()].concat();
                Source::memory(format!("file {i}"), lines.join("\n").into_bytes())
            })
            .collect();
        let whole = linter(kept, 1).check(&sources, &mut Silent).report;
        let apart = sources
            .iter()
            .map(|source| linter(kept, 1).check(std::slice::from_ref(source), &mut Silent).report);
        prop_assert_eq!(gist(&merged(apart)), gist(&whole));
        let parallel = linter(kept, 4).check(&sources, &mut Silent).report;
        prop_assert_eq!(gist(&parallel), gist(&whole));
    }
}
