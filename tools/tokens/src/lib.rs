//! The texts that counts are compared on.

#[cfg(feature = "compare")]
pub mod references;

use std::path::{Path, PathBuf};

/// Every file under some paths as one text, as far as it is UTF-8.
pub fn read(paths: impl Iterator<Item = String>) -> Vec<String> {
    let mut files = Vec::new();
    for path in paths {
        gather(Path::new(&path), &mut files);
    }
    files.iter().filter_map(|path| Some(lossy(&std::fs::read(path).ok()?))).collect()
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
pub fn made() -> Vec<String> {
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
