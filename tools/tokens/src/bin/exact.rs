//! Compares the exact counts with `tiktoken-rs`, and the speed of both in turns on one thread:
//!
//! ```sh
//! cargo run --release --bin exact -- FILE_OR_DIRECTORY...
//! ```
//!
//! Every file is one text, as far as it is UTF-8; and there are made texts: all of Unicode, noise, and
//! what makes naive merging slow. It fails if any count differs.

use std::error::Error;
use std::time::Instant;

use tiktoken_rs::{CoreBPE, cl100k_base_singleton, o200k_base_singleton};
use tunelint::tokens::exact::{Encoding, ExactCounter};
use tunelint_tokens::{made, read};

fn main() -> Result<(), Box<dyn Error>> {
    let read = read(std::env::args().skip(1));
    let made = made();
    let mut differences = 0;
    for (name, encoding, reference) in [
        ("cl100k", Encoding::Cl100k, cl100k_base_singleton()),
        ("o200k", Encoding::O200k, o200k_base_singleton()),
    ] {
        let start = Instant::now();
        let mut counter = ExactCounter::new(encoding);
        let first = counter.count("The first count of a run.");
        println!("{name}: first count ({first} tokens) after {:?}", start.elapsed());
        for (kind, texts) in [("made", &made), ("read", &read)] {
            differences += compare(&format!("{name} {kind}"), encoding, reference, texts);
        }
        for (text, length) in
            [("a", 1_000_000), (" ", 1_000_000), ("ab", 500_000), ("日", 300_000), ("!", 1_000_000)]
        {
            let text = text.repeat(length);
            let start = Instant::now();
            let tokens = counter.count(&text);
            println!(
                "{name}: {length} x {:?}: {tokens} tokens in {:?}",
                text.chars().next(),
                start.elapsed()
            );
        }
    }
    if differences > 0 {
        return Err(format!("{differences} counts differ").into());
    }
    Ok(())
}

fn compare(name: &str, encoding: Encoding, reference: &CoreBPE, texts: &[String]) -> usize {
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut differences = 0;
    let mut times = [0.0; 3];
    let mut counter = ExactCounter::new(encoding);
    let mut tokens = 0;
    for text in texts {
        let start = Instant::now();
        let ours = counter.count(text);
        let between = Instant::now();
        let theirs = reference.count_ordinary(text) as u64;
        times[0] += (between - start).as_secs_f64();
        times[1] += between.elapsed().as_secs_f64();
        tokens += ours;
        if ours != theirs {
            differences += 1;
            if differences < 5 {
                println!(
                    "{name}: {ours} here, {theirs} there: {:?}",
                    text.chars().take(80).collect::<String>()
                );
            }
        }
    }
    let start = Instant::now();
    for text in texts {
        counter.count(text);
    }
    times[2] = start.elapsed().as_secs_f64();
    let rate = |seconds: f64| bytes as f64 / seconds / 1e6;
    println!(
        "{name}: {} texts, {bytes} bytes, {tokens} tokens, {differences} differ; {:.0} MB/s ({:.0} alone), tiktoken-rs {:.1} MB/s: {:.1} x",
        texts.len(),
        rate(times[0]),
        rate(times[2]),
        rate(times[1]),
        times[1] / times[2],
    );
    differences
}
