//! The tokens and merges of a file, as counting needs them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use twox_hash::xxhash3_128::Hasher;

use super::super::exact::merge::{MOST_MERGES, Merging};
use super::format::Model;

/// A map with a quick hash: the files are the user's own.
pub(super) type QuickMap<K, V> = HashMap<K, V, FixedState>;

/// A model of merges.
#[derive(Debug)]
pub(super) struct Vocabulary {
    symbols: Symbols,
    unknown: Option<u32>,
    /// Several unknown characters in a row are one token.
    fuses_unknown: bool,
    /// By left and right token: the rank of their merge.
    ranks: QuickMap<u64, u32>,
    /// By rank: the token that the merge makes.
    made: Vec<u32>,
    /// The hashes of all tokens, where a piece that is one of them is not merged from its parts.
    whole: Option<HashSet<u128, FixedState>>,
}

/// What text is before it is merged.
#[derive(Debug)]
enum Symbols {
    /// Its bytes.
    Bytes(Box<[Option<u32>; 256]>),
    /// Its characters, and the bytes of those that have no token.
    Characters { known: QuickMap<char, u32>, bytes: Option<Box<[Option<u32>; 256]>> },
}

impl Vocabulary {
    /// That of a model; what is wrong with it otherwise.
    pub(super) fn new(model: &Model, of_bytes: bool) -> Result<Self, String> {
        let tokens = &model.vocab.0;
        let token = |text: &str| tokens.get(text).copied();
        let mut ranks = QuickMap::default();
        let mut made = Vec::with_capacity(model.merges.len());
        let mut joined = String::new();
        for merge in &model.merges {
            let (left, right) = merge.sides().ok_or("a merge has not two sides")?;
            joined.clear();
            joined.extend([left, right]);
            let sides = token(left).zip(token(right)).zip(token(&joined));
            let ((left, right), whole) =
                sides.ok_or_else(|| format!("there is no token for the merge {joined:?}"))?;
            let rank = u32::try_from(made.len()).ok().filter(|rank| *rank < MOST_MERGES);
            let rank = rank.ok_or("there are too many merges")?;
            // Of two merges of the same tokens the later one counts.
            ranks.insert(pair(left, right), rank);
            made.push(whole);
        }
        let symbols = if of_bytes {
            Symbols::Bytes(table(|byte| token(letter(byte).encode_utf8(&mut [0; 4]))))
        } else {
            let mut known = QuickMap::default();
            for (text, token) in tokens {
                let mut letters = text.chars();
                if let (Some(letter), None) = (letters.next(), letters.next()) {
                    known.insert(letter, *token);
                }
            }
            let bytes = table(|byte| token(&format!("<0x{byte:02X}>")));
            Symbols::Characters { known, bytes: model.byte_fallback.then_some(bytes) }
        };
        let whole = model.ignore_merges.then(|| {
            let of_text = |text: &str| {
                if of_bytes {
                    Some(hash(&text.chars().map(byte_of).collect::<Option<Vec<u8>>>()?))
                } else {
                    Some(hash(text.as_bytes()))
                }
            };
            tokens.keys().filter_map(|text| of_text(text)).collect()
        });
        let unknown = model.unk_token.as_deref().and_then(token);
        Ok(Self { symbols, unknown, fuses_unknown: model.fuse_unk, ranks, made, whole })
    }

    /// Whether a piece is a token as it is.
    pub(super) fn has_whole(&self, piece: &str) -> bool {
        self.whole.as_ref().is_some_and(|whole| whole.contains(&hash(piece.as_bytes())))
    }

    /// The symbols of a piece, with the place behind each. What has no token and no stand-in is left
    /// out.
    pub(super) fn symbols(&self, piece: &str, mut push: impl FnMut(u32, usize)) {
        let mut was_unknown = false;
        let mut one = |token: Option<u32>, end: usize| {
            if let Some(token) = token {
                was_unknown = false;
                push(token, end);
            } else if let Some(unknown) = self.unknown {
                if !(was_unknown && self.fuses_unknown) {
                    push(unknown, end);
                }
                was_unknown = true;
            }
        };
        match &self.symbols {
            Symbols::Bytes(tokens) => {
                for (byte, end) in piece.bytes().zip(1..) {
                    one(tokens[usize::from(byte)], end);
                }
            }
            Symbols::Characters { known, bytes } => {
                for (start, letter) in piece.char_indices() {
                    let end = start + letter.len_utf8();
                    let token = known.get(&letter).copied();
                    let of_byte = |byte: u8| bytes.as_ref().and_then(|all| all[usize::from(byte)]);
                    let text = piece.as_bytes().get(start..end).unwrap_or_default();
                    if token.is_none() && text.iter().all(|byte| of_byte(*byte).is_some()) {
                        for byte in text {
                            one(of_byte(*byte), end);
                        }
                    } else {
                        one(token, end);
                    }
                }
            }
        }
    }
}

impl Merging for &Vocabulary {
    #[inline]
    fn rank(self, left: u32, right: u32) -> Option<u32> {
        self.ranks.get(&pair(left, right)).copied()
    }

    #[inline]
    fn made(self, rank: u32) -> u32 {
        self.made.get(rank as usize).copied().unwrap_or(rank)
    }
}

const fn pair(left: u32, right: u32) -> u64 {
    (left as u64) << 32 | right as u64
}

fn hash(text: &[u8]) -> u128 {
    Hasher::oneshot(text)
}

fn table(token: impl Fn(u8) -> Option<u32>) -> Box<[Option<u32>; 256]> {
    let mut table = Box::new([None; 256]);
    for byte in 0..=u8::MAX {
        table[usize::from(byte)] = token(byte);
    }
    table
}

/// The character that stands for a byte in a vocabulary of bytes: itself, where it can be seen, or one
/// from 256 on.
fn letter(byte: u8) -> char {
    if is_seen(byte) {
        return char::from(byte);
    }
    let before = (0..byte).filter(|byte| !is_seen(*byte)).count();
    u32::try_from(before).ok().and_then(|before| char::from_u32(256 + before)).unwrap_or('\0')
}

/// The byte that a character stands for.
fn byte_of(letter: char) -> Option<u8> {
    match u32::from(letter) {
        code @ 0..=255 => u8::try_from(code).ok().filter(|byte| is_seen(*byte)),
        code => {
            let place = usize::try_from(code).ok()?.checked_sub(256)?;
            (0..=u8::MAX).filter(|byte| !is_seen(*byte)).nth(place)
        }
    }
}

const fn is_seen(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_character_of_its_own() {
        for byte in 0..=u8::MAX {
            assert_eq!(byte_of(letter(byte)), Some(byte));
        }
        assert_eq!((letter(b' '), letter(b'\n'), letter(b'a')), ('\u{120}', '\u{10a}', 'a'));
        assert_eq!(byte_of('\u{4e00}'), None);
        assert_eq!(byte_of(' '), None);
    }
}
