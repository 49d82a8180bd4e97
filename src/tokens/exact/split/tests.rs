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

#[cfg(feature = "vocabularies")]
mod open {
    pub(super) const QWEN2: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    pub(super) const GLM: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    pub(super) const QWEN3_5: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    pub(super) const TEKKEN: &str = concat!(
        r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+",
        r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*",
        r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    );

    /// One after the other.
    pub(super) const DEEPSEEK: &[&str] = &[
        r"\p{N}{1,3}",
        r"[\x{4e00}-\x{9fa5}\x{3040}-\x{309f}\x{30a0}-\x{30ff}]+",
        concat!(
            r"[!-/:-@\[-`{-~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+",
            r"| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
        ),
    ];
}

type Splitter = fn(&[u8], usize) -> usize;

/// The expressions of a vocabulary, each of which splits what the one before has left, and what stands for
/// them here.
type Pair = (Vec<Regex>, Splitter);

fn all() -> Vec<Pair> {
    let pairs: &[(&[&str], Splitter)] = &[
        (&[CL100K], cl100k),
        (&[O200K], o200k),
        #[cfg(feature = "vocabularies")]
        (&[open::QWEN2], super::like_cl100k::<1>),
        #[cfg(feature = "vocabularies")]
        (&[open::GLM], super::like_cl100k::<3>),
        #[cfg(feature = "vocabularies")]
        (&[open::QWEN3_5], super::qwen3_5),
        #[cfg(feature = "vocabularies")]
        (&[open::TEKKEN], super::tekken),
        #[cfg(feature = "vocabularies")]
        (open::DEEPSEEK, super::deepseek),
    ];
    let regex = |expression: &&str| Regex::new(expression).unwrap();
    pairs
        .iter()
        .map(|(expressions, splitter)| (expressions.iter().map(regex).collect(), *splitter))
        .collect()
}

/// Where the pieces end; what an expression does not match is a piece, too.
fn split(expressions: &[Regex], text: &str, start: usize, ends: &mut Vec<usize>) {
    if text.is_empty() {
        return;
    }
    let Some((expression, others)) = expressions.split_first() else {
        ends.push(start + text.len());
        return;
    };
    let mut at = 0;
    for found in expression.find_iter(text) {
        let found = found.unwrap().range();
        split(others, &text[at..found.start], start + at, ends);
        split(others, &text[found.clone()], start + found.start, ends);
        at = found.end;
    }
    split(others, &text[at..], start + at, ends);
}

fn assert_split_alike(pairs: &[Pair], text: &str) {
    for (expressions, splitter) in pairs {
        let mut wanted = Vec::new();
        split(expressions, text, 0, &mut wanted);
        let mut ends = Vec::new();
        while ends.last().copied().unwrap_or(0) < text.len() {
            ends.push(splitter(text.as_bytes(), ends.last().copied().unwrap_or(0)));
        }
        assert_eq!(ends, wanted, "{text:?} with {expressions:?}");
    }
}

#[test]
fn every_character_alone_and_between_others() {
    let pairs = all();
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
    "カ",
    "・",
    "゛",
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
    "。",
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
        thread_local!(static ALL: Vec<Pair> = all());
        ALL.with(|pairs| assert_split_alike(pairs, &pieces.concat()));
    }

    #[test]
    fn any_text(text in "\\PC{0,40}") {
        thread_local!(static ALL: Vec<Pair> = all());
        ALL.with(|pairs| assert_split_alike(pairs, &text));
    }
}
