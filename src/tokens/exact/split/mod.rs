//! How a vocabulary splits text into pieces before it merges bytes.
//!
//! Each vocabulary comes with a regular expression, and here each is a function that gives the end
//! of the piece that begins at a place. What they have in common stands here.

mod ascii;
mod character;
mod cl100k;
#[cfg(feature = "vocabularies")]
mod deepseek;
mod o200k;
#[cfg(feature = "vocabularies")]
mod qwen3_5;
#[cfg(test)]
mod tests;

use character::{Class, class_at, run};

pub(super) use cl100k::cl100k;
pub(super) use o200k::o200k;
#[cfg(feature = "vocabularies")]
pub(super) use {cl100k::like_cl100k, deepseek::deepseek, o200k::tekken, qwen3_5::qwen3_5};

/// `\p{N}{1,MOST}`, of which the first is known to be there.
fn numbers<const MOST: usize>(text: &[u8], start: usize) -> usize {
    let mut end = start;
    for _ in 0..MOST {
        let (class, next) = class_at(text, end);
        if !class.is(Class::NUMBER) {
            break;
        }
        end = next;
    }
    end
}

/// A run of symbols, before which a space may be: ` ?[^\s\p{L}\p{N}]+`.
#[inline(always)]
fn symbols(text: &[u8], start: usize, of: Class) -> Option<usize> {
    let first = start + usize::from(text.get(start) == Some(&b' '));
    let end = run(text, first, of);
    (end > first).then_some(end)
}

/// A run of white space as all see it.
struct Blanks {
    /// Behind the last line end of the run.
    last_line_end: Option<usize>,
    /// Where the last character of the run begins.
    last: usize,
    end: usize,
}

impl Blanks {
    fn at(text: &[u8], start: usize) -> Self {
        let mut blanks = Self { last_line_end: None, last: start, end: start };
        loop {
            let (class, next) = class_at(text, blanks.end);
            if !class.is(Class::BLANK) {
                return blanks;
            }
            if class == Class::LINE_END {
                blanks.last_line_end = Some(next);
            }
            blanks.last = blanks.end;
            blanks.end = next;
        }
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: to the last line end; or all but the last character, which goes
    /// with the word behind; or what there is.
    fn piece(&self, text: &[u8], start: usize) -> usize {
        self.before(self.end < text.len(), start)
    }

    /// The same, if it is told whether a word may be behind.
    fn before(&self, is_word: bool, start: usize) -> usize {
        match self.last_line_end {
            Some(end) => end,
            None if is_word && self.last > start => self.last,
            None => self.end,
        }
    }
}

/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`: how long it is at this place, or 0.
#[inline(always)]
fn contraction(text: &[u8], at: usize) -> usize {
    if text.get(at) != Some(&b'\'') {
        return 0;
    }
    let letter = |place: usize| text.get(at + place).map(u8::to_ascii_lowercase);
    match (letter(1), letter(2)) {
        (Some(b's' | b't' | b'm' | b'd'), _) => 2,
        // The last one is the long s, which is an s when case does not matter.
        (Some(b'r' | b'v'), Some(b'e')) | (Some(b'l'), Some(b'l')) | (Some(0xC5), Some(0xBF)) => 3,
        _ => 0,
    }
}
