//! Tables for people: columns as wide as what is in them.

use super::paint::{Page, Style};
use super::text::columns;
use crate::words::Number;

/// A cell of a table.
pub(crate) struct Cell {
    style: Style,
    text: String,
}

impl Cell {
    pub(crate) fn new(style: Style, text: impl Into<String>) -> Self {
        Self { style, text: text.into() }
    }

    /// A number; none at all is not worth a look.
    pub(crate) fn number(number: u64, style: Style, dot: &str) -> Self {
        if number == 0 {
            Self::new(Style::Faint, dot)
        } else {
            Self::new(style, Number(number).to_string())
        }
    }
}

/// A column of a table.
pub(crate) struct Column {
    heading: &'static str,
    /// Numbers stand at the right.
    right: bool,
}

/// A column of words.
pub(crate) const fn left(heading: &'static str) -> Column {
    Column { heading, right: false }
}

/// A column of numbers.
pub(crate) const fn right(heading: &'static str) -> Column {
    Column { heading, right: true }
}

/// How wide the columns of a table are.
pub(crate) fn widths(headings: &[Column], rows: &[Vec<Cell>]) -> Vec<usize> {
    let width = |(at, column): (usize, &Column)| {
        let of_rows = rows.iter().map(|row| columns(&row[at].text)).max().unwrap_or(0);
        of_rows.max(columns(column.heading))
    };
    headings.iter().enumerate().map(width).collect()
}

/// Write a table, and an empty line after it.
pub(crate) fn table(page: &mut Page, headings: &[Column], rows: Vec<Vec<Cell>>) {
    let widths = widths(headings, &rows);
    let head = headings.iter().map(|column| Cell::new(Style::Faint, column.heading)).collect();
    for row in std::iter::once(head).chain(rows) {
        for ((cell, column), width) in row.iter().zip(headings).zip(&widths) {
            let padding = width - columns(&cell.text);
            page.space(2 + if column.right { padding } else { 0 });
            page.put(cell.style, &cell.text);
            page.space(if column.right { 0 } else { padding });
        }
        page.end_line();
    }
    page.text.push('\n');
}
