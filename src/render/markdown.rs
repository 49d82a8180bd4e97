//! For a page of the run: the counts and the forecast as Markdown.

use std::fmt::Write as _;

use super::Summary;
use super::ending::{amount, found, outcome};
use super::lengths::in_words;
use super::text::safe;
use crate::report::{Forecast, Report};
use crate::words::{Number, count};

/// The verdict, the counts by rule and by file, and what becomes of the records, in at most so many
/// bytes. Nothing of the dataset is quoted.
///
/// # Example
///
/// ```
/// let linter = tunelint::Linter::builder().target("together").build()?;
/// let report = linter.check_path("fixtures/chat/role.jsonl")?;
/// let page = tunelint::render::markdown_summary(&report, &Default::default(), 1 << 20);
/// assert!(page.starts_with("### tunelint: 1 error in 2 records"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn summary(report: &Report, summary: &Summary, most: usize) -> String {
    let mut text =
        format!("### tunelint: {} in {}\n\n", found(report, summary), amount(report, summary));
    if let Some(outcome) = outcome(report, summary) {
        let _ = writeln!(text, "**{}**\n", escaped(&outcome));
    }
    let rules = report.counts();
    if !rules.is_empty() {
        let rows = rules.iter().map(|counted| {
            let about = counted.rule.rule().summary;
            [
                number(counted.count),
                counted.level.to_string(),
                format!("`{}`", counted.rule),
                escaped(about),
            ]
        });
        table(&mut text, most, ["found", "level", "rule", "what it finds"], rows);
        forecast(&mut text, most, report.forecast());
        let files = report.files().iter().enumerate().filter_map(|(position, file)| {
            let [errors, warnings] = report.file_counts(position);
            (errors + warnings > 0).then(|| {
                [escaped(&file.name), number(errors), number(warnings), number(file.records)]
            })
        });
        table(&mut text, most, ["file", "errors", "warnings", "records"], files);
    }
    if let (Some(totals), Some(words)) = (report.totals(), in_words(report)) {
        let _ = writeln!(text, "{}\n", escaped(&words));
        let rows = totals
            .buckets
            .iter()
            .map(|bucket| [format!("up to {}", Number(bucket.up_to)), number(bucket.records)]);
        table(&mut text, most, ["tokens", "records"], rows);
    }
    text
}

/// Add what becomes of the records.
pub(super) fn forecast(text: &mut String, most: usize, forecast: Vec<Forecast>) {
    let rows = forecast.into_iter().map(|row| {
        let lost = [
            (row.mistrained, "mistrained"),
            (row.truncated, "truncated"),
            (row.tokens_lost, "tokens lost"),
            (row.dropped, "dropped"),
            (row.refused, "refused"),
        ];
        let lost: Vec<String> = lost
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", Number(*count)))
            .collect();
        let verdict = if row.accepted { "accepted" } else { "refused" };
        [escaped(&row.target), verdict.into(), number(row.trains), lost.join(", ")]
    });
    table(text, most, ["target", "verdict", "records that train", "others"], rows);
}

pub(super) fn number(number: u64) -> String {
    Number(number).to_string()
}

/// Add a table, as far as there is room for it.
pub(super) fn table<const N: usize>(
    text: &mut String,
    most: usize,
    headings: [&str; N],
    mut rows: impl Iterator<Item = [String; N]>,
) {
    /// What the line about rows that are left out takes, and the next table's head.
    const RESERVED: usize = 400;

    let _ = writeln!(text, "| {} |\n|{}", headings.join(" | "), " --- |".repeat(N));
    while let Some(row) = rows.next() {
        let row = format!("| {} |\n", row.join(" | "));
        if text.len() + row.len() + RESERVED > most {
            let _ = writeln!(text, "\n... and {}", count(1 + rows.count() as u64, "more row"));
            break;
        }
        text.push_str(&row);
    }
    text.push('\n');
}

/// The text as it may stand in a cell: nothing in it is markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in safe(text, true).chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '!' | '~' | '>' | '@' | ':' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}
