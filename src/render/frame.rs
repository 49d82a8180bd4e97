//! The frame around an excerpt: where it is, the line, and what stands under it.
//!
//! ```text
//!     ╭─[train.jsonl:812:97]
//! 812 │ …"Hi"}, {"role": "asistant", "content": "Hello! How…
//!     │                  ^^^^^^^^^^ did you mean "assistant"?
//!     ╰──── messages[2].role
//! ```

use super::excerpt::Excerpt;
use super::paint::{Page, Style};
use super::text::{QUOTE, clip, columns, safe};
use crate::rules::{Location, Snippet};
use crate::target::Level;

/// Line numbers shorter than this are padded, so that most frames of a report are aligned.
const SHORTEST_NUMBER: usize = 3;

/// What is drawn in one frame.
#[derive(Debug)]
pub(crate) struct Frame<'a> {
    /// The name of the file.
    pub(crate) file: &'a str,
    /// Where the first mark is.
    pub(crate) location: Location,
    pub(crate) snippet: Option<&'a Snippet>,
    /// The JSON path of the first mark.
    pub(crate) path: Option<&'a str>,
    /// The places to point at in this line, the main one first.
    pub(crate) marks: Vec<Mark<'a>>,
}

/// A place to point at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark<'a> {
    pub(crate) location: Location,
    pub(crate) label: &'a str,
    /// `Off` for a place beside the main one.
    pub(crate) level: Level,
}

/// A mark in the columns of the excerpt.
struct Underline<'a> {
    column: usize,
    width: usize,
    label: std::borrow::Cow<'a, str>,
    style: Style,
}

impl Frame<'_> {
    /// Draw the frame. What is returned are the positions of the marks that were too far away.
    pub(crate) fn draw(&self, page: &mut Page) -> Vec<usize> {
        let number = self.location.line.to_string();
        let gutter = number.len().max(SHORTEST_NUMBER);
        let places: Vec<_> = self.marks.iter().map(|mark| in_line(&mark.location)).collect();
        let width = page.width.saturating_sub(gutter + 3);
        let label = self.marks.first().map_or("", |mark| mark.label);
        let label = columns(&clip(label, QUOTE, page.unicode)) + 1;
        let excerpt = self
            .snippet
            .and_then(|snippet| Excerpt::new(snippet, &places, width, label, page.unicode));
        let Some(excerpt) = excerpt else {
            self.draw_place(page, gutter);
            return (1..self.marks.len()).collect();
        };

        let strokes = page.strokes();
        page.space(gutter + 1);
        self.name(strokes.top, page);
        page.end_line();

        page.space(gutter - number.len());
        page.put(Style::Frame, &number);
        page.put(Style::Plain, " ");
        page.put(Style::Frame, strokes.side);
        page.put(Style::Plain, " ");
        page.put(Style::Plain, excerpt.text.trim_end_matches('\n'));
        page.end_line();

        let underlines = self.underlines(&excerpt, width, page.unicode);
        for row in rows(&underlines, width, page) {
            page.space(gutter + 1);
            page.put(Style::Frame, strokes.side);
            page.put(Style::Plain, " ");
            let mut at = 0;
            for (column, style, text) in row {
                page.space(column - at);
                page.put(style, &text);
                at = column + columns(&text);
            }
            page.end_line();
        }

        page.space(gutter + 1);
        page.put(Style::Frame, strokes.bottom);
        self.path(gutter + 1 + columns(strokes.bottom), page);
        page.end_line();
        (1..self.marks.len()).filter(|at| excerpt.places[*at].is_none()).collect()
    }

    /// Without an excerpt there is only the place.
    fn draw_place(&self, page: &mut Page, gutter: usize) {
        page.space(gutter + 1);
        self.name(page.strokes().place, page);
        // A file's name is as long as it is.
        self.path(gutter, page);
        page.end_line();
    }

    fn name(&self, stroke: &str, page: &mut Page) {
        let Location { line, column, record, .. } = self.location;
        let name = safe(self.file, page.unicode);
        page.put(Style::Frame, &format!("{stroke}["));
        page.put(Style::Plain, &name);
        // What concerns a whole file has no line.
        if record > 0 || self.snippet.is_some() || line > 1 {
            page.put(Style::Plain, &format!(":{line}:{column}"));
        }
        page.put(Style::Frame, "]");
    }

    /// Add the path, to a line of which so many columns are taken.
    fn path(&self, taken: usize, page: &mut Page) {
        if let Some(path) = self.path {
            page.put(Style::Plain, " ");
            let room = page.width.saturating_sub(taken + 1);
            page.put(Style::Faint, &clip(path, room.min(QUOTE), page.unicode));
        }
    }

    fn underlines(&self, excerpt: &Excerpt, width: usize, unicode: bool) -> Vec<Underline<'_>> {
        let underline = |(mark, place): (&Mark<'_>, &Option<std::ops::Range<usize>>)| {
            let place = place.clone()?;
            let column = columns(&excerpt.text[..place.start]);
            let marked = columns(&excerpt.text[place]).max(1);
            Some(Underline {
                // What is missing after a line that fills the terminal is marked at its end.
                column: column.min(width.saturating_sub(marked)),
                width: marked,
                label: clip(mark.label, QUOTE, unicode).into_owned().into(),
                style: match mark.level {
                    Level::Off => Style::Frame,
                    level => level.into(),
                },
            })
        };
        self.marks.iter().zip(&excerpt.places).filter_map(underline).collect()
    }
}

/// The bytes of a place, counted from the start of its line.
pub(crate) fn in_line(location: &Location) -> std::ops::Range<u64> {
    let start = location.byte_start.saturating_sub(location.line_start);
    let end = location.byte_end.saturating_sub(location.line_start);
    start..end.max(start)
}

/// A row under the line: texts with their columns.
type Row = Vec<(usize, Style, String)>;

/// The rows under the line: the underlines, the last label beside them if there is room, then each
/// other label on a row of its own, the last first.
fn rows(underlines: &[Underline<'_>], width: usize, page: &Page) -> Vec<Row> {
    let mut row = strokes(underlines);
    let row_end = row.last().map_or(0, |(column, _, text)| column + text.len());
    let mut labelled: Vec<&Underline<'_>> =
        underlines.iter().filter(|underline| !underline.label.is_empty()).collect();
    labelled.sort_by_key(|underline| underline.column);
    if let Some(last) = labelled.last()
        && last.column + last.width == row_end
        && row_end + 1 + columns(&last.label) <= width
    {
        row.push((row_end + 1, last.style, last.label.to_string()));
        labelled.pop();
    }
    let mut rows = vec![row];
    while let Some(last) = labelled.pop() {
        let label = clip(&last.label, width, page.unicode).into_owned();
        let column = last.column.min(width - columns(&label).min(width));
        let mut row: Row = labelled
            .iter()
            .filter(|other| other.column < column)
            .map(|other| (other.column, other.style, page.strokes().side.to_owned()))
            .collect();
        row.dedup_by_key(|(column, ..)| *column);
        row.push((column, last.style, label));
        rows.push(row);
    }
    rows
}

/// The underlines themselves; where they overlap, the main one is on top.
fn strokes(underlines: &[Underline<'_>]) -> Row {
    let mut starts: Vec<usize> =
        underlines.iter().flat_map(|mark| [mark.column, mark.column + mark.width]).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut row = Row::new();
    for part in starts.windows(2) {
        let covers =
            |mark: &&Underline<'_>| mark.column <= part[0] && part[1] <= mark.column + mark.width;
        if let Some(mark) = underlines.iter().find(covers) {
            let stroke = if mark.style == Style::Frame { "-" } else { "^" };
            row.push((part[0], mark.style, stroke.repeat(part[1] - part[0])));
        }
    }
    row
}
