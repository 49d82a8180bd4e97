//! Counts against what the models' own tokenizers say of the same texts.

use super::super::{Encoding, ExactCounter};
use super::*;

/// One model of each vocabulary.
const MODELS: [&str; 7] =
    ["Qwen 3", "Qwen 3.5", "DeepSeek V3.1", "GLM-4.5", "GLM-4.7", "Mistral v3", "Mistral tekken"];

/// Texts with their tokens in each of them, as the packages `tokenizers` 0.23 and `mistral-common` 1.13 count.
/// `tests/differential/vocabulary_check.py` compares thousands of texts more.
const KNOWN: &[(&str, [u64; 7])] = &[
    ("The quick brown fox jumps over the lazy dog.", [10, 10, 10, 10, 10, 12, 10]),
    ("don't DON'T we'll I'D they've'RE ſ'ſ", [15, 16, 17, 16, 15, 22, 19]),
    ("  leading and   inner  spaces   ", [8, 8, 8, 8, 8, 8, 8]),
    ("tabs\t\tand\r\nlines\n\n\n  \n end\n ", [10, 10, 13, 10, 10, 16, 13]),
    ("fn main() {\n    println!(\"{}\", 1_000_000);\n}\n", [19, 22, 17, 15, 15, 25, 21]),
    ("https://example.com/a/b?c=d&e=1234567890", [21, 21, 16, 17, 17, 26, 22]),
    ("人工智能正在改变世界。2026年", [10, 10, 8, 8, 8, 17, 15]),
    ("日本語の文章とEnglishの混在です・カタカナ。", [16, 13, 15, 16, 16, 20, 16]),
    ("한국어 문장입니다.", [7, 6, 7, 7, 7, 11, 7]),
    ("Привет, как дела?", [7, 7, 6, 6, 6, 7, 6]),
    ("مرحبا بالعالم", [5, 5, 6, 6, 6, 11, 5]),
    ("नमस\u{94d}त\u{947} द\u{941}न\u{93f}य\u{93e}", [13, 6, 7, 13, 13, 14, 5]),
    ("สว\u{e31}สด\u{e35}ชาวโลก", [6, 4, 6, 13, 12, 13, 7]),
    ("👩\u{200d}👩\u{200d}👧\u{200d}👦 🇩🇪 😀", [15, 25, 17, 22, 14, 31, 29]),
    ("camelCaseHTMLParser XMLHttpRequest iPhone15Pro", [9, 9, 11, 8, 8, 12, 12]),
    ("e\u{301}te\u{301} a\u{308} ǅungla Ⅷ ½ ५६७", [19, 19, 20, 24, 19, 27, 22]),
    (" 参考 参考资料 x", [8, 5, 5, 3, 3, 9, 6]),
    ("\0\0a \u{200b}\u{200b}b\u{2028}\u{a0}x", [9, 9, 11, 8, 8, 12, 9]),
    ("////\n//\n/", [3, 5, 4, 3, 3, 6, 4]),
    (
        "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
        [10, 10, 10, 10, 10, 21, 40],
    ),
    ("▁ ▁a[REFERENCE_DOC_1]", [11, 11, 13, 11, 11, 3, 14]),
    ("<think>Yes.</think><tool_response>", [5, 5, 8, 5, 5, 11, 10]),
    ("<｜User｜>Hi<｜Assistant｜><think>", [12, 12, 4, 12, 12, 22, 17]),
    ("<|im_start|>user\nHi<|im_end|><|fim_pad|>", [6, 6, 22, 21, 21, 24, 22]),
];

/// Texts with added tokens, and how many tokens each model makes of them.
const ADDED_IN: &[(&str, [u64; 18])] = &[
    (
        "▁ ▁a[REFERENCE_DOC_1]",
        [11, 11, 11, 11, 11, 11, 13, 13, 13, 13, 13, 11, 11, 11, 12, 3, 3, 14],
    ),
    (
        "<think>Yes.</think><tool_response>",
        [10, 10, 5, 5, 8, 5, 10, 8, 8, 8, 8, 10, 5, 5, 11, 11, 11, 10],
    ),
    (
        "<｜User｜>Hi<｜Assistant｜><think>",
        [13, 13, 12, 12, 4, 4, 6, 4, 4, 4, 4, 13, 12, 12, 22, 22, 22, 17],
    ),
    (
        "<|im_start|>user\nHi<|im_end|><|fim_pad|>",
        [12, 6, 6, 6, 16, 11, 22, 22, 22, 22, 22, 21, 21, 21, 24, 24, 24, 22],
    ),
];

fn counter(model: &str) -> ExactCounter {
    ExactCounter::new(Encoding::named(model).unwrap())
}

#[test]
fn known_texts_have_the_known_counts() {
    for (place, model) in MODELS.iter().enumerate() {
        let mut counter = counter(model);
        // The second time from memory.
        for (text, counts) in KNOWN.iter().chain(KNOWN) {
            assert_eq!(counter.count(text), counts[place], "{model} {text:?}");
        }
        assert_eq!(counter.count(""), 0, "{model}");
    }
}

#[test]
fn every_model_has_added_tokens_of_its_own() {
    for (text, counts) in ADDED_IN {
        let found: Vec<u64> = ALL.iter().map(|open| counter(open.name()).count(text)).collect();
        assert_eq!(found, counts, "{text:?}");
    }
    let named = |line: &str| line.split('\t').skip(1).map(str::to_owned).collect::<Vec<_>>();
    for name in ADDED.lines().flat_map(named) {
        assert!(ALL.iter().any(|open| open.name() == name), "{name}");
    }
}

#[test]
fn a_text_is_cut_after_the_last_token_that_fits() {
    let mut qwen = counter("Qwen 3");
    let text = "The quick<think> brown fox jumps over the lazy dog.";
    for (tokens, rest) in [
        (0, text),
        (2, "<think> brown fox jumps over the lazy dog."),
        (3, " brown fox jumps over the lazy dog."),
        (11, ""),
        (12, ""),
    ] {
        assert_eq!(&text[qwen.cut(text, tokens)..], rest, "{tokens}");
    }
    for (place, model) in MODELS.iter().enumerate() {
        let mut counter = counter(model);
        for (text, counts) in KNOWN {
            let cuts: Vec<usize> =
                (0..=counts[place]).map(|tokens| counter.cut(text, tokens)).collect();
            assert!(cuts.is_sorted(), "{model} {text:?}");
            assert!(cuts.iter().all(|at| text.is_char_boundary(*at)), "{model} {text:?}");
            assert_eq!((cuts[0], cuts.last().copied()), (0, Some(text.len())), "{model} {text:?}");
        }
    }
}
