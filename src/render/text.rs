//! Text that is safe to show: nothing in it moves the cursor, turns the reading direction or hides.
//!
//! Every text that comes from the data, from a file name or from outside goes through here before
//! it is written to a terminal. What comes in is any text; what goes out is one line.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// How many columns a quoted value may take.
pub(crate) const QUOTE: usize = 60;

/// How many columns a message may take. Rules clip what they quote, so it is a safety net.
pub(crate) const MESSAGE: usize = 1000;

/// How many columns a text takes.
pub(crate) fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(columns_of).sum() }
}

/// How many columns a character takes.
pub(crate) fn columns_of(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// Whether a character must not reach a terminal as it is: it controls the terminal or the reading
/// direction, ends a line, or cannot be seen.
pub(crate) fn is_hidden(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    matches!(character,
        '\u{80}'..='\u{9F}' // C1 controls.
        | '\u{AD}' // Soft hyphen.
        | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}' // Fillers.
        | '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' // Direction.
        | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}' // No width.
        | '\u{2028}' | '\u{2029}' // Line ends.
        | '\u{206A}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' // Old format controls.
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' // Shorthand and music controls.
        | '\u{E0000}'..='\u{E0FFF}' // Tags.
    )
}

/// Write a character so that it can be seen: `␛` or `\x1b`, `\u{202e}`.
pub(crate) fn push_visible(text: &mut String, character: char, unicode: bool) {
    if !is_hidden(character) {
        text.push(character);
    } else if !character.is_ascii() {
        let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
    } else if unicode {
        let picture = if character == '\x7F' { 0x2421 } else { 0x2400 + u32::from(character) };
        text.extend(char::from_u32(picture));
    } else {
        text.extend(character.escape_default());
    }
}

/// The text made safe.
pub(crate) fn safe(text: &str, unicode: bool) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_visible(&mut visible, character, unicode);
    }
    Cow::Owned(visible)
}

/// What stands where something was left out.
pub(crate) const fn ellipsis(unicode: bool) -> &'static str {
    if unicode { "…" } else { "..." }
}

/// The text made safe and cut to a number of columns.
pub(crate) fn clip(text: &str, limit: usize, unicode: bool) -> Cow<'_, str> {
    let text = safe(text, unicode);
    // Marks without a width could go on for megabytes.
    if text.len() <= limit * 4 && columns(&text) <= limit {
        return text;
    }
    let ellipsis = ellipsis(unicode);
    let cut = fitting(&text, limit.saturating_sub(columns(ellipsis))).min(limit * 4);
    let cut = (0..=cut).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    Cow::Owned(format!("{}{ellipsis}", &text[..cut]))
}

/// The length of the longest start of `text` that takes at most `limit` columns.
fn fitting(text: &str, limit: usize) -> usize {
    let mut taken = 0;
    let fits = |&(_, character): &(usize, char)| {
        taken += columns_of(character);
        taken > limit
    };
    text.char_indices().find(fits).map_or(text.len(), |(at, _)| at)
}

/// Break a text into lines at its spaces: the first at most `first` columns wide, the others `rest`.
/// A word that is too long for a line is broken. What is returned is where the lines are.
pub(crate) fn wrap(text: &str, first: usize, rest: usize) -> Vec<Range<usize>> {
    let rest = rest.max(2);
    let (mut limit, mut start) = (first, 0);
    let mut lines = Vec::new();
    while columns(&text[start..]) > limit {
        let left = &text[start..];
        let fits = fitting(left, limit);
        let space =
            if left[fits..].starts_with(' ') { Some(fits) } else { left[..fits].rfind(' ') };
        let end = match space {
            Some(space) => space,
            // The word may fit on the next line, which is longer.
            None if limit < rest => 0,
            None => fits,
        };
        lines.push(start..start + left[..end].trim_end_matches(' ').len());
        start = text.len() - left[end..].trim_start_matches(' ').len();
        limit = rest;
    }
    lines.push(start..text.len());
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_hides_is_made_visible() {
        assert_eq!(safe("plain ünicode 漢😀", true), "plain ünicode 漢😀");
        assert_eq!(safe("a\x1b[31m\n\t\x7f", true), "a␛[31m␊␉␡");
        assert_eq!(safe("a\x1b[31m\n\t\x7f", false), r"a\u{1b}[31m\n\t\u{7f}");
        assert_eq!(safe("\u{202e}txt\u{200b}\u{9b}", true), r"\u{202e}txt\u{200b}\u{9b}");
    }

    #[test]
    fn clipped_to_columns() {
        assert_eq!(clip("short", 5, true), "short");
        assert_eq!(clip("longer", 5, true), "long…");
        assert_eq!(clip("longer", 5, false), "lo...");
        assert_eq!(clip("漢漢漢", 5, true), "漢漢…");
    }

    fn lines(text: &str, first: usize, rest: usize) -> Vec<&str> {
        wrap(text, first, rest).into_iter().map(|line| &text[line]).collect()
    }

    #[test]
    fn wrapped_at_spaces() {
        assert_eq!(lines("one two three", 8, 8), ["one two", "three"]);
        assert_eq!(lines("one two three", 7, 20), ["one two", "three"]);
        assert_eq!(lines("abcdefghij", 4, 4), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("abcdefgh", 4, 8), ["", "abcdefgh"]);
        assert_eq!(lines("", 4, 8), [""]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_nothing_is_lost(text in "[ a-c漢é]{0,80}", first in 0usize..30, rest in 2usize..30) {
            let lines = lines(&text, first, rest);
            prop_assert!(columns(lines[0]) <= first);
            prop_assert!(lines[1..].iter().all(|line| columns(line) <= rest));
            let without_spaces = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
        }

        #[test]
        fn clipped_texts_fit(text in any::<String>(), limit in 3usize..80, unicode: bool) {
            let clipped = clip(&text, limit, unicode);
            prop_assert!(columns(&clipped) <= limit);
            prop_assert!(!clipped.chars().any(|c| c.is_control() || is_hidden(c)));
        }
    }
}
