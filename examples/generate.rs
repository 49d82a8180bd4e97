//! Writes the datasets of the benchmarks to files, and the first also with every
//! line broken and with unknown roles in every record; to time the program itself on them:
//!
//! ```sh
//! cargo run --release --example generate -- DIRECTORY MEGABYTES
//! ```

#![allow(clippy::print_stdout, missing_docs, unreachable_pub)] // A program of its own.

#[path = "../benches/data/mod.rs"]
mod data;

use std::error::Error;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(directory), Some(size), None) =
        (arguments.next().map(PathBuf::from), arguments.next(), arguments.next())
    else {
        return Err("usage: generate DIRECTORY MEGABYTES".into());
    };
    let size: usize = size.to_string_lossy().parse()?;
    std::fs::create_dir_all(&directory)?;
    for set in data::SETS {
        let clean = set.generate(size * 1_000_000);
        write(&directory, set.name, set.title, &clean)?;
        if set.letter == 'a' {
            write(&directory, "chat-broken", "every line broken", &data::broken(&clean))?;
            let roles = data::unknown_roles(&clean);
            write(&directory, "chat-unknown-roles", "every user message bad", &roles)?;
        }
    }
    Ok(())
}

fn write(directory: &Path, name: &str, title: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let path = directory.join(format!("{name}.jsonl"));
    std::fs::write(&path, bytes)?;
    let lines = data::lines(bytes).count();
    println!("{}: {title}; {} bytes, {lines} lines", path.display(), bytes.len());
    Ok(())
}
