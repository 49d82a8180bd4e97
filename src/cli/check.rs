//! `tunelint check`: find the datasets, check them, and write what was found.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Instant;

use super::arguments::CheckArguments;
use super::console::Console;
use super::failure::Failure;
use super::progress::Progress;
use super::{Exit, interrupt};
use crate::check::{Linter, LinterOptions, Visitor};
use crate::input::{DiscoverOptions, Origin, Patterns, Source, discover};
use crate::render::{self, Output};
use crate::report::{Report, Verdict};
use crate::rules::{Finding, Plan, PlanOptions};
use crate::target::load;

/// How many findings beyond those shown are kept, so that their lines can be named.
const NAMED: usize = 3;

pub(super) fn run(arguments: &CheckArguments, console: &Console) -> Result<Exit, Failure> {
    let start = Instant::now();
    let targets: Result<Vec<_>, _> = arguments.target.iter().map(|name| load(name)).collect();
    let mut options = PlanOptions::default();
    options.pedantic = arguments.pedantic;
    options.method.clone_from(&arguments.method);
    options.model.clone_from(&arguments.model);
    let plan = Plan::new(targets?, options)?;

    let (sources, mut failed) = find(arguments, console)?;
    let mut show = arguments.output_format.options();
    show.color = console.color;
    show.width = console.width;
    show.unicode = console.unicode;
    show.quiet = arguments.quiet > 0;
    if let Some(limit) = arguments.max_per_rule {
        show.per_rule = limit.0;
    }
    if let Some(limit) = arguments.max_diagnostics {
        show.total = limit.0;
    }

    let mut linter_options = LinterOptions::default();
    linter_options.threads = arguments.threads;
    linter_options.memory_map = true;
    linter_options.show_all = show.per_rule.is_none();
    linter_options.kept = show
        .per_rule
        .map_or(0, |limit| usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(NAMED));
    let linter = Linter::new(plan, linter_options);
    interrupt::watch();
    let progress = !arguments.no_progress && arguments.quiet == 0;
    let mut shower = Shower {
        renderer: Output::new(arguments.output_format, show),
        out: Console::out(),
        progress: Progress::new(progress),
        silent: arguments.quiet > 1,
        error: None,
    };
    let outcome = linter.check(&sources, &mut shower);
    shower.progress.clear();

    if let Some(error) = shower.error.take() {
        return Err(error.into());
    }
    for problem in &outcome.problems {
        console.problem(problem);
        failed = true;
    }
    if interrupt::happened() {
        shower.out.flush()?;
        return Ok(Exit::Interrupted);
    }
    // Where nothing could be read there is nothing to sum up.
    if !shower.silent && !outcome.report.files().is_empty() {
        let mut summary = render::Summary::default();
        summary.elapsed = Some(start.elapsed());
        shower.renderer.finish(&outcome.report, &summary, &mut shower.out)?;
    }
    shower.out.flush()?;
    if arguments.verbose {
        let seconds = start.elapsed().as_secs_f64();
        Console::note(&format!("checked {} files in {seconds:.3} s", outcome.report.files().len()));
    }
    Ok(match outcome.report.verdict() {
        _ if failed => Exit::Failed,
        Verdict::Errors if !arguments.exit_zero => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// The datasets to check, and whether something that was named is missing.
fn find(arguments: &CheckArguments, console: &Console) -> Result<(Vec<Source>, bool), Failure> {
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here[..] } else { &arguments.paths };
    let mut options = DiscoverOptions::default();
    options.exclude = Patterns::new(&arguments.exclude)?;
    options.force_exclude = arguments.force_exclude;
    options.no_ignore = arguments.no_ignore;
    let found = discover(paths, &options);
    for problem in &found.problems {
        console.problem(problem);
    }
    let mut sources = found.sources;
    if let Some(name) = &arguments.stdin_filename {
        for source in &mut sources {
            if matches!(source.origin(), Origin::Stdin) {
                *source = Source::stdin().named(name);
            }
        }
    }
    // All that was named may have been left out on purpose.
    let left_out = arguments.force_exclude && !arguments.paths.is_empty();
    if sources.is_empty() && found.problems.is_empty() && !left_out {
        return Err(Failure::NothingChecked);
    }
    if arguments.verbose {
        for source in &sources {
            Console::note(&format!("checking {source}"));
        }
    }
    Ok((sources, !found.problems.is_empty()))
}

/// Shows findings as they come.
struct Shower<W> {
    renderer: Output,
    out: W,
    progress: Progress,
    silent: bool,
    error: Option<io::Error>,
}

impl<W: Write> Visitor for Shower<W> {
    fn finding(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()> {
        if self.silent {
            return ControlFlow::Continue(());
        }
        let Self { renderer, out, progress, .. } = self;
        match progress.aside(|| renderer.finding(finding, report, out)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.error = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn progress(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        self.progress.update(done, total);
        if interrupt::happened() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
