//! Counts against what OpenAI's own code says of the same texts.

use super::*;

/// Texts with their tokens in cl100k and in o200k, as the crate `tiktoken-rs` 0.12 counts them.
/// `tools/tokens` compares thousands of texts more.
const KNOWN: &[(&str, u64, u64)] = &[
    ("The quick brown fox jumps over the lazy dog.", 10, 10),
    ("don't DON'T we'll I'D they've'RE ſ'ſ", 16, 12),
    ("  leading and   inner  spaces   ", 8, 8),
    ("tabs\t\tand\r\nlines\n\n\n  \n end\n ", 10, 10),
    ("trailing \n  ", 4, 4),
    ("fn main() {\n    println!(\"{}\", 1_000_000);\n}\n", 15, 15),
    ("https://example.com/a/b?c=d&e=1234567890", 15, 15),
    ("人工智能正在改变世界。", 12, 6),
    ("日本語の文章とEnglishの混在です。", 14, 11),
    ("한국어 문장입니다.", 8, 6),
    ("Привет, как дела?", 8, 6),
    ("مرحبا بالعالم", 10, 4),
    ("नमस\u{94d}त\u{947} द\u{941}निया", 13, 5),
    ("สว\u{e31}สด\u{e35}ชาวโลก", 13, 7),
    ("👩\u{200d}👩\u{200d}👧\u{200d}👦 🇩🇪 😀", 25, 16),
    ("camelCaseHTMLParser XMLHttpRequest iPhone15Pro", 8, 10),
    ("QmFzZTY0IGlzIG5vdCB0ZXh0IGJ1dCBpdCBpcyBldmVyeXdoZXJlLg==", 39, 37),
    ("{\"role\": \"user\", \"content\": \"Hi!\"}", 13, 13),
    ("a\u{301}e\u{308} ǅungla ʰ Ⅷ ½ ५६७", 25, 21),
    ("<|endoftext|> <|im_start|>", 12, 13),
    ("////\n//\n/", 3, 4),
    ("\u{a0}\u{3000}\u{2028}x", 5, 4),
    ("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", 10, 5),
];

#[test]
fn known_texts_have_the_known_counts() {
    let (mut cl100k, mut o200k) =
        (ExactCounter::new(Encoding::Cl100k), ExactCounter::new(Encoding::O200k));
    // The second time from memory.
    for _ in 0..2 {
        for (text, in_cl100k, in_o200k) in KNOWN {
            assert_eq!(cl100k.count(text), *in_cl100k, "cl100k {text:?}");
            assert_eq!(o200k.count(text), *in_o200k, "o200k {text:?}");
        }
    }
}

#[test]
fn every_byte_is_a_token_and_no_text_is_none() {
    let mut counter = ExactCounter::new(Encoding::O200k);
    assert_eq!(counter.count(""), 0);
    for byte in 0..0x80_u8 {
        assert_eq!(counter.count(&char::from(byte).to_string()), 1, "{byte}");
    }
}

#[test]
fn pieces_of_nearly_the_same_bytes_are_told_apart() {
    // The bytes of a piece that is remembered, with more or fewer zero bytes behind them.
    let mut counter = ExactCounter::new(Encoding::Cl100k);
    for zeros in [0, 1, 2, 3, 2, 1, 0, 5] {
        let text = format!("!{}", "\0".repeat(zeros));
        let fresh = ExactCounter::new(Encoding::Cl100k).count(&text);
        assert_eq!(counter.count(&text), fresh, "{zeros}");
    }
}

#[test]
fn digits_that_share_a_token_are_told() {
    let mut counter = ExactCounter::new(Encoding::Cl100k);
    let tally = counter.tally("In 2026 it was 7, then 1234567.");
    assert_eq!(tally.joined_digits, 2 + 4);
    assert_eq!(tally.tokens, counter.count("In 2026 it was 7, then 1234567."));
}

#[test]
fn a_text_is_cut_after_the_last_token_that_fits() {
    let mut counter = ExactCounter::new(Encoding::Cl100k);
    let text = "The quick brown fox jumps over the lazy dog.";
    for (tokens, rest) in
        [(0, text), (1, " quick brown fox jumps over the lazy dog."), (9, "."), (10, ""), (11, "")]
    {
        assert_eq!(&text[counter.cut(text, tokens)..], rest, "{tokens}");
    }
    for (text, in_cl100k, in_o200k) in KNOWN {
        for (encoding, count) in [(Encoding::Cl100k, *in_cl100k), (Encoding::O200k, *in_o200k)] {
            let mut counter = ExactCounter::new(encoding);
            let cuts: Vec<usize> = (0..=count).map(|tokens| counter.cut(text, tokens)).collect();
            assert!(cuts.is_sorted(), "{text:?}");
            assert!(cuts.iter().all(|at| text.is_char_boundary(*at)), "{text:?}");
            assert_eq!((cuts[0], cuts.last().copied()), (0, Some(text.len())), "{text:?}");
        }
    }
}
