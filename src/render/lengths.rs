//! How many tokens there are and how long the records are, in words and as a histogram.

use std::fmt::Write as _;

use super::paint::{Page, Style};
use super::text::clip;
use crate::report::{Report, Totals, TotalsBy};
use crate::words::{Number, count};

/// How many columns a bar of the histogram has at most.
const BAR: u64 = 40;

/// All tokens in a line: how many, how many of them are trained, and how that is known.
pub(crate) fn in_words(report: &Report) -> Option<String> {
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
    let percent = margin * 100.0;
    if percent > 1.0 { format!("{:.0} %", percent.ceil()) } else { format!("{percent:.1} %") }
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
