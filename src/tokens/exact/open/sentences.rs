//! Mistral's older vocabulary, of `SentencePiece`: its symbols are characters, and a text is not split.
//!
//! No token goes on behind a space, so nothing is merged across what is before one: text is split there, and
//! pieces can be remembered. What the vocabulary has no character for is told byte by byte.

use super::super::merge::Merger;
use super::super::merges::Merges;
use super::super::pairs::Pairs;
use super::super::vocabulary::Vocabulary;
use super::Prepares;

/// Mistral 7B, Mixtral, Codestral and the first two of Large.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentences;

static MERGES: Merges<15, 12> = Merges::new(include_bytes!("mistral.merges"), 28_446);

/// The characters by number, each in four bytes. They are in order.
static CHARACTERS: &[u8] = include_bytes!("mistral.characters");

/// What stands for a space.
const SPACE: char = '\u{2581}';

/// A byte that is a token of its own: it merges with nothing.
const BYTE: u32 = (1 << 15) - 1;

/// The number of a character.
fn number(letter: char) -> Option<u32> {
    let letter = if letter == ' ' { SPACE } else { letter };
    let (characters, _) = CHARACTERS.as_chunks::<4>();
    let place =
        characters.binary_search_by_key(&u32::from(letter), |bytes| u32::from_le_bytes(*bytes));
    place.ok().and_then(|place| u32::try_from(place).ok())
}

/// The symbols of a piece.
fn symbols(piece: &[u8]) -> Vec<u32> {
    let mut symbols = Vec::with_capacity(piece.len());
    // A piece is cut only where characters begin.
    for letter in std::str::from_utf8(piece).unwrap_or_default().chars() {
        match number(letter) {
            Some(number) => symbols.push(number),
            None => symbols.extend(std::iter::repeat_n(BYTE, letter.len_utf8())),
        }
    }
    symbols
}

/// How many bytes a space at a place has, or 0.
#[inline(always)]
fn space(text: &[u8], at: usize) -> usize {
    match text.get(at..) {
        Some([b' ', ..]) => 1,
        Some([0xE2, 0x96, 0x81, ..]) => SPACE.len_utf8(),
        _ => 0,
    }
}

impl Vocabulary for Sentences {
    #[inline]
    fn piece(self, text: &[u8], start: usize) -> usize {
        let mut at = start;
        while space(text, at) > 0 {
            at += space(text, at);
        }
        while at < text.len() && space(text, at) == 0 {
            at += 1;
        }
        at
    }

    #[inline]
    fn merged(self, left: u32, right: u32) -> Option<u32> {
        MERGES.merged(left, right)
    }

    fn count(self, pairs: &mut Pairs, merger: &mut Merger, piece: &[u8]) -> usize {
        merger.count(pairs.with(self), &symbols(piece))
    }

    fn cut(self, merger: &mut Merger, piece: &[u8], tokens: u64) -> usize {
        let mut symbols_left = merger.cut(self, &symbols(piece), tokens);
        let mut bytes = 0;
        for letter in std::str::from_utf8(piece).unwrap_or_default().chars() {
            let of_letter = if number(letter).is_some() { 1 } else { letter.len_utf8() };
            if of_letter > symbols_left {
                break;
            }
            symbols_left -= of_letter;
            bytes += letter.len_utf8();
        }
        bytes
    }
}

impl Prepares for Sentences {
    const PREFIX: &'static str = " ";
}
