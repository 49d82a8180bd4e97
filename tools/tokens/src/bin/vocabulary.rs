//! Writes the data of the exact token counters, from the vocabularies in the crate `tiktoken-rs`:
//!
//! ```sh
//! cargo run --release --no-default-features --bin vocabulary -- ../../src/tokens/exact
//! ```
//!
//! A byte-pair vocabulary is written as its merges: which two tokens make which. Token n of the first
//! 256 is the byte n here; the others have their ranks. The layout is that of
//! `src/tokens/exact/merges.rs`, which reads it.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use regex::Regex;
use tiktoken_rs::{CoreBPE, cl100k_base, o200k_base};

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args().nth(1).ok_or("usage: vocabulary DIRECTORY")?;
    let directory = Path::new(&directory);
    for (name, bpe, id_bits, bucket_bits) in
        [("cl100k", cl100k_base()?, 17, 14), ("o200k", o200k_base()?, 18, 15)]
    {
        let merges = merges(&bpe)?;
        let table = table(&merges, id_bits, bucket_bits)?;
        println!("{name}: {} merges, {} bytes", merges.len(), table.len());
        std::fs::write(directory.join(format!("{name}.merges")), table)?;
    }
    let characters = characters()?;
    println!("characters: {} bytes", characters.len());
    std::fs::write(directory.join("split/characters.table"), characters)?;
    let symbols = symbols()?;
    println!("symbols: {} bytes", symbols.len());
    std::fs::write(directory.join("split/symbols.table"), symbols)?;
    Ok(())
}

/// The class of every character, in two steps: a byte for each 128 characters says which of the
/// blocks behind is theirs, and a block has a byte for each of its characters: a bit of
/// `src/tokens/exact/split/character.rs`. The classes are those of the crate `regex`.
fn characters() -> Result<Vec<u8>, Box<dyn Error>> {
    let classes = [
        r"[\p{Lu}\p{Lt}]",
        r"\p{Ll}",
        r"[\p{Lm}\p{Lo}]",
        r"\p{M}",
        r"\p{N}",
        r"[\s--[\r\n]]",
        r"[\r\n]",
    ];
    let classes = classes.map(Regex::new).into_iter().collect::<Result<Vec<_>, _>>()?;
    let class = |code: u32| {
        let Some(character) = char::from_u32(code) else { return 1 << 7 };
        let mut text = [0; 4];
        let text = character.encode_utf8(&mut text);
        1_u8 << classes.iter().position(|class| class.is_match(text)).unwrap_or(7)
    };
    let (mut index, mut blocks) = (Vec::new(), Vec::<Vec<u8>>::new());
    for first in (0..0x11_0000).step_by(128) {
        let block: Vec<u8> = (first..first + 128).map(class).collect();
        let place = blocks.iter().position(|there| *there == block).unwrap_or(blocks.len());
        if place == blocks.len() {
            blocks.push(block);
        }
        index.push(u8::try_from(place)?);
    }
    Ok([index, blocks.concat()].concat())
}

/// Of every character one bit: whether it is punctuation or a symbol. Blocks as in [`characters`], of 16
/// bytes each.
fn symbols() -> Result<Vec<u8>, Box<dyn Error>> {
    let symbol = Regex::new(r"[\p{P}\p{S}]")?;
    let is_symbol = |code: u32| {
        char::from_u32(code).is_some_and(|letter| symbol.is_match(letter.encode_utf8(&mut [0; 4])))
    };
    let (mut index, mut blocks) = (Vec::new(), Vec::<u128>::new());
    for first in (0..0x11_0000).step_by(128) {
        let block = (0..128).fold(0, |bits, bit| bits | u128::from(is_symbol(first + bit)) << bit);
        let place = blocks.iter().position(|there| *there == block).unwrap_or(blocks.len());
        if place == blocks.len() {
            blocks.push(block);
        }
        index.push(u8::try_from(place)?);
    }
    Ok([index, blocks.into_iter().flat_map(u128::to_le_bytes).collect()].concat())
}

/// A merge of two tokens to a third, whose number is its rank, too.
type Merge = [u32; 3];

/// Every merge, in the order of the ranks.
fn merges(bpe: &CoreBPE) -> Result<Vec<Merge>, Box<dyn Error>> {
    let mut numbers: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut tokens = Vec::new();
    while let Ok(token) = bpe.decode_bytes(&[u32::try_from(tokens.len())?]) {
        tokens.push(token);
    }
    let mut merges = Vec::new();
    for (rank, token) in (0..).zip(&tokens) {
        if let [byte] = token[..] {
            if rank >= 256 {
                return Err("a single byte is not among the first 256 tokens".into());
            }
            numbers.insert(token.clone(), u32::from(byte));
            continue;
        }
        match split(token, &numbers)[..] {
            [left, right] => merges.push([left, right, rank]),
            // No merges lead to it: then it may only be a token of its own as a whole piece.
            _ => return Err(format!("token {rank} is no merge of two tokens before it").into()),
        }
        numbers.insert(token.clone(), rank);
    }
    Ok(merges)
}

/// The tokens of a piece of text, merged in the order of their ranks, as OpenAI's own code does it.
fn split(piece: &[u8], numbers: &HashMap<Vec<u8>, u32>) -> Vec<u32> {
    let mut ends: Vec<usize> = (0..=piece.len()).collect();
    let merged = |from: usize, to: usize| numbers.get(&piece[from..to]).copied();
    while let Some((_, i)) =
        (2..ends.len()).filter_map(|i| Some((merged(ends[i - 2], ends[i])?, i - 1))).min()
    {
        ends.remove(i);
    }
    ends.windows(2).filter_map(|ends| merged(ends[0], ends[1])).collect()
}

/// The merges as a hash table whose hash loses nothing: see `src/tokens/exact/merges.rs`.
fn table(merges: &[Merge], id_bits: u32, bucket_bits: u32) -> Result<Vec<u8>, Box<dyn Error>> {
    let rest_bits = 2 * id_bits - bucket_bits;
    let mut entries: Vec<(u64, u64, u64)> = merges
        .iter()
        .map(|&[left, right, merged]| {
            let hash = hash(u64::from(left) << id_bits | u64::from(right), 2 * id_bits);
            (hash >> rest_bits, u64::from(merged), hash & ((1 << rest_bits) - 1))
        })
        .collect();
    entries.sort_unstable();

    let mut bytes = Vec::new();
    for bucket in 0..=1_u64 << bucket_bits {
        let start = entries.partition_point(|entry| entry.0 < bucket);
        let expected = (entries.len() as u64 * bucket) >> bucket_bits;
        let difference = i16::try_from(i64::try_from(start)? - i64::try_from(expected)?)?;
        bytes.extend(difference.to_le_bytes());
    }
    let (mut waiting, mut bits) = (0_u128, 0);
    for (_, merged, rest) in entries {
        waiting |= u128::from(rest << id_bits | merged) << bits;
        bits += rest_bits + id_bits;
        while bits >= 8 {
            bytes.push((waiting & 0xFF) as u8);
            (waiting, bits) = (waiting >> 8, bits - 8);
        }
    }
    bytes.extend(waiting.to_le_bytes());
    Ok(bytes)
}

/// Each number of so many bits to another one.
fn hash(pair: u64, bits: u32) -> u64 {
    let mixed = pair ^ pair >> (bits / 2);
    let product = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) & ((1 << bits) - 1);
    product ^ product >> (bits / 2)
}
