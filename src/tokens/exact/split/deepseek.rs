//! The pieces of DeepSeek.
//!
//! Its tokenizer splits three times: numbers first, then Chinese and Japanese, and what is left by a third
//! expression. Here it is one pass; so a run of letters or white space ends where one of the first two has
//! split, and that is an end of text for it.

use super::character::{code_at, is_symbol};
use super::{Blanks, Class, class_at, numbers, run};

/// Marks go with letters here.
const LETTER: Class = Class::LETTER.or(Class::MARK);

/// The end of the piece that begins at `start`:
///
/// ```text
/// \p{N}{1,3}
/// [一-龥぀-ゟ゠-ヿ]+
/// [!-/:-@\[-`{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*
/// |\s*[\r\n]+|\s+(?!\S)|\s+
/// ```
///
/// What the third does not match is a piece as well.
#[inline]
pub(in super::super) fn deepseek(text: &[u8], start: usize) -> usize {
    let (class, next) = class_at(text, start);
    if class.is(Class::NUMBER) {
        return numbers::<3>(text, start);
    }
    if is_chinese(text, start) {
        return run_of(text, next, |at, _| is_chinese(text, at));
    }
    if class.is(LETTER) {
        return letters(text, next);
    }
    let byte = |at: usize| text.get(at).copied().unwrap_or_default();
    if byte(start).is_ascii_punctuation() && byte(next).is_ascii_alphabetic() {
        return run_of(text, next, |at, _| byte(at).is_ascii_alphabetic());
    }
    if is_prefix(text, start, class) {
        let end = letters(text, next);
        if end > next {
            return end;
        }
    }
    let first = start + usize::from(byte(start) == b' ');
    let end = run_of(text, first, |at, class| is_mark_of_text(text, at, class));
    if end > first {
        return run(text, end, Class::LINE_END);
    }
    if class.is(Class::BLANK) {
        let blanks = Blanks::at(text, start);
        let (behind, _) = class_at(text, blanks.end);
        let is_split = behind.is(Class::NUMBER) || is_chinese(text, blanks.end);
        return blanks.before(blanks.end < text.len() && !is_split, start);
    }
    // Controls and what is not assigned, up to one that has letters behind it.
    run_of(text, next, |at, class| {
        let (_, next) = class_at(text, at);
        class.is(Class::OTHER) && is_prefix(text, at, class) && letters(text, next) == next
    })
}

/// Where a run ends that begins at `at`, of characters that are told by their place and class.
#[inline(always)]
fn run_of(text: &[u8], mut at: usize, is_in: impl Fn(usize, Class) -> bool) -> usize {
    loop {
        let (class, next) = class_at(text, at);
        if next == at || !is_in(at, class) {
            return at;
        }
        at = next;
    }
}

/// `[\p{L}\p{M}]*`.
#[inline(always)]
fn letters(text: &[u8], start: usize) -> usize {
    run_of(text, start, |at, class| class.is(LETTER) && !is_chinese(text, at))
}

/// `[\p{P}\p{S}]`.
#[inline(always)]
fn is_mark_of_text(text: &[u8], at: usize, class: Class) -> bool {
    class.is(Class::OTHER) && is_symbol(text, at) && !is_chinese(text, at)
}

/// `[^\r\n\p{L}\p{P}\p{S}]`, if it is no number and no mark.
#[inline(always)]
fn is_prefix(text: &[u8], at: usize, class: Class) -> bool {
    let is_plain = class.is(Class::OTHER) && !is_symbol(text, at) && !is_chinese(text, at);
    class.is(Class::SPACE) || is_plain
}

/// Whether the second expression takes the character: Chinese and Japanese, and what is between them.
#[inline(always)]
fn is_chinese(text: &[u8], at: usize) -> bool {
    // What begins with another byte is before or behind them.
    matches!(text.get(at), Some(0xE3..=0xE9))
        && matches!(code_at(text, at), 0x3040..=0x30FF | 0x4E00..=0x9FA5)
}
