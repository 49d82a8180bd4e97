//! What got better and worse between two versions of a dataset, as one wants to know it who reviews
//! the change.
//!
//! Records are known by what they say, so a dataset that was sorted, shuffled or written otherwise
//! has not changed. A record that was removed and one that was added are one that *changed* if they
//! have the same `id`, or are asked the same first; or else if they stand between the same unchanged
//! neighbours. A finding is *new* if its rule found less in the same record before: in a
//! changed record it may move, and in another place of the dataset it may stand.
//!
//! Of the data nothing is kept but 24 bytes for a record and 48 for a finding, beside what a report
//! takes.

mod findings;
mod records;
mod version;

use std::cmp::Ordering;

use crate::report::{RuleCount, Verdict};
use crate::rules::RuleId;
use crate::target::Level;
use records::Pairs;
pub use version::{Found, RecordAt, Version};

/// What changed from one version of a dataset to another.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
/// use tunelint::Linter;
/// use tunelint::diff::{Diff, Version};
/// use tunelint::input::Source;
///
/// let linter = Linter::builder().target("together").build()?;
/// let read = |name: &str| {
///     Version::read(&linter, &[Source::file(name)], |_, _| ControlFlow::Continue(()))
/// };
/// let diff = Diff::new(read("fixtures/diff/old.jsonl"), read("fixtures/diff/new.jsonl"));
/// let records = diff.records();
/// assert_eq!((records.added, records.removed, records.changed), (2, 1, 2));
/// assert_eq!(diff.new_findings().count(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Diff {
    old: Version,
    new: Version,
    pairs: Pairs,
    /// The findings that are new, and those that are gone, by their positions.
    appeared: Vec<usize>,
    gone: Vec<usize>,
}

/// How many records there are, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RecordCounts {
    /// In the old version.
    pub before: u64,
    /// In the new one.
    pub after: u64,
    /// Those that are only in the new one.
    pub added: u64,
    /// Those that are only in the old one.
    pub removed: u64,
    /// Those that say something else than before.
    pub changed: u64,
    /// Those that say what they said.
    pub unchanged: u64,
}

/// How often a rule found something at a level, before and after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RuleChange {
    /// The rule.
    pub rule: RuleId,
    /// The level.
    pub level: Level,
    /// In the old version.
    pub before: u64,
    /// In the new one.
    pub after: u64,
    /// Those that are only in the new one.
    pub new: u64,
    /// Those that are only in the old one.
    pub gone: u64,
}

impl Diff {
    /// Compare two versions that one linter has read.
    pub fn new(old: Version, new: Version) -> Self {
        let pairs = Pairs::of(&old, &new);
        let (gone, appeared) = findings::compare(&old, &new, &pairs);
        Self { old, new, pairs, appeared, gone }
    }

    /// The old version.
    pub fn old_version(&self) -> &Version {
        &self.old
    }

    /// The new version.
    pub fn new_version(&self) -> &Version {
        &self.new
    }

    /// How many records there are, and what became of them.
    pub fn records(&self) -> RecordCounts {
        let Pairs { added, removed, changed } = &self.pairs;
        let [before, after, added, removed, changed] =
            [self.old.len(), self.new.len(), added.len(), removed.len(), changed.len()]
                .map(|number| number as u64);
        let unchanged = after - added - changed;
        RecordCounts { before, after, added, removed, changed, unchanged }
    }

    /// The records that are only in the new version.
    pub fn added(&self) -> impl Iterator<Item = RecordAt<'_>> {
        self.pairs.added.iter().filter_map(|record| self.new.record(*record))
    }

    /// The records that are only in the old version.
    pub fn removed(&self) -> impl Iterator<Item = RecordAt<'_>> {
        self.pairs.removed.iter().filter_map(|record| self.old.record(*record))
    }

    /// The records that say something else than before: where they were and where they are.
    pub fn changed(&self) -> impl Iterator<Item = (RecordAt<'_>, RecordAt<'_>)> {
        let changed = self.pairs.changed.iter();
        changed.filter_map(|(old, new)| Some((self.old.record(*old)?, self.new.record(*new)?)))
    }

    /// The findings that are only in the new version, in the order of the data.
    pub fn new_findings(&self) -> impl Iterator<Item = Found<'_>> {
        self.appeared.iter().filter_map(|at| self.new.finding(*at))
    }

    /// The findings that are only in the old version, in the order of the data.
    pub fn gone_findings(&self) -> impl Iterator<Item = Found<'_>> {
        self.gone.iter().filter_map(|at| self.old.finding(*at))
    }

    /// How it ends: with errors or warnings that are new, or without.
    pub fn verdict(&self) -> Verdict {
        match [Level::Error, Level::Warning].map(|level| self.new_of(level)) {
            [0, 0] => Verdict::Clean,
            [0, _] => Verdict::Warnings,
            _ => Verdict::Errors,
        }
    }

    /// How many findings of a level are new.
    pub fn new_of(&self, level: Level) -> u64 {
        self.new_findings().filter(|finding| finding.level == level).count() as u64
    }

    /// How many findings of a level are gone.
    pub fn gone_of(&self, level: Level) -> u64 {
        self.gone_findings().filter(|finding| finding.level == level).count() as u64
    }

    /// What changed for each rule that finds something in one of the versions: what is new first,
    /// errors before warnings.
    pub fn rules(&self) -> Vec<RuleChange> {
        let mut changes: Vec<RuleChange> = Vec::new();
        let mut of = |rule: RuleId, level: Level, add: &dyn Fn(&mut RuleChange)| {
            let known = changes.iter().position(|known| (known.rule, known.level) == (rule, level));
            let at = known.unwrap_or_else(|| {
                changes.push(RuleChange { rule, level, before: 0, after: 0, new: 0, gone: 0 });
                changes.len() - 1
            });
            add(&mut changes[at]);
        };
        for RuleCount { rule, level, count } in self.old.report().counts() {
            of(rule, level, &|change| change.before = count);
        }
        for RuleCount { rule, level, count } in self.new.report().counts() {
            of(rule, level, &|change| change.after = count);
        }
        self.new_findings()
            .for_each(|found| of(found.rule, found.level, &|change| change.new += 1));
        self.gone_findings()
            .for_each(|found| of(found.rule, found.level, &|change| change.gone += 1));
        changes.sort_by_key(|change| {
            let most = [change.new, change.gone, change.after].map(std::cmp::Reverse);
            (std::cmp::Reverse(change.level), most, change.rule)
        });
        changes
    }
}

/// Which of the next ones of two sorted lists comes first; none when both are at their end.
fn earlier<A, B>(
    a: Option<A>,
    b: Option<B>,
    compare: impl FnOnce(A, B) -> Ordering,
) -> Option<Ordering> {
    match (a, b) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some(a), Some(b)) => Some(compare(a, b)),
    }
}

#[cfg(test)]
mod tests;
