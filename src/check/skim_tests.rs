//! A record that is put together as others before is judged as if it had been read.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::internals::judge_skimming;
use crate::rules::{Plan, PlanOptions};
use crate::target::builtin;

/// Records with holes for strings, some of them with a defect that all records like them have.
const RECORDS: &[&str] = &[
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}]}"#,
    r#" {"messages":[{"content":"@","role":"user"},{"content":"@","role":"assistant"}]} "#,
    r#"{"messages": [{"role": "system", "content": "@"}, {"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}], "id": "@"}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "asistant", "content": "@"}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "user", "content": "@"}]}"#,
    r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "@"}, {"type": "@", "text": "@"}]}, {"role": "assistant", "content": "@"}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "@", "type": "function", "function": {"name": "@", "arguments": "{}"}}]}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@", "weight": 1}]}"#,
    r#"{"prompt": "@", "completion": "@"}"#,
    r#"{"completion": "@", "prompt": "@"}"#,
    r#"{"text": "@"}"#,
    r#"{"conversations": [{"from": "human", "value": "@"}, {"from": "gpt", "value": "@"}]}"#,
    r#"{"input": {"messages": [{"role": "user", "content": "@"}]}, "preferred_output": [{"role": "assistant", "content": "@"}], "non_preferred_output": [{"role": "assistant", "content": "@"}]}"#,
    r#"{"other": "@"}"#,
    r#"{"messages": [{"role": "user", "content": "@", "content": "@"}, {"role": "assistant", "content": "@"}], "m": {"a": "@"}, "m": {"b": "@"}}"#,
];

fn record() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        6 => "[a-c]{1,2}",
        3 => select(vec![
            "", " ", "\\n", "\\u0020", "\\u00e9", "\u{e9}", "\\u4e00", "\u{4e00}", "\\/", "/", "<think>x", "</think>", "<|im_end|>",
            "\u{2028}", "\u{3000}", "\\ud800", "\\ud83d\\ude00", "\\\"", "\t", "\"", "\\x", "a long text that is no more than words, "
        ])
        .prop_map(str::to_owned),
        1 => "[a-z \u{4e00}-\u{4e10}]{60,150}",
    ];
    (select(RECORDS), vec(text, 5)).prop_map(|(record, texts)| {
        let mut texts = texts.iter();
        let parts = record.split('@').enumerate();
        parts.fold(String::new(), |line, (at, part)| {
            line + if at > 0 { texts.next().map_or("", |text| text) } else { "" } + part
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn records_that_are_not_read_are_judged_alike(
        targets in select(vec![&["together"][..], &["generic", "openai"], &["fireworks"], &["axolotl"]]),
        pedantic in any::<bool>(),
        max_tokens in select(vec![None, Some(20), Some(60)]),
        records in vec(record(), 1..80),
    ) {
        let targets = targets.iter().map(|name| builtin(name).unwrap()).collect();
        let options = PlanOptions { pedantic, max_tokens, ..PlanOptions::default() };
        let plan = Plan::new(targets, options);
        judge_skimming(&Arc::new(plan.unwrap()), (records.join("\n") + "\n").as_bytes());
    }
}
