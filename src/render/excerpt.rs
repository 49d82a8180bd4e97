//! The part of a line that is shown with a finding.
//!
//! A line of a dataset may have ten million columns and any bytes. What comes in is a snippet of it
//! and the places to point at; what goes out is a short text that is safe for a terminal, with the
//! places in it. The window is centred on the first place, cut by columns and by bytes, with `…` at
//! the cuts. Nothing is drawn here.

use std::fmt::Write as _;
use std::ops::Range;

use super::text::{columns, columns_of, ellipsis, push_visible};
use crate::rules::Snippet;

/// The part of a line that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The text, with a line end. (Without one, miette does not draw an empty label at the end.)
    pub(crate) text: String,
    /// Where the places are in the text; `None` for those that are not, or not wholly, in it. The
    /// first is always there, though maybe cut.
    pub(crate) places: Vec<Option<Range<usize>>>,
}

/// A character of the line as it is shown.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The offset in the snippet of its first byte.
    start: usize,
    /// The offset in the snippet after its last byte.
    end: usize,
    /// The offset in the shown text of its first byte.
    shown: usize,
    columns: usize,
}

/// At most so many bytes are shown for each column: what the longest character takes. Marks without
/// a width of their own could otherwise go on without end.
const BYTES_PER_COLUMN: usize = 4;

impl Excerpt {
    /// The window of at most `width` columns around the first of `places`, which are byte ranges in
    /// the line. `None` if the snippet does not reach there.
    ///
    /// The window is moved to the left as far as it takes to leave `label` columns after the place.
    pub(crate) fn new(
        snippet: &Snippet,
        places: &[Range<u64>],
        width: usize,
        label: usize,
        unicode: bool,
    ) -> Option<Self> {
        let held: Vec<Option<Range<usize>>> =
            places.iter().map(|place| within(snippet, place)).collect();
        let main = held.first()?.clone()?;
        // All places together if they are close, or else the first.
        let all = held
            .iter()
            .flatten()
            .fold(main.clone(), |all, place| all.start.min(place.start)..all.end.max(place.end));
        let focus = if all.len() <= width { all } else { main };
        let line = Shown::new(snippet, &focus, width, unicode);
        let window = line.window(&focus, width, label, columns(ellipsis(unicode)));
        let dots = ellipsis(unicode);

        let mut text = String::with_capacity(width * 2);
        if line.offset(window.start) > 0 || snippet.offset > 0 {
            text.push_str(dots);
        }
        let (from, to) = (line.offset(window.start), line.offset(window.end));
        let moved = text.len();
        text.push_str(&line.text[from..to]);
        let last = line.cells[..window.end].last().map_or(focus.start, |cell| cell.end);
        if snippet.offset as usize + last < snippet.line_length as usize {
            text.push_str(dots);
        }
        text.push('\n');

        let place_of = |(position, place): (usize, Option<Range<usize>>)| {
            let cells = line.cells_of(&place?);
            let whole = window.start <= cells.start && cells.end <= window.end;
            (whole || position == 0).then(|| {
                let end = cells.end.clamp(window.start, window.end);
                let start = cells.start.clamp(window.start, end);
                line.offset(start) - from + moved..line.offset(end) - from + moved
            })
        };
        let places = held.into_iter().enumerate().map(place_of).collect();
        Some(Self { text, places })
    }
}

/// A place in the line as one in the snippet's bytes, if it starts there.
fn within(snippet: &Snippet, place: &Range<u64>) -> Option<Range<usize>> {
    let offset = |at: u64| usize::try_from(at.checked_sub(u64::from(snippet.offset))?).ok();
    let start = offset(place.start).filter(|start| *start <= snippet.bytes.len())?;
    let end = offset(place.end).unwrap_or(start).clamp(start, snippet.bytes.len());
    Some(start..end)
}

/// What could be shown: everything that is near enough to the focus.
struct Shown {
    text: String,
    cells: Vec<Cell>,
    /// Whether that is the whole line.
    whole: bool,
}

impl Shown {
    fn new(snippet: &Snippet, focus: &Range<usize>, width: usize, unicode: bool) -> Self {
        let bytes = snippet.bytes.as_slice();
        let within = whole_characters(snippet);
        let reach = width * BYTES_PER_COLUMN;
        let start = focus.start.saturating_sub(reach);
        let start = character_start(bytes, start).clamp(within.start, within.end);
        let end = (focus.start + 2 * reach).min(bytes.len());
        let end = character_start(bytes, end).clamp(start, within.end);
        let room = end - start;
        let mut shown = Self {
            text: String::with_capacity(room + 16),
            cells: Vec::with_capacity(room),
            whole: room == snippet.line_length as usize,
        };
        let mut at = start;
        for chunk in bytes[start..end].utf8_chunks() {
            for character in chunk.valid().chars() {
                shown.push(at, character, unicode);
                at += character.len_utf8();
            }
            for byte in chunk.invalid() {
                shown.push_byte(at, *byte);
                at += 1;
            }
        }
        shown
    }

    fn push(&mut self, at: usize, character: char, unicode: bool) {
        let shown = self.text.len();
        let columns = if (' '..='~').contains(&character) {
            self.text.push(character);
            1
        } else {
            push_visible(&mut self.text, character, unicode);
            self.text[shown..].chars().map(columns_of).sum()
        };
        self.cells.push(Cell { start: at, end: at + character.len_utf8(), shown, columns });
    }

    fn push_byte(&mut self, at: usize, byte: u8) {
        let shown = self.text.len();
        let _ = write!(self.text, "\\x{byte:02X}");
        self.cells.push(Cell { start: at, end: at + 1, shown, columns: 4 });
    }

    /// Where a cell starts in the text.
    fn offset(&self, cell: usize) -> usize {
        self.cells.get(cell).map_or(self.text.len(), |cell| cell.shown)
    }

    /// The cells that show a place: all that it touches.
    fn cells_of(&self, place: &Range<usize>) -> Range<usize> {
        let start = self.cells.partition_point(|cell| cell.end <= place.start);
        let end = self.cells.partition_point(|cell| cell.start < place.end);
        start..end.max(start)
    }

    /// The cells to show.
    fn window(
        &self,
        focus: &Range<usize>,
        width: usize,
        label: usize,
        dots: usize,
    ) -> Range<usize> {
        let count = self.cells.len();
        let budget = Room { columns: width, bytes: width * BYTES_PER_COLUMN };
        let mut room = budget;
        if self.whole && (0..count).all(|at| room.take(self, at)) {
            return 0..count;
        }
        let focus = self.cells_of(focus);
        let mut room = budget.less(2 * dots);
        let (mut start, mut end) = (focus.start.min(count), focus.start.min(count));
        // A focus that is too long is cut, but something before it is shown.
        let mut of_focus = room.less(room.columns / 4);
        while end < focus.end && of_focus.take(self, end) {
            room.take(self, end);
            end += 1;
        }
        let after =
            if end < focus.end { 0 } else { label.min(room.columns * 3 / 4).max(room.columns / 2) };
        let mut before = room.less(after);
        while start > 0 && before.take(self, start - 1) {
            room.take(self, start - 1);
            start -= 1;
        }
        let left = room.columns;
        while end < count && room.take(self, end) {
            end += 1;
        }
        // At the end of the line the label may need more room than the line does.
        room = room.less(label.saturating_sub(left - room.columns));
        while start > 0 && room.take(self, start - 1) {
            start -= 1;
        }
        start..end
    }
}

/// How much more can be shown.
#[derive(Debug, Clone, Copy)]
struct Room {
    columns: usize,
    bytes: usize,
}

impl Room {
    /// Take what the cell at a position needs, if there is that much.
    fn take(&mut self, shown: &Shown, at: usize) -> bool {
        let cell = shown.cells[at];
        let bytes = shown.offset(at + 1) - cell.shown;
        let fits = cell.columns <= self.columns && bytes <= self.bytes;
        if fits {
            self.columns -= cell.columns;
            self.bytes -= bytes;
        }
        fits
    }

    fn less(self, columns: usize) -> Self {
        Self {
            columns: self.columns.saturating_sub(columns),
            bytes: self.bytes.saturating_sub(columns * BYTES_PER_COLUMN),
        }
    }
}

const fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// The bytes of a snippet without the characters that were cut when it was made: they are not the
/// line's fault.
fn whole_characters(snippet: &Snippet) -> Range<usize> {
    let bytes = snippet.bytes.as_slice();
    let length = bytes.len();
    let mut whole = 0..length;
    if snippet.offset > 0 {
        whole.start = (0..length.min(3)).take_while(|at| is_continuation(bytes[*at])).count();
    }
    if snippet.offset as usize + length < snippet.line_length as usize {
        let last = character_start(bytes, length.saturating_sub(1));
        let needed = match bytes.get(last) {
            Some(0xC2..=0xDF) => 2,
            Some(0xE0..=0xEF) => 3,
            Some(0xF0..=0xF4) => 4,
            _ => 1,
        };
        if last + needed > length {
            whole.end = last.max(whole.start);
        }
    }
    whole
}

/// The start of the character that the byte at `at` belongs to.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let lowest = at.saturating_sub(3);
    let starts = |at: &usize| bytes.get(*at).is_none_or(|byte| !is_continuation(*byte));
    (lowest..=at).rev().find(starts).unwrap_or(at)
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init)] // A list of one place.
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::text::is_hidden;

    fn excerpt(line: &[u8], place: Range<u64>, width: usize) -> Excerpt {
        let at = usize::try_from(place.start).unwrap();
        Excerpt::new(&Snippet::around(line, at), &[place], width, 0, true).unwrap()
    }

    /// The text, with the place in brackets.
    fn marked(excerpt: &Excerpt) -> String {
        let place = excerpt.places[0].clone().unwrap();
        let (before, rest) = excerpt.text.trim_end_matches('\n').split_at(place.start);
        let (within, after) = rest.split_at(place.len());
        format!("{before}[{within}]{after}")
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let line = br#"{"role": "asistant"}"#;
        assert_eq!(marked(&excerpt(line, 9..19, 40)), r#"{"role": ["asistant"]}"#);
        assert_eq!(marked(&excerpt(line, 20..20, 20)), r#"{"role": "asistant"}[]"#);
        assert_eq!(marked(&excerpt(b"", 0..0, 20)), "[]");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = "0123456789".repeat(100);
        assert_eq!(marked(&excerpt(line.as_bytes(), 500..503, 20)), "…23456789[012]3456789…");
        assert_eq!(marked(&excerpt(line.as_bytes(), 2..3, 20)), "01[2]345678901234567…");
        assert_eq!(marked(&excerpt(line.as_bytes(), 1000..1000, 20)), "…234567890123456789[]");
        let labelled =
            Excerpt::new(&Snippet::around(line.as_bytes(), 995), &[995..996], 30, 12, true);
        assert_eq!(marked(&labelled.unwrap()), "…012345678901234[5]6789");
        let long = excerpt(line.as_bytes(), 500..900, 20);
        assert_eq!(marked(&long), "…6789[01234567890123]…");
    }

    #[test]
    fn what_cannot_be_shown_is_spelt_out() {
        let line = b"a\x1b[31m\tb\xFF\xFE c \xE2\x80\xAE d";
        assert_eq!(marked(&excerpt(line, 8..9, 60)), r"a␛[31m␉b[\xFF]\xFE c \u{202e} d");
        let ascii = Excerpt::new(&Snippet::around(line, 0), &[1..2, 6..7], 60, 0, false).unwrap();
        assert_eq!(ascii.text, "a\\u{1b}[31m\\tb\\xFF\\xFE c \\u{202e} d\n");
        assert_eq!(ascii.places, [Some(1..7), Some(11..13)]);
    }

    #[test]
    fn a_place_within_a_character_covers_it() {
        let line = "aé漢b".as_bytes();
        assert_eq!(marked(&excerpt(line, 2..4, 60)), "a[é漢]b");
        assert_eq!(marked(&excerpt(line, 4..4, 60)), "aé[漢]b");
        assert_eq!(marked(&excerpt(line, 3..3, 60)), "aé[]漢b");
    }

    #[test]
    fn a_snippet_may_be_cut_within_characters() {
        let line = "漢".repeat(10);
        let bytes = line.as_bytes()[1..26].to_vec();
        let snippet = Snippet { bytes, offset: 1, column: 2, line_length: 30 };
        let cut = Excerpt::new(&snippet, &[6..9], 60, 0, true).unwrap();
        assert_eq!(marked(&cut), "…漢[漢]漢漢漢漢漢…");
    }

    #[test]
    fn a_stale_snippet_shows_nothing() {
        let snippet = Snippet { bytes: b"abc".to_vec(), offset: 10, column: 11, line_length: 20 };
        assert_eq!(Excerpt::new(&snippet, &[0..2], 60, 0, true), None);
        assert_eq!(Excerpt::new(&snippet, &[14..15], 60, 0, true), None);
        assert_eq!(Excerpt::new(&snippet, &[], 60, 0, true), None);
        assert!(Excerpt::new(&snippet, &[13..15], 60, 0, true).is_some());
    }

    #[test]
    fn places_far_apart_are_not_forced_together() {
        let line = "0123456789".repeat(60);
        let snippet = Snippet::around(line.as_bytes(), 100);
        let far = Excerpt::new(&snippet, &[100..102, 300..302], 60, 0, true).unwrap();
        assert_eq!(far.places.iter().filter(|place| place.is_some()).count(), 1);
        let close = Excerpt::new(&snippet, &[100..102, 130..132], 60, 0, true).unwrap();
        assert_eq!(close.places.iter().filter(|place| place.is_some()).count(), 2);
    }

    proptest! {
        #[test]
        fn always_short_safe_and_in_place(
            pieces in prop::collection::vec(prop_oneof![
                Just(b"{\"role\": ".to_vec()), Just("漢".into()), Just("e\u{301}".into()),
                Just("\u{301}".repeat(90).into_bytes()), Just(b"\x1b[2J".to_vec()), Just(b"\xF0\x9F".to_vec()),
                Just("\u{202e}👩\u{200d}".into()), prop::collection::vec(any::<u8>(), 0..40),
                "[a-z ]{0,100}".prop_map(String::into_bytes),
            ], 0..30),
            cut in (0usize..1000, 0usize..1000), offset in 0u32..5, more in 0u32..3,
            places in prop::collection::vec((0u64..1200, 0u64..300), 1..4),
            width in 80usize..=200, label in 0usize..80, unicode: bool,
        ) {
            let line = pieces.concat();
            let start = cut.0.min(line.len());
            let bytes = line[start..(start + cut.1).min(line.len())].to_vec();
            #[allow(clippy::cast_possible_truncation)]
            let line_length = offset + bytes.len() as u32 + more;
            let snippet = Snippet { bytes, offset, column: 1, line_length };
            let places: Vec<_> = places.iter().map(|(start, length)| *start..start + length).collect();
            if let Some(excerpt) = Excerpt::new(&snippet, &places, width, label, unicode) {
                let text = excerpt.text.strip_suffix('\n').unwrap();
                prop_assert!(text.len() <= 4 * width && text.len() < 1000);
                prop_assert!(columns(text) <= width);
                prop_assert!(!text.chars().any(|c| c.is_control() || is_hidden(c)));
                prop_assert!(excerpt.places[0].is_some());
                for place in excerpt.places.iter().flatten() {
                    prop_assert!(text.get(place.clone()).is_some());
                }
            }
        }
    }
}
