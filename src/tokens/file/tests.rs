//! Counts with small files, against what the crate `tokenizers` 0.23 says of the same texts.
//!
//! `tools/tokens` compares whole vocabularies and thousands of texts.

use std::path::Path;

use super::*;

fn counter(name: &str) -> FileCounter {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/tokenizers");
    FileCounter::new(Arc::new(TokenizerFile::read(&folder.join(name)).unwrap()))
}

/// Why a file with this in the place of what `bytes.json` has is of no use.
fn problem(from: &str, to: &str) -> String {
    let text = include_str!("../../../fixtures/tokenizers/bytes.json");
    assert!(text.contains(from), "{from}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tokenizer.json"), text.replacen(from, to, 1)).unwrap();
    let error = TokenizerFile::read(folder.path()).unwrap_err();
    let cause = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
    format!("{error}: {cause}")
}

#[test]
fn counts_are_those_of_hugging_face() {
    let (mut bytes, mut characters) = (counter("bytes.json"), counter("characters.json"));
    // The second time from memory.
    for _ in 0..2 {
        for (text, of_bytes, of_characters) in [
            ("", 0, 0),
            ("abc abc the", 4, 7),
            ("caf\u{e9} <think>  abc<|end|>", 8, 23),
            ("the ab  a <end> \u{65e5}.", 16, 12),
            ("12123 12", 6, 9),
        ] {
            assert_eq!(bytes.count(text), of_bytes, "{text:?}");
            assert_eq!(characters.count(text), of_characters, "{text:?}");
        }
    }
}

#[test]
fn a_text_is_cut_where_its_tokens_end() {
    let mut bytes = counter("bytes.json");
    // abc, a space, abc, the control token, caf and an é that is one token, a space and the.
    let text = "abc abc<|end|>caf\u{e9} the";
    let cuts: Vec<usize> = (0..=9).map(|tokens| bytes.cut(text, tokens)).collect();
    assert_eq!(cuts, [0, 3, 4, 7, 14, 15, 16, 17, 19, 23]);
    assert_eq!(bytes.count(text), 9);
    let mut characters = counter("characters.json");
    // A mark before the text and in the place of each space, which is one with the letter behind it;
    // the character that is no token is three bytes, and is not cut within.
    let text = "ab a<end>\u{65e5}e";
    let cuts: Vec<usize> = (0..=9).map(|tokens| characters.cut(text, tokens)).collect();
    assert_eq!(cuts, [0, 1, 2, 4, 9, 9, 12, 12, 12, 13]);
}

#[test]
fn a_word_that_is_a_token_may_be_taken_as_it_is() {
    let text = include_str!("../../../fixtures/tokenizers/bytes.json");
    let whole = text
        .replace("\"ignore_merges\":false", "\"ignore_merges\":true")
        .replace("\"vocab\":{", "\"vocab\":{\"dab\":900,");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("tokenizer.json"), whole).unwrap();
    let file = Arc::new(TokenizerFile::read(folder.path()).unwrap());
    let mut counter = FileCounter::new(Arc::clone(&file));
    assert_eq!((counter.count("dab"), counter.count("dabc")), (1, 2));
    assert_eq!(counter.cut("dab dab", 1), 3);
    assert_eq!(file.specials(), ["<|end|>"]);
}

#[test]
fn what_is_not_understood_is_said() {
    for (from, to, said) in [
        ("\"BPE\"", "\"Unigram\"", "its model is Unigram"),
        ("\"NFC\"", "\"BertNormalizer\"", "BertNormalizer"),
        ("\"ByteLevel\"", "\"Whitespace\"", "Whitespace"),
        ("\\\\p{L}+|", "\\\\p{Klingon}+|", "is not understood"),
        ("\"end_of_word_suffix\":\"\"", "\"end_of_word_suffix\":\"</w>\"", "end_of_word_suffix"),
        ("\"a b\"", "\"a nothing\"", "there is no token for the merge"),
        ("\"a b\"", "\"ab\"", "a merge has not two sides"),
        ("{\"version\"", "[\"version\"", "line 1"),
    ] {
        let problem = problem(from, to);
        assert!(problem.contains(said), "{from} {to}: {problem}");
    }
    let missing = TokenizerFile::read(Path::new("no/such/tokenizer.json")).unwrap_err();
    assert!(matches!(missing, TokenizerFileError::Unreadable { .. }));
}
