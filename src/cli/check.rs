//! `tunelint check`: find the datasets, check them, and write what was found.

use std::path::PathBuf;
use std::time::Instant;

use super::arguments::CheckArguments;
use super::console::Console;
use super::failure::Failure;
use super::outputs::Outputs;
use super::{Exit, interrupt};
use crate::check::{Linter, LinterOptions};
use crate::input::{DiscoverOptions, Origin, Patterns, Source, discover};
use crate::render;
use crate::report::Verdict;
use crate::rules::{Plan, PlanOptions};
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
    let mut outputs = Outputs::new(arguments, &sources, console)?;
    let linter = Linter::new(plan, linter_options(arguments, outputs.needs()));
    interrupt::watch();
    let outcome = linter.check(&sources, &mut outputs);
    outputs.clear_progress();

    for problem in &outcome.problems {
        console.problem(problem);
        failed = true;
    }
    if interrupt::happened() {
        outputs.abandon()?;
        return Ok(Exit::Interrupted);
    }
    // Where nothing could be read there is nothing to sum up.
    let nothing = outcome.report.files().is_empty() || (failed && outcome.report.bytes() == 0);
    if !nothing {
        let mut summary = render::Summary::default();
        summary.elapsed = Some(start.elapsed());
        for failure in outputs.finish(&outcome.report, &summary) {
            if failure.is_broken_pipe() {
                return Err(failure);
            }
            console.failure(&failure);
            failed = true;
        }
    }
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

/// How to work when so many findings of each rule are wanted.
fn linter_options(arguments: &CheckArguments, needs: Option<u64>) -> LinterOptions {
    let mut options = LinterOptions::default();
    options.threads = arguments.threads;
    options.memory_map = true;
    options.show_all = needs.is_none();
    // What is concluded at the end of a file is told from what is kept of it, so that is never
    // nothing.
    let needs = needs.and_then(|needs| usize::try_from(needs).ok()).unwrap_or(0);
    options.kept = needs.saturating_add(NAMED);
    options
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
