//! How many tokens there are, as Python sees it.

use pyo3::prelude::*;
use tunelint::Report;
use tunelint::render::tokens_in_words;

/// How many tokens the records of a report have, and how long they are.
#[pyclass(frozen, eq, get_all, module = "tunelint")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TokenTotals {
    by: &'static str,
    tokenizer: &'static str,
    usual: bool,
    margin: f64,
    records: u64,
    pub(crate) tokens: u64,
    median: u64,
    p95: u64,
    longest: Option<LongestRecord>,
    buckets: Vec<(u64, u64)>,
    #[pyo3(name = "_words")]
    words: String,
}

/// The record with the most tokens.
#[pyclass(frozen, eq, hash, get_all, module = "tunelint")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct LongestRecord {
    tokens: u64,
    file: String,
    line: u64,
}

/// Where the numbers of tokens at a target are from.
#[pyclass(frozen, eq, get_all, module = "tunelint")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TokenSource {
    by: &'static str,
    tokenizer: &'static str,
    usual: bool,
    margin: f64,
    file: Option<String>,
}

impl From<tunelint::report::TokenSource> for TokenSource {
    fn from(source: tunelint::report::TokenSource) -> Self {
        Self {
            by: source.by.name(),
            tokenizer: source.tokenizer,
            usual: source.is_usual,
            margin: source.margin,
            file: source.file,
        }
    }
}

#[pymethods]
impl TokenSource {
    fn __repr__(&self) -> String {
        let Self { by, tokenizer, .. } = self;
        format!("<TokenSource: {by} {tokenizer}>")
    }
}

impl TokenTotals {
    /// The totals of a report; none if it has no records.
    pub(crate) fn of(report: &Report) -> Option<Self> {
        let totals = report.totals()?;
        let longest = totals.longest.map(|longest| LongestRecord {
            tokens: longest.tokens,
            file: report.files().get(longest.file as usize).map_or("", |file| &file.name).into(),
            line: longest.line,
        });
        Some(Self {
            by: totals.by.name(),
            tokenizer: totals.tokenizer,
            usual: totals.is_usual,
            margin: totals.margin,
            records: totals.records,
            tokens: totals.tokens,
            median: totals.median,
            p95: totals.p95,
            longest,
            buckets: totals.buckets.iter().map(|bucket| (bucket.up_to, bucket.records)).collect(),
            words: tokens_in_words(report).unwrap_or_default(),
        })
    }
}

#[pymethods]
impl TokenTotals {
    /// The line about them in a report.
    fn __str__(&self) -> &str {
        &self.words
    }

    fn __repr__(&self) -> String {
        format!("<TokenTotals: {}>", self.words)
    }
}

#[pymethods]
impl LongestRecord {
    fn __repr__(&self) -> String {
        let Self { tokens, file, line } = self;
        format!("<LongestRecord {file}:{line}: {tokens} tokens>")
    }
}
