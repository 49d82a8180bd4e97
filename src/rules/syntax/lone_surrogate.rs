//! A string has half of a surrogate pair.
//!
//! In JSON a character beyond U+FFFF may be written as two `\u` escapes that belong together. One
//! without the other stands for no character at all. It comes from text that was cut in the middle of
//! an emoji by a program that counts UTF-16 units. Some readers take it and crash later, when the text
//! is to be tokenised; others refuse the file.
//!
//! ## How to fix it
//!
//! Remove the escape, or restore the character it was cut from. Cut texts by characters.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "Hi", "completion": "Hello \ud83d"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "Hi", "completion": "Hello \ud83d\ude00"}
//! ```

use crate::record::{Facts, Record, Span};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "lone-surrogate",
    category: Category::Syntax,
    summary: "a string has half of a surrogate pair",
    docs: rule_docs!("lone_surrogate.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Json { wakes: Facts::LONE_SURROGATE, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for value in record.tape().broken_strings() {
        let raw = record.raw(value);
        let Some(at) = lone_surrogate(raw) else { continue };
        let start = record.span(value).start + 1 + u32::try_from(at).unwrap_or_default();
        let place = Place::Within(value, Span::new(start, start + 6));
        if let Some(finding) = context.found(record, place) {
            let escape = raw.get(at..at + 6).unwrap_or_default();
            let escape = String::from_utf8_lossy(escape);
            finding.message = format!("{escape} is half of a character: its other half is missing");
            finding.help = Some("remove it, or restore the character it was cut from".into());
        }
    }
}

/// Where the first half of a pair without its other half stands.
fn lone_surrogate(raw: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', raw.get(at..)?) {
        at += found;
        let Some(unit) = code_unit(raw, at) else {
            at += 2;
            continue;
        };
        match unit {
            0xD800..0xDC00 if code_unit(raw, at + 6).is_some_and(|low| low >> 10 == 0x37) => {
                at += 12;
            }
            0xD800..0xE000 => return Some(at),
            _ => at += 6,
        }
    }
    None
}

/// The value of the `\\u` escape at an offset.
fn code_unit(raw: &[u8], at: usize) -> Option<u32> {
    let digits = raw.get(at..at + 6)?.strip_prefix(br"\u")?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_half_that_is_alone() {
        assert_eq!(lone_surrogate(br"a\ud83d\ude00b"), None);
        assert_eq!(lone_surrogate(br"a\ud83db"), Some(1));
        assert_eq!(lone_surrogate(br"\ude00"), Some(0));
        assert_eq!(lone_surrogate(br"\ud83d\ud83d\ude00"), Some(0));
        assert_eq!(lone_surrogate(br"\\ud83d \n\ud83d"), Some(10));
    }
}
