//! The grammar of numbers, and what is unusual about one.
//!
//! Digits are read one by one: chat records have few numbers, and short ones.

use super::Facts;
use super::scan::{Stop, word};
use super::tape::NONSTANDARD;

/// The number that starts at `start`: where it ends, its flags, and what is unusual about it.
#[inline]
pub(super) fn number(line: &[u8], start: usize) -> Result<(usize, u32, Facts), Stop> {
    let mut i = start;
    if line.get(i) == Some(&b'-') {
        i += 1;
    }
    match line.get(i) {
        Some(b'0') => i += 1,
        Some(b'1'..=b'9') => i = digits(line, i),
        Some(b'I') => {
            return Ok((word(line, i, b"Infinity")?, NONSTANDARD, Facts::NONSTANDARD_NUMBER));
        }
        Some(b'N') if i == start => {
            return Ok((word(line, i, b"NaN")?, NONSTANDARD, Facts::NONSTANDARD_NUMBER));
        }
        _ => return Err(Stop::NotJson),
    }
    // From 19 digits on a whole number may not fit in 64 bits; `1e100` is fine everywhere, `1e400`
    // nowhere, and the rule sees to what is between.
    let mut extreme = i - start >= 19;
    if line.get(i) == Some(&b'.') {
        i = some_digits(line, i + 1)?;
    }
    if let Some(b'e' | b'E') = line.get(i) {
        i += 1;
        if let Some(b'+' | b'-') = line.get(i) {
            i += 1;
        }
        let exponent = i;
        i = some_digits(line, i)?;
        extreme |= i - exponent >= 2;
    }
    Ok((i, 0, if extreme { Facts::EXTREME_NUMBER } else { Facts::empty() }))
}

#[inline]
fn digits(line: &[u8], mut i: usize) -> usize {
    while let Some(b'0'..=b'9') = line.get(i) {
        i += 1;
    }
    i
}

fn some_digits(line: &[u8], start: usize) -> Result<usize, Stop> {
    let end = digits(line, start);
    if end > start { Ok(end) } else { Err(Stop::NotJson) }
}

#[cfg(test)]
mod tests {
    use super::super::scan::{Scanned, Scanner};
    use super::*;

    /// The facts about a line with this number, or nothing if it is none.
    fn facts(number: &str) -> Option<Facts> {
        let line = format!("[0,{number}]");
        let mut scanner = Scanner::default();
        scanner.start(line.as_bytes());
        let (found, _) = scanner.line(line.as_bytes(), 0);
        (found == Scanned::Value).then_some(scanner.facts - Facts::NOT_AN_OBJECT)
    }

    #[test]
    fn the_grammar_is_that_of_json() {
        for number in [
            "0",
            "-0",
            "1",
            "-1",
            "10",
            "123",
            "0.5",
            "-0.0",
            "1.5",
            "1e5",
            "1E5",
            "1e+5",
            "1e-5",
            "1.5e2",
            "0e1",
            "0e+1",
            "0E1",
            "0.0000001",
            "1E+2",
            "9007199254740993",
            "-123.456e-7",
        ] {
            assert_eq!(facts(number), Some(Facts::empty()), "{number}");
        }
        for number in [
            "",
            "-",
            "+1",
            "01",
            "-01",
            "00",
            "012",
            "-012",
            "1.",
            "-1.",
            ".5",
            "-.5",
            "1.e5",
            "1e",
            "1e+",
            "1e-",
            "1E",
            "1eE2",
            "1e1.5",
            "1.2.3",
            "1..2",
            "0x1",
            "0x",
            "1_000",
            "1,",
            "--1",
            "+-1",
            "1+2",
            "1-2",
            "1 2",
            "1a",
            "1e5x",
            "0.e1",
            ".",
            "-.",
            "e5",
            "1\u{ff11}",
            "\u{ff11}",
            "Inf",
            "-Inf",
            "+Infinity",
            "-NaN",
            "nan",
            "infinity",
            "NaNs",
            "Infinity1",
            "- 1",
            "1 .5",
            "0.1.",
            "2.e+3",
            "0e",
            "0e+",
            "0.3e",
            "0.3e+",
            "1.0e",
            "1.0e-",
            "-2.",
            "1ea",
            "9.e+",
            "- Infinity",
            "-1x",
        ] {
            assert_eq!(facts(number), None, "{number}");
        }
    }

    #[test]
    fn what_parsers_may_not_hold_is_a_fact() {
        // The rule parses those: two digits of an exponent are enough to look.
        for number in ["1e00", "0.1e01", "1e-10", "1e100"] {
            assert_eq!(facts(number), Some(Facts::EXTREME_NUMBER), "{number}");
        }
        for number in ["NaN", "Infinity", "-Infinity"] {
            assert_eq!(facts(number), Some(Facts::NONSTANDARD_NUMBER), "{number}");
        }
        for number in ["9223372036854775808", "123456789012345678901234567890", "1e400", "-1e999"] {
            assert_eq!(facts(number), Some(Facts::EXTREME_NUMBER), "{number}");
        }
    }
}
