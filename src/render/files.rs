//! How the files compare, when several are checked: a row for each.

use super::paint::{Page, Style};
use super::table::{Cell, left, right, table};
use super::text::clip;
use crate::report::Report;
use crate::words::count;

/// How many files get a row of their own.
const ROWS: usize = 20;

/// Write a row for each file, or for the worst of them if there are too many.
pub(crate) fn by_file(report: &Report, page: &mut Page) {
    let files = report.files();
    let counts: Vec<[u64; 2]> = (0..files.len()).map(|file| report.file_counts(file)).collect();
    let bad = counts.iter().filter(|counts| **counts != [0, 0]).count();
    if files.len() < 2 || (bad == 0 && files.len() > ROWS) {
        return;
    }
    let mut worst_first: Vec<usize> = (0..files.len()).collect();
    worst_first.sort_by_key(|file| std::cmp::Reverse(counts[*file]));
    let dot = page.strokes().dot;
    // Of several targets each has its own number, and a table of its own.
    let one_target = report.plan().targets().len() == 1;
    let rows = worst_first.iter().take(ROWS).map(|file| {
        let ([errors, warnings], position, file) = (counts[*file], *file, &files[*file]);
        let mut row = vec![
            Cell::number(errors, Style::Error, dot),
            Cell::number(warnings, Style::Warning, dot),
            Cell::number(file.records, Style::Plain, dot),
        ];
        if one_target {
            let trains = report.file_forecast(position).first().map_or(0, |row| row.trains);
            row.push(Cell::number(trains, Style::Good, dot));
        }
        row.push(Cell::new(Style::Plain, file.format().name()));
        // The last column, because a path is as long as it is.
        row.push(Cell::new(Style::Plain, clip(&file.name, usize::MAX / 8, page.unicode)));
        row
    });
    let rows = rows.collect();
    let mut columns = vec![right("errors"), right("warnings"), right("records")];
    columns.extend(one_target.then(|| right("trains")));
    columns.extend([left("format"), left("file")]);
    table(page, &columns, rows);
    // The remark belongs to the table.
    page.text.pop();
    let shown = files.len().min(ROWS);
    let (with, without) = (bad.saturating_sub(shown), files.len() - bad.max(shown));
    for (number, what) in [(with, "with findings"), (without, "without findings")] {
        if number > 0 {
            let files = count(number as u64, "more file");
            page.paragraph(2, 4, &[(Style::Faint, &format!("... and {files} {what}"))]);
        }
    }
    page.text.push('\n');
}
