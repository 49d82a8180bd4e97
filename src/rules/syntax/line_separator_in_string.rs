//! A string has a character that some readers take for a line end.
//!
//! JSON allows the characters U+2028, U+2029 and U+0085 in a string as they are. A reader that cuts the
//! file into lines the way Python's `str.splitlines` does cuts the record in two at each of them, and
//! then fails, or skips both halves without a word. They come from text copied from word processors and
//! web pages.
//!
//! ## How to fix it
//!
//! Escape them (`\u2028`, `\u2029`, `\u0085`), as `json.dumps` does unless it is told
//! `ensure_ascii=False`, or replace them by spaces.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "Hi", "completion": "One two"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "Hi", "completion": "One\ntwo"}
//! ```

use crate::record::{Facts, Record, Span, sweep};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "line-separator-in-string",
    category: Category::Syntax,
    summary: "a string has a character that some readers take for a line end",
    docs: rule_docs!("line_separator_in_string.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Json { wakes: Facts::LINE_SEPARATOR, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let line = record.line();
    let mut at = 0;
    while let Some((start, end, name)) = next_separator(line, at) {
        at = end;
        let span = Span::new(
            u32::try_from(start).unwrap_or_default(),
            u32::try_from(end).unwrap_or_default(),
        );
        let place = record
            .tape()
            .string_at(span.start)
            .map_or(Place::Bytes(span), |value| Place::Within(value, span));
        if let Some(finding) = context.found(record, place) {
            finding.message = format!("{name} stands in a string: some readers end the line here");
            finding.help = Some("escape it, or replace it by a space".into());
        }
    }
}

/// Whether there is such a character at all.
pub(crate) fn has_separator(bytes: &[u8]) -> bool {
    // The search below stops at every curly quote.
    sweep::any_three(bytes, |first, second, third| {
        (first ^ 0xE2) | (second ^ 0x80) | ((third | 1) ^ 0xA9) == 0
            || (first ^ 0xC2) | (second ^ 0x85) == 0
    })
}

/// The first such character from an offset on: where it starts and ends, and its name.
fn next_separator(bytes: &[u8], from: usize) -> Option<(usize, usize, &'static str)> {
    let rest = bytes.get(from..)?;
    memchr::memchr2_iter(0xE2, 0xC2, rest).find_map(|at| {
        let (length, name) = match rest.get(at..)? {
            [0xE2, 0x80, 0xA8, ..] => (3, "a line separator (U+2028)"),
            [0xE2, 0x80, 0xA9, ..] => (3, "a paragraph separator (U+2029)"),
            [0xC2, 0x85, ..] => (2, "a next-line character (U+0085)"),
            _ => return None,
        };
        Some((from + at, from + at + length, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_separators_and_nothing_else() {
        assert!(has_separator("a\u{2028}".as_bytes()));
        assert!(has_separator("a\u{2029}b".as_bytes()));
        assert!(has_separator("\u{85}".as_bytes()));
        assert!(!has_separator("“smart” \u{a0} é \u{2026}".as_bytes()));
        assert_eq!(next_separator("éa\u{2028}".as_bytes(), 1).map(|found| found.0), Some(3));
    }
}
