//! A batch of whole lines becomes a report of its own.
//!
//! In come bytes; out goes a [`Report`] whose lines and offsets count from the batch's start. What
//! stands before the batch does not matter here: merging sees to that. So batches can be checked
//! in any order, on any thread, and on any machine.

use std::sync::Arc;

use super::blocks::{BLOCK, Block, Blocks};
use super::gather::Gatherer;
use super::head;
use super::searches::Searches;
use super::show::Entry;
use super::skim::Known;
use super::texts::{Limits, Subject, Texts};
use crate::input::Compression;
use crate::record::mould::{Fit, Moulds};
use crate::record::scan::{Scanned, Scanner};
use crate::record::shape::Shape;
use crate::record::{Facts, Format, Record, RecordHash, Topic};
use crate::report::{FileReport, FirstRecord, RecordPlace, Report, Sighting};
use crate::rules::dataset::{duplicate_record, mixed_formats};
use crate::rules::{Context, Memory, Plan, RuleId, RuleTally, Silenced, Snippet, syntax};
use crate::target::{Fates, TargetSet};

/// Checks batches, and keeps its memory between them.
#[derive(Debug)]
pub(crate) struct Checker {
    /// The plan of the run.
    run: Arc<Plan>,
    /// The profile of the files that are checked.
    profile: u16,
    /// What is looked for in them.
    pub(super) plan: Arc<Plan>,
    /// How many findings of each rule are kept of a batch.
    pub(super) limit: usize,
    pub(super) find_duplicates: bool,
    pub(super) find_mixed_formats: bool,
    /// Whether a record in which nothing can be found need not be read: nobody gathers what its strings
    /// say, and no records are listed.
    pub(super) skims: bool,
    /// The length in bytes up to which a line has not too many tokens for any target.
    pub(super) surely_fits: usize,
    /// A record with as many messages has not too few tokens for any target.
    surely_enough: usize,
    searches: Searches,
    pub(super) gatherer: Option<Gatherer>,
    pub(super) texts: Texts,
    pub(super) scanner: Scanner,
    /// How the lines so far are put together.
    pub(super) moulds: Moulds<Known>,
    pub(super) shape: Shape,
    /// What the last batch was worked on with.
    memory: Option<Box<Memory>>,
    /// The records of the last batch, if somebody wants to see them.
    entries: Option<Vec<Entry>>,
}

/// Which bytes of a file a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    /// It starts where the file starts.
    pub(crate) first: bool,
    /// It ends where the file ends.
    pub(crate) last: bool,
    /// Its name is that of a file.
    pub(crate) is_file: bool,
    /// The file is compressed, and its name does not say so.
    pub(crate) misnamed: Option<Compression>,
}

impl Checker {
    pub(crate) fn new(run: Arc<Plan>, limit: usize) -> Self {
        Self::for_profile(run, 0, limit)
    }

    /// A checker for files of a profile of the run.
    pub(crate) fn for_profile(run: Arc<Plan>, profile: u16, limit: usize) -> Self {
        let plan = run.profile(profile);
        let looks_for = |rule| plan.looks_for(RuleId::of(rule));
        let gatherer = Gatherer::new(&plan);
        Self {
            find_duplicates: looks_for(&duplicate_record::RULE),
            find_mixed_formats: looks_for(&mixed_formats::RULE),
            skims: !gatherer.as_ref().is_some_and(Gatherer::reads_all),
            surely_fits: plan.surely_fits(),
            surely_enough: plan.surely_enough(),
            searches: Searches::new(&plan),
            gatherer,
            texts: Texts::default(),
            plan,
            run,
            profile,
            limit,
            scanner: Scanner::default(),
            moulds: Moulds::default(),
            shape: Shape::default(),
            memory: None,
            entries: None,
        }
    }

    /// The same that knows what others that check parts of the same data have come to.
    pub(super) fn beside(mut self, limits: &Arc<Limits>) -> Self {
        self.texts = Texts::new(Arc::clone(limits));
        self
    }

    /// The same that reads every record.
    #[cfg(any(test, fuzzing))]
    pub(super) fn reading_all(mut self) -> Self {
        self.moulds.stop();
        self
    }

    /// The same that lists every record, too.
    pub(crate) fn listing(mut self) -> Self {
        self.entries = Some(Vec::new());
        self.skims = false;
        self
    }

    /// The records of the last batch, if they are listed.
    pub(super) fn take_entries(&mut self) -> Vec<Entry> {
        self.entries.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Check a batch of whole lines of the file called `name`.
    pub(crate) fn check(&mut self, name: &str, bytes: &[u8], part: Part) -> Report {
        let plan = Arc::clone(&self.plan);
        let mut report = Report::new(Arc::clone(&self.run), self.limit);
        self.texts.start(bytes, &mut report);
        let memory = self.memory.take().unwrap_or_default();
        let mut batch = Batch {
            context: Context::new(&plan, self.limit, name, memory),
            report: &mut report,
            file: FileReport {
                name: name.to_owned(),
                profile: self.profile,
                bytes: bytes.len() as u64,
                continued: !part.first,
                is_file: part.is_file,
                ..FileReport::default()
            },
        };
        let start = if part.first {
            let is_dataset = begins_with_record(&mut self.scanner, bytes);
            head::look(&mut batch, bytes, is_dataset, part.last, part.misnamed)
        } else {
            Some(0)
        };
        if let Some(start) = start {
            let mut blocks = Blocks::of(bytes, start);
            while let Some(block) = blocks.next(&mut self.scanner) {
                self.block(&mut batch, block);
            }
        } else {
            batch.file.lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
        }
        if let Some(gatherer) = &mut self.gatherer {
            gatherer.finish(&mut batch.file);
        }
        self.memory = Some(batch.finish());
        self.texts.finish(bytes, &plan, &mut report);
        report
    }

    /// The report of a batch whose file turned out to be no dataset: only how much there is.
    pub(crate) fn skip(&self, name: &str, bytes: &[u8]) -> Report {
        let mut report = Report::new(Arc::clone(&self.run), self.limit);
        let file = FileReport {
            name: name.to_owned(),
            profile: self.profile,
            bytes: bytes.len() as u64,
            lines: memchr::memchr_iter(b'\n', bytes).count() as u64,
            continued: true,
            ..FileReport::default()
        };
        report.fill(file, RuleTally::default(), &[], Silenced::default());
        report
    }

    /// Check the lines of a block.
    fn block(&mut self, batch: &mut Batch<'_, '_>, block: Block<'_>) {
        let Block { start, lines: block, spelling } = block;
        let Some(spelling) = spelling else {
            batch.next_line(start, true);
            syntax::oversized_line::found(&mut batch.context, block);
            let fates = batch.context.here().fates;
            batch.count(Format::Unknown, fates);
            if let Some(entries) = &mut self.entries {
                entries.extend(batch.entry(block.strip_suffix(b"\n").unwrap_or(block), None));
            }
            return;
        };
        let is_utf8 = self.scanner.is_utf8(block);
        let in_block = self.searches.in_block(block, spelling);
        let mut at = 0;
        while at < block.len() {
            // Bad bytes can make a line of what the scanner took for something else.
            let fit = if is_utf8 { self.moulds.fit(&mut self.scanner, block, at) } else { None };
            let (scanned, line_end) = match fit {
                Some(fit) => (Scanned::Value, fit.end),
                None => self.scanner.line(block, at),
            };
            let mut line_end = line_end;
            let mut readable = true;
            if !is_utf8 {
                let rest = &block[at..];
                line_end = memchr::memchr(b'\n', rest).map_or(block.len(), |newline| at + newline);
                readable = simdutf8::basic::from_utf8(&block[at..line_end]).is_ok();
            }
            let line = &block[at..line_end];
            batch.next_line(start + at, scanned != Scanned::Blank || !readable);
            let found = self.searches.in_line(line, in_block, spelling);
            if let Some(fit) = fit {
                if self.skim(batch, fit, found, block, at, start) {
                    at = line_end + 1;
                    continue;
                }
                self.moulds.pour(fit, at, &mut self.scanner);
            } else if is_utf8 && scanned == Scanned::Value {
                self.moulds.learn(&self.scanner, block, at, line_end);
            }
            self.scanner.facts |= found;
            let mut topic = None;
            match scanned {
                Scanned::Value if readable => topic = self.value(batch, line, start + at, fit),
                Scanned::Blank if readable => syntax::blank_line::found(&mut batch.context, line),
                _ => {
                    syntax::broken_line(&mut batch.context, line);
                    batch.context.identify(line, None);
                    let fates = batch.context.here().fates;
                    batch.count(Format::Unknown, fates);
                }
            }
            if let Some(entries) = &mut self.entries {
                entries.extend(batch.entry(line, topic));
            }
            at = line_end + 1;
        }
    }

    /// Check the record that was just scanned, or that fits a mould. If records are listed, what it is
    /// about is given back.
    fn value(
        &mut self,
        batch: &mut Batch<'_, '_>,
        line: &[u8],
        start: usize,
        fit: Option<Fit>,
    ) -> Option<Topic> {
        let found = self.scanner.facts;
        let tape = &self.scanner.tape;
        self.shape.read(line, tape);
        let format = self.shape.format;
        let accepting = self.plan.accepting(format);
        if accepting != TargetSet::ALL {
            self.shape.facts |= Facts::UNACCEPTED_FORMAT;
        }
        if self.shape.messages_together() < self.surely_enough {
            self.shape.facts |= Facts::SHORT;
        }
        let long = if line.len() > self.surely_fits { Facts::LONG } else { Facts::empty() };
        let record = Record::new(line, tape, &self.shape, found | long, self.scanner.depth);
        let (checks, wakes) = self.plan.checks();
        batch.context.here().format = format;
        let mut facts = record.facts();
        if wakes.intersects(Facts::DOUBTFUL_TOOLS) {
            facts |= batch.context.doubts(&record);
        }
        // Whether this is so of all records that are put together alike.
        let mut is_sound = true;
        if facts.intersects(wakes) {
            for check in checks {
                if facts.intersects(check.wakes) {
                    let here = batch.context.here();
                    here.rule = Some(check.rule);
                    here.targets = if check.any_format { TargetSet::ALL } else { accepting };
                    here.is_faulty = false;
                    (check.check)(&record, &mut batch.context);
                    is_sound &= !(check.by_structure && batch.context.here().is_faulty);
                }
            }
        }
        if let Some(gatherer) = &mut self.gatherer {
            gatherer.note(&record, &mut batch.context);
        }
        let here = *batch.context.here();
        let indent = tape.token(0).span().start;
        let place = batch.place(start, indent);
        // It is kept until the next line; from then on the record is gone.
        let hash = if self.find_duplicates || self.entries.is_some() {
            batch.context.record_hash(line, Some(&record))
        } else {
            // It only has to be chosen by something that is its own.
            RecordHash::of_bytes(line)
        };
        if self.find_duplicates {
            batch.report.list(Sighting { hash, place, format, fates: here.fates });
        }
        let subject = Subject { start, place, hash, fates: here.fates };
        self.texts.note(&record, subject, &self.plan, batch.report, &mut batch.file);
        batch.context.identify(line, Some(&record));
        batch.count(format, here.fates);
        if self.find_mixed_formats && batch.may_be_mixed(format, self.limit) {
            let hash = batch.context.record_hash(line, Some(&record));
            batch.note_first(format, line, place, hash);
        }
        let topic = self.entries.is_some().then(|| record.topic()).flatten();
        if let Some(fit) = fit
            && self.skims
        {
            self.tell(batch, fit, line, is_sound);
        }
        topic
    }
}

/// Whether the first line is a record for sure, so that nobody has to ask what else a file could be.
fn begins_with_record(scanner: &mut Scanner, bytes: &[u8]) -> bool {
    let window = bytes.get(..BLOCK).unwrap_or(bytes);
    if window.first() != Some(&b'{') {
        return false;
    }
    let Some(end) = memchr::memchr(b'\n', window) else { return false };
    let line = &window[..end];
    scanner.start(line);
    scanner.is_utf8(line) && scanner.line(line, 0) == (Scanned::Value, end)
}

/// The batch at hand.
pub(super) struct Batch<'a, 'r> {
    pub(super) context: Context<'a>,
    pub(super) report: &'r mut Report,
    pub(super) file: FileReport,
}

impl Batch<'_, '_> {
    /// Go on to the line that starts at `start`.
    #[inline]
    fn next_line(&mut self, start: usize, is_record: bool) {
        self.file.lines += 1;
        self.file.records += u64::from(is_record);
        self.leave_line();
        let here = self.context.here();
        here.line = self.file.lines;
        here.record = if is_record { self.file.records } else { 0 };
        here.start = start as u64;
        here.rule = None;
        here.format = Format::Unknown;
        here.fates = Fates::CLEAN;
        here.kept = 0;
        here.counted = (0, 0);
    }

    /// The place of the record at hand, which starts with so much white space.
    #[inline]
    pub(super) fn place(&mut self, start: usize, indent: u32) -> RecordPlace {
        let here = self.context.here();
        RecordPlace {
            file: 0,
            start: start as u64 + u64::from(indent),
            line: here.line,
            record: here.record,
            indent: u16::try_from(indent).unwrap_or(u16::MAX),
        }
    }

    /// What was found outside of any record concerns the file as a whole.
    #[inline]
    fn leave_line(&mut self) {
        let here = *self.context.here();
        if here.record == 0 && !here.fates.is_clean() {
            let targets = self.context.plan().targets().len();
            self.file.fates = self.file.fates.worst(here.fates, targets);
        }
    }

    /// The record at hand, if the line is one.
    fn entry(&mut self, line: &[u8], topic: Option<Topic>) -> Option<Entry> {
        let here = *self.context.here();
        let start = usize::try_from(here.start).ok()?;
        (here.record > 0).then(|| Entry {
            line: here.line,
            record: here.record,
            start,
            end: start + line.len(),
            format: here.format,
            fates: here.fates,
            hash: self.context.record_hash(line, None),
            topic,
        })
    }

    #[inline]
    pub(super) fn count(&mut self, format: Format, fates: Fates) {
        let targets = self.context.plan().targets().len();
        self.file.part(format).tally.add(fates, targets);
    }

    /// Whether a record may turn out to be of another format than its file, and fewer than so many of
    /// its format have been noted. Where the file starts in this batch, its format is known by now.
    #[inline]
    pub(super) fn may_be_mixed(&mut self, format: Format, limit: usize) -> bool {
        let is_that_of_the_file = !self.file.continued
            && format != Format::Unknown
            && [Format::Unknown, format].contains(&self.file.format());
        !is_that_of_the_file && self.file.part(format).first.len() < limit
    }

    /// Note one of the first records of a format.
    pub(super) fn note_first(
        &mut self,
        format: Format,
        line: &[u8],
        place: RecordPlace,
        hash: RecordHash,
    ) {
        let snippet = Some(Snippet::around(line, usize::from(place.indent)));
        self.file.part(format).first.push(FirstRecord { place, snippet, hash });
    }

    /// Hand over what was found, and give back what it was worked on with.
    fn finish(mut self) -> Box<Memory> {
        self.leave_line();
        let Self { mut context, report, mut file } = self;
        file.tokens_lost = context.take_lost();
        let (tally, kept, silenced, memory) = context.into_parts();
        report.fill(file, tally, &kept, silenced);
        memory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_a_record_is_a_dataset() {
        for (text, begins) in [
            ("{\"a\": 1}\n{", true),
            ("{}\r\n", true),
            ("{\"a\": NaN}\n", true),
            ("{\n  \"a\": 1\n}\n", false),
            ("{\"a\": 1}\r{\"b\": 2}\n", false),
            ("{\"a\": 1}{\"b\": 2}\n", false),
            ("[]\n", false),
            ("{}", false),
        ] {
            assert_eq!(begins_with_record(&mut Scanner::default(), text.as_bytes()), begins);
            assert!(!begins || head::container(text.as_bytes(), true).is_none(), "{text}");
        }
    }
}
