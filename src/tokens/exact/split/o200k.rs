//! The pieces of o200k.

use super::{Blanks, Class, ascii, class_at, contraction, numbers, run, symbols};

/// The end of the piece that begins at `start`:
///
/// ```text
/// [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// |[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
/// |\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
/// ```
#[inline]
pub(in super::super) fn o200k(text: &[u8], start: usize) -> usize {
    pieces::<3>(text, start, |end| end + contraction(text, end))
}

/// Mistral's pieces are the same but for two things: digits stand alone, and so does what is behind an
/// apostrophe.
#[cfg(feature = "vocabularies")]
#[inline]
pub(in super::super) fn tekken(text: &[u8], start: usize) -> usize {
    pieces::<1>(text, start, |end| end)
}

/// The end of a piece that has so many digits, and behind its letters what is told.
#[inline(always)]
fn pieces<const DIGITS: usize>(
    text: &[u8],
    start: usize,
    behind: impl FnOnce(usize) -> usize,
) -> usize {
    if let Some(end) = ascii::lower_word(text, start) {
        return end;
    }
    let (class, next) = class_at(text, start);
    if !class.is(Class::NUMBER.or(Class::LINE_END)) {
        // A mark may be either: the first character before a word, or a part of it.
        let behind_prefix = if class.is(Class::PREFIX) { next } else { start };
        let word = lower_word(text, behind_prefix)
            .or_else(|| lower_word(text, start))
            .or_else(|| upper_word(text, behind_prefix))
            .or_else(|| upper_word(text, start));
        if let Some(end) = word {
            return behind(end);
        }
    }
    if class.is(Class::NUMBER) {
        return numbers::<DIGITS>(text, start);
    }
    if let Some(mut end) = symbols(text, start, Class::SYMBOL) {
        while matches!(text.get(end), Some(b'\r' | b'\n' | b'/')) {
            end += 1;
        }
        return end;
    }
    Blanks::at(text, start).piece(text, start)
}

/// Letters without a case, and marks: both alternatives take them at either place.
const EITHER: Class = Class::UNCASED.or(Class::MARK);
const UPPER: Class = EITHER.or(Class::UPPER);
const LOWER: Class = EITHER.or(Class::LOWER);

/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`.
#[inline(always)]
fn lower_word(text: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut last_either) = (start, None);
    loop {
        let (class, next) = class_at(text, at);
        if class.is(Class::LOWER) {
            return Some(run(text, next, LOWER));
        }
        if !class.is(UPPER) {
            // The first part has taken all there is, and must give one back to the second.
            return last_either;
        }
        if class.is(EITHER) {
            last_either = Some(next);
        }
        at = next;
    }
}

/// `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+`, behind which nothing of the second part can stand, or it
/// would have been a [`lower_word`].
fn upper_word(text: &[u8], start: usize) -> Option<usize> {
    let end = run(text, start, UPPER);
    (end > start).then_some(end)
}
