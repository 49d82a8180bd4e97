//! Records that are judged without being read.
//!
//! Of the first record of each [mould](crate::record::mould) it is kept what it adds up to and what was
//! found in it. In the next ones that fit, only what their strings say can make a difference: whether they
//! are blank, what the searches find in them, and how the calls of tools fit what is defined. Where none of
//! that wakes a rule, all that is left to do is to hash the strings.

use super::batch::{Batch, Checker};
use super::gather::{Features, Gatherer};
use super::texts::Subject;
use crate::record::canonical::Outline;
use crate::record::mould::{Filling, Fit};
use crate::record::shape::{Shape, may_be_blank};
use crate::record::{Facts, Format, Record, RecordHash, Tape};
use crate::report::Sighting;
use crate::rules::reading::Tools;
use crate::rules::reading::order::Others;
use crate::target::Fates;

/// What is known of all records of a mould.
#[derive(Debug)]
pub(super) struct Known {
    format: Format,
    facts: Facts,
    outline: Outline,
    /// How much white space they start with.
    indent: u32,
    /// Whether the rules that mind how records are put together find nothing.
    is_sound: bool,
    /// Their tools, if these are defined without a fault.
    tools: Option<Box<KnownTools>>,
    /// What is gathered of them, if anything is.
    features: Option<Features>,
}

/// A record of a mould, with its tools: they are at the same places of the tape in all others.
#[derive(Debug)]
struct KnownTools {
    line: Box<[u8]>,
    tape: Tape,
    shape: Shape,
    tools: Tools,
}

/// A record is not kept that is longer.
const LONGEST_KEPT: usize = 1 << 14;

impl Checker {
    /// Whether all that there is to be done about a record has been done already, because it is put
    /// together like others in which nothing was found, and what its strings say makes no difference.
    /// `found` is what the searches have found in its line.
    pub(super) fn skim(
        &mut self,
        batch: &mut Batch<'_, '_>,
        fit: Fit,
        found: Facts,
        block: &[u8],
        at: usize,
        start: usize,
    ) -> bool {
        let line = &block[at..fit.end];
        if !self.skims || self.texts.counts_all() || line.len() > self.surely_fits {
            return false;
        }
        let Some((mould, Some(known), fillings)) = self.moulds.fitted(fit) else { return false };
        let (_, wakes) = self.plan.checks();
        let waking = if known.is_sound { self.plan.wakes_by_text() } else { wakes };
        let may_be_blank = |filling: &Filling| may_be_blank(filling.of(block));
        let mut has_to_be_read = found.intersects(wakes)
            || known.facts.intersects(waking)
            || fillings.iter().any(may_be_blank);
        if !has_to_be_read
            && known.facts.contains(Facts::TOOLS)
            && wakes.intersects(Facts::DOUBTFUL_TOOLS)
        {
            has_to_be_read = known.tools.as_ref().is_none_or(|known| {
                let KnownTools { line, tape, shape, tools } = &**known;
                let record = Record::new(line, tape, shape, Facts::empty(), 0);
                let others = Others { strings: mould.strings(), fillings, block };
                batch.context.doubts_calls(&record, tools, others)
            });
        }
        // It is the same whether the record is read or not. Where nobody looks for duplicates, it only has
        // to be its own.
        let outline = |batch: &mut Batch<'_, '_>| {
            batch.context.outlined_hash(&known.outline, block, fillings)
        };
        let outlined = self.find_duplicates.then(|| outline(batch));
        if !has_to_be_read
            && let Some(gatherer) = &mut self.gatherer
            && let Some(features) = known.features
        {
            has_to_be_read = !gatherer.note_alike(known.format, features);
        }
        if has_to_be_read {
            return false;
        }
        let hash = outlined.unwrap_or_else(|| RecordHash::of_bytes(line));
        let first = (self.find_mixed_formats && batch.may_be_mixed(known.format, self.limit))
            .then(|| outlined.unwrap_or_else(|| outline(batch)));
        let start = start + at;
        let place = batch.place(start, known.indent);
        let subject = Subject { start, place, hash, fates: Fates::CLEAN };
        self.texts.note_unread(line.len(), subject, batch.report, &mut batch.file);
        if self.find_duplicates {
            batch.report.list(Sighting { hash, place, format: known.format, fates: Fates::CLEAN });
        }
        batch.count(known.format, Fates::CLEAN);
        if let Some(hash) = first {
            batch.note_first(known.format, line, place, hash);
        }
        true
    }

    /// Tell what is known of all records like the one at hand, if nobody has: what its keys and roles say,
    /// and what it adds up to.
    pub(super) fn tell(
        &mut self,
        batch: &mut Batch<'_, '_>,
        fit: Fit,
        line: &[u8],
        is_sound: bool,
    ) {
        let Self { scanner, moulds, shape, .. } = self;
        let Some((mould, None, _)) = moulds.fitted(fit) else { return };
        // Every string is asked whether it is blank.
        let facts = shape.facts - Facts::EMPTY_CONTENT;
        let record = Record::new(line, &scanner.tape, shape, facts, scanner.depth);
        let tools = facts.contains(Facts::TOOLS).then(|| {
            let doubts = batch.context.doubts(&record);
            let mut tools = Tools::default();
            tools.read(&record);
            let are_defined = !doubts.contains(Facts::DOUBTFUL_DEFINITIONS);
            (are_defined && line.len() <= LONGEST_KEPT).then(|| {
                let (line, tape) = (line.into(), scanner.tape.clone());
                Box::new(KnownTools { line, tape, shape: shape.clone(), tools })
            })
        });
        let known = Known {
            format: shape.format,
            facts,
            outline: batch.context.outline(line, &scanner.tape, mould.strings()),
            indent: scanner.tape.token(0).span().start,
            is_sound,
            tools: tools.flatten(),
            features: Gatherer::alike(&record),
        };
        moulds.tell(fit, known);
    }
}
