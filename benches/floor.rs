//! How fast tunelint is, as a fraction of the floor: what any checker must pay.
//!
//! The floor is UTF-8 validation and the search for line feeds over the same bytes, in the same
//! run. Rates differ from machine to machine and from minute to minute; their ratio does not, as
//! long as the measurements take turns. That is why there is no benchmark library here: those that
//! there are measure one thing to its end, then the next, and know nothing of ratios.
//!
//! `cargo bench` runs it; see `benches/README.md`. Without `--bench`, as `cargo test` calls it, it
//! runs once over little data and only checks that the data is what it should be.

#![allow(clippy::print_stdout, missing_docs, unreachable_pub)] // A program of its own.
#![allow(clippy::cast_precision_loss)] // Of rates.

mod data;

use std::error::Error;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;

use tunelint::check::internals;
use tunelint::check::{Linter, LinterOptions, Silent};
use tunelint::input::Source;
use tunelint::report::Report;
use tunelint::rules::{Plan, PlanOptions};
use tunelint::target::builtin;

use data::Set;

/// The pieces in which the floor is measured: they fit the cache, as the batches of a check do.
const CHUNK: usize = 1 << 20;

/// A share of the floor that is to be reached, in the order of the sets.
const SCAN_GOALS: [f64; 7] = [0.45, 0.40, 0.55, 0.22, 0.18, 0.65, 0.18];
const CHECK_GOALS: [f64; 7] = [0.30, 0.30, 0.35, 0.16, 0.13, 0.50, 0.13];
/// What is left of the clean rate when every line is bad.
const BAD_GOAL: f64 = 0.33;

/// What is measured, in the order of the columns.
const MEASURED: [&str; 6] = ["floor", "scan", "check", "run", "broken", "roles"];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let measure = arguments.iter().any(|argument| argument == "--bench");
    let (named, letters): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .map(String::as_str)
        .filter(|argument| !argument.starts_with('-'))
        .partition(|argument| MEASURED.contains(argument));
    let letters = letters.concat();
    let (size, rounds) = if measure { (megabytes()? * 1_000_000, 15) } else { (300_000, 1) };
    let chosen = |set: &&Set| letters.is_empty() || letters.contains(set.letter);

    let mut rows = Vec::new();
    for (set, goals) in data::SETS.iter().zip(SCAN_GOALS.into_iter().zip(CHECK_GOALS)) {
        if chosen(&set) {
            let bench = Bench::new(set, size)?;
            bench.verify()?;
            rows.push((set, bench.rates(rounds, &named), goals));
        }
    }
    if measure {
        print(&rows, size);
    }
    Ok(())
}

fn megabytes() -> Result<usize, Box<dyn Error>> {
    match std::env::var("TUNELINT_BENCH_MB") {
        Ok(number) => Ok(number.parse().map_err(|_| "TUNELINT_BENCH_MB is not a number")?),
        Err(_) => Ok(32),
    }
}

/// One kind of dataset, and all that is done to it.
struct Bench {
    name: &'static str,
    clean: Arc<[u8]>,
    broken: Vec<u8>,
    roles: Vec<u8>,
    plan: Arc<Plan>,
    linter: Linter,
    source: [Source; 1],
}

impl Bench {
    fn new(set: &Set, size: usize) -> Result<Self, Box<dyn Error>> {
        let target = builtin("together")?;
        let plan = || Plan::new(vec![target.clone()], PlanOptions::default());
        let clean = set.generate(size);
        let (broken, roles) = (data::broken(&clean), data::unknown_roles(&clean));
        let clean: Arc<[u8]> = clean.into();
        let mut options = LinterOptions::default();
        options.threads = Some(NonZeroUsize::MIN);
        Ok(Self {
            name: set.name,
            source: [Source::memory(set.name, Arc::clone(&clean))],
            clean,
            broken,
            roles,
            plan: Arc::new(plan()?),
            linter: Linter::new(plan()?, options),
        })
    }

    fn run(&self) -> Report {
        self.linter.check(&self.source, &mut Silent).report
    }

    /// Make sure that the data is as clean, and as bad, as it should be.
    fn verify(&self) -> Result<(), Box<dyn Error>> {
        let lines = data::lines(&self.clean).count();
        let scanned = internals::scan(&self.clean);
        if scanned != lines {
            return Err(format!("{}: {scanned} of {lines} lines are JSON", self.name).into());
        }
        for report in [internals::check(&self.plan, &self.clean), self.run()] {
            if !report.counts().is_empty() || report.records() != lines as u64 {
                return Err(format!("{}: not clean: {:?}", self.name, report.findings()).into());
            }
        }
        for bad in [&self.broken, &self.roles] {
            let errors = internals::check(&self.plan, bad).errors();
            if errors < lines as u64 {
                return Err(format!("{}: {errors} errors, {lines} lines", self.name).into());
            }
        }
        Ok(())
    }

    /// Do what the column of this name stands for.
    fn measure(&self, column: &str) {
        match column {
            "floor" => _ = black_box(floor(&self.clean)),
            "scan" => _ = black_box(internals::scan(&self.clean)),
            "check" => _ = black_box(internals::check(&self.plan, &self.clean)),
            "run" => _ = black_box(self.run()),
            "broken" => _ = black_box(internals::check(&self.plan, &self.broken)),
            _ => _ = black_box(internals::check(&self.plan, &self.roles)),
        }
    }

    /// The median rate of each thing that is measured, in GB per second of processor time; not a
    /// number for what is not among those that are `named`, if any are.
    fn rates(&self, rounds: usize, named: &[&str]) -> [f64; MEASURED.len()] {
        let mut seconds: [Vec<f64>; MEASURED.len()] = Default::default();
        for _ in 0..rounds {
            for (name, all) in MEASURED.iter().zip(&mut seconds) {
                // All are fractions of the floor or of the clean check.
                if named.is_empty() || named.contains(name) || ["floor", "check"].contains(name) {
                    all.push(time(|| self.measure(name)));
                }
            }
        }
        let mut lengths = [self.clean.len(); MEASURED.len()];
        (lengths[4], lengths[5]) = (self.broken.len(), self.roles.len());
        let mut rates = [0.0; MEASURED.len()];
        for ((rate, length), seconds) in rates.iter_mut().zip(lengths).zip(&mut seconds) {
            seconds.sort_by(f64::total_cmp);
            let median = seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN);
            *rate = length as f64 / 1e9 / median;
        }
        rates
    }
}

/// What any checker must pay.
fn floor(bytes: &[u8]) -> usize {
    let mut found = 0;
    for chunk in bytes.chunks(CHUNK) {
        found += usize::from(simdutf8::basic::from_utf8(chunk).is_ok());
        found += memchr::memchr_iter(b'\n', chunk).count();
    }
    found
}

fn time(work: impl FnOnce()) -> f64 {
    let start = now();
    work();
    now() - start
}

/// The processor time of this thread, in seconds: what others do on the machine does not count.
#[cfg(unix)]
fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// The time on the clock, in seconds.
#[cfg(not(unix))]
fn now() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}

type Row<'a> = (&'a Set, [f64; MEASURED.len()], (f64, f64));

fn print(rows: &[Row<'_>], size: usize) {
    println!("GB/s of processor time, one thread, {} MB of each, medians.", size / 1_000_000);
    println!("In brackets: of the floor; of the clean check for the last two; ! = below the goal.");
    println!();
    print!("{:<28}", "");
    for (column, name) in MEASURED.iter().enumerate() {
        print!("{name:>width$}", width = if column == 0 { 7 } else { 15 });
    }
    println!();
    for (set, rates, (scan_goal, check_goal)) in rows {
        let [floor, scan, check, run, broken, roles] = *rates;
        print!("{} {:<26}{floor:>7.2}", set.letter, set.title);
        for (rate, base, goal) in [
            (scan, floor, *scan_goal),
            (check, floor, *check_goal),
            (run, floor, *check_goal),
            (broken, check, BAD_GOAL),
            (roles, check, BAD_GOAL),
        ] {
            let fraction = rate / base;
            let mark = if fraction < goal { '!' } else { ' ' };
            print!("{rate:>8.2} ({fraction:.2}){mark}");
        }
        println!();
    }
}
