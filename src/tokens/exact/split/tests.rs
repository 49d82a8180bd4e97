//! The splitters against the regular expressions that they stand for.

use fancy_regex::Regex;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{cl100k, o200k};

const CL100K: &str = r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s";

const O200K: &str = concat!(
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
);

type Splitter = fn(&[u8], usize) -> usize;

fn both() -> [(Regex, Splitter); 2] {
    [(CL100K, cl100k as Splitter), (O200K, o200k)]
        .map(|(expression, splitter)| (Regex::new(expression).unwrap(), splitter))
}

fn assert_split_alike(pairs: &[(Regex, Splitter)], text: &str) {
    for (expression, splitter) in pairs {
        let wanted: Vec<usize> =
            expression.find_iter(text).map(|found| found.unwrap().end()).collect();
        let mut ends = Vec::new();
        while ends.last().copied().unwrap_or(0) < text.len() {
            ends.push(splitter(text.as_bytes(), ends.last().copied().unwrap_or(0)));
        }
        assert_eq!(ends, wanted, "{text:?} with {expression}");
    }
}

#[test]
fn every_character_alone_and_between_others() {
    let pairs = both();
    for character in (0..=0x10_FFFF).filter_map(char::from_u32) {
        // Of the wide planes, where whole blocks are alike, not every character in every place.
        if u32::from(character) < 0x3000 {
            // The end of a text is split with less haste than what has 16 bytes behind it.
            for behind in ["", " and so on and on."] {
                let text = format!("a{character}B'{character} {character}{character}a\n{behind}");
                assert_split_alike(&pairs, &text);
            }
        } else if u32::from(character).is_multiple_of(16) {
            assert_split_alike(&pairs, &format!("A{character}b"));
        }
    }
}

/// Something of each class, and all that the expressions name.
const PIECES: &[&str] = &[
    "a",
    "b",
    "A",
    "B",
    "s",
    "T",
    "ll",
    "VE",
    "re",
    "m",
    "d",
    "'",
    "'s",
    "'LL",
    "ſ",
    "K",
    "ı",
    "ǅ",
    "ʰ",
    "日",
    "本",
    "\u{301}",
    "\u{93e}",
    "é",
    "É",
    "ß",
    "1",
    "2",
    "34",
    "५",
    "Ⅷ",
    "½",
    " ",
    "  ",
    "\t",
    "\u{b}",
    "\u{a0}",
    "\u{3000}",
    "\u{2028}",
    "\u{85}",
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "/",
    ".",
    "!",
    "_",
    "-",
    "😀",
    "\u{200d}",
    "\u{0}",
    "\u{7f}",
    "\u{fffd}",
    "\u{10ffff}",
    "word",
    "Word",
    "WORD",
    "don't",
    "afterwards",
    "Wednesday",
    " internationally",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn what_the_expressions_name_in_any_order(pieces in vec(select(PIECES), 0..24)) {
        thread_local!(static BOTH: [(Regex, Splitter); 2] = both());
        BOTH.with(|pairs| assert_split_alike(pairs, &pieces.concat()));
    }

    #[test]
    fn any_text(text in "\\PC{0,40}") {
        thread_local!(static BOTH: [(Regex, Splitter); 2] = both());
        BOTH.with(|pairs| assert_split_alike(pairs, &text));
    }
}
