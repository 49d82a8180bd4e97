//! A fuzzer for machines without a C++ compiler: it changes the seeds at random, without looking at
//! what the program does with them. It takes the arguments of libFuzzer that it understands.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Longer inputs are cut: many short runs find more than a few long ones.
const LONGEST: usize = 4096;

/// Gives the function one input after the other, until the time is up.
pub fn run(function: fn(&[u8])) -> ExitCode {
    let mut time = Duration::from_secs(10);
    let mut prefix = String::new();
    let mut seeds = vec![Vec::new()];
    for argument in std::env::args().skip(1) {
        if let Some(seconds) = argument.strip_prefix("-max_total_time=") {
            time = Duration::from_secs(seconds.parse().unwrap_or(10));
        } else if let Some(given) = argument.strip_prefix("-artifact_prefix=") {
            prefix = given.to_owned();
        } else if !argument.starts_with('-') {
            collect(Path::new(&argument), &mut seeds);
        }
    }
    let mut random = Random(RandomState::new().build_hasher().finish() | 1);
    let start = Instant::now();
    let mut runs = 0_u64;
    while start.elapsed() < time {
        // Every seed as it is, and then changed.
        let input = match seeds.get(usize::try_from(runs).unwrap_or(usize::MAX)) {
            Some(seed) => seed.clone(),
            None => random.changed(&seeds),
        };
        if catch_unwind(AssertUnwindSafe(|| function(&input))).is_err() {
            let path = PathBuf::from(format!("{prefix}crash-{:016x}", random.next()));
            match fs::write(&path, &input) {
                Ok(()) => eprintln!("the input is in {}", path.display()),
                Err(error) => eprintln!("{}: {error}\nthe input: {input:?}", path.display()),
            }
            return ExitCode::FAILURE;
        }
        runs += 1;
    }
    eprintln!("{runs} runs of {} seeds, without coverage", seeds.len());
    ExitCode::SUCCESS
}

/// The content of a file, or of all files below a directory.
fn collect(path: &Path, seeds: &mut Vec<Vec<u8>>) {
    if let Ok(entries) = fs::read_dir(path) {
        entries.flatten().for_each(|entry| collect(&entry.path(), seeds));
    } else if let Ok(mut seed) = fs::read(path) {
        seed.truncate(LONGEST);
        seeds.push(seed);
    }
}

/// Xorshift: any numbers will do.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`, which is not 0.
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap_or(0)
    }

    /// A piece of one of the seeds.
    fn piece<'a>(&mut self, seeds: &'a [Vec<u8>]) -> &'a [u8] {
        let seed = &seeds[self.below(seeds.len())];
        let start = self.below(seed.len() + 1);
        let end = start + self.below((seed.len() - start).min(64) + 1);
        &seed[start..end]
    }

    /// One of the seeds, with a few changes.
    fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(6) {
            let at = self.below(input.len() + 1);
            let end = at + self.below((input.len() - at).min(64) + 1);
            match self.below(5) {
                0 => drop(input.drain(at..end)),
                1 => input.truncate(at),
                2 => input.insert(at, self.next().to_le_bytes()[0]),
                3 if at < input.len() => input[at] ^= 1 << self.below(8),
                _ => drop(input.splice(at..at, self.piece(seeds).iter().copied())),
            }
        }
        input.truncate(LONGEST);
        input
    }
}
