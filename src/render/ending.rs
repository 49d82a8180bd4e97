//! What stands at the end for people: counts by rule, what becomes of the records, the verdict.

use std::io;

use super::files::by_file;
use super::paint::{Page, Style};
use super::table::{Cell, left, right, table, widths};
use super::text::{QUOTE, clip, columns};
use super::{End, Out, Summary, lengths};
use crate::report::{Forecast, Report, Verdict};
use crate::words::{Number, bytes, count, list, time};

/// How many targets are named in the verdict.
const NAMED_TARGETS: usize = 3;

/// Write the end: what was not shown, the tables, the verdict, with empty lines between them.
pub(crate) fn write(end: &End<'_>, page: &mut Page, out: Out<'_>) -> io::Result<()> {
    end.cap.write_rest(end.report, page);
    let rest = !page.text.is_empty();
    if end.cap.shown() > 0 && (rest || !page.quiet) {
        page.text.insert(0, '\n');
    }
    if !page.quiet {
        if rest {
            page.text.push('\n');
        }
        if end.report.counts().len() > 1 {
            by_rule(end.report, page);
        }
        by_file(end.report, page);
        by_target(&end.report.forecast(), page);
        tokens(end.report, page);
        verdict(end, page);
    }
    page.flush(out)
}

/// The same without the tables, and without empty lines.
pub(crate) fn write_short(end: &End<'_>, page: &mut Page, out: Out<'_>) -> io::Result<()> {
    end.cap.write_rest(end.report, page);
    if !page.quiet {
        verdict(end, page);
    }
    page.flush(out)
}

/// How often each rule found something, and the verdict.
pub(crate) fn write_statistics(end: &End<'_>, page: &mut Page, out: Out<'_>) -> io::Result<()> {
    by_rule(end.report, page);
    if page.quiet {
        // No empty line at the end.
        page.text.pop();
    } else {
        by_length(end.report, page);
        tokens(end.report, page);
        verdict(end, page);
    }
    page.flush(out)
}

/// How many tokens there are.
fn tokens(report: &Report, page: &mut Page) {
    if let Some(words) = lengths::in_words(report) {
        page.paragraph(0, 2, &[(Style::Plain, &words)]);
    }
}

/// How many records there are of each length.
fn by_length(report: &Report, page: &mut Page) {
    let Some(totals) = report.totals() else { return };
    let row = |bar: [(Style, String); 3]| bar.map(|(style, text)| Cell::new(style, text)).into();
    let rows = lengths::bars(&totals, page).into_iter().map(row).collect();
    table(page, &[right("tokens"), right("records"), left("")], rows);
    // The remark belongs to the table.
    page.text.pop();
    let words = lengths::spread_in_words(report, &totals, page);
    page.paragraph(2, 4, &[(Style::Faint, &words)]);
    page.text.push('\n');
}

fn by_rule(report: &Report, page: &mut Page) {
    let counts = report.counts();
    if counts.is_empty() {
        return;
    }
    let rows = counts.iter().map(|counted| {
        vec![
            Cell::new(Style::Plain, Number(counted.count).to_string()),
            Cell::new(counted.level.into(), counted.level.name()),
            Cell::new(Style::Plain, counted.rule.to_string()),
        ]
    });
    table(page, &[right("found"), left("level"), left("rule")], rows.collect());
}

/// What becomes of the records, unless all of them train everywhere.
pub(crate) fn by_target(forecast: &[Forecast], page: &mut Page) {
    if forecast.iter().all(|row| row.accepted && row.trains == row.records) {
        return;
    }
    // Fates that no record meets anywhere need no column.
    let is_met = |fate: &Fate| forecast.iter().any(|row| (fate.number)(row) > 0);
    let met: Vec<Fate> =
        FATES.into_iter().filter(|fate| fate.heading == "trains" || is_met(fate)).collect();
    let mut columns = vec![left("target"), right("records")];
    columns.extend(met.iter().map(|fate| right(fate.heading)));
    columns.push(left("verdict"));
    let dot = page.strokes().dot;
    let rows = forecast.iter().map(|row| {
        let mut cells = vec![
            Cell::new(Style::Strong, clip(&row.target, QUOTE / 2, page.unicode)),
            Cell::number(row.records, Style::Plain, dot),
        ];
        cells.extend(met.iter().map(|fate| Cell::number((fate.number)(row), fate.style, dot)));
        cells.push(if row.accepted {
            Cell::new(Style::Good, "accepted")
        } else {
            Cell::new(Style::Error, "refused")
        });
        cells
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let width: usize = widths(&columns, &rows).iter().map(|width| 2 + width).sum();
    if width <= page.width {
        table(page, &columns, rows);
    } else {
        in_sentences(forecast, &met, page);
    }
}

/// What becomes of the records, where there is no room for a table.
fn in_sentences(forecast: &[Forecast], met: &[Fate], page: &mut Page) {
    for row in forecast {
        let verdict =
            if row.accepted { (Style::Good, "accepted") } else { (Style::Error, "refused") };
        let of_all: Vec<String> = met
            .iter()
            .filter(|fate| (fate.number)(row) > 0)
            .map(|fate| format!("{} {}", Number((fate.number)(row)), fate.after_number))
            .collect();
        let records = format!(": of {}, {}", count(row.records, "record"), of_all.join(", "));
        let target = clip(&row.target, QUOTE / 2, page.unicode);
        page.paragraph(
            2,
            4,
            &[(Style::Strong, &target), (Style::Plain, " "), verdict, (Style::Plain, &records)],
        );
    }
    page.text.push('\n');
}

/// What may become of records, and of their tokens.
#[derive(Clone, Copy)]
struct Fate {
    heading: &'static str,
    /// What they are or do, after their number.
    after_number: &'static str,
    number: fn(&Forecast) -> u64,
    style: Style,
}

const FATES: [Fate; 6] = [
    Fate { heading: "trains", after_number: "train", number: |row| row.trains, style: Style::Good },
    Fate {
        heading: "mistrained",
        after_number: "mistrained",
        number: |row| row.mistrained,
        style: Style::Warning,
    },
    Fate {
        heading: "truncated",
        after_number: "truncated",
        number: |row| row.truncated,
        style: Style::Warning,
    },
    Fate {
        heading: "tokens lost",
        after_number: "tokens lost",
        number: |row| row.tokens_lost,
        style: Style::Warning,
    },
    Fate {
        heading: "dropped",
        after_number: "dropped",
        number: |row| row.dropped,
        style: Style::Error,
    },
    Fate {
        heading: "refused",
        after_number: "refused",
        number: |row| row.refused,
        style: Style::Error,
    },
];

/// Write the verdict: how many findings, in how much, and what that comes to.
fn verdict(end: &End<'_>, page: &mut Page) {
    let report = end.report;
    let strokes = page.strokes();
    // What could not be read to its end is not clean.
    let known = if end.summary.incomplete { Verdict::Errors } else { report.verdict() };
    let (style, sign) = strokes.of(known);
    let found = found(report, end.summary);
    let much = format!(" in {}", amount(report, end.summary));
    let outcome = outcome(report, end.summary).unwrap_or_default();
    let mut said = vec![(style, sign), (Style::Plain, " "), (Style::Strong, &found)];
    said.push((Style::Plain, &much));
    if outcome.is_empty() {
        page.paragraph(0, 2, &said);
        return;
    }
    said.push((Style::Plain, ":"));
    let taken: usize = said.iter().map(|(_, text)| columns(text)).sum();
    if taken + 1 + columns(&outcome) <= page.width {
        said.extend([(Style::Plain, " "), (Style::Strong, &outcome)]);
        page.paragraph(0, 2, &said);
    } else {
        page.paragraph(0, 2, &said);
        page.paragraph(2, 2, &[(Style::Strong, &outcome)]);
    }
}

/// How many findings there are: `2 errors, 1 warning`.
pub(crate) fn found(report: &Report, summary: &Summary) -> String {
    match [report.errors(), report.warnings()] {
        [0, 0] if summary.incomplete => "nothing found".to_owned(),
        [0, 0] => "no problems".to_owned(),
        [errors, 0] => count(errors, "error"),
        [0, warnings] => count(warnings, "warning"),
        [errors, warnings] => {
            format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
        }
    }
}

/// `12,000 records of 3 files (18.2 MB, 0.02 s, 4 suppressed)`.
pub(crate) fn amount(report: &Report, summary: &Summary) -> String {
    let mut amount = count(report.records(), "record");
    if report.files().len() > 1 {
        amount.push_str(" of ");
        amount.push_str(&count(report.files().len() as u64, "file"));
    }
    let mut aside = vec![bytes(report.bytes())];
    aside.extend(summary.elapsed.map(time));
    if summary.suppressed > 0 {
        aside.push(format!("{} suppressed", Number(summary.suppressed)));
    }
    if summary.suppressed_by_baseline > 0 {
        aside.push(format!("{} of them by the baseline", Number(summary.suppressed_by_baseline)));
    }
    format!("{amount} ({})", aside.join(", "))
}

/// What it comes to: the worst that happens anywhere, and whether that is all of it.
pub(crate) fn outcome(report: &Report, summary: &Summary) -> Option<String> {
    let unread = summary.incomplete.then(|| "not everything could be read".to_owned());
    let outcomes: Vec<String> = worst(report).into_iter().chain(unread).collect();
    (!outcomes.is_empty()).then(|| outcomes.join("; "))
}

/// The worst that happens anywhere.
fn worst(report: &Report) -> Option<String> {
    let forecast = report.forecast();
    if forecast.iter().any(|row| !row.accepted) {
        let (who, one) = subject(&forecast, |row| !row.accepted);
        return Some(format!("{who} {} this dataset", if one { "refuses" } else { "refuse" }));
    }
    let worst = |verb: &str, number: fn(&Forecast) -> u64| {
        let most = forecast.iter().map(number).max().filter(|most| *most > 0)?;
        let (who, one) = subject(&forecast, |row| number(row) == most);
        let ending = if one { "s" } else { "" };
        Some(format!("{who} {verb}{ending} {}", count(most, "record")))
    };
    worst("drop", |row| row.dropped)
        .or_else(|| worst("cut", |row| row.truncated))
        .or_else(|| worst("mistrain", |row| row.mistrained))
}

/// The targets that do something, as the subject of a sentence, and whether it is only one.
fn subject(forecast: &[Forecast], does: impl Fn(&Forecast) -> bool) -> (String, bool) {
    let names: Vec<&str> =
        forecast.iter().filter(|row| does(row)).map(|row| row.target.as_str()).collect();
    let subject = match names.len() {
        number if number <= NAMED_TARGETS => list(names.iter().copied()),
        number if number == forecast.len() => format!("all {number} targets"),
        number => format!("{number} of {} targets", forecast.len()),
    };
    (subject, names.len() == 1)
}
