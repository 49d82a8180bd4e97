//! Which records were seen: by a hash of what they say, and where each came first.
//!
//! A batch only lists its records. When it is merged into the report before it, each is looked up
//! in the table; one that is already there is a duplicate. The table takes about 60 bytes a record,
//! in shards that grow one at a time, so that it is never copied as a whole. A large shard lies in a
//! file: the table is the one thing that grows with the dataset.
//!
//! Hashes lead to places at random, and each is a wait for the memory. So what is looked up is
//! small, eight bytes a record; what is known of the records stands beside it in their order.

use std::hint::black_box;

use serde::{Deserialize, Serialize};

use crate::input::Scratch;
use crate::record::{Format, RecordHash};
use crate::rules::{Location, Offset};
use crate::target::Fates;

/// Where a record is: the place of its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub(crate) struct RecordPlace {
    pub(crate) file: u32,
    pub(crate) start: u64,
    pub(crate) line: u64,
    pub(crate) record: u64,
    /// How much white space stands before it on its line.
    pub(crate) indent: u16,
}

impl RecordPlace {
    #[must_use]
    pub(crate) fn shifted(mut self, by: &Offset) -> Self {
        if self.file == 0 {
            self.start += by.bytes;
            self.line += by.lines;
            self.record += by.records;
        }
        self.file += by.file;
        self
    }

    /// The place as that of a finding: the record's opening bracket.
    pub(crate) fn location(self) -> Location {
        let mut location = Location::default();
        location.file = self.file;
        location.line = self.line;
        location.record = self.record;
        location.column = u64::from(self.indent) + 1;
        location.end_column = location.column + 1;
        location.byte_start = self.start;
        location.byte_end = self.start + 1;
        location.line_start = self.start - u64::from(self.indent);
        location
    }
}

/// A record that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Sighting {
    pub(crate) hash: RecordHash,
    pub(crate) place: RecordPlace,
    pub(crate) format: Format,
    pub(crate) fates: Fates,
}

/// A record that was seen before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeated {
    /// Where it is in the data that it comes from.
    pub(crate) here: RecordPlace,
    /// The same seen from the start of all data.
    pub(crate) sighting: Sighting,
    /// Where it was seen first.
    pub(crate) first: RecordPlace,
}

/// The records of a batch in their order, or the first of each of a whole dataset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sightings {
    /// Not looked up yet, in their order.
    listed: Vec<Entry>,
    shards: Vec<Shard>,
    /// The different fates there are: few, so that an entry holds a number.
    fates: Vec<Fates>,
}

const SHARDS: usize = 64;

impl Sightings {
    /// Note a record of a batch.
    #[inline]
    pub(crate) fn list(&mut self, sighting: Sighting) {
        let fates = self.fates_number(sighting.fates);
        if self.listed.is_empty() {
            // That is room for all of a small file.
            self.listed.reserve(16);
        }
        self.listed.push(Entry::pack(&sighting, fates));
    }

    /// Have the memory bring what will be needed to look up these records: many places at a time,
    /// where one look-up after the other would wait for each.
    fn fetch(&self, records: &Self) {
        for entry in &records.listed {
            if let Some(shard) = self.shards.get(entry.shard()) {
                shard.fetch(*entry);
            }
        }
    }

    /// The record seen first with this hash; if there is none, this one is.
    pub(crate) fn first(&mut self, sighting: &Sighting) -> Option<RecordPlace> {
        if self.shards.is_empty() {
            self.shards.resize_with(SHARDS, Shard::default);
        }
        let fates = self.fates_number(sighting.fates);
        let entry = Entry::pack(sighting, fates);
        let shard = &mut self.shards[entry.shard()];
        shard.find_or_insert(entry).map(|found| found.unpack(&self.fates).place)
    }

    /// Take in the records of what stands behind these; gives those that were seen before, in their
    /// order. With `skips` the first file of them is left out.
    pub(crate) fn take_in(
        &mut self,
        later: Self,
        offset: &Offset,
        skips: bool,
    ) -> impl Iterator<Item = Repeated> {
        self.fetch(&later);
        if self.shards.is_empty() {
            self.shards.resize_with(SHARDS, Shard::default);
        }
        let fates: Vec<u64> = later.fates.iter().map(|fates| self.fates_number(*fates)).collect();
        // Entries stay packed: hardly any of them is looked at.
        later.into_entries().filter_map(move |here| {
            if skips && here.file() == 0 {
                return None;
            }
            let entry = here.shifted(offset, &fates);
            let first = self.shards[entry.shard()].find_or_insert(entry)?.unpack(&self.fates);
            let (here, sighting) = (here.unpack(&[]).place, entry.unpack(&self.fates));
            Some(Repeated { here, sighting, first: first.place })
        })
    }

    /// All sightings in their order.
    pub(crate) fn into_ordered(mut self) -> impl Iterator<Item = Sighting> {
        let fates = std::mem::take(&mut self.fates);
        self.into_entries().map(move |entry| entry.unpack(&fates))
    }

    fn into_entries(self) -> impl Iterator<Item = Entry> {
        let Self { listed: mut all, shards, .. } = self;
        all.extend(shards.iter().flat_map(Shard::entries));
        if !shards.is_empty() {
            all.sort_unstable_by_key(|entry| entry.unpack(&[]).place);
        }
        all.into_iter()
    }

    fn fates_number(&mut self, fates: Fates) -> u64 {
        let number = self.fates.iter().position(|known| *known == fates).unwrap_or_else(|| {
            self.fates.push(fates);
            self.fates.len() - 1
        });
        number as u64
    }
}

/// Two lists of sightings are the same if they hold the same records.
impl PartialEq for Sightings {
    fn eq(&self, other: &Self) -> bool {
        self.clone().into_ordered().eq(other.clone().into_ordered())
    }
}

impl Eq for Sightings {}

/// An open-addressed table.
#[derive(Debug, Clone, Default)]
struct Shard {
    slots: Rows<8>,
    entries: Rows<BYTES>,
    /// How many entries there are.
    used: usize,
}

impl Shard {
    fn fetch(&self, entry: Entry) {
        if let Some(mask) = self.slots.len().checked_sub(1) {
            black_box(*self.slots.get(entry.slot(mask)));
        }
    }

    fn find_or_insert(&mut self, entry: Entry) -> Option<Entry> {
        if self.used == self.entries.len() {
            self.grow();
        }
        match self.find(entry) {
            Ok(position) => Some(self.entry(position)),
            Err(at) => {
                self.slots.set(at, Slot::new(entry, self.used).write());
                self.entries.set(self.used, entry.write());
                self.used += 1;
                None
            }
        }
    }

    /// The position of the entry with the same hash, or else the free slot for it.
    fn find(&self, entry: Entry) -> Result<usize, usize> {
        let mask = self.slots.len() - 1;
        let mut at = entry.slot(mask);
        loop {
            let slot = Slot::read(*self.slots.get(at));
            let Some(position) = slot.position() else { return Err(at) };
            if slot.may_be(entry) && self.entry(position).words[..2] == entry.words[..2] {
                return Ok(position);
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = Rows::new(size);
        let old = std::mem::replace(&mut self.entries, Rows::new(size / 4 * 3));
        for (position, bytes) in old.all().iter().enumerate().take(self.used) {
            let entry = Entry::read(bytes);
            if let Err(at) = self.find(entry) {
                self.slots.set(at, Slot::new(entry, position).write());
            }
            self.entries.set(position, *bytes);
        }
    }

    fn entry(&self, position: usize) -> Entry {
        Entry::read(self.entries.get(position))
    }

    fn entries(&self) -> impl Iterator<Item = Entry> {
        self.entries.all().iter().take(self.used).map(Entry::read)
    }
}

/// Where an entry is: half of the hash that the table is not addressed by, and one more than the
/// position (32 bits each). Zero is a free slot.
#[derive(Debug, Clone, Copy)]
struct Slot(u64);

impl Slot {
    fn new(entry: Entry, position: usize) -> Self {
        Self(entry.words[0] >> 32 << 32 | (position as u64 + 1) & 0xFFFF_FFFF)
    }

    fn read(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }

    fn write(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    fn position(self) -> Option<usize> {
        #[allow(clippy::cast_possible_truncation)] // The low half.
        (self.0 as u32 as usize).checked_sub(1)
    }

    fn may_be(self, entry: Entry) -> bool {
        self.0 >> 32 == entry.words[0] >> 32
    }
}

/// A row of so many bytes each.
#[derive(Debug)]
enum Rows<const N: usize> {
    Memory(Vec<[u8; N]>),
    File(Scratch),
}

/// From so many bytes on it lies in a file: the shards in memory take 32 MB at most.
const LARGE: usize = 256 << 10;

impl<const N: usize> Rows<N> {
    /// So many of zeroes.
    fn new(count: usize) -> Self {
        let bytes = count * N;
        let file = if bytes >= LARGE { Scratch::new(bytes) } else { None };
        file.map_or_else(|| Self::Memory(vec![[0; N]; count]), Self::File)
    }

    fn len(&self) -> usize {
        self.all().len()
    }

    fn get(&self, at: usize) -> &[u8; N] {
        &self.all()[at]
    }

    fn set(&mut self, at: usize, bytes: [u8; N]) {
        let rows = match self {
            Self::Memory(rows) => rows,
            Self::File(scratch) => scratch.as_chunks_mut::<N>().0,
        };
        rows[at] = bytes;
    }

    fn all(&self) -> &[[u8; N]] {
        match self {
            Self::Memory(rows) => rows,
            Self::File(scratch) => scratch.as_chunks::<N>().0,
        }
    }
}

impl<const N: usize> Default for Rows<N> {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl<const N: usize> Clone for Rows<N> {
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.len());
        for (at, bytes) in self.all().iter().enumerate() {
            copy.set(at, *bytes);
        }
        copy
    }
}

/// A sighting in 40 bytes: hash; start (48 bits) and fates (16); line (40) and file (24); record
/// (40), format (8) and indent (16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Entry {
    words: [u64; 5],
}

/// The size of an entry.
const BYTES: usize = 40;

impl Entry {
    /// The shard it belongs to.
    fn shard(&self) -> usize {
        (self.words[1] >> 58) as usize % SHARDS
    }

    /// Where it is looked for first among the slots of a shard. The lowest bit of a hash is always set.
    #[allow(clippy::cast_possible_truncation)] // Only the low bits are used.
    fn slot(&self, mask: usize) -> usize {
        (self.words[0] >> 1) as usize & mask
    }

    fn read(bytes: &[u8; BYTES]) -> Self {
        let mut words = [0; 5];
        for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        Self { words }
    }

    fn write(self) -> [u8; BYTES] {
        let mut bytes = [0; BYTES];
        for (bytes, word) in bytes.as_chunks_mut::<8>().0.iter_mut().zip(self.words) {
            *bytes = word.to_le_bytes();
        }
        bytes
    }

    fn pack(sighting: &Sighting, fates: u64) -> Self {
        let place = &sighting.place;
        #[allow(clippy::cast_possible_truncation)] // The two halves.
        let (low, high) = (sighting.hash.0 as u64, (sighting.hash.0 >> 64) as u64);
        Self {
            words: [
                low,
                high,
                place.start << 16 | fates & 0xFFFF,
                place.line << 24 | u64::from(place.file) & 0xFF_FFFF,
                place.record << 24 | (sighting.format as u64) << 16 | u64::from(place.indent),
            ],
        }
    }

    fn file(&self) -> u64 {
        self.words[3] & 0xFF_FFFF
    }

    /// The same record further back, where fates have other numbers.
    fn shifted(mut self, by: &Offset, fates: &[u64]) -> Self {
        if self.file() == 0 {
            self.words[2] = self.words[2].wrapping_add(by.bytes << 16);
            self.words[3] = self.words[3].wrapping_add(by.lines << 24);
            self.words[4] = self.words[4].wrapping_add(by.records << 24);
        }
        let file = self.file() + u64::from(by.file);
        self.words[3] = self.words[3] >> 24 << 24 | file & 0xFF_FFFF;
        let number = self.words[2] & 0xFFFF;
        let number = usize::try_from(number).ok().and_then(|at| fates.get(at)).copied();
        self.words[2] = self.words[2] >> 16 << 16 | number.unwrap_or_default() & 0xFFFF;
        self
    }

    #[allow(clippy::cast_possible_truncation)] // It is how the fields are taken apart.
    fn unpack(self, fates: &[Fates]) -> Sighting {
        let [low, high, start, line, record] = self.words;
        Sighting {
            hash: RecordHash(u128::from(high) << 64 | u128::from(low)),
            place: RecordPlace {
                file: line as u32 & 0xFF_FFFF,
                start: start >> 16,
                line: line >> 24,
                record: record >> 24,
                indent: record as u16,
            },
            format: Format::ALL.get((record >> 16) as usize & 0xFF).copied().unwrap_or_default(),
            fates: fates.get(start as usize & 0xFFFF).copied().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Fate;

    fn sighting(i: u64) -> Sighting {
        let mut fates = Fates::CLEAN;
        fates.worsen(usize::from(i.is_multiple_of(7)), Fate::ALL[(i % 5) as usize]);
        Sighting {
            hash: RecordHash(
                u128::from(i).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835) | 1,
            ),
            place: RecordPlace {
                file: 3,
                start: i * 1000 + 2,
                line: i + 1,
                record: i + 1,
                indent: 2,
            },
            format: Format::Instruction,
            fates,
        }
    }

    /// So many that shards come to lie in files.
    const MANY: u64 = 1_000_000;

    #[test]
    fn the_first_of_each_is_remembered() {
        let mut sightings = Sightings::default();
        for i in 0..MANY {
            assert_eq!(sightings.first(&sighting(i)), None);
        }
        for i in 0..MANY {
            let mut again = sighting(i);
            again.place.line += 77;
            assert_eq!(sightings.first(&again), Some(sighting(i).place));
        }
        let all: Vec<_> = sightings.into_ordered().collect();
        assert_eq!(all, (0..MANY).map(sighting).collect::<Vec<_>>());
    }

    #[test]
    fn lists_and_tables_of_the_same_records_are_equal() {
        let (mut list, mut table) = (Sightings::default(), Sightings::default());
        for i in 0..100 {
            list.list(sighting(i));
            table.first(&sighting(i));
        }
        assert_eq!(list, table);
        assert_eq!(list.into_ordered().nth(5).unwrap().place.location().line_start, 5000);
    }
}
