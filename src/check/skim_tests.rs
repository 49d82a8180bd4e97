//! A record that is put together as others before is judged as if it had been read.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::internals::judge_skimming;
use crate::record::scan::{Scanned, Scanner};
use crate::record::{Kind, Span};
use crate::rules::dataset::duplicate_record;
use crate::rules::{Plan, PlanOptions, RuleId};
use crate::target::{Level, builtin, builtins};

/// Records with holes for strings, some of them with a defect that all records like them have.
const RECORDS: &[&str] = &[
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}]}"#,
    r#" {"messages":[{"content":"@","role":"user"},{"content":"@","role":"assistant"}]} "#,
    r#"{"messages": [{"role": "system", "content": "@"}, {"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}], "id": "@"}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "asistant", "content": "@"}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "user", "content": "@"}]}"#,
    r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "@"}, {"type": "@", "text": "@"}]}, {"role": "assistant", "content": "@"}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "@", "type": "function", "function": {"name": "@", "arguments": "{}"}}]}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "@", "type": "function", "function": {"name": "@", "arguments": "@"}}]}, {"role": "tool", "tool_call_id": "@", "content": "@"}, {"role": "assistant", "content": "x"}], "tools": [{"type": "function", "function": {"name": "a", "description": "A \"b\"\u0041 \/.", "parameters": {"type": "object", "properties": {"a": {"type": "string", "enum": ["a", "\u0062"]}}, "required": ["a"]}}}]}"#,
    r#"{"tools": [{"type": "function", "function": {"name": "a", "description": "A\\", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}}], "messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@", "tool_calls": [{"id": "@", "type": "function", "function": {"name": "@", "arguments": "@"}}]}, {"role": "tool", "tool_call_id": "@", "content": "a"}, {"role": "assistant", "content": "x"}]}"#,
    r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@", "weight": 1}]}"#,
    r#"{"messages": [{"role": "user", "content": [{"type": "text", "text": "@"}, {"type": "image_url", "image_url": {"url": "https://a.b/@.png"}}]}, {"role": "assistant", "content": "@"}]}"#,
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
        1 => select(vec!["{\\\"a\\\": \\\"b\\\"}", "{\\\"a\\\": 1}", "{\\\"a\\\": \\\"c\\\"}", "{}", "{\\\"a\\\"", "[]"])
            .prop_map(str::to_owned),
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
        targets in select(vec![&["together"][..], &["openai"], &["bedrock-nova", "azure"], &["generic", "openai"], &["fireworks"], &["axolotl"]]),
        pedantic in any::<bool>(),
        max_tokens in select(vec![None, Some(20), Some(60)]),
        duplicates in any::<bool>(),
        records in vec(record(), 1..80),
    ) {
        let targets = targets.iter().map(|name| builtin(name).unwrap()).collect();
        let mut options = PlanOptions { pedantic, max_tokens, ..PlanOptions::default() };
        if !duplicates {
            options.levels.push((RuleId::of(&duplicate_record::RULE), Level::Off));
        }
        let plan = Plan::new(targets, options);
        judge_skimming(&Arc::new(plan.unwrap()), (records.join("\n") + "\n").as_bytes());
    }
}

/// What strings may say, to be put in the place of others.
const TEXTS: &[&str] =
    &["a", "", " ", "text", "{}", "{\\\"a\\\": 1}", "get_weather", "call_1", "<think>x</think>y"];

/// A line and others that differ from it in what its strings say; none if a line like it was `seen`.
fn varied(line: &str, seen: &mut HashSet<String>) -> Option<String> {
    let mut scanner = Scanner::default();
    scanner.start(line.as_bytes());
    if scanner.line(line.as_bytes(), 0).0 != Scanned::Value {
        return None;
    }
    let strings = scanner.tape.tokens().iter().filter(|token| token.kind() == Kind::String);
    let spans: Vec<_> = strings.map(|string| string.inner()).collect();
    let said = |span: &Span| &line[span.start as usize..span.end as usize];
    // The line with some of its strings replaced.
    let with = |text: &str, replaces: &dyn Fn(usize, &str) -> bool| {
        let (mut other, mut at) = (String::new(), 0);
        for (_, span) in spans.iter().enumerate().filter(|(n, span)| replaces(*n, said(span))) {
            other += &line[at..span.start as usize];
            other += text;
            at = span.end as usize;
        }
        other + &line[at..]
    };
    if !seen.insert(with("", &|_, _| true)) {
        return None;
    }
    let mut lines = vec![line.to_owned()];
    let different: BTreeSet<&str> = spans.iter().map(said).collect();
    for (number, text) in TEXTS.iter().enumerate() {
        // All of them, every second or third one, and those that say the same.
        lines.extend((1..4).map(|step| with(text, &|n, _| n % step == number % step)));
        lines.extend(different.iter().take(20).map(|same| with(text, &|_, said| said == *same)));
    }
    // So that each of them is the first once to be read.
    lines.extend(lines.clone().into_iter().rev());
    Some(lines.join("\n") + "\n")
}

#[test]
fn what_strings_say_is_looked_at_where_it_matters() {
    let mut folders =
        vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures"))];
    let (mut blocks, mut seen) = (Vec::new(), HashSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let lines = text.lines().filter(|line| line.len() < 5000);
                blocks.extend(lines.filter_map(|line| varied(line, &mut seen)));
            }
        }
    }
    assert!(blocks.len() > 300, "{}", blocks.len());
    let plan = |target| Plan::new(vec![target], PlanOptions::default()).map(Arc::new);
    let plans: Vec<_> =
        builtins().unwrap().into_iter().map(|target| plan(target).unwrap()).collect();
    for (number, block) in blocks.iter().enumerate() {
        for plan in plans.iter().cycle().skip(number * 3).take(3) {
            judge_skimming(plan, block.as_bytes());
        }
    }
}
