//! Findings that are kept back because the user knows of them.
//!
//! A [`Suppression`] names a rule and, if it is not to cover the whole file, a record or a place in
//! it. A [`Baseline`] is a set of rules and records. Both stand between a finding and its count:
//! what is kept back has no level and fails no run. The forecast counts it all the same, because a
//! target does what it does whether anybody wants to hear of it or not.
//!
//! A record is known by a hash of what it says, so it is found again wherever it stands. What is
//! about a file as a whole is known by a hash of the file's name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_128;

use super::RuleId;
use crate::record::{Key, Kind, Record, RecordHash};

/// Findings of a rule that are to be kept back. What is not said covers everything.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppression {
    /// By which it is known in the run.
    pub number: u32,
    /// The rule.
    pub rule: RuleId,
    /// The hash of the record.
    pub record: Option<RecordHash>,
    /// What the record has as its `id`.
    pub id: Option<String>,
    /// The JSON path of the value; `[*]` stands for any position.
    pub path: Option<String>,
}

impl Suppression {
    /// All findings of a rule.
    pub fn new(number: u32, rule: RuleId) -> Self {
        Self { number, rule, record: None, id: None, path: None }
    }

    fn covers(&self, subject: &Subject, path: Option<&str>) -> bool {
        self.record.is_none_or(|record| record == subject.hash)
            && (self.id.is_none() || self.id == subject.id)
            && self.path.as_deref().is_none_or(|pattern| path.is_some_and(|at| leads(pattern, at)))
    }
}

/// Whether a pattern means a path: `messages[*].content` means `messages[3].content`.
fn leads(pattern: &str, path: &str) -> bool {
    let mut rest = path;
    let mut parts = pattern.split("[*]");
    let Some(first) = parts.next() else { return false };
    let Some(after) = rest.strip_prefix(first) else { return false };
    rest = after;
    for part in parts {
        let Some(inside) = rest.strip_prefix('[') else { return false };
        let after = inside.trim_start_matches(|c: char| c.is_ascii_digit());
        let Some(after) = after.strip_prefix(']').filter(|_| after.len() < inside.len()) else {
            return false;
        };
        let Some(after) = after.strip_prefix(part) else { return false };
        rest = after;
    }
    rest.is_empty()
}

/// Findings that were there when the linter was introduced: rules, with the records they speak of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    entries: BTreeSet<(RuleId, RecordHash)>,
}

impl Baseline {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, RecordHash)> {
        self.entries.iter().copied()
    }

    fn has(&self, rule: RuleId, hash: RecordHash) -> bool {
        self.entries.contains(&(rule, hash))
    }
}

impl FromIterator<(RuleId, RecordHash)> for Baseline {
    fn from_iter<I: IntoIterator<Item = (RuleId, RecordHash)>>(entries: I) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

/// What a finding is about: a record, or a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Subject {
    hash: RecordHash,
    id: Option<String>,
}

impl Subject {
    /// A record with its hash; a line that is not JSON has no `id`.
    pub(crate) fn record(hash: RecordHash, record: Option<&Record<'_>>) -> Self {
        let id = record.and_then(|record| {
            let id = record.member(0, Key::Id)?;
            Some(match record.kind(id) {
                Kind::String => record.text(id).into_owned(),
                _ => String::from_utf8_lossy(record.raw(id)).into_owned(),
            })
        });
        Self { hash, id }
    }

    /// A record of which only the hash is known.
    pub(crate) fn hashed(hash: RecordHash) -> Self {
        Self { hash, id: None }
    }

    /// A file.
    pub(crate) fn file(name: &str) -> Self {
        Self::hashed(RecordHash(XxHash3_128::oneshot_with_seed(1, name.as_bytes())))
    }
}

/// Keeps findings back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Silencer {
    /// What is suppressed.
    pub suppressions: Vec<Suppression>,
    /// What was there before.
    pub baseline: Option<Arc<Baseline>>,
    /// Note all that is found, so that a baseline can be made of it.
    pub note: bool,
}

impl Silencer {
    /// Whether it has anything to do.
    pub(crate) fn is_idle(&self) -> bool {
        self.suppressions.is_empty() && self.baseline.is_none() && !self.note
    }

    /// Whether some suppression of a rule asks for the path.
    pub(crate) fn wants_path(&self, rule: RuleId) -> bool {
        self.suppressions.iter().any(|entry| entry.rule == rule && entry.path.is_some())
    }

    /// Whether so many findings of a rule about a subject are kept back; who did it is noted.
    pub(crate) fn silences(
        &self,
        rule: RuleId,
        subject: &Subject,
        path: Option<&str>,
        count: u64,
        silenced: &mut Silenced,
    ) -> bool {
        let mut entries = self.suppressions.iter().filter(|entry| entry.rule == rule);
        if let Some(entry) = entries.find(|entry| entry.covers(subject, path)) {
            *silenced.by_entry.entry(entry.number).or_default() += count;
            return true;
        }
        if self.note {
            silenced.noted.insert((rule, subject.hash));
        }
        let is_known = self.baseline.as_ref().is_some_and(|known| known.has(rule, subject.hash));
        if is_known {
            silenced.by_baseline += count;
            silenced.met.insert((rule, subject.hash));
        }
        is_known
    }

    /// The same for what is said of a file, or concluded from all of its records.
    pub(crate) fn silences_file(
        &self,
        rule: RuleId,
        name: &str,
        count: u64,
        silenced: &mut Silenced,
    ) -> bool {
        !self.is_idle() && self.silences(rule, &Subject::file(name), None, count, silenced)
    }
}

/// What was kept back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Silenced {
    /// How many findings each suppression kept back.
    by_entry: BTreeMap<u32, u64>,
    by_baseline: u64,
    /// The entries of the baseline that were met.
    #[doc(hidden)]
    met: BTreeSet<(RuleId, RecordHash)>,
    /// All that was found, if that is to be noted.
    noted: BTreeSet<(RuleId, RecordHash)>,
}

impl Silenced {
    pub(crate) fn merge(&mut self, other: Self) {
        for (number, count) in other.by_entry {
            *self.by_entry.entry(number).or_default() += count;
        }
        self.by_baseline += other.by_baseline;
        self.met.extend(other.met);
        self.noted.extend(other.noted);
    }

    pub(crate) fn into_counts(self) -> SuppressedCounts {
        SuppressedCounts {
            total: self.by_entry.values().sum::<u64>() + self.by_baseline,
            by_baseline: self.by_baseline,
            by_entry: self.by_entry,
            met: self.met.into_iter().collect(),
            noted: self.noted.into_iter().collect(),
        }
    }
}

/// How many findings were kept back, and by what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct SuppressedCounts {
    /// All together.
    pub total: u64,
    /// Those that the baseline kept back.
    pub by_baseline: u64,
    /// How many each suppression kept back, by its number.
    #[doc(hidden)]
    pub by_entry: BTreeMap<u32, u64>,
    /// The entries of the baseline that were met.
    pub met: Baseline,
    /// All that was found, if that was to be noted.
    #[doc(hidden)]
    pub noted: Baseline,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_means_paths() {
        for (pattern, path, means) in [
            ("messages[2].role", "messages[2].role", true),
            ("messages[2].role", "messages[21].role", false),
            ("messages[*].role", "messages[21].role", true),
            ("messages[*].role", "messages[21].content", false),
            ("messages[*]", "messages[21].content", false),
            ("a[*][*]", "a[0][12]", true),
            ("a[*]", "a[]", false),
            ("", "", true),
        ] {
            assert_eq!(leads(pattern, path), means, "{pattern} {path}");
        }
    }

    #[test]
    fn suppressions_come_before_the_baseline() {
        let rule = RuleId::named("blank-line").unwrap();
        let other = RuleId::named("empty-file").unwrap();
        let hash = RecordHash(0x10);
        let mut silencer = Silencer {
            baseline: Some(Arc::new(Baseline::from_iter([(rule, hash), (other, hash)]))),
            ..Silencer::default()
        };
        silencer.suppressions.push(Suppression { record: Some(hash), ..Suppression::new(7, rule) });
        let mut silenced = Silenced::default();
        let subject = Subject::hashed(hash);
        assert!(silencer.silences(rule, &subject, None, 1, &mut silenced));
        assert!(silencer.silences(other, &subject, None, 2, &mut silenced));
        assert!(!silencer.silences(
            rule,
            &Subject::hashed(RecordHash(0x20)),
            None,
            1,
            &mut silenced
        ));
        let counts = silenced.into_counts();
        assert_eq!((counts.total, counts.by_baseline), (3, 2));
        assert_eq!(counts.by_entry, BTreeMap::from([(7, 1)]));
        assert_eq!(counts.met.iter().collect::<Vec<_>>(), [(other, hash)]);
    }

    #[test]
    fn files_are_told_from_lines() {
        assert_ne!(Subject::file("x"), Subject::hashed(RecordHash::of_bytes(b"x")));
    }
}
