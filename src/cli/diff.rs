//! `tunelint diff OLD NEW`: what got better and worse between two versions of a dataset.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use super::arguments::DiffArguments;
use super::console::Console;
use super::failure::Failure;
use super::progress::Progress;
use super::settings::Settings;
use super::{Exit, datasets, interrupt};
use crate::check::{Linter, LinterOptions};
use crate::config::{Prepared, prepare};
use crate::diff::{Diff, Version};
use crate::input::{Origin, Source};
use crate::render::write_diff;
use crate::report::Verdict;

pub(super) fn run(arguments: &DiffArguments, console: &Console) -> Result<Exit, Failure> {
    let mut settings =
        Settings::new(&arguments.configuration, &arguments.to_check, &arguments.rules)?;
    let [before, after] = [&arguments.old, &arguments.new]
        .map(|root| find(root, place(arguments), arguments, &settings, console));
    let (Some(before), Some(after)) = (before?, after?) else { return Ok(Exit::Failed) };
    let is_stdin = |sources: &[Source]| sources.iter().any(|s| matches!(s.origin(), Origin::Stdin));
    if is_stdin(&before) && is_stdin(&after) {
        return Err(Failure::StdinTwice);
    }
    let split = before.len();
    let sources = before.into_iter().chain(after).collect();
    let Settings { finder, over, .. } = &mut settings;
    let Prepared { plan, sources, .. } = prepare(sources, finder, over, None, false)?;
    let (before, after) = sources.split_at(split);
    let mut options = LinterOptions::default();
    options.threads = arguments.datasets.threads;
    options.memory_map = true;
    let plan = plan.with_counting(arguments.to_check.counting());
    let linter = Linter::new(plan, options);
    interrupt::watch();
    let [before, after] = [before, after].map(|sources| read(&linter, sources, arguments));
    if interrupt::happened() {
        return Ok(Exit::Interrupted);
    }
    let mut problems = before.problems().iter().chain(after.problems()).peekable();
    if problems.peek().is_some() {
        // What was not read would look as if it had been removed.
        problems.for_each(|problem| console.problem(problem));
        return Ok(Exit::Failed);
    }
    let diff = Diff::new(before, after);
    write(&diff, arguments, console)?;
    let denies_warnings = arguments.deny_warnings || settings.gates().deny_warnings == Some(true);
    Ok(match diff.verdict() {
        _ if arguments.exit_zero => Exit::Clean,
        Verdict::Errors => Exit::Findings,
        Verdict::Warnings if denies_warnings => Exit::Findings,
        Verdict::Warnings | Verdict::Clean => Exit::Clean,
    })
}

/// Where the version stands whose settings count: the new one, unless it comes from a stream.
fn place(arguments: &DiffArguments) -> &Path {
    if arguments.new.as_os_str() == "-" { &arguments.old } else { &arguments.new }
}

/// The datasets of a version, unless something that was named is missing.
fn find(
    root: &Path,
    place: &Path,
    arguments: &DiffArguments,
    settings: &Settings,
    console: &Console,
) -> Result<Option<Vec<Source>>, Failure> {
    let found = datasets::in_paths(&[root.to_owned()], &arguments.datasets, settings)?;
    found.problems.iter().for_each(|problem| console.problem(problem));
    if !found.problems.is_empty() {
        return Ok(None);
    }
    if found.sources.is_empty() {
        return Err(Failure::NothingChecked);
    }
    let sources = found.sources.into_iter().map(|source| {
        let within = source.path().and_then(|path| path.strip_prefix(root).ok());
        let within = within.filter(|within| !within.as_os_str().is_empty());
        let path = within.map_or_else(|| place.to_owned(), |within| place.join(within));
        source.standing_for(path)
    });
    Ok(Some(sources.collect()))
}

/// Read a version, with a bar if it takes its time.
fn read(linter: &Linter, sources: &[Source], arguments: &DiffArguments) -> Version {
    let mut progress = Progress::new(!arguments.no_progress && !arguments.quiet);
    let version = Version::read(linter, sources, |done, total| {
        progress.update(done, total);
        if interrupt::happened() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    progress.clear();
    version
}

fn write(diff: &Diff, arguments: &DiffArguments, console: &Console) -> Result<(), Failure> {
    let mut options = arguments.output_format.options();
    options.color = console.color;
    options.width = console.width;
    options.unicode = console.unicode;
    options.quiet = arguments.quiet;
    options.redact |= arguments.redact;
    options.per_rule = arguments.max_per_rule.map_or(options.per_rule, |limit| limit.0);
    let mut out = Console::out();
    write_diff(diff, arguments.output_format, options, &mut out)?;
    out.flush()?;
    Ok(())
}
