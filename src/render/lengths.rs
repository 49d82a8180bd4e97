//! How many tokens there are and how long the records are, in words and as a histogram.

use std::fmt::Write as _;

use super::paint::{Page, Style};
use super::text::{QUOTE, clip};
use crate::report::{Forecast, Report, TokenSource, Totals, TotalsBy};
use crate::words::{Number, count, list};

/// How many columns a bar of the histogram has at most.
const BAR: u64 = 40;

/// All tokens in a line: how many, how many of them are trained, and how that is known. Where targets have
/// different numbers, or know them in different ways, it says which have which.
///
/// # Example
///
/// ```
/// let linter = tunelint::Linter::builder().target("openai").model("gpt-4o").build()?;
/// let report = linter.check_path("fixtures/chat/good.jsonl")?;
/// let words = tunelint::render::tokens_in_words(&report);
/// assert_eq!(words.as_deref(), Some("1,794 tokens, 692 trained (exact o200k)"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn in_words(report: &Report) -> Option<String> {
    report.totals()?;
    let forecast = report.forecast();
    let mut groups: Vec<Vec<&Forecast>> = Vec::new();
    for row in &forecast {
        match groups.iter_mut().find(|group| are_alike(group, row)) {
            Some(group) => group.push(row),
            None => groups.push(vec![row]),
        }
    }
    let is_one = groups.len() == 1;
    let of_group = |group: Vec<&Forecast>| {
        let words = of_alike(&group)?;
        let targets = group.iter().map(|row| clip(&row.target, QUOTE / 2, true));
        let targets = list(targets.collect::<Vec<_>>().iter().map(|name| &**name));
        Some(if is_one { words } else { format!("{targets}: {words}") })
    };
    let words: Vec<String> = groups.into_iter().filter_map(of_group).collect();
    Some(words.join("; "))
}

/// Whether a target has as many tokens as these, known in the same way.
fn are_alike(group: &[&Forecast], row: &Forecast) -> bool {
    let known = |row: &Forecast| (row.tokens, row.token_source.clone());
    group.first().is_some_and(|first| known(first) == known(row))
}

/// The tokens at targets that have as many.
fn of_alike(group: &[&Forecast]) -> Option<String> {
    let first = group.first()?;
    let source = &first.token_source;
    let trained = || group.iter().map(|row| row.trained_tokens);
    let [tokens, least, most] =
        [first.tokens, trained().min()?, trained().max()?].map(|number| rounded(source.by, number));
    let about = if is_counted(source.by) { "" } else { "about " };
    let trained = if least == most {
        format!("{} trained", Number(most))
    } else {
        format!("{} to {} trained", Number(least), Number(most))
    };
    Some(format!("{about}{}, {trained} ({})", count(tokens, "token"), how(source)))
}

/// How long the records are, in a line.
pub(crate) fn spread_in_words(report: &Report, totals: &Totals, page: &Page) -> String {
    let mut words = format!(
        "half of the records up to {}, 95 of 100 up to {}",
        count(rounded(totals.by, totals.median), "token"),
        Number(rounded(totals.by, totals.p95)),
    );
    if let Some(longest) = totals.longest {
        let name = report.files().get(longest.file as usize).map_or("", |file| &file.name);
        let name = clip(name, usize::MAX / 8, page.unicode);
        let tokens = Number(rounded(totals.by, longest.tokens));
        let _ = write!(words, ", the longest {tokens} ({name}:{})", longest.line);
    }
    words
}

/// How the tokens were found: `exact o200k`.
fn how(source: &TokenSource) -> String {
    let name = source.tokenizer;
    let margin = percent(source.margin);
    match source.by {
        TotalsBy::Exact if source.is_usual => format!("as {name} counts; see --model"),
        TotalsBy::Exact => format!("exact {name}"),
        TotalsBy::Near => format!("for {name}, ±{margin}"),
        TotalsBy::Sampled => format!("for {name} by counted records, ±{margin}"),
        TotalsBy::Estimated if source.is_usual => {
            format!("estimated as {name}, ±{margin}; see --model")
        }
        TotalsBy::Estimated => format!("estimated for {name}, ±{margin}"),
    }
}

fn is_counted(by: TotalsBy) -> bool {
    matches!(by, TotalsBy::Exact | TotalsBy::Near)
}

/// A number as exact as it is known.
fn rounded(by: TotalsBy, number: u64) -> u64 {
    const KNOWN: u64 = 1000;
    let mut unit = 1;
    while !is_counted(by) && number / unit >= KNOWN {
        unit *= 10;
    }
    (number + unit / 2) / unit * unit
}

/// A margin in percent: a whole number, or one with a tenth if it is small.
fn percent(margin: f64) -> String {
    // What is not exact in binary should not count as more.
    let up = |number: f64| (number - 1e-9).ceil();
    let percent = margin * 100.0;
    if percent > 1.0 {
        format!("{:.0} %", up(percent))
    } else {
        format!("{:.1} %", up(percent * 10.0) / 10.0)
    }
}

/// The bars of the histogram, each with what stands before it.
pub(crate) fn bars(totals: &Totals, page: &Page) -> Vec<[(Style, String); 3]> {
    let most = totals.buckets.iter().map(|bucket| bucket.records).max().unwrap_or(0).max(1);
    let stroke = if page.unicode { "█" } else { "#" };
    let bars = totals.buckets.iter().map(|bucket| {
        let scaled = u128::from(bucket.records) * u128::from(BAR);
        let columns = usize::try_from(scaled.div_ceil(u128::from(most))).unwrap_or_default();
        [
            (Style::Plain, format!("up to {}", Number(bucket.up_to))),
            (Style::Plain, Number(bucket.records).to_string()),
            (Style::Frame, stroke.repeat(columns)),
        ]
    });
    bars.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Linter;
    use crate::render::{Summary, markdown_summary};
    use crate::rules::Counting;

    /// The line about tokens of a dataset of two records, with a model or without.
    fn words(model: Option<&str>, counting: Counting) -> String {
        let mut linter = Linter::builder().target("together").target("trl").counting(counting);
        if let Some(model) = model {
            linter = linter.model(model);
        }
        let line = r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes."}]}"#;
        let report = linter.build().unwrap().check_slice("a.jsonl", line.as_bytes());
        let words = in_words(&report).unwrap();
        let page = markdown_summary(&report, &Summary::default(), 10_000);
        assert!(
            page.ends_with("| tokens | records |\n| --- | --- |\n| up to 128 | 1 |\n\n"),
            "{page}"
        );
        words
    }

    #[test]
    fn it_is_said_whose_tokens_they_are_and_how_they_were_found() {
        assert_eq!(
            [
                words(Some("gpt-4o"), Counting::Auto),
                words(Some("Qwen/Qwen3-8B"), Counting::Auto),
                words(Some("google/gemma-3-4b-it"), Counting::Exact),
                words(None, Counting::Exact),
            ],
            [
                "14 tokens, 2 to 3 trained (exact o200k)",
                "17 tokens, 2 to 3 trained (for Qwen 2 to 3, ±0.5 %)",
                "16 tokens, 4 to 5 trained (for Gemma 3, ±3 %)",
                "14 tokens, 2 to 3 trained (as cl100k counts; see --model)",
            ]
        );
        for (model, ending) in [
            (Some("gpt-4o"), "trained (estimated for o200k, ±10 %)"),
            (None, "trained (estimated as cl100k, ±10 %; see --model)"),
        ] {
            let words = words(model, Counting::Estimate);
            assert!(words.starts_with("about ") && words.ends_with(ending), "{words}");
        }
    }

    #[test]
    fn targets_that_know_otherwise_are_told_apart() {
        let models = "together=google/gemma-3-4b-it,openai=gpt-4o,trl=google/gemma-3-4b-it";
        let targets = ["together", "openai", "trl"];
        let linter = Linter::builder().targets(targets).model(models).build().unwrap();
        let line = r#"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes."}]}"#;
        let report = linter.check_slice("a.jsonl", line.as_bytes());
        let words = in_words(&report).unwrap();
        let (at_gemma, at_openai) = words.split_once("; ").unwrap();
        assert!(at_gemma.starts_with("together and trl: about "), "{words}");
        assert!(at_gemma.ends_with("(estimated for Gemma 3, ±10 %)"), "{words}");
        assert_eq!(at_openai, "openai: 14 tokens, 2 trained (exact o200k)");
        let sources = report.forecast().into_iter().map(|row| row.token_source);
        let sources: Vec<_> = sources.map(|source| (source.by, source.tokenizer)).collect();
        let gemma = (TotalsBy::Estimated, "Gemma 3");
        assert_eq!(sources, [gemma, (TotalsBy::Exact, "o200k"), gemma]);
    }

    #[test]
    fn margins_are_rounded_up() {
        let percents = [0.0012, 0.005, 0.0101, 0.1003].map(percent);
        assert_eq!(percents, ["0.2 %", "0.5 %", "2 %", "11 %"]);
    }
}
