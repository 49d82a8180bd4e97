//! The engine: batches in parallel, results in order.
//!
//! [`Linter::check`] takes sources and gives a [`Report`]. Each thread takes the next piece of work,
//! checks it, and hands in its result; whoever hands in the next one in order merges it, and all
//! that wait behind it, and shows the findings to the visitor. Nobody runs further ahead than a
//! few batches, so a slow visitor or a huge file costs no memory.

mod batch;
mod blocks;
#[cfg(test)]
mod dataset_tests;
mod entrances;
mod gather;
mod head;
pub mod internals;
#[cfg(test)]
mod margin_tests;
#[cfg(test)]
mod merge_tests;
mod queue;
mod quotable;
mod searches;
mod session;
mod show;
mod skim;
#[cfg(test)]
mod skim_tests;
mod texts;
mod token_counter;
#[cfg(test)]
mod totals_tests;
mod visitor;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use entrances::RecordError;
pub use session::Session;
pub use token_counter::{RecordTokens, TokenCounter, Uncounted};
pub use visitor::{CheckedRecord, Silent, Visitor};

use crate::input::{self, DiscoverOptions, Feed, FeedOptions, InputError, Source, Work};
use crate::report::{Report, RestoreError};
use crate::rules::Plan;
use batch::{Checker, Part};
use queue::{Done, Held, Queue};
use texts::Limits;

/// How many findings of each rule a report keeps, when nobody has chosen another number.
pub const KEPT: usize = 100;

/// How large a batch is.
const BATCH: usize = 1 << 20;

/// How large a batch is when all findings are shown.
const BATCH_WHEN_ALL_IS_SHOWN: usize = 128 << 10;

/// Checks datasets.
#[derive(Debug, Clone)]
pub struct Linter {
    plan: Arc<Plan>,
    options: LinterOptions,
}

/// How a linter works, whatever it looks for.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LinterOptions {
    /// How many threads work; one for each processor if it is not said.
    pub threads: Option<NonZeroUsize>,
    /// How many findings of each rule the report keeps.
    pub kept: usize,
    /// Whether the visitor is shown all findings, or only those that are kept.
    pub show_all: bool,
    /// Whether the visitor is shown every record, too. It implies `show_all`.
    pub show_records: bool,
    /// Whether regular files are mapped into memory. That is the fastest way, but it puts a handler
    /// for SIGBUS into the process. Otherwise they are read in blocks, which is somewhat slower.
    pub memory_map: bool,
    /// Which files of a directory are datasets.
    pub discovery: DiscoverOptions,
}

impl Default for LinterOptions {
    fn default() -> Self {
        Self {
            threads: None,
            kept: KEPT,
            show_all: false,
            show_records: false,
            memory_map: false,
            discovery: DiscoverOptions::default(),
        }
    }
}

/// What came of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// What was found.
    pub report: Report,
    /// What could not be read.
    pub problems: Vec<InputError>,
    /// Whether the visitor ended the run before its end.
    pub stopped: bool,
}

impl LinterOptions {
    fn shows_all(&self) -> bool {
        self.show_all || self.show_records
    }

    /// About how many bytes are checked at a time.
    fn batch_bytes(&self) -> usize {
        // Every line can be a finding, and a finding is larger than its line.
        if self.shows_all() { BATCH_WHEN_ALL_IS_SHOWN } else { BATCH }
    }
}

impl Linter {
    /// A linter that looks for what the plan says.
    #[doc(hidden)]
    pub fn new(plan: Plan, options: LinterOptions) -> Self {
        Self { plan: Arc::new(plan), options }
    }

    /// How it works.
    pub fn options(&self) -> &LinterOptions {
        &self.options
    }

    /// The same that works otherwise.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let mut options = linter.options().clone();
    /// options.kept = 1;
    /// let report = linter.with_options(options).check_path("fixtures/chat/bad.jsonl")?;
    /// assert_eq!(report.findings().len(), report.counts().len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_options(mut self, options: LinterOptions) -> Self {
        self.options = options;
        self
    }

    /// The names of the targets at which it judges.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// assert!(linter.targets().eq(["together"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.plan.targets().iter().map(|target| target.name.as_str())
    }

    /// What it looks for.
    #[doc(hidden)]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What counts the tokens of its records after a run.
    ///
    /// # Example
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use tunelint::check::{CheckedRecord, Uncounted, Visitor};
    /// use tunelint::input::Source;
    /// use tunelint::{Linter, Report};
    ///
    /// /// Keeps the last record.
    /// struct Last(Option<(Vec<u8>, Uncounted)>);
    ///
    /// impl Visitor for Last {
    ///     fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
    ///         self.0 = Some((record.bytes.to_vec(), record.uncounted()));
    ///         ControlFlow::Continue(())
    ///     }
    /// }
    ///
    /// let linter = Linter::builder().target("openai").model("gpt-4o").show_records(true).build()?;
    /// let mut last = Last(None);
    /// linter.check(&[Source::file("fixtures/chat/good.jsonl")], &mut last);
    /// let (line, record) = last.0.unwrap();
    /// assert_eq!(linter.token_counter().count(&line, record).tokens, 29);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn token_counter(&self) -> TokenCounter {
        TokenCounter::new(Arc::clone(&self.plan))
    }

    /// The report that was stored by serialising it, to be merged with others.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let report = linter.check_path("fixtures/chat/role.jsonl")?;
    /// let stored = serde_json::to_string(&report)?;
    /// assert_eq!(linter.restore(&stored)?.findings(), report.findings());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn restore(&self, text: &str) -> Result<Report, RestoreError> {
        Report::restore(Arc::clone(&self.plan), text)
    }

    /// What checks the batches, and keeps as many findings of each as a visitor is shown.
    fn checker(&self, profile: u16, limits: &Arc<Limits>) -> Checker {
        let limit = if self.options.shows_all() { usize::MAX } else { self.options.kept };
        let checker = Checker::for_profile(Arc::clone(&self.plan), profile, limit).beside(limits);
        if self.options.show_records { checker.listing() } else { checker }
    }

    /// Check all sources, in their order.
    ///
    /// # Example
    ///
    /// ```
    /// use tunelint::input::Source;
    /// use tunelint::{Linter, Silent};
    ///
    /// let linter = Linter::builder().target("together").build()?;
    /// let sources = ["role", "nowhere"].map(|name| Source::file(format!("fixtures/chat/{name}.jsonl")));
    /// let outcome = linter.check(&sources, &mut Silent);
    /// assert_eq!((outcome.report.errors(), outcome.problems.len()), (1, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check(&self, sources: &[Source], visitor: &mut (dyn Visitor + Send)) -> Outcome {
        let options = FeedOptions {
            memory_map: self.options.memory_map,
            batch_bytes: self.options.batch_bytes(),
            ..FeedOptions::default()
        };
        let feed = Feed::new(sources, options);
        let threads = self.options.threads.map_or_else(available, NonZeroUsize::get);
        let report = Report::new(Arc::clone(&self.plan), self.options.kept);
        let limits = Arc::new(Limits::of(&feed, &self.plan));
        let queue = Queue::new(report, visitor, &feed, Arc::clone(&limits), threads);
        {
            let run = Run {
                linter: self,
                feed: &feed,
                queue: &queue,
                limits,
                sources,
                unreadable: sources.iter().map(|_| AtomicBool::new(false)).collect(),
            };
            std::thread::scope(|scope| {
                for _ in 1..threads {
                    scope.spawn(|| run.work());
                }
                run.work();
            });
        }
        queue.finish()
    }
}

fn available() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// What all threads of a run share.
struct Run<'q, 'a, 'v> {
    linter: &'a Linter,
    feed: &'a Feed<'a>,
    queue: &'q Queue<'a, 'v>,
    limits: Arc<Limits>,
    sources: &'a [Source],
    /// The sources that turned out to be no datasets.
    unreadable: Vec<AtomicBool>,
}

impl<'a> Run<'_, 'a, '_> {
    /// Take work and do it, until there is none.
    fn work(&self) {
        let mut checkers: HashMap<u16, Checker> = HashMap::new();
        while let Some(work) = self.queue.take(|| self.feed.next()) {
            let part = work.part();
            let profile = self.sources[part.source].profile();
            let checker = checkers
                .entry(profile)
                .or_insert_with(|| self.linter.checker(profile, &self.limits));
            self.queue.hand_in(part.sequence, self.check(checker, work));
        }
    }

    /// Check one piece of work.
    fn check(&self, checker: &mut Checker, work: Work<'a>) -> Done<'a> {
        let input::Part { source: position, last, first, .. } = work.part();
        let source = &self.sources[position];
        let name = source.name().to_string_lossy();
        let batch = match work.load() {
            Ok(batch) => batch,
            Err(error) => {
                // The file is in the report all the same, with what could be read of it.
                let report = first.then(|| checker.skip(&name, b""));
                return Done { report, entries: Vec::new(), held: None, error: Some(error), last };
            }
        };
        let unreadable = &self.unreadable[position];
        let report = if unreadable.load(Ordering::Relaxed) {
            checker.skip(&name, &batch)
        } else {
            let misnamed =
                batch.part().compression.filter(|_| source.promised_compression().is_none());
            let part = Part { first, last, is_file: source.path().is_some(), misnamed };
            checker.check(&name, &batch, part)
        };
        let mut error = None;
        if report.files().first().is_some_and(|file| file.unreadable) {
            unreadable.store(true, Ordering::Relaxed);
            // Where no target minds what it is, nobody has said yet that it was not looked at.
            let said = report.errors() + report.warnings() + report.suppressed().total;
            error = head::container(&batch, last)
                .filter(|_| said == 0)
                .map(|container| InputError::NotLines { path: source.name().into(), container });
        }
        let entries = checker.take_entries();
        match batch.verify() {
            Ok(()) => {
                let held = Some(Held::of(batch, !entries.is_empty()));
                Done { report: Some(report), entries, held, error, last }
            }
            Err(error) => {
                Done { report: None, entries: Vec::new(), held: None, error: Some(error), last }
            }
        }
    }
}
