//! The pieces of cl100k.

use super::ascii::any_word;
use super::{Blanks, Class, class_at, contraction, numbers, run, symbols};

/// The end of the piece that begins at `start`:
///
/// ```text
/// '(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+
/// |\s++$|\s*[\r\n]|\s+(?!\S)|\s
/// ```
#[inline]
pub(in super::super) fn cl100k(text: &[u8], start: usize) -> usize {
    if let Some(end) = any_word(text, start) {
        return end;
    }
    let (class, next) = class_at(text, start);
    if class.is(Class::LETTER) {
        return run(text, next, Class::LETTER);
    }
    let contraction = contraction(text, start);
    if contraction > 0 {
        return start + contraction;
    }
    if class.is(Class::PREFIX) {
        let end = run(text, next, Class::LETTER);
        if end > next {
            return end;
        }
    }
    if class.is(Class::NUMBER) {
        return numbers(text, start);
    }
    if let Some(end) = symbols(text, start) {
        return run(text, end, Class::LINE_END);
    }
    let blanks = Blanks::at(text, start);
    if blanks.end == text.len() { blanks.end } else { blanks.piece(text, start) }
}
