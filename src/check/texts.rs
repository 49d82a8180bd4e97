//! The tokens of a batch's records: all are counted, or some are put aside.
//!
//! What the report of the data so far has no use for is not even looked at: of a large dataset nearly
//! everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::input::Feed;
use crate::record::{Record, RecordHash};
use crate::report::{Content, FileReport, LONG_LINE, RecordPlace, Report, Sample};
use crate::rules::Plan;
use crate::rules::reading::{LineCounter, Way, tokens};
use crate::target::Fates;

/// What is known of the whole of a run while parts of it are checked. It never changes what comes
/// out in the end, it only saves work.
#[derive(Debug)]
pub(super) struct Limits {
    /// The highest hash with which a record comes into the sample.
    highest_hash: AtomicU64,
    longest_line: AtomicU64,
    /// How many bytes are being checked, or were.
    bytes: AtomicU64,
}

impl Default for Limits {
    fn default() -> Self {
        let highest_hash = AtomicU64::new(u64::MAX);
        Self { highest_hash, longest_line: AtomicU64::new(0), bytes: AtomicU64::new(0) }
    }
}

impl Limits {
    /// Those of a run over all of a feed.
    pub(super) fn of(feed: &Feed<'_>, plan: &Plan) -> Self {
        let limits = Self::default();
        let most = plan.counted_bytes();
        // Where so much is there that not all will be counted, the first of it need not be either.
        if (1..u64::MAX).contains(&most) && feed.has_more_than(most) {
            limits.bytes.store(most, Ordering::Relaxed);
        }
        limits
    }

    /// Those of a run that is too large for all to be counted.
    #[cfg(any(test, fuzzing))]
    pub(super) fn of_much() -> Self {
        Self { bytes: AtomicU64::new(u64::MAX / 2), ..Self::default() }
    }

    /// Learn from the report of all data up to some place.
    pub(super) fn learn(&self, report: &Report) {
        self.highest_hash.store(report.sample.highest(), Ordering::Relaxed);
        self.longest_line.store(report.sample.longest_line(), Ordering::Relaxed);
    }
}

/// Looks at the texts of a batch.
#[derive(Debug, Default)]
pub(super) struct Texts {
    limits: Arc<Limits>,
    counter: Option<LineCounter>,
    highest_hash: u64,
    counts_all: bool,
    /// The longest line of the batch: its length, and its record.
    longest: Option<(usize, Subject)>,
}

/// A record of a batch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject {
    /// Where its line starts in the batch.
    pub(super) start: usize,
    pub(super) place: RecordPlace,
    pub(super) hash: RecordHash,
    /// What becomes of it.
    pub(super) fates: Fates,
}

impl Texts {
    pub(super) fn new(limits: Arc<Limits>) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Begin with a batch.
    pub(super) fn start(&mut self, bytes: &[u8], report: &mut Report) {
        let here = bytes.len() as u64;
        let before = self.limits.bytes.fetch_add(here, Ordering::Relaxed);
        self.counts_all = before.saturating_add(here) <= report.plan().counted_bytes();
        if !self.counts_all {
            report.count_no_more();
        }
        self.highest_hash = self.limits.highest_hash.load(Ordering::Relaxed);
        self.longest = None;
    }

    /// Whether every text has to be read.
    pub(super) fn counts_all(&self) -> bool {
        self.counts_all
    }

    /// Take note of a record whose text need not be read.
    #[inline]
    pub(super) fn note_unread(
        &mut self,
        length: usize,
        subject: Subject,
        report: &mut Report,
        file: &mut FileReport,
    ) {
        file.values += 1;
        file.value_bytes += length as u64;
        if self.longest.is_none_or(|(longest, _)| longest < length) {
            self.longest = Some((length, subject));
        }
        let Subject { start, place, hash, fates } = subject;
        if Sample::wants(hash, self.highest_hash) {
            let sample = &mut report.sample;
            sample.add(hash, place, length as u64, || Content::Here(start, fates));
            self.highest_hash = self.highest_hash.min(sample.highest());
        }
    }

    /// Take note of a record.
    #[inline]
    pub(super) fn note(
        &mut self,
        record: &Record<'_>,
        subject: Subject,
        plan: &Plan,
        report: &mut Report,
        file: &mut FileReport,
    ) {
        self.note_unread(record.line().len(), subject, report, file);
        if self.counts_all {
            let Subject { place, fates, .. } = subject;
            let counters = self.counter.get_or_insert_default().counters();
            let tokens = tokens::of_record(record, plan, fates, Way::CountWherePossible, counters);
            file.counted.add(&tokens, plan.lead(), place.line);
        }
    }

    /// Come to the end of the batch.
    pub(super) fn finish(&mut self, bytes: &[u8], plan: &Plan, report: &mut Report) {
        let line_at = |start: usize, length| bytes.get(start..start + length).unwrap_or_default();
        report.sample.leave_batch(|start, length, fates| {
            let length = usize::try_from(length).unwrap_or_default();
            self.content(line_at(start, length), plan, fates)
        });
        let known = self.limits.longest_line.load(Ordering::Relaxed);
        let Some((length, Subject { start, place, fates, .. })) = self.longest.take() else {
            return;
        };
        if length as u64 > known {
            let content = self.content(line_at(start, length), plan, fates);
            report.sample.add_longest(place, length as u64, content);
        }
    }

    /// What is known of a line that may be counted later.
    fn content(&mut self, line: &[u8], plan: &Plan, fates: Fates) -> Content {
        if line.len() <= LONG_LINE {
            return Content::of_line(line, fates);
        }
        let counter = self.counter.get_or_insert_default();
        let estimated = counter.count(line, plan, fates, Way::Estimate);
        Content::Known { estimated, counted: None }
    }
}
