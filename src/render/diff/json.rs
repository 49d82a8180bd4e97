//! For programs: one JSON object, which `docs/schema/diff.schema.json` describes.

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::super::wire::{Forecasts, VERSION, write as write_value};
use super::{Out, RenderOptions, Shown, path};
use crate::diff::{Diff, Found, RecordAt, RecordCounts, RuleChange, Version};
use crate::report::Verdict;
use crate::rules::{Category, RuleId};
use crate::target::Level;

/// The version of the form.
const SCHEMA: &str = "tunelint-diff/1";

#[derive(Serialize)]
struct WireDiff<'a> {
    schema: &'static str,
    tunelint: &'static str,
    targets: Vec<&'a str>,
    verdict: Verdict,
    records: RecordCounts,
    added: Vec<RecordAt<'a>>,
    removed: Vec<RecordAt<'a>>,
    changed: Vec<WireChanged<'a>>,
    rules: Vec<RuleChange>,
    new: Vec<WireFound<'a>>,
    gone: Vec<WireFound<'a>>,
    forecast: BeforeAndAfter<Forecasts>,
}

type WireChanged<'a> = BeforeAndAfter<RecordAt<'a>>;

#[derive(Serialize)]
struct BeforeAndAfter<T> {
    before: T,
    after: T,
}

#[derive(Serialize)]
struct WireFound<'a> {
    rule: RuleId,
    category: Category,
    level: Level,
    file: &'a str,
    record: Option<u64>,
    line: u64,
    column: u64,
    path: Option<Cow<'a, str>>,
}

pub(super) fn write(diff: &Diff, options: &RenderOptions, out: Out<'_>) -> io::Result<()> {
    let [old, new] = [diff.old_version(), diff.new_version()].map(Version::report);
    let value = WireDiff {
        schema: SCHEMA,
        tunelint: VERSION,
        targets: new.plan().targets().iter().map(|target| target.name.as_str()).collect(),
        verdict: diff.verdict(),
        records: diff.records(),
        added: diff.added().collect(),
        removed: diff.removed().collect(),
        changed: diff.changed().map(|(before, after)| BeforeAndAfter { before, after }).collect(),
        rules: diff.rules(),
        new: found(diff.new_findings(), options),
        gone: found(diff.gone_findings(), options),
        forecast: BeforeAndAfter { before: Forecasts::of(old), after: Forecasts::of(new) },
    };
    write_value(out, &value, "\n")
}

fn found<'a>(
    findings: impl Iterator<Item = Found<'a>>,
    options: &RenderOptions,
) -> Vec<WireFound<'a>> {
    let shown = Shown::of(findings, options).findings.into_iter();
    let wire = shown.map(|finding| WireFound {
        rule: finding.rule,
        category: finding.rule.rule().category,
        level: finding.level,
        file: finding.file,
        record: finding.record,
        line: finding.line,
        column: finding.column,
        path: path(&finding, options),
    });
    wire.collect()
}
