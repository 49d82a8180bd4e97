//! How many tokens the pieces of a record come to at a target, and what its template writes around them.
//!
//! Nothing here knows of limits: what is asked of the numbers is in [`lengths`](super::lengths), in
//! [`breaches`](super::breaches) and in [`tokens`](mod@super::tokens).

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::super::measure::Measure;
use crate::record::{Format, Kind, Record, Role};
use crate::target::{Trained, Weighted};
use crate::tokens::Tokenizer;
use crate::tokens::estimate::{Confidence, Counters, Family};
use crate::tokens::near::{Count, NearCounter};
use crate::tokens::pieces::{Piece, Pieces, Sort};
use crate::tokens::template::{Shape, Template};

/// A record on the scales of a target.
pub(crate) struct Weighing<'w, 'r> {
    pub(super) record: &'w Record<'r>,
    pub(super) pieces: &'w Pieces,
    pub(super) measure: &'w Measure,
    pub(super) counter: &'w mut NearCounter,
}

/// A piece with its tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) piece: Piece,
    /// How many tokens are before it.
    pub(super) start: u64,
    pub(super) count: Count,
}

impl Placed {
    pub(super) const fn end(&self) -> u64 {
        self.start + self.count.tokens
    }
}

/// One sequence of the record, counted piece by piece.
pub(super) struct Counted {
    pub(super) pieces: Vec<Placed>,
    /// All together, with what the template writes around them.
    pub(super) whole: Count,
}

impl Weighing<'_, '_> {
    /// The texts of a sequence that the template writes, for an estimate.
    pub(super) fn counters(&self, sequence: &[Piece]) -> Counters {
        let mut counters = Counters::default();
        for piece in sequence.iter().filter(|piece| self.is_rendered(piece)) {
            self.estimate(piece, &mut counters);
        }
        counters
    }

    /// Between which numbers the tokens of texts are: with the tokenizer of the target, or with any
    /// if that is not known.
    pub(super) fn band(&self, counters: &Counters) -> RangeInclusive<u64> {
        let of = |family| counters.band(family, Confidence::AllBut2Of1000);
        if let Some(tokenizer) = self.measure.tokenizer {
            return of(tokenizer.family);
        }
        let bands = || Family::ALL.into_iter().map(of);
        let least = bands().map(|band| *band.start()).min().unwrap_or(0);
        least..=bands().map(|band| *band.end()).max().unwrap_or(u64::MAX)
    }

    /// No fewer tokens does any tokenizer make of a sequence.
    pub(super) fn least(&self, sequence: &[Piece]) -> u64 {
        *self.band(&self.counters(sequence)).start()
    }

    /// The tokenizer to count with. With a file any does.
    pub(super) fn tokenizer(&mut self) -> Option<Tokenizer> {
        let known = self.measure.tokenizer;
        known.or_else(|| self.counter.has_file().then(|| Family::Cl100k.into()))
    }

    pub(super) fn template(&self) -> Option<&'static Template> {
        self.measure.tokenizer.and_then(|tokenizer| tokenizer.template)
    }

    /// Whether the template writes the piece at all.
    pub(super) fn is_rendered(&self, piece: &Piece) -> bool {
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
    pub(super) fn overhead(&self, sequence: &[Piece], tools: Option<u64>) -> u64 {
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

    /// What the template writes around a message that is not the system's.
    pub(super) fn around_message(&self) -> u64 {
        let template = self.template().filter(|_| self.pieces.is_conversation);
        template.map_or(0, |template| u64::from(template.pair / 2))
    }

    /// Count a sequence piece by piece.
    pub(super) fn count(&mut self, sequence: &[Piece], tokenizer: Tokenizer) -> Counted {
        let counts = sequence.iter().map(|piece| {
            if self.is_rendered(piece) {
                self.counter.count(tokenizer, &self.record.text(piece.value))
            } else {
                Count::exact(0)
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
            Count::estimated(&counters, family)
        });
        self.lay_out(sequence, counts.collect())
    }

    /// Where the pieces of a sequence stand that have so many tokens.
    fn lay_out(&self, sequence: &[Piece], counts: Vec<Count>) -> Counted {
        let of_tools = sequence.iter().zip(&counts).filter(|(piece, _)| piece.sort == Sort::Tools);
        let tools = of_tools.map(|(_, count)| count.tokens).reduce(|sum, tokens| sum + tokens);
        // The words around tools and conversation come first, those around a message before its text.
        let messages = self.overhead(sequence, None);
        let around_tools =
            self.overhead(sequence, tools) - messages.min(self.overhead(sequence, tools));
        let each = self.around_message();
        let mut framed: u64 = 0;
        let mut last = None;
        for piece in sequence.iter().filter(|piece| piece.role != Role::System) {
            framed += if last.replace(piece.message) == Some(piece.message) { 0 } else { each };
        }
        let mut at =
            messages.saturating_sub(framed) + around_tools.saturating_sub(tools.unwrap_or(0));
        let mut last = None;
        let mut pieces = Vec::with_capacity(sequence.len());
        let mut texts = Count::exact(0);
        for (piece, count) in sequence.iter().zip(counts) {
            let is_new = last.replace(piece.message) != Some(piece.message);
            at += if is_new && piece.role != Role::System { each } else { 0 };
            pieces.push(Placed { piece: *piece, start: at, count });
            at += count.tokens;
            texts = texts.and(count);
        }
        Counted { pieces, whole: texts.with(at.saturating_sub(texts.tokens)) }
    }

    /// How many of the tokens between two places are trained.
    pub(super) fn trained(&self, counted: &Counted, from: u64, to: u64) -> u64 {
        let pieces = counted.pieces.iter().filter(|placed| self.is_trained(&placed.piece));
        pieces.map(|placed| placed.end().min(to).saturating_sub(placed.start.max(from))).sum()
    }

    /// Whether the target trains on a piece.
    pub(super) fn is_trained(&self, piece: &Piece) -> bool {
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
