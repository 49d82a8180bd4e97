//! How many tokens a record comes to at each target of the run, for the totals.
//!
//! Unlike [`Lengths`](super::Lengths) this is not about limits, and it is never left undecided: every
//! record is counted, or estimated, as a whole. Where no tokenizer is known a usual one stands in.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::Plan;
use super::super::measure::Measure;
use super::lengths::{Counted, Weighing};
use crate::record::Record;
use crate::record::scan::{Scanned, Scanner};
use crate::record::shape::Shape;
use crate::target::{Fate, Fates};
use crate::tokens::Tokenizer;
use crate::tokens::file::LazyFile;
use crate::tokens::near::NearCounter;
use crate::tokens::pieces::{Piece, Pieces};

/// What a record, or many of them, come to at one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Tokens {
    /// With what the template adds; of a preference pair both sides, each with what comes before.
    pub(crate) tokens: u64,
    /// Those of them that are trained on: not what is cut off, and none of a record that is left
    /// out or refused.
    pub(crate) trained: u64,
}

impl Tokens {
    pub(crate) fn add(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.trained += other.trained;
    }
}

/// How tokens are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// With the vocabularies that are built in, as well as they allow.
    Count,
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
    counter: &mut NearCounter,
) -> Vec<Tokens> {
    let pieces = Pieces::of(record);
    let sequences: Vec<Vec<Piece>> = pieces.sequences().map(|(_, pieces)| pieces).collect();
    // Nearly always all targets count alike.
    let mut known: Vec<(Option<Tokenizer>, Vec<Counted>)> = Vec::new();
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
            all.push(Tokens { tokens, trained: tokens.min(left) });
            continue;
        }
        let tokenizer = scale.tokenizer_or_usual();
        let measure = Measure { tokenizer, ..scale.clone() };
        let mut weighing = Weighing { record, pieces: &pieces, measure: &measure, counter };
        let mut found = known.iter().position(|(of, _)| *of == tokenizer);
        if found.is_none()
            && let Some(family) = tokenizer.map(|tokenizer| tokenizer.family)
        {
            let counted = sequences.iter().map(|sequence| match way {
                Way::Count => weighing.count(sequence, family),
                Way::Estimate => weighing.estimated(sequence, family),
            });
            let counted = counted.collect();
            known.push((tokenizer, counted));
            found = Some(known.len() - 1);
        }
        let mut sum = Tokens::default();
        let sequences = found.and_then(|at| known.get(at)).map(|(_, counted)| counted);
        for counted in sequences.into_iter().flatten() {
            let trained = weighing.trained(counted, 0, left);
            sum.add(Tokens { tokens: counted.tokens, trained });
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
    /// What counts, and the model's own tokenizer with which it does.
    near: Option<(Option<Arc<LazyFile>>, NearCounter)>,
}

impl LineCounter {
    /// What counts the records of a plan.
    pub(crate) fn near(&mut self, plan: &Plan) -> &mut NearCounter {
        near(&mut self.near, plan)
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
        let Self { scanner, shape, near: counter } = self;
        shape.read(line, &scanner.tape);
        let record = Record::new(line, &scanner.tape, shape, scanner.facts, scanner.depth);
        of_record(&record, plan, fates, way, near(counter, plan))
    }
}

/// The counter, made anew if it counts with another file than the plan says.
fn near<'c>(
    counter: &'c mut Option<(Option<Arc<LazyFile>>, NearCounter)>,
    plan: &Plan,
) -> &'c mut NearCounter {
    let file = plan.tokenizer_file();
    let is_same = |of: &Option<Arc<LazyFile>>| match (of, file) {
        (Some(of), Some(file)) => Arc::ptr_eq(of, file),
        (None, None) => true,
        _ => false,
    };
    let counter = &mut *counter;
    if !counter.as_ref().is_some_and(|(of, _)| is_same(of)) {
        *counter = None;
    }
    &mut counter.get_or_insert_with(|| (file.cloned(), plan.counter())).1
}
