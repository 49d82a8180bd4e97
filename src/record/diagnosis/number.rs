//! Numbers: how JSON writes them, and the ways of other languages that it does not know.

use super::cause::BadNumber;
use super::machine::Stop;
use super::text::Text;

/// Reads the number that starts at `start` and returns the offset after it.
///
/// `start` may also be at `+` or `.`, with which some languages begin a number.
pub(super) fn scan(text: Text<'_>, start: usize) -> Result<usize, Stop> {
    let is_digit = |at: usize| text.byte(at).is_some_and(|byte| byte.is_ascii_digit());
    let digits = |at: usize| text.skip(at, |byte| byte.is_ascii_digit());
    let bad = |fault| Err(bad(text, start, fault));

    let mut at = start;
    match text.byte(at) {
        Some(b'+') if is_digit(at + 1) || text.byte(at + 1) == Some(b'.') => {
            return bad(BadNumber::LeadingPlus);
        }
        Some(b'-') => at += 1,
        _ => {}
    }
    match text.byte(at) {
        Some(b'0') => match text.byte(at + 1) {
            Some(b'0'..=b'9') => return bad(BadNumber::LeadingZero),
            Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B') => return bad(BadNumber::Radix),
            _ => at += 1,
        },
        Some(b'1'..=b'9') => at = digits(at),
        Some(b'.') if is_digit(at + 1) => return bad(BadNumber::NoInteger),
        None | Some(b' ' | b'\t' | b'\r' | b'\n' | b',' | b'}' | b']') if at > start => {
            return bad(BadNumber::LoneMinus);
        }
        // A word such as `-inf` says more than the minus does.
        _ => return Err(Stop::Outside),
    }
    if text.byte(at) == Some(b'_') && is_digit(at + 1) {
        return bad(BadNumber::Separator);
    }
    if text.byte(at) == Some(b'.') {
        if !is_digit(at + 1) {
            return bad(BadNumber::NoFraction);
        }
        at = digits(at + 1);
    }
    if matches!(text.byte(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.byte(at + 1), Some(b'+' | b'-')));
        if !is_digit(at + 1 + sign) {
            return bad(BadNumber::NoExponent);
        }
        at = digits(at + 1 + sign);
    }
    Ok(at)
}

/// A stop over all that its writer will have meant as one number. It is cut short, and not wrong,
/// if the line ends where digits were to come.
fn bad(text: Text<'_>, start: usize, fault: BadNumber) -> Stop {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
    let end = match text.byte(start) {
        Some(b'+' | b'-') => text.skip(start + 1, part),
        _ => text.skip(start, part),
    };
    let end = match text.byte(end) {
        Some(b'+' | b'-') if matches!(text.byte_before(end), Some(b'e' | b'E')) => end + 1,
        _ => end,
    };
    let could_go_on =
        matches!(fault, BadNumber::NoFraction | BadNumber::NoExponent | BadNumber::LoneMinus);
    if could_go_on && text.next_token(end).is_none() {
        return Stop::NumberEnd;
    }
    Stop::Number { at: start, end, fault }
}
