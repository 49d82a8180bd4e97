//! For the page of a pull request.

use std::fmt::Write as _;
use std::io;

use super::super::markdown::{escaped, forecast, number, table};
use super::{Out, RenderOptions, Shown, forecasts, outcome, path, totals};
use crate::diff::Diff;
use crate::words::Number;

/// How long a comment may be at GitHub, in characters.
const COMMENT: usize = 65_000;

pub(super) fn write(diff: &Diff, options: &RenderOptions, out: Out<'_>) -> io::Result<()> {
    let records = diff.records();
    let mut text = format!("### tunelint: {}\n\n", outcome(diff));
    let changes = [
        (records.added, "added"),
        (records.removed, "removed"),
        (records.changed, "changed"),
        (records.unchanged, "unchanged"),
    ];
    let changes = changes.map(|(count, what)| format!("{} {what}", Number(count)));
    let _ = writeln!(text, "{}: {}\n", totals(&records), changes.join(", "));
    let rules: Vec<_> =
        diff.rules().into_iter().filter(|change| change.new + change.gone > 0).collect();
    if !rules.is_empty() {
        let rows = rules.into_iter().map(|change| {
            [
                number(change.new),
                number(change.gone),
                number(change.before),
                number(change.after),
                change.level.to_string(),
                format!("`{}`", change.rule),
                escaped(change.rule.rule().summary),
            ]
        });
        let headings = ["new", "gone", "before", "after", "level", "rule", "what it finds"];
        table(&mut text, COMMENT, headings, rows);
    }
    forecast(&mut text, COMMENT, forecasts(diff));
    let new = Shown::of(diff.new_findings(), options);
    if !new.findings.is_empty() {
        let rows = new.findings.iter().map(|finding| {
            [
                format!("{}\\:{}", escaped(finding.file), finding.line),
                finding.level.to_string(),
                format!("`{}`", finding.rule),
                path(finding, options).map(|path| escaped(&path)).unwrap_or_default(),
            ]
        });
        table(&mut text, COMMENT, ["new at", "level", "rule", "in the record"], rows);
    }
    for (rule, more) in new.left_out {
        let _ = writeln!(text, "... and {} more new `{rule}`", Number(more));
    }
    out.write_all(text.as_bytes())
}
