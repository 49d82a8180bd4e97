//! Valid records of unusual kinds are clean at every target that takes them.
//!
//! The kinds are files in `fixtures/unusual/`, a record a line, each in one format. A target that
//! does not take the format is not asked. Where a target is known to mind a kind, that is said here,
//! and it must mind.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tunelint::input::Source;
use tunelint::rules::{PlanOptions, RuleId};
use tunelint::target::{Level, builtin, names};

use crate::{check, full};

/// What some targets mind: the kind, the rule, the targets. (torchtune reads the content of every
/// message, whatever stands beside it.)
const MINDED: &[(&str, &str, &[&str])] = &[
    ("calls-with-null-content", "null-content", &["torchtune"]),
    ("calls-with-null-content", "only-last-trained", &["mistral"]),
    ("calls-with-null-content", "unknown-field", &["bedrock-claude", "databricks"]),
    ("calls-with-null-content", "unknown-role", &["torchtune"]),
    ("calls-without-content", "missing-content", &["torchtune"]),
    ("calls-without-content", "only-last-trained", &["mistral"]),
    ("calls-without-content", "unknown-field", &["bedrock-claude", "databricks"]),
    ("calls-without-content", "unknown-role", &["torchtune"]),
    (
        "developer",
        "unknown-role",
        &[
            "together",
            "openai",
            "azure",
            "fireworks",
            "mistral",
            "mistral-api",
            "bedrock-claude",
            "databricks",
            "llama-factory",
            "nemo",
        ],
    ),
    ("empty-system-message", "unknown-role", &["bedrock-claude"]),
    ("ends-with-call", "missing-content", &["torchtune"]),
    ("ends-with-call", "unknown-field", &["bedrock-claude", "databricks"]),
    ("ends-with-tool-result", "missing-content", &["torchtune"]),
    ("ends-with-tool-result", "unknown-field", &["bedrock-claude", "databricks"]),
    ("ends-with-tool-result", "unknown-role", &["torchtune"]),
    (
        "ends-with-tool-result",
        "untrained-tail",
        &["fireworks", "mistral", "mistral-api", "databricks", "llama-factory"],
    ),
    ("names", "unknown-message-field", &["bedrock-claude", "databricks"]),
    ("parts-and-strings", "mixed-content-kinds", &["together"]),
    ("parts-and-strings", "schema-drift", &["databricks", "llama-factory"]),
    ("preference-after-a-conversation", "one-turn-only", &["fireworks"]),
    ("long-system-message", "unknown-role", &["bedrock-claude"]),
    ("refusal", "unknown-message-field", &["together", "bedrock-claude", "databricks"]),
    ("several-calls-answered-in-any-order", "missing-content", &["torchtune"]),
    ("several-calls-answered-in-any-order", "only-last-trained", &["mistral"]),
    ("several-calls-answered-in-any-order", "unknown-field", &["bedrock-claude", "databricks"]),
    ("several-calls-answered-in-any-order", "unknown-role", &["torchtune"]),
    ("tools-never-called", "unknown-field", &["bedrock-claude", "databricks"]),
];

/// The kinds, by the names of their files.
fn kinds() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/unusual");
    let mut paths: Vec<PathBuf> =
        folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Few records are enough to show what they are.
fn of_any_size() -> PlanOptions {
    let mut options = PlanOptions::default();
    options.levels = vec![(RuleId::named("too-few-records").unwrap(), Level::Off)];
    options
}

/// The rules that find something in a source at a target, if it takes the format at all.
fn found(target: &str, source: Source) -> Option<(BTreeSet<&'static str>, String)> {
    let target = builtin(target).unwrap();
    let takes = target.clone();
    let report = check(target, of_any_size(), &[source]);
    let format = report.files()[0].format();
    takes.formats.contains_key(format.name()).then(|| {
        let rules = report.counts().iter().map(|count| count.rule.rule().name).collect();
        (rules, full(&report))
    })
}

#[test]
fn unusual_kinds_are_clean_but_where_a_target_minds() {
    let mut wrong = Vec::new();
    for path in kinds() {
        let (kind, name) = (path.file_stem().unwrap(), path.file_name().unwrap());
        let kind = kind.to_str().unwrap();
        let mut asked = 0;
        for target in names() {
            let Some((rules, shown)) = found(target, Source::file(&path).named(name)) else {
                continue;
            };
            asked += 1;
            let minded = MINDED.iter().filter(|(of, ..)| *of == kind);
            let minded: BTreeSet<&str> = minded
                .filter(|(_, _, targets)| targets.contains(&target))
                .map(|(_, rule, _)| *rule)
                .collect();
            if rules != minded {
                wrong.push(format!("{kind} at {target}: {rules:?}, not {minded:?}\n{shown}"));
            }
        }
        assert!(asked > 0, "nobody takes {kind}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_long_answer_is_clean_everywhere() {
    let answer = "A sentence like many others, which goes on and on. ".repeat(2000);
    assert!(answer.len() > 100_000);
    for (format, record) in [
        (
            "chat",
            r#"{"messages": [{"role": "user", "content": "Go on."}, {"role": "assistant", "content": "ANSWER"}]}"#,
        ),
        (
            "gemini",
            r#"{"contents": [{"role": "user", "parts": [{"text": "Go on."}]}, {"role": "model", "parts": [{"text": "ANSWER"}]}]}"#,
        ),
        (
            "converse",
            r#"{"schemaVersion": "bedrock-conversation-2024", "messages": [{"role": "user", "content": [{"text": "Go on."}]}, {"role": "assistant", "content": [{"text": "ANSWER"}]}]}"#,
        ),
        ("instruction", r#"{"prompt": "Go on.", "completion": "ANSWER"}"#),
        ("text", r#"{"text": "ANSWER"}"#),
    ] {
        let line = record.replace("ANSWER", &answer);
        for target in names() {
            let Some((rules, shown)) = found(target, Source::memory("long", line.as_bytes()))
            else {
                continue;
            };
            // Some cut it, unless they are told otherwise.
            let most = builtin(target).unwrap().limits.default_tokens;
            let is_cut = most.is_some_and(|most| most < 10_000);
            let expected: &[&str] = if is_cut { &["over-context"] } else { &[] };
            assert!(rules.iter().eq(expected), "{format} at {target}: {shown}");
        }
    }
}
