//! Some of the records, from which the tokens of all are told.
//!
//! To look at the text of every record would cost more than all the rest of a check. So the sample is
//! the records with the smallest hashes: which they are follows from the data alone, not from the
//! order or the thread in which parts of it are checked, and the sample of two parts is in the samples
//! of the parts. Equal records of a file are one entry that knows how many they are.
//!
//! A record that comes into the sample is often pushed out again, so its line is only put aside. It
//! is counted when nothing can push it out any more: see [`Sample::settle`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::RecordPlace;
use super::file::MOST;
use crate::record::RecordHash;
use crate::rules::reading::{LineCounter, Tokens, Way};
use crate::rules::{Offset, Plan};
use crate::target::Fates;

/// How many records are looked at: the first by their hashes, as many as the size allows.
#[derive(Debug, Clone, Copy)]
struct Share {
    /// So many in any case.
    least: usize,
    most: usize,
    /// And no more than are needed to make up so many bytes.
    bytes: u64,
}

/// The sample.
const SAMPLED: Share = Share { least: 64, most: 1024, bytes: 2 << 20 };

/// Those of the sample that are counted, to see how far off the estimate is. Counting costs twenty
/// times as much as estimating, so that more of them would be felt in a run of half a gigabyte.
const COUNTED: Share = Share { least: 32, most: 500, bytes: 640 << 10 };

/// The longest line that is put aside or counted; a longer one is estimated at once.
pub(crate) const LONG_LINE: usize = 256 << 10;

/// Records in the order of their hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    records: BTreeMap<Key, Sampled>,
    /// The bytes of their lines, copies aside.
    bytes: u64,
    /// The first of those with the longest line: few samples have it.
    longest: Option<LongestLine>,
}

/// The record with the longest line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct LongestLine {
    bytes: u64,
    place: RecordPlace,
    content: Content,
}

/// By what records are told apart. Copies that are spelled otherwise have another length, or count
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    hash: u64,
    file: u32,
    bytes: u64,
}

/// A record of the sample.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sampled {
    copies: u64,
    place: RecordPlace,
    content: Content,
}

/// What is known of the tokens of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing yet: where its line starts in the batch at hand, and what becomes of it.
    Here(usize, Fates),
    /// The same, with a copy of the line.
    Line(Box<[u8]>, Fates),
    /// By target.
    Known {
        estimated: Vec<Tokens>,
        /// With the vocabulary, if it was one of those to be counted.
        counted: Option<Vec<Tokens>>,
    },
}

/// A record of the sample as others see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'s> {
    pub(super) place: RecordPlace,
    /// The bytes of its line.
    pub(super) bytes: u64,
    pub(super) copies: u64,
    pub(super) estimated: &'s [Tokens],
    pub(super) counted: Option<&'s [Tokens]>,
}

/// A sample as it is stored: all is settled.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct StoredSample {
    records: Vec<StoredRecord>,
    longest: Option<StoredRecord>,
}

/// A record of the sample as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct StoredRecord {
    hash: u64,
    bytes: u64,
    copies: u64,
    place: RecordPlace,
    estimated: Vec<Tokens>,
    counted: Option<Vec<Tokens>>,
}

/// The part of a record's hash by which it is chosen.
#[allow(clippy::cast_possible_truncation)] // The upper half.
fn choosing(hash: RecordHash) -> u64 {
    (hash.0 >> 64) as u64
}

impl Sample {
    /// Whether a record could be one of the sample, given the highest hash that can.
    #[inline]
    pub(crate) fn wants(hash: RecordHash, highest: u64) -> bool {
        choosing(hash) <= highest
    }

    /// The highest hash that a record may have to come into the sample.
    pub(crate) fn highest(&self) -> u64 {
        match self.records.last_key_value() {
            Some((last, _)) if SAMPLED.is_full(self.records.len(), self.bytes) => last.hash,
            _ => u64::MAX,
        }
    }

    /// Add a record.
    pub(crate) fn add(
        &mut self,
        hash: RecordHash,
        place: RecordPlace,
        bytes: u64,
        content: impl FnOnce() -> Content,
    ) {
        let key = Key { hash: choosing(hash), file: place.file, bytes };
        if let Some(known) = self.records.get_mut(&key) {
            known.copies += 1;
        } else {
            self.insert(key, Sampled { copies: 1, place, content: content() });
        }
    }

    /// The length of the longest line.
    pub(crate) fn longest_line(&self) -> u64 {
        self.longest.as_ref().map_or(0, |longest| longest.bytes)
    }

    /// Take note of the longest of some lines, if it is longer than those before.
    pub(crate) fn add_longest(&mut self, place: RecordPlace, bytes: u64, content: Content) {
        if self.longest.as_ref().is_none_or(|longest| longest.bytes < bytes) {
            self.longest = Some(LongestLine { bytes, place, content });
        }
    }

    /// Replace what is only known by its place in a batch that is over, given that place, its length
    /// and what becomes of it. Most of what comes into a sample is pushed out again before that.
    pub(crate) fn leave_batch(&mut self, mut content: impl FnMut(usize, u64, Fates) -> Content) {
        for (key, record) in &mut self.records {
            if let Content::Here(start, fates) = record.content {
                record.content = content(start, key.bytes, fates);
            }
        }
    }

    fn insert(&mut self, key: Key, record: Sampled) {
        if let Some(known) = self.records.get_mut(&key) {
            known.copies = known.copies.saturating_add(record.copies);
            return;
        }
        self.records.insert(key, record);
        self.bytes += key.bytes;
        while let Some(last) = self.records.last_entry() {
            let before = self.bytes - last.key().bytes;
            let place = self.records.len() - 1;
            if SAMPLED.has(place, before) {
                break;
            }
            self.records.pop_last();
            self.bytes = before;
        }
    }

    /// Add the sample of what stands behind this one's data.
    pub(super) fn merge(&mut self, later: Self, offset: &Offset, skipped: bool) {
        for (key, mut record) in later.records {
            if skipped && key.file == 0 {
                continue;
            }
            record.place = record.place.shifted(offset);
            self.insert(Key { file: record.place.file, ..key }, record);
        }
        if let Some(LongestLine { bytes, place, content }) =
            later.longest.filter(|longest| !skipped || longest.place.file != 0)
        {
            self.add_longest(place.shifted(offset), bytes, content);
        }
    }

    /// Count and estimate what was put aside. `plan` is that of a file.
    pub(super) fn settle<'p>(&mut self, counts_some: bool, plan: impl Fn(u32) -> &'p Plan) {
        let mut counter = LineCounter::default();
        let mut before = 0;
        for (place, (key, record)) in self.records.iter_mut().enumerate() {
            let counts = counts_some && COUNTED.has(place, before);
            before += key.bytes;
            record.content.settle(plan(key.file), counts, &mut counter);
        }
        if let Some(LongestLine { place, content, .. }) = &mut self.longest {
            content.settle(plan(place.file), counts_some, &mut counter);
        }
    }

    /// Whether nothing is put aside.
    pub(super) fn is_settled(&self) -> bool {
        let longest = self.longest.iter().map(|longest| &longest.content);
        let mut all = self.records.values().map(|record| &record.content).chain(longest);
        all.all(|content| matches!(content, Content::Known { .. }))
    }

    /// The records. Those that were put aside are not among them.
    pub(super) fn seen(&self) -> impl Iterator<Item = Seen<'_>> {
        let mut before = 0;
        self.records.iter().enumerate().filter_map(move |(place, (key, record))| {
            let is_counted = COUNTED.has(place, before);
            before += key.bytes;
            let Content::Known { estimated, counted } = &record.content else { return None };
            Some(Seen {
                place: record.place,
                bytes: key.bytes,
                copies: record.copies,
                estimated,
                counted: counted.as_deref().filter(|_| is_counted),
            })
        })
    }

    /// The record with the longest line.
    pub(super) fn seen_longest(&self) -> Option<Seen<'_>> {
        let LongestLine { bytes, place, content } = self.longest.as_ref()?;
        let Content::Known { estimated, counted } = content else { return None };
        Some(Seen {
            place: *place,
            bytes: *bytes,
            copies: 1,
            estimated,
            counted: counted.as_deref(),
        })
    }

    /// What there is to be stored of a sample that is settled.
    pub(super) fn store(&self) -> StoredSample {
        let stored = |hash, record: Seen<'_>| StoredRecord {
            hash,
            bytes: record.bytes,
            copies: record.copies,
            place: record.place,
            estimated: record.estimated.to_vec(),
            counted: record.counted.map(<[Tokens]>::to_vec),
        };
        let records = self.records.keys().zip(self.seen());
        StoredSample {
            records: records.map(|(key, record)| stored(key.hash, record)).collect(),
            longest: self.seen_longest().map(|record| stored(0, record)),
        }
    }

    /// The sample that was stored; nothing if its numbers cannot be true.
    pub(super) fn restore(stored: StoredSample) -> Option<Self> {
        let StoredSample { records, longest } = stored;
        if !records.iter().chain(&longest).all(StoredRecord::is_sound) {
            return None;
        }
        let mut sample = Self::default();
        for StoredRecord { hash, bytes, copies, place, estimated, counted } in records {
            let content = Content::Known { estimated, counted };
            sample
                .insert(Key { hash, file: place.file, bytes }, Sampled { copies, place, content });
        }
        sample.longest =
            longest.map(|StoredRecord { bytes, place, estimated, counted, .. }| LongestLine {
                bytes,
                place,
                content: Content::Known { estimated, counted },
            });
        Some(sample)
    }
}

impl StoredRecord {
    /// Whether the numbers can be true.
    fn is_sound(&self) -> bool {
        let counts = self.estimated.iter().chain(self.counted.iter().flatten());
        let tokens = counts.flat_map(|tokens| [tokens.tokens, tokens.trained, tokens.doubt]);
        tokens.chain([self.bytes, self.copies]).all(|number| number <= MOST)
    }
}

impl Share {
    /// Whether the record is in the share that has so many records, and so many bytes, before it.
    const fn has(self, records: usize, bytes: u64) -> bool {
        records < self.least || (records < self.most && bytes < self.bytes)
    }

    /// Whether none can come behind so many.
    const fn is_full(self, records: usize, bytes: u64) -> bool {
        !self.has(records, bytes)
    }
}

impl Content {
    /// That of a line that is at hand.
    pub(crate) fn of_line(line: &[u8], fates: Fates) -> Self {
        Self::Line(line.into(), fates)
    }

    /// Count or estimate the line.
    pub(super) fn settle(&mut self, plan: &Plan, counts: bool, counter: &mut LineCounter) {
        let Self::Line(line, fates) = self else { return };
        let estimated = counter.count(line, plan, *fates, Way::Estimate);
        let counted = counts.then(|| counter.count(line, plan, *fates, Way::CountWherePossible));
        *self = Self::Known { estimated, counted };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn add(sample: &mut Sample, number: u64, line: u64) {
        // Some are short, some alone fill much of the sample.
        let bytes = if number.is_multiple_of(97) { 200_000 } else { 100 + number % 5000 };
        let hash = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
        let place = RecordPlace { line, ..RecordPlace::default() };
        let known = Tokens { tokens: number, trained: line, doubt: number % 100 };
        sample.add(RecordHash(hash), place, bytes, || Content::Known {
            estimated: vec![known],
            counted: Some(vec![known]),
        });
    }

    proptest! {
        #[test]
        fn the_samples_of_parts_make_the_sample_of_the_whole(
            records in 0_u64..6000,
            different in 1_u64..6000,
            cuts in prop::collection::vec(0_u64..6000, 0..4),
        ) {
            let mut whole = Sample::default();
            (0..records).for_each(|line| add(&mut whole, line % different, line));
            let mut cuts: Vec<u64> = cuts.into_iter().map(|cut| cut.min(records)).collect();
            cuts.push(records);
            cuts.sort_unstable();
            let (mut merged, mut start) = (Sample::default(), 0);
            for end in cuts {
                let mut part = Sample::default();
                (start..end).for_each(|line| add(&mut part, line % different, line - start));
                // What is told to others leaves out nothing that counts.
                let highest = merged.highest();
                part.records.retain(|key, _| key.hash <= highest);
                part.bytes = part.records.keys().map(|key| key.bytes).sum();
                merged.merge(part, &Offset { lines: start, ..Offset::default() }, false);
                start = end;
            }
            let seen = |sample: &Sample| {
                let seen = sample.seen().map(|record| {
                    let Seen { place, bytes, copies, estimated, counted } = record;
                    (place.line, bytes, copies, estimated[0].tokens, counted.is_some())
                });
                seen.collect::<Vec<_>>()
            };
            prop_assert_eq!(seen(&merged), seen(&whole));
            prop_assert!(whole.records.len() <= SAMPLED.most);
            let copies: u64 = seen(&whole).iter().map(|record| record.2).sum();
            prop_assert!(copies <= records && (whole.highest() < u64::MAX || copies == records));
        }
    }

    #[test]
    fn what_was_stored_is_read_back() {
        let mut sample = Sample::default();
        (0..3000).for_each(|line| add(&mut sample, line, line));
        let content = Content::Known { estimated: vec![Tokens::default()], counted: None };
        sample.add_longest(RecordPlace::default(), 7, content);
        let stored = serde_json::to_string(&sample.store()).unwrap();
        let mut restored = Sample::restore(serde_json::from_str(&stored).unwrap()).unwrap();
        // Those that are not to be counted are stored without their count.
        for record in sample.records.values_mut().chain(restored.records.values_mut()) {
            let Content::Known { counted, .. } = &mut record.content else { continue };
            *counted = None;
        }
        assert_eq!(restored, sample);
        let damaged = stored.replacen("\"copies\":1", "\"copies\":18446744073709551615", 1);
        assert!(Sample::restore(serde_json::from_str(&damaged).unwrap()).is_none());
    }
}
