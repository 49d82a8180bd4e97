//! Compares the exact counts with `tiktoken-rs`, and the speed of both in turns on one thread:
//!
//! ```sh
//! cargo run --release --bin exact -- FILE_OR_DIRECTORY...
//! ```
//!
//! Every file is one text, as far as it is UTF-8; and there are made texts: all of Unicode, noise, and
//! what makes naive merging slow. It fails if any count differs.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tiktoken_rs::{CoreBPE, cl100k_base_singleton, o200k_base_singleton};
use tunelint::tokens::exact::{Encoding, ExactCounter};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for path in std::env::args().skip(1) {
        gather(Path::new(&path), &mut files);
    }
    let read: Vec<String> =
        files.iter().filter_map(|path| Some(lossy(&std::fs::read(path).ok()?))).collect();
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

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(path) else {
        files.push(path.to_owned());
        return;
    };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    entries.iter().for_each(|path| gather(path, files));
}

/// Texts of every kind of character, and noise.
fn made() -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let all: Vec<char> = (0..=0x10_FFFF).filter_map(char::from_u32).collect();
    for block in all.chunks(256) {
        texts.push(block.iter().collect());
        texts.push(block.iter().flat_map(|c| [*c, ' ']).collect());
        texts.push(block.iter().flat_map(|c| ['a', *c, 'B', *c, *c, '\'', 's']).collect());
    }
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..random() % 400).map(|_| random() as u8).collect();
        texts.push(lossy(&bytes));
        texts.push((0..random() % 200).map(|_| (random() % 128) as u8 as char).collect());
        texts.push((0..random() % 200).map(|_| all[random() as usize % 0x3000]).collect());
        texts.push((0..random() % 300).map(|_| char::from(b'a' + (random() % 26) as u8)).collect());
        texts.push(
            (0..random() % 300)
                .map(|_| b" \t\n\r  aA1/'"[random() as usize % 11] as char)
                .collect(),
        );
        let run = random() as usize % 700;
        texts.push(all[random() as usize % 0x2FF].to_string().repeat(run));
    }
    texts
}
