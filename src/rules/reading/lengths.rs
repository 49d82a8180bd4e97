//! How long a record is in tokens at each target of the run, and what is left of it where it is cut.
//!
//! Nothing is counted that a bound decides: a text has no more tokens than bytes, and one. What may be
//! too long is estimated, and only what the estimate leaves open is counted, with the vocabularies that
//! are built in or with a file. What a finding says is always counted.

use std::borrow::Cow;

use super::super::Plan;
use super::super::measure::Measure;
use crate::record::{Format, Index, Kind, Record, Role};
use crate::target::{TargetSet, Trained, Weighted};
use crate::tokens::estimate::{Counters, Family};
use crate::tokens::near::{Certainty, Count, NearCounter};
use crate::tokens::pieces::{Piece, Pieces, Sort};
use crate::tokens::template::{Shape, Template};

/// Below the limit divided by this an estimate is believed to fit, and above its product not to.
const SURE: f64 = 1.4;

/// No tokenizer that is known makes fewer tokens of a text than this share of the least estimate.
const LEAST: f64 = 0.85;

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
    /// It is too long only if the count is off by as much as it may be.
    pub(crate) perhaps: bool,
}

impl Lengths {
    /// Those of a record. Its format decides whether it is trained as a pair.
    pub(crate) fn read(record: &Record<'_>, plan: &Plan, counter: &mut NearCounter) -> Self {
        let mut pieces: Option<Pieces> = None;
        let over = (0..plan.targets().len()).map(|target| {
            let measure = plan.measure(target, record.format())?;
            let pieces = pieces.get_or_insert_with(|| Pieces::of(record));
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

    /// The targets at which the record is too long if its count is a little off.
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
    counter: &mut NearCounter,
) -> Option<Cut> {
    let measure = plan.measure(target, record.format())?;
    let pieces = Pieces::of(record);
    Weighing { record, pieces: &pieces, measure, counter }.cut()
}

/// A record on the scales of a target.
pub(super) struct Weighing<'w, 'r> {
    pub(super) record: &'w Record<'r>,
    pub(super) pieces: &'w Pieces,
    pub(super) measure: &'w Measure,
    pub(super) counter: &'w mut NearCounter,
}

/// One sequence of the record, counted piece by piece.
pub(super) struct Counted {
    /// Of each piece: the piece, and the token at which it begins and ends.
    pieces: Vec<(Piece, u64, u64)>,
    pub(super) tokens: u64,
    certainty: Certainty,
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
            if counters.bounds().end() + overhead <= limit {
                continue;
            }
            if let Some(tokenizer) = self.measure.tokenizer {
                let estimate = counters.estimate(tokenizer.family) + overhead;
                if scaled(estimate, SURE) < limit {
                    continue;
                }
            }
            let Some(family) = self.family() else {
                lost += self.least(&sequence).saturating_sub(limit);
                let first = sequence.iter().position(|piece| self.is_trained(piece));
                let before = first.and_then(|first| sequence.get(..first)).unwrap_or_default();
                nothing_left |= self.least(before) > limit;
                continue;
            };
            let counted = self.count(&sequence, family);
            perhaps |= scaled(counted.tokens, off_by(counted.certainty)) > limit;
            if counted.tokens > limit {
                lost += counted.tokens - limit;
                nothing_left |= self.trained(&counted, 0, limit) == 0
                    && self.trained(&counted, limit, counted.tokens) > 0;
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
        let Some(family) = self.family() else {
            let least = sequences.iter().map(|sequence| self.least(sequence)).max();
            return at_least(least?, None);
        };
        let counted = sequences
            .iter()
            .map(|sequence| self.count(sequence, family))
            .max_by_key(|counted| counted.tokens)?;
        let last_answer = counted.pieces.iter().find(|(piece, ..)| piece.is_last_answer);
        let loses_answer = last_answer.is_some_and(|(_, start, _)| *start >= limit);
        let trained_lost = self.trained(&counted, limit, counted.tokens);
        let place = self.place(&counted, limit);
        let certainty = Some(counted.certainty);
        Some(Cut { tokens: counted.tokens, limit, certainty, trained_lost, loses_answer, place })
    }

    /// The texts of a sequence that the template writes, for an estimate.
    fn counters(&self, sequence: &[Piece]) -> Counters {
        let mut counters = Counters::default();
        for piece in sequence.iter().filter(|piece| self.is_rendered(piece)) {
            self.estimate(piece, &mut counters);
        }
        counters
    }

    /// No fewer tokens does any tokenizer make of a sequence.
    fn least(&self, sequence: &[Piece]) -> u64 {
        let counters = self.counters(sequence);
        let least = Family::ALL.iter().map(|family| counters.estimate(*family)).min();
        scaled(least.unwrap_or(0), LEAST)
    }

    /// Where the cut falls: the text, how many of its tokens are left, and how many of its bytes.
    fn place(&mut self, counted: &Counted, limit: u64) -> Option<(Index, u64, usize)> {
        let (piece, start, _) = counted.pieces.iter().find(|(_, _, end)| *end > limit)?;
        let family = self.family()?;
        if self.record.kind(piece.value) != Kind::String {
            return Some((piece.value, 0, 0));
        }
        let text = self.record.text(piece.value);
        let left = limit.saturating_sub(*start);
        Some((piece.value, left, self.counter.cut(family, &text, left)))
    }

    /// The family to count with. With a file any does.
    fn family(&mut self) -> Option<Family> {
        let known = self.measure.tokenizer.map(|tokenizer| tokenizer.family);
        known.or_else(|| self.counter.has_file().then_some(Family::Cl100k))
    }

    fn template(&self) -> Option<&'static Template> {
        self.measure.tokenizer.and_then(|tokenizer| tokenizer.template)
    }

    /// Whether the template writes the piece at all.
    fn is_rendered(&self, piece: &Piece) -> bool {
        let template = self.template();
        match piece.sort {
            Sort::Image => false,
            Sort::Tools => template.is_none_or(|template| template.tools.are_written()),
            Sort::Reasoning => {
                piece.is_last_answer || !template.is_some_and(|t| t.drops_earlier_thinking)
            }
            Sort::Text | Sort::Call => true,
        }
    }

    fn text(&self, piece: &Piece) -> Cow<'_, str> {
        self.record.text(piece.value)
    }

    fn estimate(&self, piece: &Piece, counters: &mut Counters) {
        if self.record.kind(piece.value) == Kind::String {
            counters.add_json_string(self.record.raw(piece.value));
        } else {
            counters.add(&self.text(piece));
        }
    }

    /// What the template adds to the texts of a sequence; tools are given in tokens of their JSON.
    fn overhead(&self, sequence: &[Piece], tools: Option<u64>) -> u64 {
        if !self.pieces.is_conversation {
            return 0;
        }
        let mut messages = 0;
        let mut last = None;
        for piece in sequence {
            let is_system = matches!(piece.role, Role::System | Role::Developer);
            if !is_system && last.replace(piece.message) != Some(piece.message) {
                messages += 1;
            }
        }
        let shape = Shape { messages, has_system: self.pieces.has_system, tools };
        self.template().map_or(0, |template| template.overhead(shape))
    }

    /// Count a sequence piece by piece.
    pub(super) fn count(&mut self, sequence: &[Piece], family: Family) -> Counted {
        let counts = sequence.iter().map(|piece| {
            if self.is_rendered(piece) {
                self.counter.count(family, &self.record.text(piece.value))
            } else {
                Count { tokens: 0, certainty: Certainty::Exact }
            }
        });
        let counts = counts.collect();
        self.lay_out(sequence, counts)
    }

    /// Estimate a sequence piece by piece.
    pub(super) fn estimated(&self, sequence: &[Piece], family: Family) -> Counted {
        let counts = sequence.iter().map(|piece| {
            let mut counters = Counters::default();
            if self.is_rendered(piece) {
                self.estimate(piece, &mut counters);
            }
            Count { tokens: counters.estimate(family), certainty: Certainty::Estimated }
        });
        self.lay_out(sequence, counts.collect())
    }

    /// Where the pieces of a sequence stand that have so many tokens.
    fn lay_out(&self, sequence: &[Piece], counts: Vec<Count>) -> Counted {
        let certainty = counts.iter().map(|count| count.certainty).max();
        let of_tools = sequence.iter().zip(&counts).filter(|(piece, _)| piece.sort == Sort::Tools);
        let tools = of_tools.map(|(_, count)| count.tokens).reduce(|sum, tokens| sum + tokens);
        // The words around tools and conversation come first, those around a message before its text.
        let messages = self.overhead(sequence, None);
        let around_tools =
            self.overhead(sequence, tools) - messages.min(self.overhead(sequence, tools));
        let each = if self.pieces.is_conversation {
            self.template().map_or(0, |template| u64::from(template.pair / 2))
        } else {
            0
        };
        let mut framed: u64 = 0;
        let mut last = None;
        for piece in sequence.iter().filter(|piece| piece.role != Role::System) {
            framed += if last.replace(piece.message) == Some(piece.message) { 0 } else { each };
        }
        let mut at =
            messages.saturating_sub(framed) + around_tools.saturating_sub(tools.unwrap_or(0));
        let mut last = None;
        let mut pieces = Vec::with_capacity(sequence.len());
        for (piece, count) in sequence.iter().zip(counts) {
            let is_new = last.replace(piece.message) != Some(piece.message);
            at += if is_new && piece.role != Role::System { each } else { 0 };
            pieces.push((*piece, at, at + count.tokens));
            at += count.tokens;
        }
        Counted { pieces, tokens: at, certainty: certainty.unwrap_or(Certainty::Exact) }
    }

    /// How many of the tokens between two places are trained.
    pub(super) fn trained(&self, counted: &Counted, from: u64, to: u64) -> u64 {
        let pieces = counted.pieces.iter().filter(|(piece, ..)| self.is_trained(piece));
        pieces.map(|(_, start, end)| (*end).min(to).saturating_sub((*start).max(from))).sum()
    }

    /// Whether the target trains on a piece.
    fn is_trained(&self, piece: &Piece) -> bool {
        if matches!(piece.sort, Sort::Tools | Sort::Image) {
            return false;
        }
        let Measure { trains, reasons, .. } = self.measure;
        let is_answer = piece.role == Role::Assistant;
        let by_role = match trains.of(self.pieces.has_tools, *reasons) {
            _ if self.record.format() == Format::Text => true,
            // Of a pair its two sides are trained, and of a prompt only what completes it.
            _ if !self.pieces.is_conversation => is_answer,
            Trained::All if !self.pieces.is_pair => true,
            Trained::LastAssistant => is_answer && piece.is_last_answer,
            _ => is_answer,
        };
        match trains.weights {
            Weighted::None => by_role,
            Weighted::Assistant if !is_answer => by_role,
            _ => piece.weight.unwrap_or(by_role),
        }
    }
}

/// By which factor the truth may be more than a count: it is in 95 of 100 texts.
const fn off_by(certainty: Certainty) -> f64 {
    match certainty {
        Certainty::Exact => 1.0,
        Certainty::Near => 1.01,
        Certainty::Estimated => 1.1,
    }
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Of an estimate.
fn scaled(tokens: u64, factor: f64) -> u64 {
    (tokens as f64 * factor) as u64
}
