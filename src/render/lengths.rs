//! How many tokens there are and how long the records are, in words and as a histogram.

use std::fmt::Write as _;

use super::paint::{Page, Style};
use super::text::clip;
use crate::report::{Report, Totals, TotalsBy};
use crate::words::{Number, count};

/// How many columns a bar of the histogram has at most.
const BAR: u64 = 40;

/// All tokens in a line: how many, how many of them are trained, and how that is known.
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
    let totals = report.totals()?;
    let trained: Vec<u64> = report.forecast().iter().map(|row| row.trained_tokens).collect();
    let (least, most) = (trained.iter().min()?, trained.iter().max()?);
    let [tokens, least, most] =
        [totals.tokens, *least, *most].map(|number| rounded(&totals, number));
    let about = if is_counted(&totals) { "" } else { "about " };
    let trained = if least == most {
        format!("{} trained", Number(most))
    } else {
        format!("{} to {} trained", Number(least), Number(most))
    };
    Some(format!("{about}{}, {trained} ({})", count(tokens, "token"), how(&totals)))
}

/// How long the records are, in a line.
pub(crate) fn spread_in_words(report: &Report, totals: &Totals, page: &Page) -> String {
    let mut words = format!(
        "half of the records up to {}, 95 of 100 up to {}",
        count(rounded(totals, totals.median), "token"),
        Number(rounded(totals, totals.p95)),
    );
    if let Some(longest) = totals.longest {
        let name = report.files().get(longest.file as usize).map_or("", |file| &file.name);
        let name = clip(name, usize::MAX / 8, page.unicode);
        let tokens = Number(rounded(totals, longest.tokens));
        let _ = write!(words, ", the longest {tokens} ({name}:{})", longest.line);
    }
    words
}

/// How the tokens were found: `exact o200k`.
fn how(totals: &Totals) -> String {
    let name = totals.tokenizer;
    let margin = percent(totals.margin);
    match totals.by {
        TotalsBy::Exact if totals.is_usual => format!("as {name} counts; see --model"),
        TotalsBy::Exact => format!("exact {name}"),
        TotalsBy::Near => format!("for {name}, ±{margin}"),
        TotalsBy::Sampled => format!("for {name} by counted records, ±{margin}"),
        TotalsBy::Estimated if totals.is_usual => {
            format!("estimated as {name}, ±{margin}; see --model")
        }
        TotalsBy::Estimated => format!("estimated for {name}, ±{margin}"),
    }
}

fn is_counted(totals: &Totals) -> bool {
    matches!(totals.by, TotalsBy::Exact | TotalsBy::Near)
}

/// A number as exact as it is known.
fn rounded(totals: &Totals, number: u64) -> u64 {
    const KNOWN: u64 = 1000;
    let mut unit = 1;
    while !is_counted(totals) && number / unit >= KNOWN {
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
    fn margins_are_rounded_up() {
        let percents = [0.0012, 0.005, 0.0101, 0.1003].map(percent);
        assert_eq!(percents, ["0.2 %", "0.5 %", "2 %", "11 %"]);
    }
}
