//! Compares the counts with a `tokenizer.json` with those of the crate `tokenizers`, which is Hugging
//! Face's own, and the speed of both in turns on one thread:
//!
//! ```sh
//! cargo run --release --bin file -- TOKENIZER.json FILE_OR_DIRECTORY...
//! ```
//!
//! The texts are those of the bin `exact`. It fails if any count differs.

use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use tokenizers::Tokenizer;
use tunelint::tokens::file::{FileCounter, TokenizerFile};
use tunelint_tokens::{made, read};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give a tokenizer.json and texts")?;
    let start = Instant::now();
    let mut counter = FileCounter::new(Arc::new(TokenizerFile::read(Path::new(&path))?));
    let between = Instant::now();
    let reference = Tokenizer::from_file(&path).map_err(|error| error.to_string())?;
    println!("read in {:?}, by tokenizers in {:?}", between - start, between.elapsed());
    let mut differences = 0;
    for (kind, texts) in [("made", made()), ("read", read(arguments))] {
        let bytes: usize = texts.iter().map(String::len).sum();
        let mut times = [0.0; 2];
        for text in &texts {
            let start = Instant::now();
            let ours = counter.count(text);
            let between = Instant::now();
            let theirs = reference.encode_fast(text.as_str(), false);
            let theirs = theirs.map_err(|error| error.to_string())?.len() as u64;
            times[0] += (between - start).as_secs_f64();
            times[1] += between.elapsed().as_secs_f64();
            if ours != theirs {
                differences += 1;
                if differences < 5 {
                    let shown: String = text.chars().take(80).collect();
                    println!("{kind}: {ours} here, {theirs} there: {shown:?}");
                }
            }
        }
        let rate = |seconds: f64| bytes as f64 / seconds / 1e6;
        println!(
            "{kind}: {} texts, {bytes} bytes; {:.1} MB/s, tokenizers {:.1} MB/s",
            texts.len(),
            rate(times[0]),
            rate(times[1]),
        );
    }
    if differences > 0 {
        return Err(format!("{differences} counts differ").into());
    }
    Ok(())
}
