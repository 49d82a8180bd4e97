//! Which findings of two versions are the same.

use super::records::Pairs;
use super::version::Note;
use super::{Version, earlier};
use crate::record::RecordHash;
use crate::rules::RuleId;
use crate::target::Level;

/// What a finding is known by in both versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Identity<'a> {
    rule: RuleId,
    level: Level,
    subject: Subject<'a>,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Subject<'a> {
    /// The file, or what its records have in common.
    File(Option<&'a str>),
    /// A record: what it said in the old version, if it was there.
    Record(RecordHash),
}

/// The findings that are only in the old version, and those that are only in the new one, by their
/// positions.
pub(super) fn compare(old: &Version, new: &Version, pairs: &Pairs) -> (Vec<usize>, Vec<usize>) {
    let said_before = |record: usize| {
        let pair = pairs.changed.binary_search_by_key(&record, |(_, new)| *new);
        pair.map_or_else(|_| new.hash(record), |at| old.hash(pairs.changed[at].0))
    };
    let of_old = Sorted::new(old, |record| old.hash(record));
    let of_new = Sorted::new(new, said_before);
    let (mut gone, mut appeared) = (Vec::new(), Vec::new());
    let (mut left_old, mut left_new) = (of_old.all.as_slice(), of_new.all.as_slice());
    loop {
        let next = earlier(left_old.first(), left_new.first(), |(a, _), (b, _)| a.cmp(b));
        let Some(order) = next else { break };
        let before = if order.is_le() { take(&mut left_old) } else { &[] };
        let after = if order.is_ge() { take(&mut left_new) } else { &[] };
        let (before, after) = other_places((old, before), (new, after));
        // What is left has moved within its record, as often as it is on both sides.
        let moved = before.len().min(after.len());
        gone.extend_from_slice(&before[moved..]);
        appeared.extend_from_slice(&after[moved..]);
    }
    gone.sort_unstable();
    appeared.sort_unstable();
    (gone, appeared)
}

/// The findings of a version in the order of what they are known by.
struct Sorted<'a> {
    all: Vec<(Identity<'a>, usize)>,
}

impl<'a> Sorted<'a> {
    fn new(version: &'a Version, hash: impl Fn(usize) -> RecordHash) -> Self {
        let identity = |note: &Note| {
            let record = version.subject(note).map(|record| Subject::Record(hash(record)));
            let subject = record.unwrap_or_else(|| Subject::File(version.path(note)));
            Identity { rule: note.rule, level: note.level, subject }
        };
        let notes = version.findings().iter().enumerate();
        let mut all: Vec<_> = notes.map(|(at, note)| (identity(note), at)).collect();
        all.sort_unstable_by(|(a, at_a), (b, at_b)| {
            a.cmp(b)
                .then_with(|| path(version, *at_a).cmp(&path(version, *at_b)))
                .then(at_a.cmp(at_b))
        });
        Self { all }
    }
}

/// Take the findings from the front that are known by the same.
fn take<'s, 'a>(left: &mut &'s [(Identity<'a>, usize)]) -> &'s [(Identity<'a>, usize)] {
    let same = left.first().map_or(0, |(first, _)| {
        left.iter().position(|(other, _)| other != first).unwrap_or(left.len())
    });
    let (taken, rest) = left.split_at(same);
    *left = rest;
    taken
}

/// Of findings that are known by the same, those at paths where the other side has none.
fn other_places(
    (old, before): (&Version, &[(Identity<'_>, usize)]),
    (new, after): (&Version, &[(Identity<'_>, usize)]),
) -> (Vec<usize>, Vec<usize>) {
    let (mut only_before, mut only_after) = (Vec::new(), Vec::new());
    let (mut before, mut after) = (before.iter().peekable(), after.iter().peekable());
    loop {
        let order = |(_, a): &&(_, usize), (_, b): &&(_, usize)| path(old, *a).cmp(&path(new, *b));
        let Some(order) = earlier(before.peek(), after.peek(), order) else {
            return (only_before, only_after);
        };
        let a = before.next_if(|_| order.is_le());
        let b = after.next_if(|_| order.is_ge());
        if order.is_ne() {
            only_before.extend(a.map(|(_, at)| *at));
            only_after.extend(b.map(|(_, at)| *at));
        }
    }
}

/// The path of a finding.
fn path(version: &Version, finding: usize) -> Option<&str> {
    version.path(version.findings().get(finding)?)
}
