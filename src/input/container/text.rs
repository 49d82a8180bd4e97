//! Text of another shape: an array, records over several lines, a table, a page.

use memchr::{memchr, memchr_iter};
use serde::de::IgnoredAny;
use serde_json::Deserializer;

use super::Container;

/// How many lines of a text must have fitted before an error in it is taken for a slip in that
/// shape, and not for the proof that it is none. A dataset whose first line is cut off can look
/// like one object over three lines, not four: `{"a": [`, then `{"b": 1}`, then anything.
const CONVINCING_LINES: usize = 4;

/// The columns by which a table is known to hold training data.
const KNOWN_COLUMNS: &[&str] = &[
    "answer",
    "assistant",
    "category",
    "chosen",
    "completion",
    "content",
    "context",
    "conversation",
    "conversations",
    "input",
    "instruction",
    "label",
    "message",
    "messages",
    "output",
    "prompt",
    "query",
    "question",
    "rejected",
    "response",
    "role",
    "source",
    "system",
    "target",
    "text",
    "user",
];

/// What a parse of JSON text came to.
enum Parse {
    /// A value that ends at this byte.
    Complete(usize),
    /// No error so far.
    Open,
    /// An error in this line, counted from one.
    Wrong(usize),
}

fn parse(text: &[u8]) -> Parse {
    let mut values = Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => Parse::Complete(values.byte_offset()),
        Some(Err(error)) if !error.is_eof() => Parse::Wrong(error.line()),
        Some(Err(_)) | None => Parse::Open,
    }
}

/// Whether the text is one JSON value and nothing else.
fn is_complete(text: &[u8]) -> bool {
    matches!(parse(text), Parse::Complete(end) if is_blank(text.get(end..).unwrap_or_default()))
}

fn is_blank(text: &[u8]) -> bool {
    text.trim_ascii_start().is_empty()
}

/// The first line, and what follows its newline if it has one.
fn split_line(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match memchr(b'\n', text) {
        Some(newline) => (text.get(..newline).unwrap_or_default(), text.get(newline + 1..)),
        None => (text, None),
    }
}

/// How many of the first `most` lines are not blank.
fn count_lines(text: &[u8], most: usize) -> usize {
    text.split(|&byte| byte == b'\n').take(most).filter(|line| !is_blank(line)).count()
}

/// Whether the line ends inside a string: then it was torn, not broken at a seemly place.
fn ends_in_string(line: &[u8]) -> bool {
    let mut inside = false;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => inside = !inside,
            b'\\' if inside => {
                bytes.next();
            }
            _ => {}
        }
    }
    inside
}

/// The content begins with an opening brace.
pub(super) fn sniff_object(body: &[u8], whole: bool) -> Option<Container> {
    let (line, rest) = split_line(body);
    if is_complete(line) {
        return None;
    }
    if rest.is_none_or(is_blank) && is_lone_cr(line) {
        return Some(Container::LoneCr);
    }
    let rest = rest?;
    if !matches!(parse(line), Parse::Open) || ends_in_string(line) {
        return None;
    }
    match parse(body) {
        Parse::Complete(end) => {
            let (record, rest) = body.split_at_checked(end)?;
            let lines = memchr_iter(b'\n', record).count() + 1;
            // One record that is spread over lines does not make the next ones so.
            let rest = rest.trim_ascii_start();
            let (next, after) = split_line(rest);
            let next_is_seen = after.is_some() || whole;
            let spread = if next_is_seen { !is_complete(next) } else { lines >= 3 };
            (rest.is_empty() || spread).then_some(Container::PrettyPrinted { lines: Some(lines) })
        }
        Parse::Open => (count_lines(rest, CONVINCING_LINES) + 1 >= CONVINCING_LINES)
            .then_some(Container::PrettyPrinted { lines: None }),
        Parse::Wrong(at) => (count_lines(body, at) >= CONVINCING_LINES)
            .then_some(Container::PrettyPrinted { lines: None }),
    }
}

/// Whether the line is several records with carriage returns between them.
fn is_lone_cr(line: &[u8]) -> bool {
    memchr(b'\r', line).and_then(|at| line.split_at_checked(at)).is_some_and(|(first, rest)| {
        is_complete(first) && matches!(rest.trim_ascii_start().first(), Some(b'{'))
    })
}

/// The content begins with an opening bracket.
pub(super) fn sniff_array(body: &[u8], whole: bool) -> Option<Container> {
    let elements = body.get(1..).unwrap_or_default().trim_ascii_start();
    if elements.first() != Some(&b'{') {
        return None;
    }
    let (line, rest) = split_line(body);
    let array = match parse(line) {
        // Followed by other lines, it is a line that should be an object, as each of them may be.
        Parse::Complete(_) => {
            is_complete(line) && rest.map_or(whole, |rest| whole && is_blank(rest))
        }
        Parse::Wrong(_) => false,
        Parse::Open => match rest {
            // No line of any dataset is a bracket alone.
            _ if line.trim_ascii() == b"[" => true,
            None => true,
            Some(_) if ends_in_string(line) => false,
            Some(_) => match parse(body) {
                Parse::Complete(end) => is_blank(body.get(end..).unwrap_or_default()),
                Parse::Open => true,
                Parse::Wrong(at) => count_lines(body, at) >= CONVINCING_LINES,
            },
        },
    };
    array.then_some(Container::JsonArray)
}

/// The content begins with neither.
pub(super) fn sniff_other(body: &[u8], whole: bool) -> Option<Container> {
    const MARKUP: &[&[u8]] = &[b"<!doctype", b"<html", b"<head", b"<?xml", b"<Error>"];
    let begins_with = |start: &&[u8]| {
        body.get(..start.len()).is_some_and(|text| text.eq_ignore_ascii_case(start))
    };
    if MARKUP.iter().any(begins_with) {
        return Some(Container::Markup);
    }
    sniff_csv(body, whole)
}

/// A table is known by a header with a known column, and a second record of as many columns.
fn sniff_csv(body: &[u8], whole: bool) -> Option<Container> {
    let (header, rest) = split_line(body);
    let rows = rest?;
    // A line of JSON is no header: `"prompt", "completion"` is none, and `"text"` is one value.
    if is_complete(header) || header.contains(&b'{') {
        return None;
    }
    [b',', b'\t', b';', b'|'].into_iter().find_map(|separator| {
        let columns = read_row(header, separator);
        let known = columns.names.iter().any(|name| is_known_column(name));
        let columns = columns.names.len();
        if columns < 2 || !known {
            return None;
        }
        let row = read_row(rows, separator);
        // The row may be longer than what is seen of it.
        let fits = row.names.len() == columns
            || (!row.closed && !whole && (1..columns).contains(&row.names.len()));
        fits.then_some(Container::Csv { separator: char::from(separator), columns })
    })
}

fn is_known_column(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    let name = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\"")).unwrap_or(name);
    KNOWN_COLUMNS.iter().any(|known| name.trim_ascii().eq_ignore_ascii_case(known.as_bytes()))
}

/// A row of a table: a quoted field may hold separators and newlines.
struct Row<'a> {
    names: Vec<&'a [u8]>,
    /// Whether its end was seen.
    closed: bool,
}

fn read_row(text: &[u8], separator: u8) -> Row<'_> {
    let mut names = Vec::new();
    let mut start = 0;
    let mut quoted = false;
    for (at, &byte) in text.iter().enumerate() {
        match byte {
            // A doubled quote inside a field closes it and opens it again.
            b'"' => quoted = !quoted,
            b'\n' if !quoted => {
                names.push(text.get(start..at).unwrap_or_default());
                return Row { names, closed: true };
            }
            _ if byte == separator && !quoted => {
                names.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    names.push(text.get(start..).unwrap_or_default());
    Row { names, closed: false }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
