//! Strings: where they end, and which escapes they may hold.

use super::cause::BadEscape;
use super::machine::Stop;
use super::text::Text;
use crate::record::{sweep, text};

/// How far back from a backslash the drive letter of a path is looked for (Windows' `MAX_PATH`).
const LONGEST_PATH: usize = 260;

/// Reads the string whose opening quote is at `start` and returns the offset after the closing one.
pub(super) fn scan(text: Text<'_>, start: usize) -> Result<usize, Stop> {
    let mut at = start + 1;
    loop {
        let rest = text.0.as_bytes().get(at..).unwrap_or_default();
        // Text that is not Latin comes as long runs of escapes, and to search for the end of each would
        // take ten times as long.
        let escaped = text::units(rest);
        if escaped > 0 {
            at += escaped;
            continue;
        }
        at += sweep::plain(rest);
        match text.byte(at) {
            None => return Err(Stop::StringEnd { start }),
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at = escape(text, at, start)?,
            // The carriage return of a CRLF line end is not the string's.
            Some(b'\r') if at + 1 == text.len() => return Err(Stop::StringEnd { start }),
            Some(_) => return Err(Stop::Control { at, start }),
        }
    }
}

/// Reads the escape at `at` and returns the offset after it.
fn escape(text: Text<'_>, at: usize, start: usize) -> Result<usize, Stop> {
    let after = at + 2;
    match text.byte(at + 1) {
        None => Err(Stop::StringEnd { start }),
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(after),
        Some(b'u') => {
            let digits = text.0.as_bytes().get(after..).unwrap_or_default().iter().take(4);
            let end = after + digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
            if end == after + 4 {
                return Ok(end);
            }
            if end == text.len() {
                return Err(Stop::StringEnd { start });
            }
            let fault = if is_path(text, at, start) {
                BadEscape::WindowsPath
            } else if text.byte(after) == Some(b'{') {
                BadEscape::BracedUnicode
            } else {
                BadEscape::ShortUnicode
            };
            Err(Stop::Escape { at, end, start, fault })
        }
        Some(byte) => {
            let end = at + 1 + text.char(at + 1).map_or(0, char::len_utf8);
            let hex = |from: usize, count: usize| {
                let digits = text.slice(from, from + count);
                digits.len() == count && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            };
            let (end, fault) = match byte {
                _ if is_path(text, at, start) => (end, BadEscape::WindowsPath),
                b'U' if hex(after, 8) => (after + 8, BadEscape::LongUnicode),
                b'x' if hex(after, 2) => (after + 2, BadEscape::Hex),
                b'\'' => (end, BadEscape::SingleQuote),
                b'0' | b'a' | b'e' | b'v'
                    if !text.byte(after).is_some_and(|byte| byte.is_ascii_alphabetic()) =>
                {
                    (end, BadEscape::CStyle)
                }
                _ => (end, BadEscape::Other),
            };
            Err(Stop::Escape { at, end, start, fault })
        }
    }
}

/// Whether the backslash at `at` is part of a Windows path: `C:\Users`, `\\server`.
fn is_path(text: Text<'_>, at: usize, start: usize) -> bool {
    let from = at.saturating_sub(LONGEST_PATH).max(start + 1);
    let before = text.0.as_bytes().get(from..=at).unwrap_or_default();
    let Some(colon) = memchr::memmem::rfind(before, b":\\") else { return false };
    let drive = colon.checked_sub(1).and_then(|letter| before.get(letter));
    let word_before = colon.checked_sub(2).and_then(|letter| before.get(letter));
    // What follows the drive must read as names of folders up to here.
    drive.is_some_and(u8::is_ascii_alphabetic)
        && !word_before.is_some_and(u8::is_ascii_alphanumeric)
        && !before.iter().skip(colon + 1).any(|byte| b"\":*?<>|\n".contains(byte))
}
