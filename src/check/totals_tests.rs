//! How many tokens there are, told in each of the ways, of data whose tokens are known.

use std::num::NonZeroUsize;

use super::Linter;
use crate::config::LinterBuilder;
use crate::input::Source;
use crate::report::{Report, Totals, TotalsBy};
use crate::rules::Counting;

/// Records of many lengths and kinds, no two alike, of words that stay the same.
fn records(count: usize) -> Vec<String> {
    let words: Vec<&str> = include_str!("../../LICENSE-APACHE").split_whitespace().collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.contains(['"', '\\'])).collect();
    let mut state: u64 = 7;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut text = move |most: usize| {
        let length = 1 + random(most);
        (0..length).map(|_| words[random(words.len())]).collect::<Vec<_>>().join(" ")
    };
    let record = |number: usize| {
        let (user, assistant) = (text(60), text(20));
        format!(
            r#"{{"messages":[{{"role":"user","content":"{number} {user}"}},{{"role":"assistant","content":"{assistant}"}}]}}"#
        )
    };
    (0..count).map(record).collect()
}

fn builder(counting: Counting) -> LinterBuilder {
    Linter::builder().target("together").target("trl").counting(counting)
}

fn totals(report: &Report) -> Totals {
    report.totals().unwrap()
}

#[track_caller]
fn assert_near(number: u64, truth: u64, share: f64) {
    #[allow(clippy::cast_precision_loss)]
    let off = (number as f64 / truth as f64 - 1.0).abs();
    assert!(off <= share, "{number} instead of {truth}");
}

#[test]
fn tokens_are_exact_where_all_are_counted() {
    let linter = builder(Counting::Auto).model("gpt-4o").build().unwrap();
    let lines = [
        r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes."}]}"#,
        r#"{"messages":[{"role":"user","content":"One, two, three"},{"role":"assistant","content":"Four"}]}"#,
        "{",
        r#"{"messages":[{"role":"usr","content":"Hi"},{"role":"assistant","content":"Yes."}]}"#,
    ];
    let report = linter.check_slice("a.jsonl", lines.join("\n").as_bytes());
    let of_all = totals(&report);
    assert_eq!((of_all.by, of_all.tokenizer, of_all.is_usual), (TotalsBy::Exact, "o200k", false));
    // Eleven around each conversation; 1 + 2, 5 + 1 and 1 + 2 in the texts.
    assert_eq!((of_all.records, of_all.tokens, of_all.margin), (3, 14 + 17 + 14, 0.0));
    assert_eq!((of_all.median, of_all.p95), (14, 17));
    let longest = of_all.longest.unwrap();
    assert_eq!((longest.tokens, longest.file, longest.line), (17, 0, 2));
    assert_eq!(of_all.buckets.iter().map(|b| (b.up_to, b.records)).collect::<Vec<_>>(), [(128, 3)]);
    // Together trains on answers, TRL on all; what a target refuses is not trained.
    let trained: Vec<_> = report.forecast().iter().map(|row| row.trained_tokens).collect();
    assert_eq!(trained[0], 3);
    assert!(trained[1] > trained[0]);
    assert!(report.forecast().iter().all(|row| row.tokens == of_all.tokens));
}

#[test]
fn estimates_are_near_and_say_how_near() {
    let mut records = records(4000);
    records[1233] = records[1233].replacen(
        "content\":\"",
        &format!("content\":\"{}", "and on ".repeat(400)),
        1,
    );
    let text = records.join("\n");
    let exact = builder(Counting::Exact).model("gpt-4o").build().unwrap();
    let truth = exact.check_slice("a.jsonl", text.as_bytes());
    let estimate = builder(Counting::Estimate).model("gpt-4o").build().unwrap();
    let estimated = estimate.check_slice("a.jsonl", text.as_bytes());
    let (of_truth, of_estimate) = (totals(&truth), totals(&estimated));
    assert_eq!(of_estimate.by, TotalsBy::Estimated);
    assert!((0.1..0.13).contains(&of_estimate.margin), "{}", of_estimate.margin);
    assert_near(of_estimate.tokens, of_truth.tokens, of_estimate.margin);
    assert_near(of_estimate.median, of_truth.median, 0.15);
    assert_near(of_estimate.p95, of_truth.p95, 0.15);
    for (row, truth) in estimated.forecast().iter().zip(truth.forecast()) {
        assert_near(row.trained_tokens, truth.trained_tokens, 0.15);
    }
    for totals in [&of_truth, &of_estimate] {
        assert_eq!(totals.buckets.iter().map(|bucket| bucket.records).sum::<u64>(), 4000);
    }
    let longest = [of_truth, of_estimate].map(|totals| totals.longest.unwrap().line);
    assert_eq!(longest, [1234, 1234]);
}

/// Blank lines so long that the run is not a small one.
fn large(records: &[String]) -> Vec<u8> {
    let (first, second) = records.split_at(records.len() / 2);
    let blank = " ".repeat(65_000_000);
    [&first.join("\n"), "\n", &blank, "\n", &second.join("\n")].concat().into_bytes()
}

#[test]
fn a_large_run_is_told_from_records_that_are_counted() {
    let records = records(3000);
    let linter = builder(Counting::Auto).model("gpt-4o").build().unwrap();
    let exact = builder(Counting::Exact).model("gpt-4o").build().unwrap();
    let truth = totals(&exact.check_slice("a.jsonl", records.join("\n").as_bytes()));
    let bytes = large(&records);
    let report = linter.check_slice("a.jsonl", &bytes);
    let sampled = totals(&report);
    assert_eq!(sampled.by, TotalsBy::Sampled);
    assert!(sampled.margin < 0.05, "{}", sampled.margin);
    assert_near(sampled.tokens, truth.tokens, sampled.margin);
    // In two parts that are small by themselves, and as a stream: it is the same.
    let half = bytes.len() / 2;
    let cut = memchr::memrchr(b'\n', &bytes[..half]).unwrap() + 1;
    let mut merged = linter.check_slice("a.jsonl", &bytes[..cut]);
    merged.merge(linter.check_continuation("a.jsonl", &bytes[cut..]));
    let read = linter.check_reader("a.jsonl", &bytes[..]).unwrap();
    for other in [&merged, &read] {
        assert_eq!(totals(other), sampled);
        assert_eq!(other.forecast(), report.forecast());
    }
}

#[test]
fn files_differ_and_threads_do_not_matter() {
    let english = records(3000);
    let chinese: Vec<String> =
        english.iter().map(|line| line.replace("the", "速い茶色の狐が")).collect();
    let sources = [&english, &chinese]
        .map(|lines| Source::memory(format!("{}", lines[0].len()), lines.join("\n").into_bytes()));
    let run = |threads: usize| {
        let linter = builder(Counting::Auto).threads(NonZeroUsize::new(threads).unwrap());
        linter.build().unwrap().check(&sources, &mut super::Silent).report
    };
    let (one, many) = (run(1), run(4));
    assert_eq!(totals(&one), totals(&many));
    assert_eq!(totals(&one).by, TotalsBy::Estimated);
    assert!(totals(&one).is_usual);
    let of_file = |file: usize| one.file_forecast(file)[0].tokens;
    assert!(of_file(1) > of_file(0));
    assert_eq!(of_file(0) + of_file(1), one.forecast()[0].tokens);
}

#[test]
fn only_the_target_whose_vocabulary_is_not_at_hand_is_estimated() {
    let text = records(300).join("\n");
    let run = |model: &str, counting| {
        let linter = builder(counting).model(model).build().unwrap();
        let report = linter.check_slice("a.jsonl", text.as_bytes());
        let tokens: Vec<u64> = report.forecast().iter().map(|row| row.tokens).collect();
        (totals(&report).by, tokens)
    };
    let both = "together=gpt-4o,trl=google/gemma-3-4b-it";
    let (by, tokens) = run(both, Counting::Auto);
    let (_, exact) = run("gpt-4o", Counting::Exact);
    let (_, estimated) = run(both, Counting::Estimate);
    assert_eq!((by, tokens[0]), (TotalsBy::Exact, exact[0]));
    assert_eq!(tokens[1], estimated[1]);
    // How long the records are is told of the first target.
    let (by, tokens) = run("together=google/gemma-3-4b-it,trl=gpt-4o", Counting::Auto);
    assert_eq!((by, tokens[1]), (TotalsBy::Estimated, exact[1]));
}

#[test]
fn without_records_there_is_nothing_to_tell() {
    let linter = builder(Counting::Auto).build().unwrap();
    assert_eq!(linter.check_slice("a.jsonl", b"\n\n").totals(), None);
}
