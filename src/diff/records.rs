//! Which records of two versions are the same, and which are one that changed.

use std::collections::{HashMap, VecDeque};

use super::{Version, earlier};
use crate::record::{RecordHash, Topic};

/// What became of the records that are not the same in both versions, by their positions.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pairs {
    pub(super) added: Vec<usize>,
    pub(super) removed: Vec<usize>,
    /// Old and new, in the order of the new version.
    pub(super) changed: Vec<(usize, usize)>,
}

impl Pairs {
    pub(super) fn of(old: &Version, new: &Version) -> Self {
        let (only_old, only_new) = unmatched(old, new);
        let mut changed = Vec::new();
        let (mut removed, mut added) = (only_old.clone(), only_new.clone());
        by_topic(old, &mut removed, new, &mut added, &mut changed);
        by_neighbours((old, &only_old), &mut removed, (new, &only_new), &mut added, &mut changed);
        changed.sort_unstable_by_key(|(_, new)| *new);
        Self { added, removed, changed }
    }
}

/// The records that the other version has not, or not as often; of equal ones the last.
fn unmatched(old: &Version, new: &Version) -> (Vec<usize>, Vec<usize>) {
    let sorted = |version: &Version| {
        let mut records: Vec<usize> = (0..version.len()).collect();
        records.sort_unstable_by_key(|record| (version.hash(*record), *record));
        records
    };
    let (of_old, of_new) = (sorted(old), sorted(new));
    let (mut only_old, mut only_new) = (Vec::new(), Vec::new());
    let (mut at_old, mut at_new) = (0, 0);
    let order = |a: &usize, b: &usize| old.hash(*a).cmp(&new.hash(*b));
    loop {
        let (a, b) = (of_old.get(at_old), of_new.get(at_new));
        let Some(order) = earlier(a, b, order) else { break };
        if order.is_le() {
            at_old += 1;
            only_old.extend(a.filter(|_| order.is_ne()));
        }
        if order.is_ge() {
            at_new += 1;
            only_new.extend(b.filter(|_| order.is_ne()));
        }
    }
    only_old.sort_unstable();
    only_new.sort_unstable();
    (only_old, only_new)
}

/// Pair those that are about the same, in their order.
fn by_topic(
    old: &Version,
    removed: &mut Vec<usize>,
    new: &Version,
    added: &mut Vec<usize>,
    changed: &mut Vec<(usize, usize)>,
) {
    let mut about: HashMap<Topic, VecDeque<usize>> = HashMap::new();
    for record in removed.iter() {
        if let Some(topic) = old.topic(*record) {
            about.entry(topic).or_default().push_back(*record);
        }
    }
    let first = changed.len();
    added.retain(|record| {
        let same = new.topic(*record).and_then(|topic| about.get_mut(&topic)?.pop_front());
        changed.extend(same.map(|same| (same, *record)));
        same.is_none()
    });
    take_out(removed, changed[first..].iter().map(|(old, _)| *old));
}

/// The unchanged records before and after some that are not.
type Neighbours = (Option<RecordHash>, Option<RecordHash>);

/// Pair those that stand between the same neighbours, if there are as many on both sides.
fn by_neighbours(
    (old, only_old): (&Version, &[usize]),
    removed: &mut Vec<usize>,
    (new, only_new): (&Version, &[usize]),
    added: &mut Vec<usize>,
    changed: &mut Vec<(usize, usize)>,
) {
    let before = between(old, only_old, removed);
    let first = changed.len();
    for (neighbours, here) in between(new, only_new, added) {
        if let Some(there) = before.get(&neighbours).filter(|there| there.len() == here.len()) {
            changed.extend(there.iter().copied().zip(here));
        }
    }
    take_out(removed, changed[first..].iter().map(|(old, _)| *old));
    take_out(added, changed[first..].iter().map(|(_, new)| *new));
}

/// Of the records that are `left`, those that stand between the same unchanged neighbours. Where
/// there is no neighbour at all, nothing is known by its place.
fn between(version: &Version, only: &[usize], left: &[usize]) -> HashMap<Neighbours, Vec<usize>> {
    let mut between: HashMap<Neighbours, Vec<usize>> = HashMap::new();
    for gap in only.chunk_by(|a, b| a + 1 == *b) {
        let (Some(first), Some(last)) = (gap.first(), gap.last()) else { continue };
        let before = first.checked_sub(1).map(|record| version.hash(record));
        let after = (last + 1 < version.len()).then(|| version.hash(last + 1));
        let from = left.partition_point(|record| record < first);
        let to = left.partition_point(|record| record <= last);
        if from < to && (before, after) != (None, None) {
            between.entry((before, after)).or_default().extend(&left[from..to]);
        }
    }
    between
}

/// Take out the records that are one of a pair.
fn take_out(records: &mut Vec<usize>, paired: impl Iterator<Item = usize>) {
    let mut taken: Vec<usize> = paired.collect();
    taken.sort_unstable();
    records.retain(|record| taken.binary_search(record).is_err());
}
