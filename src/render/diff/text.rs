//! For people: a line for each finding that is new or gone, the counts, and what it comes to.

use std::io;

use super::super::ending::by_target;
use super::super::paint::{Page, Style};
use super::super::table::{Cell, left, right, table};
use super::super::text::{QUOTE, clip, safe};
use super::{NAMED, Out, RenderOptions, Shown, forecasts, outcome, path, totals};
use crate::diff::{Diff, RecordAt, Version};
use crate::report::Report;
use crate::words::{Number, list};

pub(super) fn write(diff: &Diff, options: &RenderOptions, out: Out<'_>) -> io::Result<()> {
    let mut page = Page::new(options);
    let new = Shown::of(diff.new_findings(), options);
    let gone = Shown::of(diff.gone_findings(), options);
    for (shown, word, style) in [(new, "new ", Style::Error), (gone, "gone", Style::Good)] {
        for finding in &shown.findings {
            page.put(style, word);
            page.put(Style::Plain, "  ");
            page.put(Style::Strong, &safe(finding.file, page.unicode));
            page.put(Style::Plain, &format!(":{}:{}: ", finding.line, finding.column));
            page.put(finding.level.into(), finding.level.name());
            page.put(Style::Plain, &format!("[{}]", finding.rule));
            if let Some(path) = path(finding, options) {
                let path = clip(&path, QUOTE, page.unicode);
                page.put(Style::Faint, &format!(" {path}"));
            }
            page.text.push('\n');
        }
        for (rule, number) in &shown.left_out {
            let more = format!(
                "... {} more {} {} (--max-per-rule none shows all)",
                Number(*number),
                word.trim_end(),
                rule.rule().name
            );
            page.paragraph(0, 4, &[(Style::Faint, &more)]);
        }
    }
    if !page.quiet {
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        rules(diff, &mut page);
        by_target(&forecasts(diff), &mut page);
        records(diff, &mut page);
        verdict(diff, &mut page);
    }
    page.flush(out)
}

/// How often each rule found something, where that changed.
fn rules(diff: &Diff, page: &mut Page) {
    let dot = page.strokes().dot;
    let rows =
        diff.rules().into_iter().filter(|change| change.new + change.gone > 0).map(|change| {
            vec![
                Cell::number(change.new, Style::Error, dot),
                Cell::number(change.gone, Style::Good, dot),
                Cell::number(change.before, Style::Plain, dot),
                Cell::number(change.after, Style::Plain, dot),
                Cell::new(change.level.into(), change.level.name()),
                Cell::new(Style::Plain, change.rule.to_string()),
            ]
        });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let columns =
        [right("new"), right("gone"), right("before"), right("after"), left("level"), left("rule")];
    table(page, &columns, rows);
}

/// `22 records before, 24 after: 3 added (lines 22, 23, 24), 1 removed (line 7)`.
fn records(diff: &Diff, page: &mut Page) {
    let records = diff.records();
    let [old, new] = [diff.old_version(), diff.new_version()].map(Version::report);
    let unicode = page.unicode;
    let said = [
        (records.added, "added", places(diff.added(), new, unicode)),
        (records.removed, "removed", places(diff.removed(), old, unicode)),
        (records.changed, "changed", places(diff.changed().map(|(_, now)| now), new, unicode)),
    ];
    let said: Vec<String> = said
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, what, places)| format!("{} {what} ({places})", Number(number)))
        .collect();
    let changes = if said.is_empty() { "the same ones".to_owned() } else { said.join(", ") };
    let text = format!("{}: {changes}", totals(&records));
    page.paragraph(0, 2, &[(Style::Plain, &text)]);
}

/// Where the first of some records are: `lines 3, 9, 12, ...`.
fn places<'a>(
    mut records: impl Iterator<Item = RecordAt<'a>>,
    report: &Report,
    unicode: bool,
) -> String {
    let one_file = report.files().len() < 2;
    let place = |record: RecordAt<'_>| {
        if one_file {
            record.line.to_string()
        } else {
            format!("{}:{}", safe(record.file, unicode), record.line)
        }
    };
    let first: Vec<String> = records.by_ref().take(NAMED).map(place).collect();
    let what = match (one_file, first.len()) {
        (false, _) => "",
        (true, 1) => "line ",
        (true, _) => "lines ",
    };
    if records.next().is_some() {
        return format!("{what}{}, ...", first.join(", "));
    }
    format!("{what}{}", list(first.iter().map(String::as_str)))
}

fn verdict(diff: &Diff, page: &mut Page) {
    let strokes = page.strokes();
    let (style, sign) = strokes.of(diff.verdict());
    let outcome = outcome(diff);
    page.paragraph(0, 2, &[(style, sign), (Style::Plain, " "), (Style::Strong, &outcome)]);
}
