//! What each target takes and minds, shown on the datasets in `fixtures/targets/<target>/`.
//!
//! A file whose name starts with `valid` is clean there. Those that start with `invalid` show
//! together every effect that the target's definition knows; what is said of them is a snapshot.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on may panic")]

mod effects;
mod unusual;

use std::path::{Path, PathBuf};

use tunelint::check::{Linter, LinterOptions, Silent};
use tunelint::input::Source;
use tunelint::record::Format;
use tunelint::render::{Output, OutputFormat, Summary};
use tunelint::report::Report;
use tunelint::rules::{Plan, PlanOptions};
use tunelint::target::{Target, builtin, names};

/// The fixtures of a target whose names start with a word, in the order of their names.
fn fixtures(target: &str, word: &str) -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/targets").join(target);
    let entries = folder.read_dir().unwrap_or_else(|_| panic!("no {}", folder.display()));
    let mut names: Vec<PathBuf> =
        entries.map(|entry| PathBuf::from(entry.unwrap().file_name())).collect();
    names.retain(|name| name.to_string_lossy().split(['-', '.']).next() == Some(word));
    names.sort();
    names.iter().map(|name| Source::file(folder.join(name)).named(name)).collect()
}

fn check(target: Target, options: PlanOptions, sources: &[Source]) -> Report {
    let plan = Plan::new(vec![target], options).unwrap();
    let mut options = LinterOptions::default();
    options.kept = usize::MAX;
    Linter::new(plan, options).check(sources, &mut Silent).report
}

/// Everything that people are told of a report.
fn full(report: &Report) -> String {
    let mut options = OutputFormat::Full.options();
    (options.width, options.per_rule, options.total) = (100, None, None);
    let mut output = Output::new(OutputFormat::Full, options);
    let mut out = Vec::new();
    for finding in report.findings() {
        output.finding(&finding, report, &mut out).unwrap();
    }
    output.finish(report, &Summary::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn what_a_target_takes_is_clean_there() {
    for name in names() {
        let mut formats: Vec<Format> = Vec::new();
        for source in fixtures(name, "valid") {
            let report = check(builtin(name).unwrap(), PlanOptions::default(), &[source]);
            let [file] = report.files() else { panic!("{name}: one file") };
            assert!(file.records > 0, "{name}: {} is empty", file.name);
            assert_eq!(report.findings().len(), 0, "{name}: {}", full(&report));
            formats.push(file.format());
        }
        for format in builtin(name).unwrap().formats.keys() {
            let shown = formats.iter().any(|shown| shown.name() == format);
            assert!(shown, "{name} has no valid-{format}.jsonl");
        }
    }
}

#[test]
fn what_a_target_minds_is_told() {
    for name in names() {
        let report =
            check(builtin(name).unwrap(), PlanOptions::default(), &fixtures(name, "invalid"));
        insta::assert_snapshot!(name, full(&report));
    }
}
