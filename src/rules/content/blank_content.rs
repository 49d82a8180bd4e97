//! A text has nothing but white space.
//!
//! A blank answer teaches the model to say nothing, just as an empty one does, but it passes the
//! checks that look for an empty text. It comes from a template whose variable was empty, from
//! cleaning that left a line end behind, or from a web page that was copied with its invisible
//! characters. A blank system message does no harm and is not reported; neither is a blank text beside
//! tool calls.
//!
//! ## How to fix it
//!
//! Put in the text. If there is none, remove the record.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": " \n"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{PARTS, Text, advice, named, only_texts, required_lists, required_texts};
use crate::record::{Facts, Record, text};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "blank-content",
    category: Category::Content,
    summary: "a text has nothing but white space",
    docs: rule_docs!("blank_content.rs"),
    cases: &["assistant", "other", "text", "assistant-parts", "other-parts"],
    aliases: &[],
    check: Check::Record { wakes: Facts::EMPTY_CONTENT.union(Facts::PARTS), check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for Text { key, value, case } in required_texts(record) {
        let raw = record.raw(value);
        if !raw.is_empty()
            && is_blank(raw)
            && let Some(finding) = context.found_case(record, value, case)
        {
            finding.message = format!("{} has only white space", named(key));
            finding.help = Some(advice(case));
        }
    }
    for Text { value, case, .. } in required_lists(record) {
        let Some(texts) = only_texts(record, value) else { continue };
        if texts.iter().any(|text| !text.is_empty())
            && texts.iter().all(|text| is_blank(text))
            && let Some(finding) = context.found_case(record, value, case + PARTS)
        {
            finding.message = "the text of this message has only white space".into();
            finding.help = Some(advice(case));
        }
    }
}

/// Whether a string, given as it stands between its quotes, has only what nobody can see. It is
/// read no further than to the first character that is more.
fn is_blank(raw: &[u8]) -> bool {
    let mut rest = raw;
    loop {
        let escape = match rest {
            [] => return true,
            [b' ', after @ ..] => {
                rest = after;
                continue;
            }
            [b'\\', b'u', ..] => 6,
            [b'\\', ..] => 2,
            [byte, ..] => match byte {
                0xC0..=0xDF => 2,
                0xE0..=0xEF => 3,
                _ => return false,
            },
        };
        let (character, after) = rest.split_at(escape.min(rest.len()));
        if !text::decode(character).chars().all(is_invisible) {
            return false;
        }
        rest = after;
    }
}

/// White space, and the characters that take no room at all.
fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_blank_wakes_the_rule() {
        use crate::record::shape::may_be_blank;

        for character in ('\0'..=char::MAX).filter(|character| is_invisible(*character)) {
            let unit = u32::from(character);
            for spelling in
                [format!("\\u{unit:04x}"), format!("\\u{unit:04X}"), character.to_string()]
            {
                // No string has a control character as it is.
                let is_json = !spelling.starts_with(|first: char| first < ' ');
                assert!(!is_json || may_be_blank(spelling.as_bytes()), "{spelling:?}");
            }
        }
        for short in [r"\n", r"\r", r"\t", r"\f", " ", ""] {
            assert!(may_be_blank(short.as_bytes()), "{short:?}");
        }
        for text in [r"\u4e00", r"\\u0020", r#"\""#, "x", "漢", "「", "é", "😀"] {
            assert!(!may_be_blank(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn blank_is_what_nobody_can_see() {
        for blank in
            ["", " ", r" \n\t\r\f", r"\u00a0\u200b ", "\u{a0}\u{3000}\u{2003}", "\u{200b}\u{feff}"]
        {
            assert!(is_blank(blank.as_bytes()), "{blank:?}");
        }
        for text in
            ["x", " x", r" \n.", r"\u0041", r#"\""#, "é", " 漢", "😀", r"\ud83d\ude00", r"\u00"]
        {
            assert!(!is_blank(text.as_bytes()), "{text:?}");
        }
    }
}
