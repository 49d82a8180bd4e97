//! When a run fails, beside the errors that it finds.

use std::fmt;
use std::str::FromStr;

use toml::de::DeValue;

use super::reader::{Reader, number};
use crate::report::{Report, Verdict};

/// When a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Gates {
    /// Warnings fail it, too.
    pub deny_warnings: Option<bool>,
    /// More warnings than this fail it.
    pub max_warnings: Option<u64>,
    /// It ends after so many errors.
    pub max_errors: Option<u64>,
    /// How many records may be refused or dropped.
    pub max_bad_records: Option<Share>,
}

impl Gates {
    pub(super) fn lay_over(&mut self, over: &Self) {
        self.deny_warnings = over.deny_warnings.or(self.deny_warnings);
        self.max_warnings = over.max_warnings.or(self.max_warnings);
        self.max_errors = over.max_errors.or(self.max_errors);
        self.max_bad_records = over.max_bad_records.or(self.max_bad_records);
    }

    pub(super) fn read(reader: &mut Reader<'_, '_, '_>) -> Self {
        Self {
            deny_warnings: reader.flag("deny-warnings"),
            max_warnings: reader.number("max-warnings"),
            max_errors: reader.number("max-errors"),
            max_bad_records: share(reader),
        }
    }

    /// Whether a run with this report has failed.
    pub fn fails(&self, report: &Report) -> bool {
        let warnings = report.warnings();
        if self.max_warnings.is_some_and(|most| warnings > most)
            || (self.deny_warnings == Some(true) && warnings > 0)
        {
            return true;
        }
        match self.max_bad_records {
            None => report.verdict() == Verdict::Errors,
            // So many errors were too many, whatever there is in the rest.
            Some(_) if self.max_errors.is_some_and(|most| report.errors() >= most) => true,
            Some(most) => report.forecast().iter().any(|row| {
                let bad = row.refused + row.dropped;
                row.refused_as_a_whole || most.is_exceeded(bad, row.records)
            }),
        }
    }
}

fn share(reader: &mut Reader<'_, '_, '_>) -> Option<Share> {
    let value = reader.value("max-bad-records")?;
    let share = match value.get_ref() {
        DeValue::String(text) => text.parse().ok(),
        other => number(other).map(Share::Number),
    };
    if share.is_none() {
        let message = "\"max-bad-records\" must be a number of records or a part, like \"0.5%\"";
        reader.mistakes.add(value.span(), message);
    }
    share
}

/// A number of records, or a part of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// So many.
    Number(u64),
    /// So many of a hundred.
    Percent(f64),
}

impl Share {
    #[allow(clippy::cast_precision_loss)] // Nobody has that many records.
    fn is_exceeded(self, bad: u64, all: u64) -> bool {
        match self {
            Self::Number(most) => bad > most,
            Self::Percent(most) => bad as f64 * 100.0 > most * all as f64,
        }
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let share = match text.strip_suffix('%') {
            Some(part) => part
                .trim_end()
                .parse()
                .ok()
                .filter(|part| (0.0..=100.0).contains(part))
                .map(Self::Percent),
            None => text.parse().ok().map(Self::Number),
        };
        share.ok_or_else(|| "give a number of records or a part, like 0.5%".to_owned())
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Percent(part) => write!(f, "{part}%"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exceeded_when_there_is_more() {
        let share = |text: &str| text.parse::<Share>().unwrap();
        assert!(!share("0.5%").is_exceeded(5, 1000));
        assert!(share("0.5%").is_exceeded(6, 1000));
        assert!(share("0").is_exceeded(1, 1000));
        assert!(!share("1").is_exceeded(1, 1));
        for bad in ["", "%", "-1%", "101%", "NaN%", "many", "-1", "1.5"] {
            assert!(bad.parse::<Share>().is_err(), "{bad}");
        }
    }
}
