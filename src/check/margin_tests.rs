//! How far off the totals are said to be, for data in one language and in several.

use std::num::NonZeroUsize;

use super::{Linter, Silent};
use crate::input::Source;
use crate::report::{Report, TotalsBy};
use crate::rules::Counting;

const ENGLISH: &str =
    "the rain came over the hills and everyone went home early to sit by the fire";
const GERMAN: &str =
    "der Müller hört nachts Geräusche über der Mühle und schläft später natürlich schlecht";
const RUSSIAN: &str = "вечером над рекой поднялся густой туман и лодки медленно вернулись к берегу";
const CHINESE: &str = "春天 来了 山上 的 花 都 开了 孩子们 在 河边 放风筝 老人 坐在 树下 喝茶";

/// So many records, no two alike, of the words of a language.
fn records(language: &str, count: usize) -> String {
    let words: Vec<&str> = language.split(' ').collect();
    let mut state: u64 = 7;
    let mut text = |least: usize| {
        let mut said = Vec::new();
        for _ in 0..least {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            said.push(words[usize::try_from(state >> 33).unwrap() % words.len()]);
        }
        said.join(" ")
    };
    let mut record = |number: usize| {
        let (user, assistant) = (text(20 + number % 30), text(10 + number % 20));
        format!(
            r#"{{"messages":[{{"role":"user","content":"{user}"}},{{"role":"assistant","content":"{assistant}"}}]}}"#
        )
    };
    (0..count).map(|number| record(number) + "\n").collect()
}

fn linter(model: &str, counting: Counting, threads: usize) -> Linter {
    let threads = NonZeroUsize::new(threads).unwrap();
    let builder = Linter::builder().target("together").model(model).counting(counting);
    builder.threads(threads).build().unwrap()
}

/// How far off the tokens of a dataset are said to be, which is the same in the forecast.
#[track_caller]
fn margin(report: &Report, by: TotalsBy) -> f64 {
    let totals = report.totals().unwrap();
    let source = &report.forecast()[0].token_source;
    assert_eq!((totals.by, source.by), (by, by));
    assert!((totals.margin - source.margin).abs() < 1e-3, "{} {}", totals.margin, source.margin);
    totals.margin
}

fn counted(model: &str, text: &str) -> f64 {
    let report = linter(model, Counting::Auto, 1).check_slice("a.jsonl", text.as_bytes());
    margin(&report, TotalsBy::Near)
}

#[test]
fn what_is_counted_in_another_language_is_further_off() {
    for model in ["meta-llama/Llama-3.1-8B-Instruct", "Qwen/Qwen3-Omni", "zai-org/GLM-5.3"] {
        let english = counted(model, &records(ENGLISH, 300));
        assert!((english - 0.005).abs() < 1e-9, "{model}: {english}");
        // German has as many tokens in Llama 3 and Qwen as it has in the vocabulary that counts.
        for (language, least) in [(GERMAN, 0.0099), (RUSSIAN, 0.09), (CHINESE, 0.09)] {
            let other = counted(model, &records(language, 300));
            assert!((least..0.2).contains(&other), "{model}: {other} of {language}");
            let mixed = counted(model, &(records(ENGLISH, 300) + &records(language, 300)));
            assert!(english < mixed && mixed < other, "{model}: {mixed} of {language}");
        }
    }
}

#[test]
fn how_far_off_a_sample_is_depends_on_its_languages() {
    // Blank lines so long that not all records are counted.
    let blank = " ".repeat(65_000_000) + "\n";
    let sampled = |text: &str| {
        let linter = linter("meta-llama/Llama-3.1-8B-Instruct", Counting::Auto, 1);
        margin(&linter.check_slice("a.jsonl", text.as_bytes()), TotalsBy::Sampled)
    };
    let english = sampled(&(records(ENGLISH, 300) + &blank));
    assert!((0.005..0.01).contains(&english), "{english}");
    let russian = sampled(&(records(RUSSIAN, 300) + &blank));
    assert!((0.09..0.2).contains(&russian), "{russian}");
    let mixed = sampled(&(records(RUSSIAN, 300) + &blank + &records(ENGLISH, 300)));
    assert!(english < mixed && mixed < russian, "{mixed}");
}

#[test]
fn estimates_are_further_off_in_other_languages() {
    let estimated = |language: &str| {
        let linter = linter("gpt-4o", Counting::Estimate, 1);
        let report = linter.check_slice("a.jsonl", records(language, 300).as_bytes());
        margin(&report, TotalsBy::Estimated)
    };
    assert!((estimated(ENGLISH) - 0.1).abs() < 1e-9);
    assert!(estimated(GERMAN) > 0.19 && estimated(CHINESE) > 0.19);
}

#[test]
fn parts_and_threads_do_not_matter() {
    let languages = [ENGLISH, GERMAN, RUSSIAN, CHINESE];
    let texts = languages.map(|language| records(language, 2000));
    let whole = texts.concat();
    for counting in [Counting::Auto, Counting::Estimate] {
        let [one, many] =
            [1, 3].map(|threads| linter("meta-llama/Llama-3.1-8B-Instruct", counting, threads));
        let report = one.check_slice("a.jsonl", whole.as_bytes());
        let source = Source::memory("a.jsonl", whole.clone().into_bytes());
        let threaded = many.check(&[source], &mut Silent).report;
        let streamed = many.check_reader("a.jsonl", whole.as_bytes()).unwrap();
        let mut merged = one.check_slice("a.jsonl", texts[0].as_bytes());
        for later in &texts[1..] {
            // As it is carried to where it is merged.
            let stored =
                serde_json::to_string(&one.check_continuation("a.jsonl", later.as_bytes()));
            merged.merge(one.restore(&stored.unwrap()).unwrap());
        }
        for other in [&threaded, &streamed, &merged] {
            assert_eq!(other.totals(), report.totals());
            assert_eq!(other.forecast()[0].token_source, report.forecast()[0].token_source);
        }
    }
}

#[test]
fn each_file_is_as_far_off_as_its_own_texts_are() {
    let sources = [("english", ENGLISH), ("russian", RUSSIAN)]
        .map(|(name, language)| Source::memory(name, records(language, 300).into_bytes()));
    let linter = linter("meta-llama/Llama-3.1-8B-Instruct", Counting::Auto, 2);
    let report = linter.check(&sources, &mut Silent).report;
    let of_files = [0, 1].map(|file| report.file_forecast(file)[0].token_source.margin);
    let of_both = margin(&report, TotalsBy::Near);
    assert!(of_files[0] < of_both && of_both < of_files[1], "{of_files:?} {of_both}");
    // They have the same settings, so that nothing is told of either by itself.
    assert!(report.tokens_by_file().iter().flatten().all(|of| of.own_source.is_none()));
}
