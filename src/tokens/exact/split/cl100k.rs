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
    words::<3>(text, start).unwrap_or_else(|| {
        let blanks = Blanks::at(text, start);
        if blanks.end == text.len() { blanks.end } else { blanks.piece(text, start) }
    })
}

/// The same, but for runs of white space, and with so many digits in a piece:
///
/// ```text
/// (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,DIGITS}| ?[^\s\p{L}\p{N}]+[\r\n]*
/// |\s*[\r\n]+|\s+(?!\S)|\s+
/// ```
///
/// Qwen 2 to 3 has one digit, GLM three.
#[cfg(feature = "vocabularies")]
#[inline]
pub(in super::super) fn like_cl100k<const DIGITS: usize>(text: &[u8], start: usize) -> usize {
    words::<DIGITS>(text, start).unwrap_or_else(|| Blanks::at(text, start).piece(text, start))
}

/// The end of a piece that is not white space.
#[inline(always)]
fn words<const DIGITS: usize>(text: &[u8], start: usize) -> Option<usize> {
    if let Some(end) = any_word(text, start) {
        return Some(end);
    }
    let (class, next) = class_at(text, start);
    if class.is(Class::LETTER) {
        return Some(run(text, next, Class::LETTER));
    }
    let contraction = contraction(text, start);
    if contraction > 0 {
        return Some(start + contraction);
    }
    if class.is(Class::PREFIX) {
        let end = run(text, next, Class::LETTER);
        if end > next {
            return Some(end);
        }
    }
    if class.is(Class::NUMBER) {
        return Some(numbers::<DIGITS>(text, start));
    }
    symbols(text, start, Class::SYMBOL).map(|end| run(text, end, Class::LINE_END))
}
