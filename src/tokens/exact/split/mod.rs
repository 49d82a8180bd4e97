//! How a vocabulary splits text into pieces before it merges bytes.
//!
//! Each vocabulary comes with a regular expression, and here each is a function that gives the end
//! of the piece that begins at a place. What both have in common stands here.

mod ascii;
mod character;
mod cl100k;
mod o200k;
#[cfg(test)]
mod tests;

use character::{Class, class_at, run};

pub(super) use cl100k::cl100k;
pub(super) use o200k::o200k;

/// `\p{N}{1,3}`, of which the first is known to be there.
fn numbers(text: &[u8], start: usize) -> usize {
    let mut end = start;
    for _ in 0..3 {
        let (class, next) = class_at(text, end);
        if !class.is(Class::NUMBER) {
            break;
        }
        end = next;
    }
    end
}

/// ` ?[^\s\p{L}\p{N}]+`.
#[inline(always)]
fn symbols(text: &[u8], start: usize) -> Option<usize> {
    let first = start + usize::from(text.get(start) == Some(&b' '));
    let end = run(text, first, Class::SYMBOL);
    (end > first).then_some(end)
}

/// A run of white space as both see it.
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
        match self.last_line_end {
            Some(end) => end,
            None if self.end < text.len() && self.last > start => self.last,
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
