//! Says how near the counts are to those of the real tokenizers, and how fast, in turns on one thread:
//!
//! ```sh
//! python3 ../../tests/differential/token_references.py
//! cargo run --release --bin accuracy -- ../../target/differential/tokens.jsonl
//! ```
//!
//! Of texts with 200 tokens or more: how far the sum is off, and the median and the 95th percentile of
//! how far a text is off, in percent; how many are within the band of nine in ten texts, and of the near counts how many are equal.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tiktoken_rs::{cl100k_base_singleton, o200k_base_singleton};
use tunelint::tokens::estimate::{Confidence, Counters};
use tunelint::tokens::exact::{Encoding, ExactCounter};
use tunelint::tokens::near::NearCounter;
use tunelint_tokens::references::{self, FAMILIES, Text};

/// The groups that a text is in. Of the messages in other languages those held out are in two; of the manual
/// pages nothing was fitted on any.
fn groups_of(text: &Text, by_kind: bool) -> Vec<&str> {
    match text.kind.as_str() {
        kind if by_kind => vec![kind],
        _ if text.is_core() => vec!["core"],
        _ if text.is_manual() => vec!["manuals"],
        _ if text.is_held_out => vec!["other", "held out"],
        _ => vec!["other"],
    }
}

/// What the texts of one group and family came to.
#[derive(Default)]
struct Errors {
    truth: u64,
    sum: u64,
    relative: Vec<f64>,
    equal: usize,
    /// Within the band of 90 %.
    within: usize,
}

impl Errors {
    fn add(&mut self, tokens: u64, truth: u64) {
        self.truth += truth;
        self.sum += tokens;
        self.relative.push(100.0 * tokens.abs_diff(truth) as f64 / truth as f64);
        self.equal += usize::from(tokens == truth);
    }

    fn row(&mut self) -> String {
        self.relative.sort_by(f64::total_cmp);
        let at = |share: f64| self.relative[((self.relative.len() - 1) as f64 * share) as usize];
        let all = 100.0 * (self.sum as f64 / self.truth as f64 - 1.0);
        format!("{all:+6.2} {:6.2} {:6.2}", at(0.5), at(0.95))
    }

    fn share(&self, number: usize) -> f64 {
        100.0 * number as f64 / self.relative.len() as f64
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: accuracy TOKENS.jsonl")?;
    let by_kind = std::env::args().any(|argument| argument == "--by-kind");
    let mut texts = references::read(&path)?;
    speeds(&mut texts);

    println!(
        "family       group      texts | estimate: sum median   95 % in band | near:  sum median   95 %  equal in band"
    );
    let mut counter = NearCounter::new(None);
    for (name, family) in FAMILIES {
        let mut groups: BTreeMap<&str, [Errors; 2]> = BTreeMap::new();
        for text in &texts {
            let Some(truth) = text.long_enough(name) else { continue };
            let mut counters = Counters::default();
            counters.add(&text.text);
            if !counters.bounds().contains(&truth) {
                println!("{name}: {truth} is not in {:?}", counters.bounds());
            }
            let band = counters.band(family, Confidence::AllBut1Of10);
            let near = counter.count(family, &text.text);
            for group in groups_of(text, by_kind) {
                let [estimates, nears] = groups.entry(group).or_default();
                estimates.add(counters.estimate(family), truth);
                estimates.within += usize::from(band.contains(&truth));
                nears.add(near.tokens, truth);
                nears.within += usize::from((near.least..=near.most).contains(&truth));
            }
        }
        for (group, [estimates, nears]) in &mut groups {
            println!(
                "{name:12} {group:10} {:5} | {:>25} {:7.1} | {:>20} {:6.2} {:7.1}",
                estimates.relative.len(),
                estimates.row(),
                estimates.share(estimates.within),
                nears.row(),
                nears.share(nears.equal),
                nears.share(nears.within),
            );
        }
    }
    Ok(())
}

/// How often all texts are gone through for the speeds.
const ROUNDS: usize = 5;

/// Every way of counting over every text in turns, in processor time, and in several rounds, each with counters
/// that have seen nothing; `tiktoken-rs` gives the truth of its vocabularies.
fn speeds(texts: &mut [Text]) {
    let json: Vec<String> =
        texts.iter().map(|text| serde_json::to_string(&text.text).unwrap_or_default()).collect();
    for (group, is_core) in [("core", true), ("other", false)] {
        let mut rounds = Vec::new();
        let (mut bytes, mut differences) = (0, 0);
        for _ in 0..ROUNDS {
            let mut exact = [Encoding::Cl100k, Encoding::O200k].map(ExactCounter::new);
            let mut times = [Duration::ZERO; 6];
            bytes = 0;
            for (text, json) in texts.iter_mut().zip(&json) {
                if text.is_core() != is_core {
                    continue;
                }
                bytes += text.text.len();
                let mut timed = |place: usize, count: &mut dyn FnMut() -> u64| {
                    let start = processor_time();
                    let tokens = count();
                    times[place] += processor_time() - start;
                    tokens
                };
                timed(0, &mut || {
                    let mut counters = Counters::default();
                    counters.add(&text.text);
                    counters.bytes()
                });
                timed(1, &mut || {
                    let mut counters = Counters::default();
                    counters.add_json_string(&json.as_bytes()[1..json.len() - 1]);
                    counters.bytes()
                });
                for (i, (name, reference)) in
                    [("cl100k", cl100k_base_singleton()), ("o200k", o200k_base_singleton())]
                        .iter()
                        .enumerate()
                {
                    let tokens = timed(2 + i, &mut || exact[i].count(&text.text));
                    let truth = timed(4 + i, &mut || reference.count_ordinary(&text.text) as u64);
                    differences += usize::from(tokens != truth);
                    text.tokens.insert((*name).to_owned(), truth);
                }
            }
            rounds.push(times.map(|time| bytes as f64 / 1e6 / time.as_secs_f64()));
        }
        // The median of what is asked of each round.
        let median = |of: &dyn Fn(&[f64; 6]) -> f64| {
            let mut all: Vec<f64> = rounds.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        println!("{group}: {bytes} bytes, {differences} exact counts differ from tiktoken-rs");
        println!(
            "  estimate {:.0} MB/s, from JSON strings {:.0} MB/s",
            median(&|rates| rates[0]),
            median(&|rates| rates[1]),
        );
        for (i, name) in ["cl100k", "o200k"].iter().enumerate() {
            println!(
                "  {name}: {:.0} MB/s, tiktoken-rs {:.1} MB/s: {:.1} x; the estimate {:.0} x",
                median(&|rates| rates[2 + i]),
                median(&|rates| rates[4 + i]),
                median(&|rates| rates[2 + i] / rates[4 + i]),
                median(&|rates| rates[0] / rates[4 + i]),
            );
        }
    }
}

/// The processor time of this thread: on a busy machine, time on the wall says little.
fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}
