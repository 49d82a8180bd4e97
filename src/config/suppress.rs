//! Suppressions as the configuration has them, and the day on which they expire.

use std::fmt;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use toml::de::{DeTable, DeValue};

use super::keys::SUPPRESS;
use super::mistake::Mistake;
use super::read::globs;
use super::reader::{Mistakes, Reader, Word};
use crate::input::Patterns;
use crate::record::RecordHash;
use crate::rules::{ALL, Selector, Suppression};

/// A suppression, with where it is written.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SuppressionEntry {
    /// What it keeps back. Its number is given when a run is prepared.
    pub suppression: Suppression,
    /// The datasets it is for; all, if there is no pattern.
    pub files: Patterns,
    /// Why.
    pub reason: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Day>,
    /// Where it is written, with something to say about it.
    pub place: Mistake,
}

impl SuppressionEntry {
    pub(super) fn read(
        table: &DeTable<'_>,
        place: std::ops::Range<usize>,
        base: &Path,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut reader = Reader::new(table, &[SUPPRESS], mistakes);
        let files = reader.texts("file").unwrap_or_default();
        let files = globs(&files, base, reader.mistakes);
        let record = reader.text("record").and_then(|word| hash(&word, reader.mistakes));
        let (id, path) = (reader.text("id"), reader.text("path"));
        let reason = reader.text("reason").map(|(reason, _)| reason);
        let until = Day::read(&mut reader);
        let Some((name, span)) = reader.text("rule") else {
            if table.get("rule").is_none() {
                mistakes.add(place, "a suppression needs the name of a \"rule\"");
            }
            return None;
        };
        let Some(Selector::Rule(rule)) = Selector::named(&name) else {
            let bare = name.rsplit('/').next().unwrap_or_default();
            let mistake = mistakes.mistake(span, format!("there is no rule {name:?}"));
            mistakes.list.push(mistake.or_one_of(bare, ALL.iter().map(|rule| rule.name)));
            return None;
        };
        let mut suppression = Suppression::new(0, rule);
        suppression.record = record;
        suppression.id = id.map(|(id, _)| id);
        suppression.path = path.map(|(path, _)| path);
        let place = mistakes.mistake(span, "");
        Some(Self { suppression, files, reason, until, place })
    }
}

/// The hash of a record, as baselines have it.
fn hash((text, span): &Word, mistakes: &mut Mistakes<'_>) -> Option<RecordHash> {
    let hash = RecordHash::parse(text);
    if hash.is_none() {
        mistakes.add(span.clone(), "the hash of a record has 32 hexadecimal digits");
    }
    hash
}

/// A day: year, month, day of the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u16, u8, u8);

impl Day {
    fn read(reader: &mut Reader<'_, '_, '_>) -> Option<Self> {
        let value = reader.value("until")?;
        let day = match value.get_ref() {
            DeValue::Datetime(date) if date.time.is_none() => {
                date.date.map(|date| Self(date.year, date.month, date.day))
            }
            DeValue::String(text) => {
                let date = text.parse::<toml::value::Datetime>().ok();
                let date = date.filter(|date| date.time.is_none()).and_then(|date| date.date);
                date.map(|date| Self(date.year, date.month, date.day))
            }
            _ => None,
        };
        if day.is_none() {
            reader.mistakes.add(value.span(), "\"until\" must be a date, like 2027-01-31");
        }
        day
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0, self.1, self.2)
    }
}

/// The present day, in universal time.
pub fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    day_of(since.as_secs() / 86_400)
}

/// The day so many days after 1970-01-01, in the calendar that has a leap day every fourth year,
/// but not every hundredth, except every four hundredth.
#[allow(clippy::cast_possible_truncation)] // Months and days are small, and so are years.
fn day_of(days: u64) -> Day {
    // Counted from 0000-03-01, so that a leap day is the last of its year.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    Day(year as u16, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (days, day) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (19_782, "2024-02-29"),
            (20_453, "2025-12-31"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(day_of(days).to_string(), day);
        }
    }
}
