//! Every text under a key looks like a date or a time.
//!
//! Open trainers read JSONL through Apache Arrow, which takes a column for one of timestamps if each of
//! its strings looks like one: `2024-01-01`, `2024-01-01 10:00`, `2024-01-01T10:00:00Z`. The texts are
//! gone then; the trainer stops with an error about `datetime`, or trains on `2024-01-01 00:00:00`, which
//! nobody wrote.
//!
//! ## How to fix it
//!
//! Write the dates otherwise (`1 January 2024`), or put a word to one of them. A key that is not trained
//! can be taken out.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "When did the treaty come into force?", "completion": "1993-11-01"}
//! {"prompt": "When was it signed?", "completion": "1992-02-07"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "When did the treaty come into force?", "completion": "On 1993-11-01."}
//! {"prompt": "When was it signed?", "completion": "1992-02-07"}
//! ```

use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "date-like-column",
    category: Category::Schema,
    summary: "every text under a key looks like a date or a time",
    docs: rule_docs!("date_like_column.rs"),
    // A key that no trainer reads does no harm, whatever becomes of it.
    cases: &["trained", "other"],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) const TRAINED: u8 = 0;
pub(crate) const OTHER: u8 = 1;

pub(crate) fn describe(finding: &mut Finding, name: &str, count: u64) {
    finding.message = match count {
        1 => format!("the only text under {} looks like a date or a time", quote(name)),
        count => {
            format!("each of the {count} texts under {} looks like a date or a time", quote(name))
        }
    };
    finding.help = Some("write one of them otherwise: \"1 January 2024\"".into());
}

/// Whether Arrow takes a string, given as it stands between its quotes, for a timestamp.
///
/// Measured with pyarrow 26: a date, then perhaps a space or `T` and a time without fractions, then
/// perhaps a zone.
pub(crate) fn is_date(raw: &[u8]) -> bool {
    if !(10..=25).contains(&raw.len()) {
        return false;
    }
    let (date, rest) = raw.split_at(10);
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = date else { return false };
    let year = number(&[*y0, *y1]).zip(number(&[*y2, *y3])).map(|(high, low)| high * 100 + low);
    let (Some(year), Some(month), Some(day)) = (year, number(&[*m0, *m1]), number(&[*d0, *d1]))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return false,
    };
    if !(1..=days).contains(&day) {
        return false;
    }
    match rest {
        [] => true,
        [b' ' | b'T', time @ ..] => {
            let zone = time.iter().position(|byte| matches!(byte, b'Z' | b'+' | b'-'));
            let (time, zone) = time.split_at(zone.unwrap_or(time.len()));
            is_time(time) && is_zone(zone)
        }
        _ => false,
    }
}

/// `10`, `10:00` or `10:00:00`.
fn is_time(time: &[u8]) -> bool {
    let (hours, minutes, seconds): (&[u8], &[u8], &[u8]) = match time {
        [_, _] => (time, b"00", b"00"),
        [hours @ .., b':', _, _] if hours.len() == 2 => (hours, &time[3..], b"00"),
        [_, _, b':', _, _, b':', _, _] => (&time[..2], &time[3..5], &time[6..]),
        _ => return false,
    };
    number(hours).is_some_and(|hours| hours < 24)
        && number(minutes).is_some_and(|minutes| minutes < 60)
        && number(seconds).is_some_and(|seconds| seconds < 60)
}

/// Nothing, `Z`, `+02`, `+0200` or `+02:00`.
fn is_zone(zone: &[u8]) -> bool {
    match zone {
        [] | [b'Z'] => true,
        [b'+' | b'-', h0, h1] => is_time(&[*h0, *h1]),
        [b'+' | b'-', h0, h1, m0, m1] | [b'+' | b'-', h0, h1, b':', m0, m1] => {
            is_time(&[*h0, *h1, b':', *m0, *m1])
        }
        _ => false,
    }
}

/// A number of digits.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, digit| {
        digit.is_ascii_digit().then(|| value * 10 + u32::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What pyarrow 26.0.1 made of a column of one such string.
    #[test]
    fn dates_are_what_arrow_takes_for_them() {
        for date in [
            "2024-01-01",
            "0000-01-01",
            "2024-02-29",
            "2024-01-01T10:00",
            "2024-01-01 10:00:00",
            "2024-01-01T10:00:00Z",
            "2024-01-01 10",
            "2024-01-01T10Z",
            "2024-01-01T10:00:00+02:00",
            "2024-01-01T10:00:00+0200",
            "2024-01-01T10:00+02",
        ] {
            assert!(is_date(date.as_bytes()), "{date}");
        }
        for other in [
            "",
            "2024-01",
            "2024",
            "10:00",
            "20240101",
            "2024/01/01",
            " 2024-01-01",
            "2024-1-1",
            "2024-13-01",
            "2024-02-30",
            "2023-02-29",
            "2024-01-01T25:00",
            "2024-01-01T1000",
            "2024-01-01t10:00",
            "2024-01-01Z",
            "2024-01-01T10:00:00.5",
            "2024-01-01T10:00:00 Z",
            "2024-01-01T",
            "2024-01-01T10:0",
            "2024-01-01T:::::",
        ] {
            assert!(!is_date(other.as_bytes()), "{other}");
        }
    }
}
