//! Where findings go while a batch of lines is checked.
//!
//! Every finding is counted; only the first of each rule become [`Finding`]s, with words. A rule
//! asks for one with [`Context::found`] and gets it only if it will be kept, so nothing is
//! formatted in vain.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::finding::column;
use super::reading::breaches::{Breach, LimitOfTokens};
use super::reading::lengths::{self, Cut};
use super::reading::order::{self, Others};
use super::reading::{Images, Lengths, Tools};
use super::silence::{Silenced, Subject};
use super::{Finding, Location, Plan, Related, Rule, RuleId, Snippet};
use crate::record::canonical::{Hasher, Outline};
use crate::record::mould::Filling;
use crate::record::{Facts, Format, Index, Record, RecordHash, Span, Tape};
use crate::target::{Fates, Level, TargetSet};
use crate::tokens::near::NearCounters;

/// Takes the findings of one batch.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    plan: &'a Plan,
    /// How many findings of each rule are kept.
    limit: usize,
    tally: RuleTally,
    kept: Vec<Finding>,
    /// By target: the tokens that are cut off.
    lost: Vec<u64>,
    here: Here,
    memory: Box<Memory>,
    /// What several rules read in the record at hand.
    views: Views,
    /// What the findings of a file as a whole are about, if somebody keeps any back.
    file: Subject,
    silenced: Silenced,
}

/// What a context works with, and the next one can go on to work with, on whatever thread.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Room to read arguments in.
    arguments: Tape,
    counters: NearCounters,
    hasher: Hasher,
}

/// What several rules read in a record, with the line it was read from.
#[derive(Debug, Default)]
struct Views {
    tools: (u64, Rc<Tools>),
    images: (u64, Rc<Images>),
    lengths: (u64, Rc<Lengths>),
    hash: (u64, RecordHash),
    subject: (u64, Rc<Subject>),
}

/// How many findings of each rule there are: errors and warnings. Only the rules that found
/// something are in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct RuleTally {
    /// By rule, in the order of the rules.
    counts: Vec<(RuleId, [u64; 2])>,
}

impl RuleTally {
    pub(crate) fn add(&mut self, rule: RuleId, level: Level, count: u64) {
        let of_level = match level {
            Level::Error => [count, 0],
            Level::Warning => [0, count],
            Level::Off => return,
        };
        self.add_both(rule, of_level);
    }

    fn add_both(&mut self, rule: RuleId, [errors, warnings]: [u64; 2]) {
        match self.counts.binary_search_by_key(&rule, |(rule, _)| *rule) {
            Ok(at) => {
                self.counts[at].1[0] += errors;
                self.counts[at].1[1] += warnings;
            }
            Err(at) => self.counts.insert(at, (rule, [errors, warnings])),
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (rule, counts) in &other.counts {
            self.add_both(*rule, *counts);
        }
    }

    /// The rules that found something: errors and warnings.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (RuleId, [u64; 2])> {
        self.counts.iter().copied()
    }

    pub(crate) fn of(&self, rule: RuleId) -> u64 {
        let at = self.counts.binary_search_by_key(&rule, |(rule, _)| *rule);
        at.map_or(0, |at| self.counts[at].1.iter().sum())
    }

    pub(crate) fn totals(&self) -> [u64; 2] {
        self.counts.iter().fold([0; 2], |sum, (_, count)| [sum[0] + count[0], sum[1] + count[1]])
    }
}

/// The line at hand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Here {
    /// Its number in the batch, from 1.
    pub(crate) line: u64,
    /// The number of its record in the batch, from 1; 0 if it has none.
    pub(crate) record: u64,
    /// Its offset in the batch.
    pub(crate) start: u64,
    /// The rule that looks at it.
    pub(crate) rule: Option<RuleId>,
    pub(crate) format: Format,
    /// The targets at which its findings count.
    pub(crate) targets: TargetSet,
    /// What becomes of the record.
    pub(crate) fates: Fates,
    /// How many findings of the record are kept.
    pub(crate) kept: usize,
    /// Whether a rule has found something in it that a target minds, be it told or not.
    pub(crate) is_faulty: bool,
    /// A place in the line whose column is known, so that the next one need not be counted from
    /// the start of the line: its offset and column.
    pub(crate) counted: (u32, u64),
}

/// How many findings of one record are kept at most: to describe a million of them that stand in
/// the same line would take hours, and nobody would read them. All are counted.
const KEPT_IN_A_RECORD: usize = 1000;

/// Where a finding is: a value, or some bytes of the line.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// A value or key of the record.
    Value(Index),
    /// Some bytes within a value.
    Within(Index, Span),
    /// Some bytes of the line.
    Bytes(Span),
}

impl From<Index> for Place {
    fn from(value: Index) -> Self {
        Self::Value(value)
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Bytes(span)
    }
}

impl<'a> Context<'a> {
    /// `file` is the name of the file that the batch is of, `memory` that of a batch before it: of
    /// many small files each is a batch.
    pub(crate) fn new(plan: &'a Plan, limit: usize, file: &str, memory: Box<Memory>) -> Self {
        Self {
            plan,
            limit,
            tally: RuleTally::default(),
            kept: Vec::new(),
            lost: Vec::new(),
            here: Here::default(),
            memory,
            views: Views::default(),
            file: if plan.options().silencer.is_idle() {
                Subject::default()
            } else {
                Subject::file(file)
            },
            silenced: Silenced::default(),
        }
    }

    /// What the run looks for.
    pub(crate) fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// The tools of the record at hand, read once for all rules.
    pub(crate) fn tools(&mut self, record: &Record<'_>) -> Rc<Tools> {
        let (line, tools) = &mut self.views.tools;
        if *line != self.here.line {
            *line = self.here.line;
            if Rc::strong_count(tools) > 1 {
                *tools = Rc::default();
            }
            if let Some(tools) = Rc::get_mut(tools) {
                tools.read(record);
            }
        }
        Rc::clone(tools)
    }

    /// What of the tools of the record at hand is not certainly in order.
    #[inline]
    pub(crate) fn doubts(&mut self, record: &Record<'_>) -> Facts {
        if !record.facts().contains(Facts::TOOLS) {
            return Facts::empty();
        }
        let tools = self.tools(record);
        order::doubts(record, &tools, &mut self.memory.arguments)
    }

    /// Whether the calls may have a fault in a record that is put together as another one, given the tools
    /// of that one and the strings that this one has instead.
    pub(crate) fn doubts_calls(
        &mut self,
        record: &Record<'_>,
        tools: &Tools,
        others: Others<'_>,
    ) -> bool {
        order::doubts_calls(record, tools, others, &mut self.memory.arguments)
    }

    /// The images of the record at hand, read once for all rules.
    pub(crate) fn images(&mut self, record: &Record<'_>) -> Rc<Images> {
        let (line, images) = &mut self.views.images;
        if *line != self.here.line {
            (*line, *images) = (self.here.line, Rc::new(Images::read(record)));
        }
        Rc::clone(images)
    }

    /// At which targets the record at hand is too long.
    pub(crate) fn lengths(&mut self, record: &Record<'_>) -> Rc<Lengths> {
        let Self { views: Views { lengths: (line, lengths), .. }, memory, .. } = self;
        let counters = &mut memory.counters;
        if *line != self.here.line {
            (*line, *lengths) =
                (self.here.line, Rc::new(Lengths::read(record, self.plan, counters)));
        }
        Rc::clone(lengths)
    }

    /// Take note of the tokens that some targets cut off the record at hand.
    pub(crate) fn lose(&mut self, lengths: &Lengths, targets: TargetSet) {
        self.lost.resize(self.plan.targets().len(), 0);
        for (target, lost) in self.lost.iter_mut().enumerate() {
            *lost += if targets.contains(target) { lengths.lost(target) } else { 0 };
        }
    }

    /// The tokens that each target cut off the records so far; empty if none did.
    pub(crate) fn take_lost(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.lost)
    }

    /// What a cut does to the record at hand, which is too long at a target.
    pub(crate) fn cut(&mut self, record: &Record<'_>, target: usize) -> Option<Cut> {
        lengths::cut(record, self.plan, target, &mut self.memory.counters)
    }

    /// Where the record at hand does not keep a limit.
    pub(crate) fn breaches(&mut self, limit: &LimitOfTokens, record: &Record<'_>) -> Vec<Breach> {
        limit.breaches(record, self.plan, &mut self.memory.counters)
    }

    /// Those of some targets at which a rule's finding in the record at hand counts.
    pub(crate) fn minding(&self, rule: &'static Rule, targets: TargetSet) -> TargetSet {
        let judgement =
            self.plan.judge(RuleId::of(rule), 0, self.here.format, targets.and(self.here.targets));
        TargetSet::of(|target| {
            judgement.effects.get(target).is_some_and(|effect| effect.default_level() != Level::Off)
        })
    }

    /// Count a defect of the rule that is being run, at every target; what is returned is to be
    /// given its words.
    pub(crate) fn found(
        &mut self,
        record: &Record<'_>,
        at: impl Into<Place>,
    ) -> Option<&mut Finding> {
        self.found_case(record, at, 0)
    }

    /// The same for one of the rule's cases.
    pub(crate) fn found_case(
        &mut self,
        record: &Record<'_>,
        at: impl Into<Place>,
        case: u8,
    ) -> Option<&mut Finding> {
        self.found_at(record, at, case, TargetSet::ALL)
    }

    /// The same at some of the targets: at the others it is none.
    pub(crate) fn found_at(
        &mut self,
        record: &Record<'_>,
        at: impl Into<Place>,
        case: u8,
        targets: TargetSet,
    ) -> Option<&mut Finding> {
        let rule = self.here.rule?;
        let targets = targets.and(self.here.targets);
        let place = at.into();
        let path = || match place {
            Place::Value(value) | Place::Within(value, _) => Some(record.path(value)),
            Place::Bytes(_) => None,
        };
        if !self.count(rule, case, targets, record.line(), Some(record), path) {
            return None;
        }
        let span = match place {
            Place::Value(value) => record.span(value),
            Place::Within(_, span) | Place::Bytes(span) => span,
        };
        Some(self.keep(rule, case, targets, record.line(), span, path()))
    }

    /// A defect at some of the targets that the user knows of and wants to keep: what becomes of
    /// the record is as it is, but nothing is said.
    pub(crate) fn pass_over(&mut self, targets: TargetSet) {
        if let Some(rule) = self.here.rule {
            let targets = targets.and(self.here.targets);
            let (level, fates) = self.plan.weigh(rule, 0, self.here.format, targets);
            self.here.is_faulty |= level != Level::Off || !fates.is_clean();
            self.here.fates = self.here.fates.worst(fates, self.plan.targets().len());
        }
    }

    /// The same at every target, with another place that belongs to the defect.
    pub(crate) fn found_beside(
        &mut self,
        record: &Record<'_>,
        at: impl Into<Place>,
        case: u8,
        other: Index,
        message: &str,
    ) -> Option<&mut Finding> {
        self.found_case(record, at, case)?;
        self.relate(record.line(), record.span(other), message.into());
        self.kept.last_mut()
    }

    /// Count a defect in the bytes of a line, found by the engine.
    pub(crate) fn found_bytes(
        &mut self,
        rule: RuleId,
        case: u8,
        line: &[u8],
        span: Span,
    ) -> Option<&mut Finding> {
        if !self.count(rule, case, TargetSet::ALL, line, None, || None) {
            return None;
        }
        Some(self.keep(rule, case, TargetSet::ALL, line, span, None))
    }

    /// Another place in the same line, to belong to a finding.
    pub(crate) fn related(
        &mut self,
        record: &Record<'_>,
        value: Index,
        message: String,
    ) -> Related {
        self.related_bytes(record.line(), record.span(value), message)
    }

    /// Let some bytes of the line belong to the finding that was kept last.
    pub(crate) fn relate(&mut self, line: &[u8], span: Span, message: String) {
        let related = self.related_bytes(line, span, message);
        if let Some(finding) = self.kept.last_mut() {
            finding.related.push(related);
        }
    }

    fn related_bytes(&mut self, line: &[u8], span: Span, message: String) -> Related {
        Related {
            message,
            location: self.locate(line, span),
            snippet: Some(Snippet::around(line, span.start as usize)),
        }
    }

    /// The hash of the record at hand, made once; a line that is not JSON is no [`Record`].
    #[inline]
    pub(crate) fn record_hash(&mut self, line: &[u8], record: Option<&Record<'_>>) -> RecordHash {
        let Self { views: Views { hash: (of_line, hash), .. }, memory, .. } = self;
        if *of_line != self.here.line {
            *of_line = self.here.line;
            *hash = match record {
                Some(record) => RecordHash(memory.hasher.hash(line, record.tape())),
                None => RecordHash::of_bytes(line),
            };
        }
        *hash
    }

    /// What the record at hand adds up to without some of its strings.
    pub(crate) fn outline(&mut self, line: &[u8], tape: &Tape, strings: &[Index]) -> Outline {
        self.memory.hasher.outline(line, tape, strings)
    }

    /// The hash of the record at hand, of which this is the outline, with the strings that it leaves out.
    #[inline]
    pub(crate) fn outlined_hash(
        &mut self,
        outline: &Outline,
        block: &[u8],
        strings: &[Filling],
    ) -> RecordHash {
        let hash = RecordHash(self.memory.hasher.fill(outline, block, strings));
        self.views.hash = (self.here.line, hash);
        hash
    }

    /// Tell the findings that were kept of the record at hand which record that is.
    pub(crate) fn identify(&mut self, line: &[u8], record: Option<&Record<'_>>) {
        if self.here.kept > 0 {
            let hash = self.record_hash(line, record);
            let first = self.kept.len() - self.here.kept;
            self.kept[first..].iter_mut().for_each(|finding| finding.record_hash = Some(hash));
        }
    }

    pub(crate) fn here(&mut self) -> &mut Here {
        &mut self.here
    }

    pub(crate) fn into_parts(self) -> (RuleTally, Vec<Finding>, Silenced, Box<Memory>) {
        (self.tally, self.kept, self.silenced, self.memory)
    }

    /// Count a defect, and say whether it is to be kept.
    fn count(
        &mut self,
        rule: RuleId,
        case: u8,
        targets: TargetSet,
        line: &[u8],
        record: Option<&Record<'_>>,
        path: impl FnOnce() -> Option<String>,
    ) -> bool {
        let (level, fates) = self.plan.weigh(rule, case, self.here.format, targets);
        if level == Level::Off {
            return false;
        }
        self.here.is_faulty = true;
        self.here.fates = self.here.fates.worst(fates, self.plan.targets().len());
        if self.is_silenced(rule, line, record, path) {
            return false;
        }
        let kept = self.tally.of(rule) < self.limit as u64 && self.here.kept < KEPT_IN_A_RECORD;
        self.here.kept += usize::from(kept);
        self.tally.add(rule, level, 1);
        kept
    }

    /// Whether the user does not want to hear of a finding.
    fn is_silenced(
        &mut self,
        rule: RuleId,
        line: &[u8],
        record: Option<&Record<'_>>,
        path: impl FnOnce() -> Option<String>,
    ) -> bool {
        let silencer = &self.plan.options().silencer;
        if silencer.is_idle() {
            return false;
        }
        let path = if silencer.wants_path(rule) { path() } else { None };
        let subject = self.subject(line, record);
        let subject = subject.as_deref().unwrap_or(&self.file);
        silencer.silences(rule, subject, path.as_deref(), 1, &mut self.silenced)
    }

    /// The record at hand, as it is known to the user; none outside of any record.
    fn subject(&mut self, line: &[u8], record: Option<&Record<'_>>) -> Option<Rc<Subject>> {
        if self.here.record == 0 {
            return None;
        }
        let hash = self.record_hash(line, record);
        let (of_line, subject) = &mut self.views.subject;
        if *of_line != self.here.line {
            (*of_line, *subject) = (self.here.line, Rc::new(Subject::record(hash, record)));
        }
        Some(Rc::clone(subject))
    }

    fn keep(
        &mut self,
        rule: RuleId,
        case: u8,
        targets: TargetSet,
        line: &[u8],
        span: Span,
        path: Option<String>,
    ) -> &mut Finding {
        let judgement = self.plan.judge(rule, case, self.here.format, targets);
        let location = self.locate(line, span);
        let finding = Finding {
            rule,
            case,
            format: self.here.format,
            level: judgement.level,
            effects: judgement.effects,
            location,
            path,
            message: String::new(),
            label: None,
            help: None,
            related: Vec::new(),
            snippet: Some(Snippet::around(line, span.start as usize)),
            record_hash: None,
        };
        let at = self.kept.len();
        self.kept.push(finding);
        &mut self.kept[at]
    }

    /// The column of an offset in the line at hand.
    fn column(&mut self, line: &[u8], offset: u32) -> u64 {
        let (known, known_column) = self.here.counted;
        let counted = if known_column > 0 && known <= offset {
            let between = line.get(known as usize..).unwrap_or_default();
            known_column + column(between, (offset - known) as usize) - 1
        } else {
            column(line, offset as usize)
        };
        self.here.counted = (offset, counted);
        counted
    }

    fn locate(&mut self, line: &[u8], span: Span) -> Location {
        let start = self.column(line, span.start);
        let within = line.get(span.start as usize..).unwrap_or_default();
        let end = start + column(within, span.len()) - 1;
        Location {
            file: 0,
            line: self.here.line,
            record: self.here.record,
            column: start,
            end_column: end,
            byte_start: self.here.start + u64::from(span.start),
            byte_end: self.here.start + u64::from(span.end),
            line_start: self.here.start,
        }
    }
}
