//! One version of a dataset, as far as it is compared: what its records say, in hashes, and what
//! was found in them.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::check::{CheckedRecord, Linter, Visitor};
use crate::input::{InputError, Source};
use crate::record::{RecordHash, Topic};
use crate::report::Report;
use crate::rules::{Finding, RuleId};
use crate::target::Level;

/// One version of a dataset.
#[derive(Debug)]
pub struct Version {
    report: Report,
    problems: Vec<InputError>,
    stopped: bool,
    noted: Noted,
}

/// A finding of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Found<'a> {
    /// The rule that found it.
    pub rule: RuleId,
    /// How loudly it is said.
    pub level: Level,
    /// The name of the file.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
    /// The number of the record, from 1; `None` for what is in no record.
    pub record: Option<u64>,
    /// The JSON path of the value; `None` for the line or file as a whole.
    pub path: Option<&'a str>,
}

/// Where a record of a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RecordAt<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The line, from 1.
    pub line: u64,
    /// The number of the record in its file, from 1.
    pub record: u64,
}

impl Version {
    /// Read a version. `watch` is told how far it has come, as [`Visitor::progress`] is, and may
    /// break off.
    pub fn read(
        linter: &Linter,
        sources: &[Source],
        watch: impl FnMut(u64, Option<u64>) -> ControlFlow<()> + Send,
    ) -> Self {
        let mut options = linter.options().clone();
        options.show_records = true;
        let mut reader = Reader { noted: Noted::default(), paths: HashMap::new(), watch };
        let outcome = linter.clone().with_options(options).check(sources, &mut reader);
        Self {
            report: outcome.report,
            problems: outcome.problems,
            stopped: outcome.stopped,
            noted: reader.noted,
        }
    }

    /// What was found in it.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// What could not be read.
    pub fn problems(&self) -> &[InputError] {
        &self.problems
    }

    /// Whether it was not read to its end.
    pub fn is_cut_short(&self) -> bool {
        self.stopped
    }

    pub(super) fn len(&self) -> usize {
        self.noted.hashes.len()
    }

    pub(super) fn hash(&self, record: usize) -> RecordHash {
        self.noted.hashes[record]
    }

    pub(super) fn topic(&self, record: usize) -> Option<Topic> {
        self.noted.topics[record]
    }

    pub(super) fn record(&self, record: usize) -> Option<RecordAt<'_>> {
        let after = self.noted.runs.partition_point(|run| run.first <= record);
        let run = self.noted.runs.get(after.checked_sub(1)?)?;
        let name = &self.report.files().get(run.file as usize)?.name;
        let past = (record - run.first) as u64;
        Some(RecordAt { file: name, line: run.line + past, record: run.record + past })
    }

    pub(super) fn findings(&self) -> &[Note] {
        &self.noted.findings
    }

    pub(super) fn finding(&self, at: usize) -> Option<Found<'_>> {
        let note = self.noted.findings.get(at)?;
        Some(Found {
            rule: note.rule,
            level: note.level,
            file: &self.report.files().get(note.file as usize)?.name,
            line: note.line,
            column: note.column,
            record: (note.record > 0).then_some(note.record),
            path: self.path(note),
        })
    }

    pub(super) fn path(&self, note: &Note) -> Option<&str> {
        Some(self.noted.paths.get(note.path? as usize)?.as_str())
    }

    /// The record that a finding is about, by its position.
    pub(super) fn subject(&self, note: &Note) -> Option<usize> {
        let before = self.noted.runs.partition_point(|run| run.file < note.file);
        let first = self.noted.runs.get(before).filter(|run| run.file == note.file)?.first;
        // What is concluded from all records is about none of them, though it stands somewhere.
        let number = usize::try_from(note.record).ok().filter(|_| note.is_of_record)?;
        Some(first + number.checked_sub(1)?).filter(|at| *at < self.len())
    }
}

/// What is kept of a version.
#[derive(Debug, Default)]
struct Noted {
    /// Of each record: what it says, and what it is about.
    hashes: Vec<RecordHash>,
    topics: Vec<Option<Topic>>,
    runs: Vec<Run>,
    findings: Vec<Note>,
    /// The different paths of the findings.
    paths: Vec<String>,
}

/// Records of a file that stand one after the other, without blank lines between them.
#[derive(Debug)]
struct Run {
    /// The position of its first record among all.
    first: usize,
    file: u32,
    line: u64,
    record: u64,
}

/// What is kept of a finding.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) rule: RuleId,
    pub(super) level: Level,
    is_of_record: bool,
    file: u32,
    path: Option<u32>,
    line: u64,
    column: u64,
    record: u64,
}

/// Notes what is shown.
struct Reader<W> {
    noted: Noted,
    /// The numbers of the paths.
    paths: HashMap<String, u32>,
    watch: W,
}

impl<W> Reader<W> {
    /// The number of a path.
    fn path(&mut self, path: &str) -> Option<u32> {
        if let Some(number) = self.paths.get(path) {
            return Some(*number);
        }
        let number = u32::try_from(self.noted.paths.len()).ok()?;
        self.noted.paths.push(path.to_owned());
        self.paths.insert(path.to_owned(), number);
        Some(number)
    }
}

impl<W: FnMut(u64, Option<u64>) -> ControlFlow<()>> Visitor for Reader<W> {
    fn finding(&mut self, finding: &Finding, _: &Report) -> ControlFlow<()> {
        let path = finding.path.as_deref().and_then(|path| self.path(path));
        let place = finding.location;
        self.noted.findings.push(Note {
            rule: finding.rule,
            level: finding.level,
            is_of_record: finding.record_hash.is_some(),
            file: place.file,
            path,
            line: place.line,
            column: place.column,
            record: place.record,
        });
        ControlFlow::Continue(())
    }

    fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
        let Noted { hashes, topics, runs, .. } = &mut self.noted;
        let goes_on = runs.last().is_some_and(|run| {
            let past = (hashes.len() - run.first) as u64;
            run.file == record.file && run.line + past == record.line
        });
        if !goes_on {
            let first = hashes.len();
            runs.push(Run { first, file: record.file, line: record.line, record: record.record });
        }
        hashes.push(record.hash);
        topics.push(record.topic);
        ControlFlow::Continue(())
    }

    fn progress(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        (self.watch)(done, total)
    }
}
