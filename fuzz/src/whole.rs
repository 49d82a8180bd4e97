//! The whole check: for any bytes it comes to its end, its findings are sound, and it does not
//! matter how the bytes are cut or where they come from.

use std::sync::{Arc, LazyLock};

use tunelint::check::{Linter, LinterOptions, Silent, internals};
use tunelint::input::{Compression, Source};
use tunelint::report::Report;
use tunelint::rules::{Plan, PlanOptions};
use tunelint::target::builtin;

use crate::sound::assert_sound;

/// A linter that minds everything: these do between them, and all would only make it slow.
static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    linter(&["together", "generic", "trl", "llama-factory", "bedrock-nova"], None)
});

/// A linter for some targets. It keeps so many findings of each rule, or as many as by default.
pub(crate) fn linter(targets: &[&str], kept: Option<usize>) -> Linter {
    let targets = targets.iter().map(|name| builtin(name).expect("it is built in")).collect();
    let mut options = PlanOptions::default();
    options.pedantic = true;
    Linter::new(Plan::new(targets, options).expect("a sound plan"), how(kept))
}

/// On one thread, and keeping so many findings of each rule, or as many as by default.
pub(crate) fn how(kept: Option<usize>) -> LinterOptions {
    let mut how = LinterOptions::default();
    how.kept = kept.unwrap_or(how.kept);
    how.threads = std::num::NonZeroUsize::new(1);
    how
}

/// What is looked for at a target that minds little, so that most records need not be read.
static PLAN: LazyLock<Arc<Plan>> = LazyLock::new(|| {
    let target = builtin("together").expect("it is built in");
    Arc::new(Plan::new(vec![target], PlanOptions::default()).expect("a sound plan"))
});

/// Checks a file of these bytes.
pub fn run(bytes: &[u8]) {
    internals::judge_skimming(&PLAN, bytes);
    let report = LINTER.check_slice("data.jsonl", bytes);
    assert_sound(&report, bytes);

    // A source is sniffed for compression; what is checked here is not.
    if Compression::from_magic(bytes).is_none() {
        let outcome = LINTER.check(&[Source::memory("data.jsonl", bytes)], &mut Silent);
        assert!(outcome.problems.is_empty() && !outcome.stopped);
        assert_same(&outcome.report, &report);
    }

    let middle = bytes.len() / 2;
    let Some(newline) = bytes[middle..].iter().position(|byte| *byte == b'\n') else { return };
    let (before, after) = bytes.split_at(middle + newline + 1);
    let mut parts = LINTER.check_slice("data.jsonl", before);
    // What is no dataset is recognised by the beginning of the whole, and then nobody looks for
    // records.
    if after.is_empty() || !is_dataset(&parts) || !is_dataset(&report) {
        return;
    }
    parts.merge(LINTER.check_continuation("data.jsonl", after));
    assert_same(&parts, &report);
}

fn is_dataset(report: &Report) -> bool {
    let file_rules = ["wrong-container", "json-array-file", "pretty-printed"];
    !report.counts().iter().any(|count| file_rules.contains(&count.rule.rule().name))
}

/// What a report keeps back, and nothing else, is missing from that of all.
pub(crate) fn assert_kept_back(report: &Report, all: &Report) {
    let told = |report: &Report| report.errors() + report.warnings();
    assert_eq!(told(report) + report.suppressed().total, told(all));
    let findings = all.findings();
    assert!(report.findings().iter().all(|finding| findings.contains(finding)));
    assert_eq!(report.forecast(), all.forecast());
}

/// Two reports say the same, but for the excerpts: merging has no bytes at hand.
pub(crate) fn assert_same(one: &Report, other: &Report) {
    let plain = |report: &Report| {
        let mut findings = report.findings();
        for finding in &mut findings {
            finding.snippet = None;
            finding.related.iter_mut().for_each(|related| related.snippet = None);
        }
        findings
    };
    assert_eq!(plain(one), plain(other));
    assert_eq!(one.counts(), other.counts());
    assert_eq!(one.forecast(), other.forecast());
    assert_eq!(one.records(), other.records());
}
