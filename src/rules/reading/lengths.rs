//! How long a record is in tokens at each target of the run, and what is left of it where it is cut.
//!
//! Nothing is counted that a bound decides: a text has no more tokens than bytes, and one. What may be
//! too long is estimated, and only what the estimate leaves open is counted, with the vocabularies that
//! are built in or with a file. What a finding says is always counted.

use super::super::Plan;
use super::weighing::{Counted, Placed, Weighing};
use crate::record::{Index, Kind, Record};
use crate::target::TargetSet;
use crate::tokens::near::{Certainty, Count, NearCounters};
use crate::tokens::pieces::{Piece, Pieces};

/// What is known of a record's length.
#[derive(Debug, Default)]
pub(crate) struct Lengths {
    /// By target: where the record is too long.
    over: Vec<Option<Over>>,
}

/// How a record is too long at a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Over {
    pub(crate) limit: u64,
    /// How many tokens are too many.
    pub(crate) lost: u64,
    /// Whether nothing that is trained is left when it is cut.
    pub(crate) nothing_left: bool,
    /// The limit is within what the count may be off by: it may fit, or not.
    pub(crate) perhaps: bool,
}

impl Lengths {
    /// Those of a record. Its format decides whether it is trained as a pair.
    pub(crate) fn read(record: &Record<'_>, plan: &Plan, counters: &mut NearCounters) -> Self {
        let mut pieces: Option<Pieces> = None;
        let over = (0..plan.targets().len()).map(|target| {
            let measure = plan.measure(target, record.format())?;
            let pieces = pieces.get_or_insert_with(|| Pieces::of(record));
            let counter = counters.with(measure.file.as_ref());
            Weighing { record, pieces, measure, counter }.over()
        });
        Self { over: over.collect() }
    }

    /// The targets at which the record is too long, in the given way.
    pub(crate) fn targets(&self, mut wanted: impl FnMut(usize, Over) -> bool) -> TargetSet {
        TargetSet::of(|target| {
            let over = self.over.get(target).copied().flatten();
            over.is_some_and(|over| !over.perhaps && wanted(target, over))
        })
    }

    /// The targets at which the record may be too long, or may fit.
    pub(crate) fn perhaps(&self) -> TargetSet {
        TargetSet::of(|target| {
            self.over.get(target).copied().flatten().is_some_and(|over| over.perhaps)
        })
    }

    /// How many tokens of the record are lost at a target where it is cut.
    pub(crate) fn lost(&self, target: usize) -> u64 {
        self.over.get(target).copied().flatten().map_or(0, |over| over.lost)
    }

    /// The one of some targets at which the record is cut first.
    pub(crate) fn strictest(&self, targets: TargetSet) -> Option<usize> {
        let over = self.over.iter().enumerate();
        let limits = over.filter_map(|(target, over)| Some((over.as_ref()?.limit, target)));
        limits.filter(|(_, target)| targets.contains(*target)).min().map(|(_, target)| target)
    }
}

/// What a cut does to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) tokens: u64,
    pub(crate) limit: u64,
    /// How sure the number is; nothing where no tokenizer is known, and it is the least there can be.
    pub(crate) certainty: Option<Certainty>,
    /// How many of the tokens that are lost would have been trained.
    pub(crate) trained_lost: u64,
    /// Whether the last answer is lost as a whole.
    pub(crate) loses_answer: bool,
    /// The text in which the cut falls, and the character of it after which it does.
    pub(crate) place: Option<(Index, u64, usize)>,
}

/// Everything about the cut of a record at a target where it is too long.
pub(crate) fn cut(
    record: &Record<'_>,
    plan: &Plan,
    target: usize,
    counters: &mut NearCounters,
) -> Option<Cut> {
    let measure = plan.measure(target, record.format())?;
    let pieces = Pieces::of(record);
    let counter = counters.with(measure.file.as_ref());
    Weighing { record, pieces: &pieces, measure, counter }.cut()
}

impl Weighing<'_, '_> {
    /// Whether the record is too long.
    fn over(mut self) -> Option<Over> {
        let limit = self.measure.limit;
        if let Some(tokens) = self.pieces.tokenized {
            let lost = tokens.saturating_sub(limit);
            let over = Over { limit, lost, nothing_left: false, perhaps: false };
            return (lost > 0).then_some(over);
        }
        let sequences: Vec<Vec<Piece>> =
            self.pieces.sequences().map(|(_, pieces)| pieces).collect();
        let (mut nothing_left, mut perhaps) = (false, false);
        // Of a pair both sides are cut.
        let mut lost = 0;
        for sequence in sequences {
            let counters = self.counters(&sequence);
            let overhead = self.overhead(&sequence, None);
            if counters.bounds().end() + overhead <= limit
                || self.band(&counters).end() + overhead <= limit
            {
                continue;
            }
            let Some(tokenizer) = self.tokenizer() else {
                lost += self.least(&sequence).saturating_sub(limit);
                let first = sequence.iter().position(|piece| self.is_trained(piece));
                let before = first.and_then(|first| sequence.get(..first)).unwrap_or_default();
                nothing_left |= self.least(before) > limit;
                continue;
            };
            let counted = self.count(&sequence, tokenizer);
            let Count { tokens, least, most, .. } = counted.whole;
            perhaps |= most > limit;
            if least > limit {
                lost += tokens - limit;
                nothing_left |= self.trained(&counted, 0, limit) == 0
                    && self.trained(&counted, limit, tokens) > 0;
            }
        }
        let over = Over { limit, lost, nothing_left, perhaps: lost == 0 };
        (lost > 0 || perhaps).then_some(over)
    }

    fn cut(mut self) -> Option<Cut> {
        let limit = self.measure.limit;
        let at_least = |tokens, certainty| {
            Some(Cut {
                tokens,
                limit,
                certainty,
                trained_lost: 0,
                loses_answer: false,
                place: None,
            })
        };
        if let Some(tokens) = self.pieces.tokenized {
            return at_least(tokens, Some(Certainty::Exact));
        }
        let sequences: Vec<Vec<Piece>> =
            self.pieces.sequences().map(|(_, pieces)| pieces).collect();
        let Some(tokenizer) = self.tokenizer() else {
            let least = sequences.iter().map(|sequence| self.least(sequence)).max();
            return at_least(least?, None);
        };
        let counted = sequences
            .iter()
            .map(|sequence| self.count(sequence, tokenizer))
            .max_by_key(|counted| counted.whole.tokens)?;
        let last_answer = counted.pieces.iter().find(|placed| placed.piece.is_last_answer);
        let loses_answer = last_answer.is_some_and(|placed| placed.start >= limit);
        let Count { tokens, certainty, .. } = counted.whole;
        let trained_lost = self.trained(&counted, limit, tokens);
        let place = self.place(&counted, limit);
        let certainty = Some(certainty);
        Some(Cut { tokens, limit, certainty, trained_lost, loses_answer, place })
    }

    /// Where the cut falls: the text, how many of its tokens are left, and how many of its bytes.
    fn place(&mut self, counted: &Counted, limit: u64) -> Option<(Index, u64, usize)> {
        let Placed { piece, start, .. } =
            counted.pieces.iter().find(|placed| placed.end() > limit)?;
        let tokenizer = self.tokenizer()?;
        if self.record.kind(piece.value) != Kind::String {
            return Some((piece.value, 0, 0));
        }
        let text = self.record.text(piece.value);
        let left = limit.saturating_sub(*start);
        Some((piece.value, left, self.counter.cut(tokenizer, &text, left)))
    }
}
