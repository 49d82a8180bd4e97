//! `tunelint check`: find the datasets, check them, and write what was found.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use super::arguments::CheckArguments;
use super::console::Console;
use super::error_limit::ErrorLimit;
use super::failure::Failure;
use super::outputs::Outputs;
use super::settings::Settings;
use super::{Exit, datasets, interrupt, suppressed};
use crate::check::{Linter, LinterOptions};
use crate::config::{Prepared, SuppressionEntry, prepare, shown};
use crate::input::Source;
use crate::render;
use crate::render::text::safe;
use crate::rules::Baseline;
use crate::words::count;

/// How many findings beyond those shown are kept, so that their lines can be named.
const NAMED: usize = 3;

pub(super) fn run(arguments: &CheckArguments, console: &Console) -> Result<Exit, Failure> {
    let start = Instant::now();
    let adoption = &arguments.adoption;
    let mut settings =
        Settings::new(&arguments.configuration, &arguments.to_check, &arguments.rules)?
            .with_run(arguments.exit.gates(), adoption);
    let (sources, mut failed) = datasets::find(arguments, &settings, console)?;
    if arguments.show.show_files {
        let exit = show_files(&sources)?;
        return Ok(if failed { Exit::Failed } else { exit });
    }
    // One that is written anew is not asked what it had before.
    let baseline = if adoption.write_baseline { None } else { settings.baseline()? };
    let Settings { finder, over, .. } = &mut settings;
    let prepared = prepare(sources, finder, over, baseline.as_ref(), adoption.write_baseline)?;
    if arguments.show.show_settings {
        let exit = show_settings(&prepared)?;
        return Ok(if failed { Exit::Failed } else { exit });
    }
    let gates = settings.gates();
    let Prepared { plan, sources, suppressions, expired, .. } = prepared;
    let plan = plan.with_counting(arguments.to_check.counting());
    // What was not seen must not be forgotten.
    let records =
        (adoption.write_baseline || adoption.prune_baseline).then(|| settings.baseline_path());
    let limit = ErrorLimit::new(gates.max_errors.filter(|_| records.is_none()));
    let mut outputs = Outputs::new(arguments, &sources, records.as_deref(), limit, console)?;
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
    let is_cut_off = outputs.has_too_many_errors();
    let counts = outcome.report.suppressed();
    // Where nothing could be read there is nothing to sum up.
    let nothing = outcome.report.files().is_empty() || (failed && outcome.report.bytes() == 0);
    if !nothing {
        let mut summary = render::Summary::default();
        summary.elapsed = Some(start.elapsed());
        summary.suppressed = counts.total;
        summary.suppressed_by_baseline = counts.by_baseline;
        summary.incomplete = failed;
        for failure in outputs.finish(&outcome.report, &summary) {
            if failure.is_broken_pipe() {
                return Err(failure);
            }
            console.failure(&failure);
            failed = true;
        }
    }
    if arguments.quiet == 0 {
        tell_tokenizers(&linter, console);
    }
    if arguments.verbose {
        let seconds = start.elapsed().as_secs_f64();
        let files = count(outcome.report.files().len() as u64, "file");
        Console::note(&format!("checked {files} in {seconds:.3} s"));
    }
    if records.is_some() && failed {
        return Ok(Exit::Failed);
    }
    if adoption.write_baseline {
        suppressed::write(&settings, &counts)?;
        return Ok(Exit::Clean);
    }
    if is_cut_off && arguments.quiet == 0 {
        let most = gates.max_errors.unwrap_or_default();
        Console::note(&format!("note: stopped after {}, by --max-errors", count(most, "error")));
    }
    if let Some(baseline) = baseline.as_ref().filter(|_| adoption.prune_baseline) {
        suppressed::prune(&settings, baseline, &counts)?;
    } else if arguments.quiet == 0 && !outcome.stopped {
        let done =
            Done { suppressions: &suppressions, expired: &expired, baseline: baseline.as_deref() };
        suppressed::report(&done, &counts, console);
    }
    Ok(if failed {
        Exit::Failed
    } else if gates.fails(&outcome.report) && !arguments.exit.exit_zero {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// Say which files tokens were counted with, and which were found and are of no use.
fn tell_tokenizers(linter: &Linter, console: &Console) {
    let mut told: Vec<&Path> = Vec::new();
    for file in linter.plan().tokenizer_files() {
        let Some(outcome) = file.outcome().filter(|_| !told.contains(&file.path())) else {
            continue;
        };
        told.push(file.path());
        match outcome {
            Ok(_) => {
                let path = safe(&file.path().display().to_string(), true).into_owned();
                Console::note(&format!("note: tokens are counted with {path}"));
            }
            Err(error) => console.tokenizer(error),
        }
    }
}

/// How to work when so many findings of each rule are wanted.
fn linter_options(arguments: &CheckArguments, needs: Option<u64>) -> LinterOptions {
    let mut options = LinterOptions::default();
    options.threads = arguments.datasets.threads;
    options.memory_map = true;
    options.show_all = needs.is_none();
    // What is concluded at the end of a file is told from what is kept of it, so that is never
    // nothing.
    let needs = needs.and_then(|needs| usize::try_from(needs).ok()).unwrap_or(0);
    options.kept = needs.saturating_add(NAMED);
    options
}

/// What came of a run, as far as it concerns what is kept back.
pub(super) struct Done<'a> {
    pub(super) suppressions: &'a [Option<SuppressionEntry>],
    pub(super) expired: &'a [SuppressionEntry],
    pub(super) baseline: Option<&'a Baseline>,
}

/// Print the settings of each dataset.
fn show_settings(prepared: &Prepared) -> Result<Exit, Failure> {
    let mut out = Console::out();
    for (profile, layer) in prepared.layers.iter().enumerate() {
        if profile > 0 {
            writeln!(out)?;
        }
        for source in &prepared.sources {
            if usize::from(source.profile()) == profile {
                writeln!(out, "# {}", safe(&source.to_string(), true))?;
            }
        }
        write!(out, "{}", shown(layer))?;
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// Print the names of the datasets.
fn show_files(sources: &[Source]) -> Result<Exit, Failure> {
    let mut out = Console::out();
    for source in sources {
        writeln!(out, "{source}")?;
    }
    out.flush()?;
    Ok(Exit::Clean)
}
