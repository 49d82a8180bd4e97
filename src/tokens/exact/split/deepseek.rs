//! The pieces of `DeepSeek`.
//!
//! Its tokenizer splits three times, each time what the time before has left: numbers first, then Chinese and
//! Japanese from all else, and each of these parts by a third expression. Here it is one pass; where a part
//! ends, it is as if the text did.

use super::character::{code_at, is_symbol};
use super::{Blanks, Class, class_at, numbers};

/// Marks go with letters here.
const LETTER: Class = Class::LETTER.or(Class::MARK);

/// The end of the piece that begins at `start`:
///
/// ```text
/// \p{N}{1,3}
/// [\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+
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
    let part = Part { text, is_chinese: is_chinese(text, start) };
    if class.is(LETTER) {
        return part.letters(next);
    }
    let byte = |at: usize| text.get(at).copied().unwrap_or_default();
    if byte(start).is_ascii_punctuation() && byte(next).is_ascii_alphabetic() {
        return part.run(next, |at, _| byte(at).is_ascii_alphabetic());
    }
    if class.is(Class::SPACE) || part.is_unknown(start, class) {
        let end = part.letters(next);
        if end > next {
            return end;
        }
    }
    let first = start + usize::from(byte(start) == b' ');
    let end = part.run(first, |at, class| class.is(Class::OTHER) && is_symbol(text, at));
    if end > first {
        return part.run(end, |_, class| class.is(Class::LINE_END));
    }
    if class.is(Class::BLANK) {
        let blanks = Blanks::at(text, start);
        let (behind, _) = part.class_at(blanks.end);
        return blanks.before(behind != Class::NONE, start);
    }
    // What is matched by nothing, up to where one has letters behind it.
    part.run(next, |at, class| {
        let (_, next) = part.class_at(at);
        part.is_unknown(at, class) && part.letters(next) == next
    })
}

/// The part of a text that the first two expressions leave to the third, which sees nothing behind it.
#[derive(Clone, Copy)]
struct Part<'t> {
    text: &'t [u8],
    is_chinese: bool,
}

impl Part<'_> {
    /// As of a text: of no class is what is not in this part.
    #[inline(always)]
    fn class_at(self, at: usize) -> (Class, usize) {
        let (class, next) = class_at(self.text, at);
        let is_split = class.is(Class::NUMBER) || is_chinese(self.text, at) != self.is_chinese;
        if is_split { (Class::NONE, at) } else { (class, next) }
    }

    /// Where a run ends that begins at `at`, of characters that are told by their place and class.
    #[inline(always)]
    fn run(self, mut at: usize, is_in: impl Fn(usize, Class) -> bool) -> usize {
        loop {
            let (class, next) = self.class_at(at);
            if class == Class::NONE || !is_in(at, class) {
                return at;
            }
            at = next;
        }
    }

    /// `[\p{L}\p{M}]*`.
    #[inline(always)]
    fn letters(self, at: usize) -> usize {
        self.run(at, |_, class| class.is(LETTER))
    }

    /// `[^\s\p{L}\p{M}\p{N}\p{P}\p{S}]`: controls, and what is not assigned.
    #[inline(always)]
    fn is_unknown(self, at: usize, class: Class) -> bool {
        class.is(Class::OTHER) && !is_symbol(self.text, at)
    }
}

/// Whether the second expression takes the character: Chinese and Japanese, and what is between them.
#[inline(always)]
fn is_chinese(text: &[u8], at: usize) -> bool {
    // What begins with another byte is before or behind them.
    matches!(text.get(at), Some(0xE3..=0xE9))
        && matches!(code_at(text, at), 0x3040..=0x30FF | 0x4E00..=0x9FA5)
}
