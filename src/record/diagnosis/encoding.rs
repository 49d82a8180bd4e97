//! Whether a line is UTF-8 text at all, and if not, in what way.

use super::Diagnosis;
use super::cause::Cause;
use super::text::span;

/// The line as text, or what is wrong with its bytes.
pub(super) fn check(line: &[u8]) -> Result<&str, Diagnosis> {
    if let Some(at) = utf16(line) {
        return Err(Diagnosis::new(Cause::Utf16, span(at, at + 1)));
    }
    // Nearly all lines are, and to be ready to say where one is not takes longer.
    if let Ok(text) = simdutf8::basic::from_utf8(line) {
        return Ok(text);
    }
    let error = match str::from_utf8(line) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let survey = Survey::of(line);
    let at = error.valid_up_to();
    let rest = line.get(at..).unwrap_or_default();
    let (_, len) = classify(rest);
    let cause = if survey.count == survey.surrogates {
        Cause::Utf8Surrogate { count: survey.count }
    } else if survey.count == survey.overlong {
        Cause::OverlongUtf8 { count: survey.count }
    } else if survey.count == 1 && error.error_len().is_none() {
        Cause::CutCharacter
    } else {
        let mixed = survey.multibyte >= 2 * survey.count;
        let first_byte = rest.first().copied().unwrap_or_default();
        Cause::InvalidUtf8 { first_byte, count: survey.count, mixed }
    };
    Err(Diagnosis::new(cause, span(at, at + len)))
}

/// The offset of the first NUL byte, if the line looks like UTF-16: many NULs, and nearly all of
/// them at even offsets, or nearly all at odd ones.
///
/// Which byte order it is cannot be told: a line cut out at a line feed begins in the middle of
/// a character in one of the two, and both then look the same.
fn utf16(line: &[u8]) -> Option<usize> {
    const FEWEST: usize = 4;
    let first = memchr::memchr(0, line)?;
    let count = memchr::memchr_iter(0, line).count();
    if count < FEWEST {
        return None;
    }
    let odd = memchr::memchr_iter(0, line).filter(|at| at % 2 == 1).count();
    let one_sided = odd.max(count - odd) * 10 >= count * 9;
    // Even in Chinese or Korean records, keys and brackets keep a tenth of the bytes NUL; far
    // more than half would be UTF-32 or padding.
    let share = count * 10 >= line.len() && count * 20 <= line.len() * 11;
    (one_sided && share).then_some(first)
}

/// What a line has beyond ASCII.
#[derive(Debug, Default)]
struct Survey {
    /// Places that are not UTF-8; surrogates and overlong characters are among them.
    count: u32,
    surrogates: u32,
    overlong: u32,
    /// Proper characters of two and more bytes.
    multibyte: u32,
}

impl Survey {
    fn of(line: &[u8]) -> Self {
        let mut survey = Self::default();
        // Where the place that was counted last ends: a surrogate is three chunks, and one place.
        let mut seen = 0;
        let mut at = 0;
        for chunk in line.utf8_chunks() {
            survey.see_valid(chunk.valid().as_bytes());
            at += chunk.valid().len();
            if at >= seen && !chunk.invalid().is_empty() {
                let (kind, len) = classify(line.get(at..).unwrap_or_default());
                survey.count += 1;
                survey.surrogates += u32::from(kind == Kind::Surrogate);
                survey.overlong += u32::from(kind == Kind::Overlong);
                seen = at + len;
            }
            at += chunk.invalid().len();
        }
        survey
    }

    fn see_valid(&mut self, bytes: &[u8]) {
        let leads = bytes.iter().filter(|&&byte| byte >= 0xC0).count();
        self.multibyte = self.multibyte.saturating_add(u32::try_from(leads).unwrap_or(u32::MAX));
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Surrogate,
    Overlong,
    Other,
}

/// What the invalid bytes at the start of `wrong` are, and how many belong together (at least one).
fn classify(wrong: &[u8]) -> (Kind, usize) {
    const fn is_tail(byte: u8) -> bool {
        byte & 0xC0 == 0x80
    }
    match *wrong {
        [0xED, 0xA0..=0xBF, c, ..] if is_tail(c) => (Kind::Surrogate, 3),
        // Mostly Java's C0 80 for NUL. From A1 on, the pair is a frequent character of Korean's
        // CP949: `은` is C0 BA.
        [0xC0 | 0xC1, 0x80..=0xA0, ..] => (Kind::Overlong, 2),
        [0xE0, 0x80..=0x9F, c, ..] if is_tail(c) => (Kind::Overlong, 3),
        [0xF0, 0x80..=0x8F, c, d, ..] if is_tail(c) && is_tail(d) => (Kind::Overlong, 4),
        _ => {
            let head = wrong.get(..4).unwrap_or(wrong);
            let invalid = head.utf8_chunks().next().map_or(1, |chunk| chunk.invalid().len());
            (Kind::Other, invalid.max(1))
        }
    }
}
