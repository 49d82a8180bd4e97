//! Where the findings of a run go: to standard output, and to the files of `--report`.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, IsTerminal as _, Stdout, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::arguments::CheckArguments;
use super::console::Console;
use super::error_limit::ErrorLimit;
use super::failure::Failure;
use super::interrupt;
use super::progress::Progress;
use super::report_file::ReportFile;
use crate::check::Visitor;
use crate::input::Source;
use crate::render::{Output, OutputFormat, Summary, markdown_summary};
use crate::report::Report;
use crate::rules::Finding;

/// How many bytes of a summary GitHub takes.
const STEP_SUMMARY: u64 = 1 << 20;

/// Everything that is written to while a run goes on.
pub(super) struct Outputs {
    standard: Option<Standard>,
    reports: Vec<ReportFile>,
    progress: Progress,
    limit: ErrorLimit,
    /// Where the page of the run is, if GitHub has one.
    step_summary: Option<PathBuf>,
    /// Why nothing more is written to standard output.
    error: Option<io::Error>,
}

/// Standard output.
struct Standard {
    output: Output,
    out: BufWriter<Stdout>,
    is_terminal: bool,
}

impl Outputs {
    /// All that the arguments ask for; files are created at once. A baseline that is to be written
    /// in the end must not be in their way.
    pub(super) fn new(
        arguments: &CheckArguments,
        sources: &[Source],
        baseline: Option<&Path>,
        limit: ErrorLimit,
        console: &Console,
    ) -> Result<Self, Failure> {
        let wanted = &arguments.output;
        let format = wanted.output_format;
        if wanted.statistics && !format.has_statistics() {
            return Err(Failure::NoStatistics(format));
        }
        let is_silent = arguments.quiet > 1 || arguments.adoption.write_baseline;
        let standard = (!is_silent).then(|| {
            let mut options = wanted.options(format);
            options.color = console.color;
            options.width = console.width;
            options.unicode = console.unicode;
            options.quiet = arguments.quiet > 0;
            options.statistics = wanted.statistics;
            Standard {
                output: Output::new(format, options),
                out: Console::out(),
                is_terminal: io::stdout().is_terminal(),
            }
        });
        // To ask where 10,000 files are takes as long as to check half of them.
        let is_written = baseline.is_some() || !wanted.report.is_empty();
        let read = sources.iter().filter(|_| is_written);
        let mut taken: HashSet<PathBuf> =
            read.filter_map(|source| fs::canonicalize(source.path()?).ok()).collect();
        if let Some(path) = baseline.filter(|path| !taken.insert(identity(path))) {
            return Err(Failure::InTheWay(path.to_owned()));
        }
        let mut reports = Vec::new();
        for report in &wanted.report {
            let file = ReportFile::create(
                &report.path,
                Output::new(report.format, wanted.options(report.format)),
            )?;
            if !taken.insert(identity(&report.path)) {
                return Err(Failure::InTheWay(report.path.clone()));
            }
            reports.push(file);
        }
        let step_summary = std::env::var_os("GITHUB_STEP_SUMMARY")
            .filter(|path| format == OutputFormat::Github && !path.is_empty());
        Ok(Self {
            standard,
            reports,
            progress: Progress::new(!arguments.no_progress && arguments.quiet == 0),
            limit,
            step_summary: step_summary.map(PathBuf::from),
            error: None,
        })
    }

    /// How many findings of each rule are wanted; all if `None`.
    pub(super) fn needs(&self) -> Option<u64> {
        let standard = self.standard.iter().map(|standard| standard.output.needs());
        let needs = standard.chain(self.reports.iter().map(ReportFile::needs));
        needs.max_by_key(|needs| needs.unwrap_or(u64::MAX)).unwrap_or(Some(0))
    }

    /// Whether the run ended because there were too many errors.
    pub(super) fn has_too_many_errors(&self) -> bool {
        self.limit.is_reached()
    }

    /// Take the progress bar away, so that something else can be said.
    pub(super) fn clear_progress(&self) {
        self.progress.clear();
    }

    /// Write out what there is, and leave the files as they were.
    pub(super) fn abandon(mut self) -> Result<(), Failure> {
        if let Some(standard) = &mut self.standard {
            standard.out.flush()?;
        }
        Ok(())
    }

    /// Write the end of everything. Every failure is given back, for one file may fail and the
    /// others be written.
    pub(super) fn finish(mut self, report: &Report, summary: &Summary) -> Vec<Failure> {
        let mut failures: Vec<Failure> = Vec::new();
        if let Some(standard) = &mut self.standard {
            let Standard { output, out, .. } = standard;
            self.error = output.finish(report, summary, out).and_then(|()| out.flush()).err();
        }
        // If nobody reads on, that is no failure where there are other readers.
        let closed = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
        let error = self.error.filter(|error| self.reports.is_empty() || !closed(error));
        failures.extend(error.map(Failure::Output));
        failures
            .extend(self.reports.into_iter().filter_map(|file| file.finish(report, summary).err()));
        if let Some(path) = self.step_summary
            && let Err(source) = write_step_summary(&path, report, summary)
        {
            failures.push(Failure::Report { path, source });
        }
        failures
    }
}

impl Visitor for Outputs {
    fn finding(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()> {
        if let Some(Standard { output, out, is_terminal }) = &mut self.standard {
            let mut write = || output.finding(finding, report, out);
            let written = if *is_terminal { self.progress.aside(write) } else { write() };
            if let Err(error) = written {
                self.error = Some(error);
                self.standard = None;
            }
        }
        for file in &mut self.reports {
            file.finding(finding, report);
        }
        if self.error.is_some() && self.reports.is_empty() {
            return ControlFlow::Break(());
        }
        self.limit.see(finding, report)
    }

    fn progress(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        self.progress.update(done, total);
        self.limit.see_others()?;
        if interrupt::happened() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn wants_total(&self) -> bool {
        self.progress.is_due()
    }
}

/// The same path for every way to name a file, even one that is not there yet.
fn identity(path: &Path) -> PathBuf {
    let absent = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    fs::canonicalize(path).ok().or_else(absent).unwrap_or_else(|| path.to_owned())
}

/// Add the summary to the page of the run, as far as there is room.
fn write_step_summary(path: &Path, report: &Report, summary: &Summary) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    let room = STEP_SUMMARY.saturating_sub(file.metadata()?.len() + 1);
    let text = markdown_summary(report, summary, usize::try_from(room).unwrap_or(usize::MAX));
    if text.len() as u64 <= room { file.write_all(text.as_bytes()) } else { Ok(()) }
}
