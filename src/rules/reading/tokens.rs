//! How many tokens a record comes to at each target of the run, for the totals.
//!
//! Unlike [`Lengths`](super::Lengths) this is not about limits, and it is never left undecided: every
//! record is counted, or estimated, as a whole. Where no tokenizer is known a usual one stands in.

use serde::{Deserialize, Serialize};

use super::super::Plan;
use super::super::measure::Measure;
use super::weighing::{Counted, Weighing};
use crate::record::Record;
use crate::record::scan::{Scanned, Scanner};
use crate::record::shape::Shape;
use crate::target::{Fate, Fates};
use crate::tokens::near::{Count, NearCounters};
use crate::tokens::pieces::{Piece, Pieces};

/// What a record, or many of them, come to at one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[allow(clippy::struct_field_names)] // All of them are tokens, and one is the number of all.
pub(crate) struct Tokens {
    /// With what the template adds; of a preference pair both sides, each with what comes before.
    pub(crate) tokens: u64,
    /// Those of them that are trained on: not what is cut off, and none of a record that is left
    /// out or refused.
    pub(crate) trained: u64,
    /// How far off the tokens may be by how they were found, in thousandths of a token.
    pub(crate) doubt: u64,
}

impl Tokens {
    pub(crate) fn add(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.trained += other.trained;
        self.doubt = self.doubt.saturating_add(other.doubt);
    }
}

/// How tokens are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// With the vocabularies that are at hand, as well as they allow.
    Count,
    /// The same at the targets whose vocabulary is at hand, and by the bytes at the others.
    CountWherePossible,
    /// By the bytes.
    Estimate,
}

/// By target what a record comes to; nothing at one that does not judge.
///
/// `fates` is what becomes of the record by what it holds.
pub(crate) fn of_record(
    record: &Record<'_>,
    plan: &Plan,
    fates: Fates,
    way: Way,
    counters: &mut NearCounters,
) -> Vec<Tokens> {
    let pieces = Pieces::of(record);
    let sequences: Vec<Vec<Piece>> = pieces.sequences().map(|(_, pieces)| pieces).collect();
    // Nearly always all targets count alike.
    let mut known: Vec<(Measure, Vec<Counted>)> = Vec::new();
    let mut all = Vec::with_capacity(plan.targets().len());
    for target in 0..plan.targets().len() {
        let Some(scale) = plan.scale(target) else {
            all.push(Tokens::default());
            continue;
        };
        let limit = plan.measure(target, record.format()).map(|measure| measure.limit);
        let left = match fates.at(target) {
            Fate::Dropped | Fate::Refused => 0,
            Fate::Truncated => limit.unwrap_or(u64::MAX),
            Fate::Trains | Fate::Mistrained => u64::MAX,
        };
        if let Some(tokens) = pieces.tokenized {
            all.push(Tokens { tokens, trained: tokens.min(left), doubt: 0 });
            continue;
        }
        let tokenizer = scale.tokenizer_or_usual();
        let measure = Measure { tokenizer, ..scale.clone() };
        let counter = counters.with(measure.file.as_ref());
        let mut weighing = Weighing { record, pieces: &pieces, measure: &measure, counter };
        let mut found = known.iter().position(|(of, _)| of.counts_alike(&measure));
        if found.is_none()
            && let Some(tokenizer) = tokenizer
        {
            let counts = match way {
                Way::Count => true,
                Way::CountWherePossible => plan.counts_at(target),
                Way::Estimate => false,
            };
            let counted = sequences.iter().map(|sequence| {
                if counts {
                    weighing.count(sequence, tokenizer)
                } else {
                    weighing.estimated(sequence, tokenizer.family)
                }
            });
            let counted = counted.collect();
            known.push((measure.clone(), counted));
            found = Some(known.len() - 1);
        }
        let mut sum = Tokens::default();
        let sequences = found.and_then(|at| known.get(at)).map(|(_, counted)| counted);
        for counted in sequences.into_iter().flatten() {
            let trained = weighing.trained(counted, 0, left);
            let Count { tokens, doubt, .. } = counted.whole;
            sum.add(Tokens { tokens, trained, doubt });
        }
        all.push(sum);
    }
    all
}

/// Counts records that are at hand as lines.
#[derive(Debug, Default)]
pub(crate) struct LineCounter {
    scanner: Scanner,
    shape: Shape,
    counters: NearCounters,
}

impl LineCounter {
    /// What counts records that need not be read again.
    pub(crate) fn counters(&mut self) -> &mut NearCounters {
        &mut self.counters
    }

    /// By target what the record on a line comes to; nothing if it is none.
    pub(crate) fn count(
        &mut self,
        line: &[u8],
        plan: &Plan,
        fates: Fates,
        way: Way,
    ) -> Vec<Tokens> {
        let nothing = || vec![Tokens::default(); plan.targets().len()];
        if u32::try_from(line.len()).is_err() || simdutf8::basic::from_utf8(line).is_err() {
            return nothing();
        }
        self.scanner.start(line);
        if self.scanner.line(line, 0).0 != Scanned::Value {
            return nothing();
        }
        let Self { scanner, shape, counters } = self;
        shape.read(line, &scanner.tape);
        let record = Record::new(line, &scanner.tape, shape, scanner.facts, scanner.depth);
        of_record(&record, plan, fates, way, counters)
    }
}
