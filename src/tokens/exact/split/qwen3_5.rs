//! The pieces of Qwen 3.5.

use super::{Blanks, Class, class_at, contraction, run, symbols};

/// Marks go with letters here.
const LETTER: Class = Class::LETTER.or(Class::MARK);

/// The end of the piece that begins at `start`:
///
/// ```text
/// (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*
/// |\s*[\r\n]+|\s+(?!\S)|\s+
/// ```
#[inline]
pub(in super::super) fn qwen3_5(text: &[u8], start: usize) -> usize {
    let (class, next) = class_at(text, start);
    if class.is(LETTER) {
        return run(text, next, LETTER);
    }
    let contraction = contraction(text, start);
    if contraction > 0 {
        return start + contraction;
    }
    if class.is(Class::PREFIX) {
        let end = run(text, next, LETTER);
        if end > next {
            return end;
        }
    }
    if class.is(Class::NUMBER) {
        return next;
    }
    if let Some(end) = symbols(text, start, Class::OTHER) {
        return run(text, end, Class::LINE_END);
    }
    Blanks::at(text, start).piece(text, start)
}
