//! Where the numbers of tokens at a target are from, and how far off they may be.

use serde::Serialize;

use super::Report;
use super::sample::Seen;
use super::totals::{OfTarget, TotalsBy, float};
use crate::rules::reading::Tokens;
use crate::rules::{Plan, USUAL_TOKENIZER};
use crate::tokens::doubt::PerMille;
use crate::tokens::near::Certainty;

/// Where the numbers of tokens at a target are from.
///
/// If files have settings of their own, so that a target counts some otherwise than others, this is of
/// those that are counted least surely.
///
/// # Example
///
/// ```
/// use tunelint::report::TotalsBy;
///
/// let linter = tunelint::Linter::builder().target("openai").model("gpt-4o").build()?;
/// let report = linter.check_path("fixtures/chat/good.jsonl")?;
/// let source = &report.forecast()[0].token_source;
/// assert_eq!((source.by, source.tokenizer, source.margin), (TotalsBy::Exact, "o200k", 0.0));
/// assert_eq!((source.is_usual, source.file.as_deref()), (false, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TokenSource {
    /// How they were found.
    pub by: TotalsBy,
    /// The tokenizer: a family of them, or `tokenizer.json` for the model's own.
    pub tokenizer: &'static str,
    /// Whether that is only the usual one, because none is known for the model.
    pub is_usual: bool,
    /// How far off the tokens of all files may be, as a part of them: in 19 of 20 runs it is less.
    pub margin: f64,
    /// The path of the `tokenizer.json` that counts.
    pub file: Option<String>,
}

impl TokenSource {
    /// Whether tokens were found there as here, whatever texts they are of.
    pub(super) fn is_found_as(&self, other: &Self) -> bool {
        let how = |of: &Self| (of.by, of.tokenizer, of.is_usual);
        how(self) == how(other) && self.file == other.file
    }

    /// How far off these tokens may be, but for what is due to chance. Of none it stays what it is.
    pub(super) fn tell_margin(&mut self, tokens: Tokens) {
        if tokens.tokens > 0 {
            self.margin = float(tokens.doubt) / 1000.0 / float(tokens.tokens);
        }
    }
}

/// How far off tokens may be at most where no text says it: in English, code and data.
fn usual_margin(certainty: Option<Certainty>) -> f64 {
    let PerMille(thousandths) = match certainty {
        Some(Certainty::Exact) => PerMille(0),
        Some(Certainty::Near) => PerMille::NEAR,
        Some(Certainty::Estimated) => PerMille::CORRECTED,
        None => PerMille::ESTIMATED,
    };
    float(thousandths) / 1000.0
}

impl Report {
    /// Where the tokens are from that these plans' targets are said to have; nothing if none of them judges.
    /// How far off they may be is what is usual.
    pub(super) fn source<'a>(
        &self,
        targets: impl Iterator<Item = (&'a Plan, usize)>,
    ) -> Option<TokenSource> {
        let sources = targets.filter_map(|(plan, target)| self.source_in(plan, target));
        sources.reduce(|worst, other| {
            let margin = worst.margin.max(other.margin);
            TokenSource { margin, ..if other.by > worst.by { other } else { worst } }
        })
    }

    fn source_in(&self, plan: &Plan, target: usize) -> Option<TokenSource> {
        let scale = plan.scale(target)?;
        // The usual tokenizer stands in where none is known, and is counted with exactly.
        let certainty =
            plan.counts_at(target).then(|| scale.certainty().unwrap_or(Certainty::Exact));
        let by = match (certainty, self.counted) {
            (None, _) => TotalsBy::Estimated,
            (Some(_), None) => TotalsBy::Sampled,
            (Some(Certainty::Exact), Some(_)) => TotalsBy::Exact,
            (Some(_), Some(_)) => TotalsBy::Near,
        };
        // The model's own, which is asked for nothing where all is estimated.
        let file = scale.file.as_ref().filter(|file| certainty.is_some() && file.get().is_some());
        let (tokenizer, is_usual) = match scale.tokenizer {
            _ if file.is_some() => ("tokenizer.json", false),
            Some(known) => (known.name(), false),
            None => (USUAL_TOKENIZER, true),
        };
        Some(TokenSource {
            by,
            tokenizer,
            is_usual,
            margin: usual_margin(certainty),
            file: file.map(|file| file.path().display().to_string()),
        })
    }

    /// Where the tokens of some files at a target are from.
    pub(super) fn source_at(
        &self,
        target: usize,
        files: std::ops::Range<usize>,
        sampled: &[OfTarget],
    ) -> Option<TokenSource> {
        let mut profiles: Vec<u16> =
            self.files.get(files.clone())?.iter().map(|file| file.profile).collect();
        profiles.sort_unstable();
        profiles.dedup();
        let plans = profiles.iter().map(|profile| self.plan.of(*profile));
        // Of no files it is told how they would be counted.
        let any = profiles.is_empty().then(|| self.plan.all_plans()).into_iter().flatten();
        let mut source = self.source(plans.chain(any).map(|plan| (plan, target)))?;
        source.tell_margin(self.sum_at(files, target, sampled));
        if let Some(sampled) = sampled.get(target) {
            let judged =
                self.files.iter().filter(|file| self.plan.of(file.profile).is_active(target));
            let chance = sampled.chances.margin(judged.map(|file| file.values).sum());
            source.margin = source.margin.hypot(chance);
        }
        Some(source)
    }
}

/// How far off a sum may be that is told from a sample: by which records are in it, and by which of
/// these were counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Chances {
    by_choice: Chance,
    by_estimate: Chance,
    sampled: u64,
}

/// How many standard deviations from the mean 95 % are within.
const NORMAL_95: f64 = 1.96;

impl Chances {
    /// Add a record of the sample: the estimate of its tokens, and the count, if it was counted.
    ///
    /// What all estimates are multiplied by makes no difference.
    pub(super) fn add(&mut self, record: &Seen<'_>, estimated: u64, counted: Option<u64>) {
        self.sampled += record.copies;
        self.by_choice.add(record.copies, record.bytes, estimated);
        if let Some(counted) = counted {
            self.by_estimate.add(record.copies, estimated, counted);
        }
    }

    /// In 19 of 20 runs it is less, where there are so many records in all.
    pub(super) fn margin(&self, records: u64) -> f64 {
        let left_out = 1.0 - float(self.sampled.min(records)) / float(records.max(1));
        let variance = self.by_choice.variance() * left_out + self.by_estimate.variance();
        NORMAL_95 * variance.sqrt()
    }
}

/// How far off a ratio of sums over a sample may be from that over all.
#[derive(Debug, Clone, Default)]
struct Chance {
    pairs: Vec<(f64, f64)>,
}

impl Chance {
    /// Add a record of which there are so many copies: what is known of all, and what only of these.
    fn add(&mut self, copies: u64, known: u64, asked: u64) {
        self.pairs.push((float(copies) * float(known), float(copies) * float(asked)));
    }

    /// The variance of the ratio, as a part of its square.
    #[allow(clippy::cast_precision_loss)] // Of about a thousand.
    fn variance(&self) -> f64 {
        let count = self.pairs.len() as f64;
        let known: f64 = self.pairs.iter().map(|(known, _)| known).sum();
        let asked: f64 = self.pairs.iter().map(|(_, asked)| asked).sum();
        if count < 2.0 || known <= 0.0 || asked <= 0.0 {
            return 0.0;
        }
        let ratio = asked / known;
        let off = |(known, asked): &(f64, f64)| (asked - ratio * known).powi(2);
        let squares: f64 = self.pairs.iter().map(off).sum();
        squares * count / (count - 1.0) / (asked * asked)
    }
}
