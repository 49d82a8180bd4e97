//! Counts of the vocabularies that the feature `vocabularies` builds in.
#![cfg(feature = "vocabularies")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::Command;

use serde_json::Value;
use tunelint::tokens::exact::{Encoding, ExactCounter};

fn tunelint(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tunelint"))
        .args(arguments)
        // No file with a tokenizer is to be found.
        .env("HF_HUB_CACHE", env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_says_what_it_counts_with() {
    let told = tunelint(&["models", "Qwen/Qwen3-8B"]);
    assert!(told.contains("exactly, with the vocabulary of Qwen 3 that is built in"), "{told}");
    let good = "fixtures/chat/good.jsonl";
    for (model, name) in [
        ("Qwen/Qwen3-8B", "Qwen 3"),
        ("deepseek-ai/DeepSeek-V3.1", "DeepSeek V3.1"),
        ("zai-org/GLM-4.7", "GLM-4.7"),
        ("mistralai/Mistral-7B-Instruct-v0.3", "Mistral v3"),
    ] {
        let checked = tunelint(&["--isolated", "--target", "trl", "--model", model, good]);
        assert!(checked.contains(&format!("exact {name}")), "{checked}");
    }
}

#[test]
#[ignore = "needs counts that tests/differential/vocabulary_check.py gathers"]
fn counts_are_those_of_the_own_tokenizers() {
    let path = std::env::var("TUNELINT_COUNTS").unwrap();
    let mut counters: BTreeMap<String, ExactCounter> = BTreeMap::new();
    let mut differences = Vec::new();
    let mut compared = 0;
    for line in BufReader::new(std::fs::File::open(path).unwrap()).lines() {
        let line: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = line["text"].as_str().unwrap();
        for (model, tokens) in line["tokens"].as_object().unwrap() {
            let counter = counters
                .entry(model.clone())
                .or_insert_with(|| ExactCounter::new(Encoding::named(model).unwrap()));
            let count = counter.count(text);
            compared += 1;
            if Some(count) != tokens.as_u64() {
                let shown: String = text.chars().take(60).collect();
                differences.push(format!("{model}: {count}, not {tokens}: {shown:?}"));
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
    assert!(
        differences.is_empty(),
        "{} of {compared}\n{}",
        differences.len(),
        differences.join("\n")
    );
}
