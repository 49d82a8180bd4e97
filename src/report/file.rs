//! What is known about one file: how much there is, in which formats, and what becomes of it.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use super::counted::Counted;
use super::sightings::RecordPlace;
use crate::record::{Format, RecordHash};
use crate::rules::{Offset, RuleTally, Snippet};
use crate::target::{Fate, Fates};

/// More bytes than any file has, and few enough that what many files have can be added up.
pub(super) const MOST: u64 = 1 << 48;

/// What is known about one file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FileReport {
    /// Its name, as it is shown.
    pub name: String,
    /// Bytes read, after decompression.
    pub bytes: u64,
    /// Lines, the blank ones too.
    pub lines: u64,
    /// Lines that are not blank.
    pub records: u64,
    /// The profile of the run's plan by which it was checked.
    #[serde(default)]
    pub(crate) profile: u16,
    /// What was found while it was read.
    pub(crate) tally: RuleTally,
    /// What becomes of the file as a whole, by what was found outside of its records.
    pub(crate) fates: Fates,
    /// By target: the tokens that are cut off its records; empty if none are.
    #[serde(default)]
    pub(crate) tokens_lost: Vec<u64>,
    /// The records that could be read.
    #[serde(default)]
    pub(crate) values: u64,
    /// The bytes of their lines.
    #[serde(default)]
    pub(crate) value_bytes: u64,
    /// Their tokens, if every one was counted.
    #[serde(default)]
    pub(crate) counted: Counted,
    /// Whether its head is missing: it goes on where the report before it ends.
    pub(crate) continued: bool,
    /// Whether what was read was no dataset at all, so that its records were not looked at.
    pub(crate) unreadable: bool,
    /// Whether the run ended before its end, so that nothing follows from how much of it there is.
    #[serde(default)]
    pub(crate) cut_short: bool,
    /// Whether its name is that of a file, and not one given to a stream or to bytes in memory.
    pub(crate) is_file: bool,
    /// The records by format, in the order in which the formats first come.
    pub(crate) formats: Vec<FormatReport>,
}

impl FileReport {
    /// The format of the file: that of its first record whose format is known.
    pub fn format(&self) -> Format {
        self.formats
            .iter()
            .map(|part| part.format)
            .find(|f| *f != Format::Unknown)
            .unwrap_or_default()
    }

    /// Whether the numbers can be true: a stored report may have been damaged.
    pub(crate) fn is_sound(&self) -> bool {
        let mut parts = self.formats.iter().map(|part| &part.tally);
        let left = parts.try_fold(self.records, |left, tally| {
            if tally.is_sound() { left.checked_sub(tally.records) } else { None }
        });
        left.is_some()
            && self.values <= self.records
            && self.records <= self.lines
            && self.value_bytes <= self.bytes
            && self.bytes.max(self.lines) <= MOST
            && self.counted.is_sound(self.values)
    }

    /// How much stands before what comes next in this file.
    pub(crate) fn end(&self, position: u32) -> Offset {
        Offset { file: position, lines: self.lines, records: self.records, bytes: self.bytes }
    }

    /// Forget what is of no use any more: when the head of the file is known, so is its format, and
    /// the records of that format cannot turn out to be of another one.
    pub(crate) fn settle(&mut self) {
        let format = self.format();
        if !self.continued && format != Format::Unknown {
            self.part(format).first = Vec::new();
        }
    }

    pub(crate) fn part(&mut self, format: Format) -> &mut FormatReport {
        let at = self.formats.iter().position(|part| part.format == format).unwrap_or_else(|| {
            if self.formats.is_empty() {
                // Mostly there is one.
                self.formats.reserve_exact(1);
            }
            self.formats.push(FormatReport { format, ..FormatReport::default() });
            self.formats.len() - 1
        });
        &mut self.formats[at]
    }
}

/// The records of one format in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct FormatReport {
    pub(crate) format: Format,
    pub(crate) tally: Tally,
    /// The first of them: should the file turn out to be of another format, they are findings.
    pub(crate) first: Vec<FirstRecord>,
    /// What their keys hold, where a target minds.
    pub(crate) columns: Columns,
}

/// One of the first records of a format in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FirstRecord {
    pub(crate) place: RecordPlace,
    pub(crate) snippet: Option<Snippet>,
    pub(crate) hash: RecordHash,
}

/// How many records meet which fate, at each target of the run.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Tally {
    /// All records.
    records: u64,
    /// At each target: how many meet each fate, in the order of [`Fate::ALL`], of those that do
    /// not train in full everywhere.
    worse: Vec<[u64; Fate::ALL.len()]>,
}

impl Tally {
    /// Count a record.
    #[inline]
    pub(crate) fn add(&mut self, fates: Fates, targets: usize) {
        self.records += 1;
        if !fates.is_clean() {
            self.worse.resize(targets.max(self.worse.len()), [0; Fate::ALL.len()]);
            for (target, counts) in self.worse.iter_mut().enumerate() {
                counts[fates.at(target) as usize] += 1;
            }
        }
    }

    /// Count again a record whose fates were `before` and now are `now`.
    pub(crate) fn change(&mut self, before: Fates, now: Fates, targets: usize) {
        if before == now {
            return;
        }
        self.worse.resize(targets.max(self.worse.len()), [0; Fate::ALL.len()]);
        for (target, counts) in self.worse.iter_mut().enumerate() {
            if !before.is_clean() {
                // A stored report that was tampered with may know of no such record.
                let count = &mut counts[before.at(target) as usize];
                *count = count.saturating_sub(1);
            }
            counts[now.at(target) as usize] += 1;
        }
    }

    /// Make the fate of so many records at each target at least as bad as `fates`. Which records
    /// they are is not known: those with the best fates are taken.
    pub(crate) fn worsen_some(&mut self, fates: Fates, records: u64, targets: usize) {
        for target in 0..targets {
            let worst = fates.at(target);
            if worst == Fate::Trains {
                continue;
            }
            let mut counts: [u64; Fate::ALL.len()] = Fate::ALL.map(|fate| self.count(target, fate));
            let mut left = records;
            for better in 0..worst as usize {
                let moved = counts[better].min(left);
                counts[better] -= moved;
                counts[worst as usize] += moved;
                left -= moved;
            }
            self.worse.resize(targets.max(self.worse.len()), [0; Fate::ALL.len()]);
            self.worse[target] = counts;
        }
    }

    /// Whether no more records meet a fate than there are.
    fn is_sound(&self) -> bool {
        let sum = |counts: &[u64]| counts.iter().try_fold(0, |sum: u64, n| sum.checked_add(*n));
        self.worse.iter().all(|counts| sum(counts).is_some_and(|sum| sum <= self.records))
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.records += other.records;
        self.worse.resize(other.worse.len().max(self.worse.len()), [0; Fate::ALL.len()]);
        for (counts, more) in self.worse.iter_mut().zip(&other.worse) {
            for (count, more) in counts.iter_mut().zip(more) {
                *count += more;
            }
        }
    }

    /// All records.
    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    /// How many records meet this fate at this target.
    pub(crate) fn count(&self, target: usize, fate: Fate) -> u64 {
        let counts = self.worse.get(target).copied().unwrap_or_default();
        if fate == Fate::Trains {
            self.records.saturating_sub(counts[1..].iter().sum())
        } else {
            counts[fate as usize]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fates(first: Fate, second: Fate) -> Fates {
        let mut fates = Fates::CLEAN;
        fates.worsen(0, first);
        fates.worsen(1, second);
        fates
    }

    #[test]
    fn numbers_that_cannot_be_true_are_seen() {
        let mut file = FileReport { bytes: 9, lines: 3, records: 2, ..FileReport::default() };
        file.part(Format::Chat).tally.add(fates(Fate::Refused, Fate::Trains), 2);
        file.part(Format::Text).tally.add(Fates::CLEAN, 2);
        assert!(file.is_sound());
        let damages: [fn(&mut FileReport); 5] = [
            |file| file.bytes = u64::MAX,
            |file| file.lines = 1,
            |file| file.records = 1,
            |file| file.part(Format::Chat).tally.worse[1][4] = 9,
            |file| file.part(Format::Chat).tally.worse[0] = [u64::MAX; Fate::ALL.len()],
        ];
        for damage in damages {
            let mut damaged = file.clone();
            damage(&mut damaged);
            assert!(!damaged.is_sound(), "{damaged:?}");
        }
    }

    #[test]
    fn a_record_counts_once_at_each_target() {
        let mut tally = Tally::default();
        tally.add(Fates::CLEAN, 2);
        tally.add(fates(Fate::Refused, Fate::Trains), 2);
        tally.add(fates(Fate::Mistrained, Fate::Dropped), 2);
        for target in 0..2 {
            let all: u64 = Fate::ALL.iter().map(|fate| tally.count(target, *fate)).sum();
            assert_eq!(all, 3);
        }
        assert_eq!(tally.count(1, Fate::Trains), 2);

        tally.change(Fates::CLEAN, fates(Fate::Trains, Fate::Dropped), 2);
        assert_eq!(tally.count(0, Fate::Trains), 1);
        assert_eq!(tally.count(1, Fate::Dropped), 2);

        tally.worsen_some(fates(Fate::Mistrained, Fate::Trains), 1, 2);
        assert_eq!(tally.count(0, Fate::Trains), 0);
        tally.worsen_some(fates(Fate::Truncated, Fate::Trains), u64::MAX, 2);
        assert_eq!(tally.count(0, Fate::Truncated), 2);
        assert_eq!(tally.count(0, Fate::Refused), 1);
        assert_eq!(tally.count(1, Fate::Dropped), 2);
        assert_eq!(tally.records(), 3);
    }
}
