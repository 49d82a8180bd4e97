//! Counts, sizes, times and lists in words.

use std::fmt;
use std::time::Duration;

/// A number with its thousands apart: `12,431`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number(pub(crate) u64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.pad(&text)
    }
}

/// A count with what is counted: `1 error`, `12 errors`.
pub(crate) fn count(number: u64, one: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {one}{ending}", Number(number))
}

/// A size: `18.2 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    let mut scale: u64 = 1000;
    let mut unit = 0;
    if bytes < scale {
        return count(bytes, "byte");
    }
    // 999,950 bytes, rounded, would be 1000.0 kB.
    while unit + 1 < units.len() && bytes >= scale * 1000 - scale / 20 {
        scale *= 1000;
        unit += 1;
    }
    let tenths = (u128::from(bytes) * 10 + u128::from(scale / 2)) / u128::from(scale);
    format!("{}.{} {}", tenths / 10, tenths % 10, units[unit])
}

/// A time: `0.02 s`, `1 min 12 s`.
pub(crate) fn time(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{:.2} s", time.as_secs_f64()),
        1..10 => format!("{:.1} s", time.as_secs_f64()),
        seconds @ 10..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

/// Names in a row: `a`, `a and b`, `a, b and c`.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => (*name).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let all = [0, 999, 1000, 12_431, 1_234_567].map(|number| Number(number).to_string());
        assert_eq!(all, ["0", "999", "1,000", "12,431", "1,234,567"]);
        assert_eq!(format!("{:>7}", Number(1000)), "  1,000");
        assert_eq!(count(1, "error"), "1 error");
        assert_eq!(count(0, "error"), "0 errors");
    }

    #[test]
    fn sizes() {
        let all = [1, 999, 1000, 999_949, 999_950, 18_249_999, u64::MAX].map(bytes);
        let expected =
            ["1 byte", "999 bytes", "1.0 kB", "999.9 kB", "1.0 MB", "18.2 MB", "18.4 EB"];
        assert_eq!(all, expected);
    }

    #[test]
    fn times() {
        let all =
            [0, 21, 1_449, 59_999, 72_000, 7_300_000].map(|ms| time(Duration::from_millis(ms)));
        assert_eq!(all, ["0.00 s", "0.02 s", "1.4 s", "59 s", "1 min 12 s", "2 h 1 min"]);
    }

    #[test]
    fn lists() {
        assert_eq!(list(["a"]), "a");
        assert_eq!(list(["a", "b", "c"]), "a, b and c");
    }
}
