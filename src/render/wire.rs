//! Findings and reports as JSON values: the contract that `json` and `jsonl` share.
//!
//! `docs/schema/report.schema.json` describes it. Lines, columns and records count from 1, columns
//! in Unicode scalar values; byte offsets count from 0 in the decompressed file.

use std::collections::BTreeMap;
use std::io;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{End, Out};
use crate::report::{
    Bucket, FileReport, FileTokens, Report, RuleCount, SCHEMA, TokenSource, TotalsBy, Verdict,
};
use crate::rules::{Category, Finding, Plan, RuleId, SuppressedCounts};
use crate::target::{Effect, Level};

/// The version of the program.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Write a value as JSON, and something after it.
pub(crate) fn write<T: Serialize>(out: Out<'_>, value: &T, after: &str) -> io::Result<()> {
    // A writer behind a pointer is called for every few bytes; a buffer is not.
    let mut bytes = serde_json::to_vec(value)?;
    bytes.extend_from_slice(after.as_bytes());
    out.write_all(&bytes)
}

/// Which program wrote it, and what for.
#[derive(Serialize)]
pub(crate) struct WireHead<'a> {
    schema: &'static str,
    tunelint: &'static str,
    targets: Vec<&'a str>,
}

impl<'a> WireHead<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        let targets = plan.targets().iter().map(|target| target.name.as_str()).collect();
        Self { schema: SCHEMA, tunelint: VERSION, targets }
    }
}

#[derive(Serialize)]
pub(crate) struct WireFinding<'a> {
    rule: RuleId,
    category: Category,
    level: Level,
    message: &'a str,
    help: Option<&'a str>,
    file: &'a str,
    /// `None` for what is in no record.
    record: Option<u64>,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    byte_start: u64,
    byte_end: u64,
    path: Option<&'a str>,
    effects: Effects<'a>,
    related: Vec<WireRelated<'a>>,
}

#[derive(Serialize)]
struct WireRelated<'a> {
    message: &'a str,
    file: &'a str,
    line: u64,
    column: u64,
}

/// What a finding does at each target, in their order.
pub(crate) struct Effects<'a> {
    plan: &'a Plan,
    effects: &'a [Effect],
}

impl<'a> Effects<'a> {
    pub(crate) fn of(finding: &'a Finding, report: &'a Report) -> Self {
        Self { plan: report.plan_of(finding.location.file), effects: &finding.effects }
    }
}

impl Serialize for Effects<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let effects = self.plan.targets().iter().zip(self.effects).enumerate();
        let judged = effects.filter(|(target, _)| self.plan.is_active(*target));
        serializer.collect_map(judged.map(|(_, (target, effect))| (&target.name, effect)))
    }
}

impl<'a> WireFinding<'a> {
    pub(crate) fn new(finding: &'a Finding, report: &'a Report) -> Self {
        let location = &finding.location;
        let related = finding.related.iter().map(|related| WireRelated {
            message: &related.message,
            file: report.name(related.location),
            line: related.location.line,
            column: related.location.column,
        });
        Self {
            rule: finding.rule,
            category: finding.rule.rule().category,
            level: finding.level,
            message: &finding.message,
            help: finding.help.as_deref(),
            file: report.name(*location),
            record: (location.record > 0).then_some(location.record),
            line: location.line,
            column: location.column,
            end_line: location.line,
            end_column: location.end_column,
            byte_start: location.byte_start,
            byte_end: location.byte_end,
            path: finding.path.as_deref(),
            effects: Effects::of(finding, report),
            related: related.collect(),
        }
    }
}

/// What is known at the end.
#[derive(Serialize)]
pub(crate) struct WireEnd<'a> {
    /// Of what was read.
    verdict: Verdict,
    /// Whether something could not be read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    files: Vec<WireFile<'a>>,
    rules: Vec<RuleCount>,
    suppressed: WireSuppressed,
    forecast: Forecasts,
    tokens: Option<WireTotals<'a>>,
    /// The tokenizers that were chosen, or found for the model.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tokenizer_files: Vec<String>,
}

/// How many tokens there are, and how long the records are.
#[derive(Serialize)]
struct WireTotals<'a> {
    by: TotalsBy,
    tokenizer: &'a str,
    /// Whether no tokenizer is known, and this one stands in.
    usual: bool,
    margin: f64,
    tokens: u64,
    median: u64,
    p95: u64,
    longest: Option<WireLongest<'a>>,
    buckets: Vec<Bucket>,
}

#[derive(Serialize)]
struct WireLongest<'a> {
    tokens: u64,
    file: &'a str,
    line: u64,
}

impl<'a> WireTotals<'a> {
    fn new(report: &'a Report) -> Option<Self> {
        let totals = report.totals()?;
        let longest = totals.longest.map(|longest| WireLongest {
            tokens: longest.tokens,
            file: report.files().get(longest.file as usize).map_or("", |file| &file.name),
            line: longest.line,
        });
        Some(Self {
            by: totals.by,
            tokenizer: totals.tokenizer,
            usual: totals.is_usual,
            margin: rounded(totals.margin),
            tokens: totals.tokens,
            median: totals.median,
            p95: totals.p95,
            longest,
            buckets: totals.buckets,
        })
    }
}

/// A margin without the digits that mean nothing.
fn rounded(margin: f64) -> f64 {
    (margin * 10_000.0).round() / 10_000.0
}

/// Where the numbers of tokens at a target are from.
#[derive(Serialize)]
struct WireSource {
    by: TotalsBy,
    tokenizer: &'static str,
    /// Whether no tokenizer is known, and this one stands in.
    usual: bool,
    margin: f64,
    /// The `tokenizer.json` that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
}

impl From<TokenSource> for WireSource {
    fn from(source: TokenSource) -> Self {
        let TokenSource { by, tokenizer, is_usual: usual, margin, file } = source;
        Self { by, tokenizer, usual, margin: rounded(margin), file }
    }
}

/// How many findings were kept back.
#[derive(Serialize)]
struct WireSuppressed {
    total: u64,
    by_baseline: u64,
}

#[derive(Serialize)]
struct WireFile<'a> {
    path: &'a str,
    bytes: u64,
    lines: u64,
    records: u64,
    format: &'static str,
    errors: u64,
    warnings: u64,
    tokens: BTreeMap<&'a str, WireTokens>,
}

/// The tokens of a file at a target.
#[derive(Serialize)]
struct WireTokens {
    tokens: u64,
    trained_tokens: u64,
    tokens_lost: u64,
    /// Only if it is not what the forecast says.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_source: Option<WireSource>,
}

#[derive(Serialize)]
pub(crate) struct WireForecast {
    records: u64,
    trains: u64,
    truncated: u64,
    dropped: u64,
    mistrained: u64,
    refused: u64,
    tokens: u64,
    trained_tokens: u64,
    tokens_lost: u64,
    token_source: WireSource,
    verdict: &'static str,
}

/// What becomes of the records at each target, in their order.
pub(crate) struct Forecasts(Vec<(String, WireForecast)>);

impl Forecasts {
    pub(crate) fn of(report: &Report) -> Self {
        let forecast = report.forecast().into_iter().map(|row| {
            let forecast = WireForecast {
                records: row.records,
                trains: row.trains,
                truncated: row.truncated,
                dropped: row.dropped,
                mistrained: row.mistrained,
                refused: row.refused,
                tokens: row.tokens,
                trained_tokens: row.trained_tokens,
                tokens_lost: row.tokens_lost,
                token_source: row.token_source.into(),
                verdict: if row.accepted { "accepted" } else { "refused" },
            };
            (row.target, forecast)
        });
        Self(forecast.collect())
    }
}

impl Serialize for Forecasts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (target, forecast) in &self.0 {
            map.serialize_entry(target, forecast)?;
        }
        map.end()
    }
}

impl<'a> WireEnd<'a> {
    pub(crate) fn new(end: &End<'a>) -> Self {
        let report = end.report;
        let mut tokens = report.tokens_by_file().into_iter();
        let file = |(position, file): (usize, &'a FileReport)| {
            let tokens = tokens.next().unwrap_or_default().into_iter().map(|of| {
                let FileTokens { target, tokens, own_source } = of;
                let name = report.plan().targets().get(target).map_or("", |target| &target.name);
                let tokens = WireTokens {
                    tokens: tokens.tokens,
                    trained_tokens: tokens.trained,
                    tokens_lost: file.tokens_lost.get(target).copied().unwrap_or_default(),
                    token_source: own_source.map(WireSource::from),
                };
                (name, tokens)
            });
            let [errors, warnings] = report.file_counts(position);
            WireFile {
                path: &file.name,
                bytes: file.bytes,
                lines: file.lines,
                records: file.records,
                format: file.format().name(),
                errors,
                warnings,
                tokens: tokens.collect(),
            }
        };
        let SuppressedCounts { total, by_baseline, .. } = report.suppressed();
        Self {
            verdict: report.verdict(),
            incomplete: end.summary.incomplete,
            files: report.files().iter().enumerate().map(file).collect(),
            rules: report.counts(),
            suppressed: WireSuppressed { total, by_baseline },
            forecast: Forecasts::of(report),
            tokens: WireTotals::new(report),
            tokenizer_files: tokenizer_files(report),
        }
    }
}

fn tokenizer_files(report: &Report) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    for file in report.plan().tokenizer_files() {
        let path = file.path().display().to_string();
        if !files.contains(&path) {
            files.push(path);
        }
    }
    files
}
