//! One pass over a line proves it valid JSON and notes where every value is.
//!
//! In comes a block of whole lines that is known to be UTF-8, with its special bytes marked; out
//! goes, line by line, a tape of values and the facts about them. The scanner does not say what is
//! wrong with a line that is not JSON: `diagnosis` does, slowly and exactly.
//!
//! What it takes for JSON is what `serde_json` takes for it, but for four things that are defects
//! of their own, with a rule each, and not the end of the record: a key that stands twice, half of
//! a surrogate pair, `NaN` and `Infinity`, and nesting of any depth.

use super::classes::classify;
use super::tape::{
    ESCAPED, Kind, LONE_SURROGATE, MOST_TOKENS, NONSTANDARD, REPEATED_KEY, RESPELLED, Tape, Token,
};
use super::{Facts, Key, text};

/// Nesting from this depth on is a fact: the strictest of the common loaders stops here.
pub(crate) const DEEP: usize = 64;

/// What a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scanned {
    /// One JSON value; the tape holds it.
    Value,
    /// Nothing but white space.
    Blank,
    /// Not JSON, or more than one value.
    Broken,
}

/// Reads the lines of one block after the other, and keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    /// The values of the line scanned last.
    pub(crate) tape: Tape,
    /// What is unusual about it.
    pub(crate) facts: Facts,
    /// How deep its arrays and objects are nested.
    pub(crate) depth: usize,
    specials: Vec<u64>,
    frames: Vec<Frame>,
}

/// An array or object that is open.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// Its token.
    token: usize,
    is_object: bool,
    flags: u32,
    /// The known keys it has so far.
    known: u128,
    /// A bit for each hash of the unknown keys it has so far.
    unknown: u128,
}

/// Why a line is not JSON does not matter here.
struct NotJson;

impl Scanner {
    /// Get ready for the lines of `block`. They must be UTF-8.
    pub(crate) fn start(&mut self, block: &[u8]) {
        classify(block, &mut self.specials);
    }

    /// Scan the line of `block` that starts at `start`, and say where it ends: at its `\n`, or at
    /// the end of the block. `block` must be the one that was given to [`start`](Self::start).
    #[inline]
    pub(crate) fn line(&mut self, block: &[u8], start: usize) -> (Scanned, usize) {
        self.tape.tokens.clear();
        self.frames.clear();
        self.facts = Facts::empty();
        self.depth = 0;
        let first = skip_space(block, start);
        if matches!(block.get(first), None | Some(b'\n')) {
            return (Scanned::Blank, first);
        }
        let mut at = first;
        if let Ok(end) = self.value(block, start, &mut at) {
            let end = skip_space(block, end);
            if matches!(block.get(end), None | Some(b'\n')) {
                if self.tape.token(0).kind() != Kind::Object {
                    self.facts |= Facts::NOT_AN_OBJECT;
                }
                return (Scanned::Value, end);
            }
            at = end;
        }
        let rest = block.get(at..).unwrap_or_default();
        (Scanned::Broken, memchr::memchr(b'\n', rest).map_or(block.len(), |newline| at + newline))
    }

    /// Scan the value that starts at `*at`, and say where it ends. On error `*at` is a place at or
    /// before the first byte that is not JSON, on the same line.
    fn value(&mut self, block: &[u8], base: usize, at: &mut usize) -> Result<usize, NotJson> {
        let specials = self.specials.as_slice();
        let tokens = &mut self.tape.tokens;
        let mut frame = Frame { token: 0, is_object: false, flags: 0, known: 0, unknown: 0 };
        let mut depth = 0_usize;
        let mut i = *at;

        // The offset in the line: lines of more than 4 GiB do not come here.
        #[allow(clippy::cast_possible_truncation)]
        let offset = |i: usize| (i - base) as u32;

        'value: loop {
            if tokens.len() + 2 > MOST_TOKENS {
                self.facts |= Facts::TOO_MANY_VALUES;
                return Err(NotJson);
            }
            *at = i;
            match block.get(i) {
                Some(b'"') => {
                    let (end, flags) = string(block, specials, i)?;
                    if flags & LONE_SURROGATE != 0 {
                        self.facts |= Facts::LONE_SURROGATE;
                    }
                    tokens.push(Token::new(Kind::String, offset(i), offset(end), flags));
                    i = end;
                }
                Some(&open @ (b'{' | b'[')) => {
                    if depth > 0 {
                        self.frames.push(frame);
                    }
                    depth += 1;
                    self.depth = self.depth.max(depth);
                    let is_object = open == b'{';
                    frame =
                        Frame { token: tokens.len(), is_object, flags: 0, known: 0, unknown: 0 };
                    let kind = if is_object { Kind::Object } else { Kind::Array };
                    tokens.push(Token::new(kind, offset(i), 0, 0));
                    i = skip_space(block, i + 1);
                    *at = i;
                    match block.get(i) {
                        // Empty: closed below.
                        Some(b'}') if is_object => {}
                        Some(b']') if !is_object => {}
                        _ if is_object => {
                            i = key(block, specials, base, i, tokens, &mut frame, &mut self.facts)?;
                            continue 'value;
                        }
                        _ => continue 'value,
                    }
                }
                Some(b't') => {
                    i = word(block, i, b"true")?;
                    tokens.push(Token::new(Kind::True, offset(*at), offset(i), 0));
                }
                Some(b'f') => {
                    i = word(block, i, b"false")?;
                    tokens.push(Token::new(Kind::False, offset(*at), offset(i), 0));
                }
                Some(b'n') => {
                    i = word(block, i, b"null")?;
                    tokens.push(Token::new(Kind::Null, offset(*at), offset(i), 0));
                }
                Some(b'-' | b'0'..=b'9' | b'N' | b'I') => {
                    let (end, flags, fact) = number(block, i)?;
                    self.facts |= fact;
                    tokens.push(Token::new(Kind::Number, offset(i), offset(end), flags));
                    i = end;
                }
                _ => return Err(NotJson),
            }

            // After a value: a comma goes on, a bracket closes.
            loop {
                if depth == 0 {
                    if self.depth >= DEEP {
                        self.facts |= Facts::DEEP;
                    }
                    return Ok(i);
                }
                i = skip_space(block, i);
                *at = i;
                match block.get(i) {
                    Some(b',') => {
                        i = skip_space(block, i + 1);
                        *at = i;
                        if frame.is_object {
                            i = key(block, specials, base, i, tokens, &mut frame, &mut self.facts)?;
                        }
                        continue 'value;
                    }
                    Some(&close @ (b'}' | b']')) if frame.is_object == (close == b'}') => {
                        i += 1;
                        #[allow(clippy::cast_possible_truncation)] // At most `MOST_TOKENS`.
                        let width = (tokens.len() - frame.token) as u32;
                        if let Some(token) = tokens.get_mut(frame.token) {
                            token.close(offset(i), width, frame.flags);
                        }
                        depth -= 1;
                        if depth > 0
                            && let Some(outer) = self.frames.pop()
                        {
                            frame = outer;
                        }
                    }
                    _ => return Err(NotJson),
                }
            }
        }
    }
}

/// The first byte from `i` on that is no white space within a line.
#[inline(always)]
fn skip_space(block: &[u8], mut i: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r') = block.get(i) {
        i += 1;
    }
    i
}

/// A key and its colon; gives the place of the value.
#[inline(always)]
fn key(
    block: &[u8],
    specials: &[u64],
    base: usize,
    start: usize,
    tokens: &mut Vec<Token>,
    frame: &mut Frame,
    facts: &mut Facts,
) -> Result<usize, NotJson> {
    if block.get(start) != Some(&b'"') {
        return Err(NotJson);
    }
    let (end, flags) = string(block, specials, start)?;
    let name = block.get(start + 1..end - 1).unwrap_or_default();
    let known = if flags & ESCAPED == 0 {
        Key::named(name)
    } else {
        Key::named(text::decode(name).as_bytes())
    };
    let (seen, bit) = if known == Key::Unknown {
        (&mut frame.unknown, 1 << (hash(name) >> 57))
    } else {
        (&mut frame.known, known.bit())
    };
    // Unknown keys that hash alike, or that could be spelled otherwise, are compared by the rule.
    if *seen & bit != 0 || flags & ESCAPED != 0 {
        frame.flags |= REPEATED_KEY;
        *facts |= Facts::REPEATED_KEY;
    }
    *seen |= bit;
    if flags & LONE_SURROGATE != 0 {
        *facts |= Facts::LONE_SURROGATE;
    }
    #[allow(clippy::cast_possible_truncation)] // Lines of more than 4 GiB do not come here.
    tokens.push(Token::key((start - base) as u32, (end - base) as u32, flags, known));
    let colon = skip_space(block, end);
    if block.get(colon) != Some(&b':') {
        return Err(NotJson);
    }
    Ok(skip_space(block, colon + 1))
}

/// A cheap hash of a key: its length and its first and last bytes.
#[inline]
fn hash(name: &[u8]) -> u64 {
    let head = name.first_chunk::<8>().map_or_else(
        || name.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        |bytes| u64::from_le_bytes(*bytes),
    );
    let tail = name.last_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
    (head ^ tail.rotate_left(29) ^ name.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The string whose opening quote is at `start`: where it ends, after its quote, and its flags.
#[inline(always)]
fn string(block: &[u8], specials: &[u64], start: usize) -> Result<(usize, u32), NotJson> {
    let mut flags = 0;
    let mut i = start + 1;
    loop {
        i = next_special(specials, i);
        match block.get(i) {
            Some(b'"') => return Ok((i + 1, flags)),
            Some(b'\\') => i = escape(block, i, &mut flags)?,
            _ => return Err(NotJson),
        }
    }
}

/// The first special byte from `i` on.
#[inline(always)]
fn next_special(specials: &[u64], i: usize) -> usize {
    let mut word = i / 64;
    let mut bits = specials.get(word).map_or(1, |bits| bits >> (i % 64) << (i % 64));
    while bits == 0 {
        word += 1;
        // Past the last word there is nothing but the end, which is special.
        bits = specials.get(word).copied().unwrap_or(1);
    }
    word * 64 + bits.trailing_zeros() as usize
}

/// The escape whose backslash is at `i`, with all `\u` escapes that follow it at once: the place
/// after it.
#[inline(always)]
fn escape(block: &[u8], mut i: usize, flags: &mut u32) -> Result<usize, NotJson> {
    *flags |= ESCAPED;
    match block.get(i + 1) {
        Some(b'n' | b'"' | b'\\' | b't' | b'r' | b'b' | b'f') => return Ok(i + 2),
        Some(b'/') => {
            *flags |= RESPELLED;
            return Ok(i + 2);
        }
        Some(b'u') => {}
        _ => return Err(NotJson),
    }
    // Text that is not Latin comes as long runs of these.
    *flags |= RESPELLED;
    let mut high = false;
    while let Some([b'\\', b'u', digits @ ..]) = block.get(i..i + 6) {
        let unit = code_unit(digits).ok_or(NotJson)?;
        let low = (0xDC00..0xE000).contains(&unit);
        if high != low {
            *flags |= LONE_SURROGATE;
        }
        high = (0xD800..0xDC00).contains(&unit);
        i += 6;
    }
    if high {
        *flags |= LONE_SURROGATE;
    }
    // An escape cut short is no escape, and what it is the caller's loop finds out.
    if block.get(i) == Some(&b'\\') && block.get(i + 1) == Some(&b'u') {
        return Err(NotJson);
    }
    Ok(i)
}

/// The value of four hexadecimal digits.
#[inline(always)]
fn code_unit(digits: &[u8]) -> Option<u32> {
    let [a, b, c, d] = *digits else { return None };
    let value =
        HEX[a as usize] << 12 | HEX[b as usize] << 8 | HEX[c as usize] << 4 | HEX[d as usize];
    (value <= 0xFFFF).then_some(value)
}

/// The value of each hexadecimal digit; other bytes have high bits that survive any shift.
static HEX: [u32; 256] = {
    let mut table = [0x000F_0000; 256];
    let mut digit = 0;
    while digit < 16 {
        let text = b"0123456789abcdef"[digit];
        #[allow(clippy::cast_possible_truncation)] // Below 16.
        {
            table[text as usize] = digit as u32;
            table[text.to_ascii_uppercase() as usize] = digit as u32;
        }
        digit += 1;
    }
    table
};

#[inline(always)]
fn word(block: &[u8], i: usize, word: &[u8]) -> Result<usize, NotJson> {
    let end = i + word.len();
    if block.get(i..end) == Some(word) { Ok(end) } else { Err(NotJson) }
}

/// The number that starts at `start`: where it ends, its flags, and what is unusual about it.
#[inline]
fn number(block: &[u8], start: usize) -> Result<(usize, u32, Facts), NotJson> {
    let mut i = start;
    if block.get(i) == Some(&b'-') {
        i += 1;
    }
    match block.get(i) {
        Some(b'0') => i += 1,
        Some(b'1'..=b'9') => i = digits(block, i),
        Some(b'I') => {
            return Ok((word(block, i, b"Infinity")?, NONSTANDARD, Facts::NONSTANDARD_NUMBER));
        }
        Some(b'N') if i == start => {
            return Ok((word(block, i, b"NaN")?, NONSTANDARD, Facts::NONSTANDARD_NUMBER));
        }
        _ => return Err(NotJson),
    }
    // From 19 digits on a whole number may not fit in 64 bits; `1e100` is fine everywhere, `1e400`
    // nowhere, and the rule sees to what is between.
    let mut extreme = i - start >= 19;
    if block.get(i) == Some(&b'.') {
        i = some_digits(block, i + 1)?;
    }
    if let Some(b'e' | b'E') = block.get(i) {
        i += 1;
        if let Some(b'+' | b'-') = block.get(i) {
            i += 1;
        }
        let exponent = i;
        i = some_digits(block, i)?;
        extreme |= i - exponent >= 2;
    }
    Ok((i, 0, if extreme { Facts::EXTREME_NUMBER } else { Facts::empty() }))
}

#[inline(always)]
fn digits(block: &[u8], mut i: usize) -> usize {
    while let Some(b'0'..=b'9') = block.get(i) {
        i += 1;
    }
    i
}

fn some_digits(block: &[u8], start: usize) -> Result<usize, NotJson> {
    let end = digits(block, start);
    if end > start { Ok(end) } else { Err(NotJson) }
}
