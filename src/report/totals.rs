//! How many tokens there are: of all files and of each, at every target; and how long the records are.
//!
//! Where all records were counted these are sums. Otherwise they are told from the sample: tokens in
//! proportion to the bytes of the lines, of which the sum over all records is known. If some records
//! of the sample were counted, the estimate of all is corrected by how far off it is with these. A
//! file of which few records are in the sample is taken to be partly like all the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::sample::Seen;
use super::source::Chances;
use super::{RecordPlace, Report, TokenSource};
use crate::rules::reading::Tokens;

/// How the tokens of a run were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum TotalsBy {
    /// All were counted with the tokenizer itself.
    Exact,
    /// All were counted with the nearest vocabulary that is at hand, and corrected where the two are known to
    /// differ.
    Near,
    /// Some records were counted, and the others estimated.
    Sampled,
    /// All are estimated.
    Estimated,
}

impl TotalsBy {
    /// In a word, as it is written in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Sampled => "sampled",
            Self::Estimated => "estimated",
        }
    }
}

/// How many tokens there are, and how long the records are, at the first target of the run.
///
/// # Example
///
/// ```
/// use tunelint::report::TotalsBy;
///
/// let linter = tunelint::Linter::builder().target("openai").model("gpt-4o").build()?;
/// let report = linter.check_path("fixtures/chat/good.jsonl")?;
/// let totals = report.totals().expect("there are records");
/// assert_eq!((totals.by, totals.tokenizer, totals.records), (TotalsBy::Exact, "o200k", 22));
/// assert!(totals.median < totals.p95 && totals.p95 < totals.tokens);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Totals {
    /// How they were found.
    pub by: TotalsBy,
    /// The tokenizer: a family of them, or `tokenizer.json` for the model's own.
    pub tokenizer: &'static str,
    /// Whether that is only the usual one, because none is known for the model.
    pub is_usual: bool,
    /// How far off the number of tokens may be, as a part of it: in 19 of 20 runs it is less.
    pub margin: f64,
    /// The records that were read.
    pub records: u64,
    /// Their tokens, with what the chat template adds.
    pub tokens: u64,
    /// Half of the records have no more tokens than this.
    pub median: u64,
    /// 95 of 100 records have no more tokens than this.
    pub p95: u64,
    /// The longest record, as far as it is known: the first of them.
    pub longest: Option<Longest>,
    /// How many records there are of each length, from the shortest to the longest.
    pub buckets: Vec<Bucket>,
}

/// The record with the most tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Longest {
    /// How many.
    pub tokens: u64,
    /// The position of its file in the report.
    pub file: u32,
    /// Its line, from 1.
    pub line: u64,
}

/// The records of about one length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Bucket {
    /// They have no more tokens than this, and more than those of the bucket before.
    pub up_to: u64,
    /// How many they are.
    pub records: u64,
}

/// The shortest records are not told apart.
const FIRST_BUCKET: u64 = 128;

/// As many records' worth of the run as a whole counts for each file.
const RECORDS_OF_ALL: f64 = 20.0;

/// Sums over some records of the sample.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    records: u64,
    bytes: f64,
    tokens: f64,
    trained: f64,
    /// In thousandths of a token.
    doubt: f64,
}

impl Sums {
    fn add(&mut self, record: &Seen<'_>, tokens: Tokens) {
        let copies = float(record.copies);
        self.records += record.copies;
        self.bytes += copies * float(record.bytes);
        self.tokens += copies * float(tokens.tokens);
        self.trained += copies * float(tokens.trained);
        self.doubt += copies * float(tokens.doubt);
    }

    /// By how much each token may be off.
    fn doubt_of_each(&self) -> Option<f64> {
        (self.tokens > 0.0).then(|| self.doubt / self.tokens)
    }

    fn scaled(self, factors: [f64; 2]) -> Self {
        Self { tokens: self.tokens * factors[0], trained: self.trained * factors[1], ..self }
    }
}

/// The tokens of a file at a target.
#[derive(Debug)]
pub(crate) struct FileTokens {
    /// The position of the target.
    pub(crate) target: usize,
    pub(crate) tokens: Tokens,
    /// Where they are from, if it is not what is said of the target: the file has settings of its own.
    pub(crate) own_source: Option<TokenSource>,
}

/// What the sample says of a target.
#[derive(Debug, Clone, Default)]
pub(super) struct OfTarget {
    pub(super) chances: Chances,
    all: Sums,
    files: HashMap<u32, Sums>,
    /// The same as well as it is known: of those that were counted, if any were.
    best: Sums,
    best_of_files: HashMap<u32, Sums>,
    /// Of those that were counted: the estimate, and the count.
    estimated: Sums,
    counted: Sums,
}

impl OfTarget {
    fn note(&mut self, record: &Seen<'_>, target: usize, counts_some: bool) {
        let of = |all: &[Tokens]| all.get(target).copied().unwrap_or_default();
        let estimated = of(record.estimated);
        self.all.add(record, estimated);
        self.files.entry(record.place.file).or_default().add(record, estimated);
        let counted = record.counted.map(of);
        self.chances.add(record, estimated.tokens, counted.map(|counted| counted.tokens));
        if let Some(counted) = counted {
            self.estimated.add(record, estimated);
            self.counted.add(record, counted);
        }
        if let Some(best) = if counts_some { counted } else { Some(estimated) } {
            self.best.add(record, best);
            self.best_of_files.entry(record.place.file).or_default().add(record, best);
        }
    }

    /// By what the estimates are to be multiplied: tokens, and trained tokens.
    fn corrections(&self) -> [f64; 2] {
        let ratio = |counted: f64, estimated: f64| {
            if counted > 0.0 && estimated > 0.0 { counted / estimated } else { 1.0 }
        };
        let (counted, estimated) = (self.counted, self.estimated);
        [ratio(counted.tokens, estimated.tokens), ratio(counted.trained, estimated.trained)]
    }

    /// The tokens of a file with so many records and bytes of them.
    fn file(&self, file: u32, records: u64, bytes: u64) -> Tokens {
        let corrections = self.corrections();
        let own = self.files.get(&file).copied().unwrap_or_default().scaled(corrections);
        let best = self.best_of_files.get(&file).and_then(Sums::doubt_of_each);
        let doubt = best.or_else(|| self.best.doubt_of_each()).unwrap_or(0.0);
        let told = |tokens: f64, trained: f64| {
            let (tokens, trained) = (whole(tokens), whole(trained));
            Tokens { tokens, trained, doubt: whole(float(tokens) * doubt) }
        };
        if own.records >= records {
            return told(own.tokens, own.trained);
        }
        let all = self.all.scaled(corrections);
        let share = RECORDS_OF_ALL / float(all.records.max(1));
        let in_proportion = |own_tokens: f64, all_tokens: f64| {
            let sampled = own.bytes + share * all.bytes;
            let rate = (own_tokens + share * all_tokens) / sampled;
            if sampled > 0.0 { float(bytes) * rate } else { 0.0 }
        };
        told(in_proportion(own.tokens, all.tokens), in_proportion(own.trained, all.trained))
    }
}

impl Report {
    /// The tokens of some files at each target.
    pub(super) fn tokens_of(
        &self,
        files: std::ops::Range<usize>,
        sampled: &[OfTarget],
    ) -> Vec<Tokens> {
        let targets = 0..self.plan.targets().len();
        targets.map(|target| self.sum_at(files.clone(), target, sampled)).collect()
    }

    /// The tokens of some files at a target.
    pub(super) fn sum_at(
        &self,
        files: std::ops::Range<usize>,
        target: usize,
        sampled: &[OfTarget],
    ) -> Tokens {
        let mut sum = Tokens::default();
        for file in files {
            sum.add(self.tokens_in(file, target, sampled));
        }
        sum
    }

    /// The tokens of each file at the targets that judge it.
    pub(crate) fn tokens_by_file(&self) -> Vec<Vec<FileTokens>> {
        let sampled = self.sampled();
        // Without settings of their own, all files are counted alike.
        let differ = self.plan.all_plans().count() > 1;
        let sources: Vec<_> = (0..self.plan.targets().len())
            .map(|target| self.source_at(target, 0..self.files.len(), &sampled))
            .collect();
        let own_source = |file, target| {
            let own = self.source_at(target, file..file + 1, &sampled);
            let is_same = |of: &TokenSource| own.as_ref().is_some_and(|own| own.is_found_as(of));
            let is_told = sources.get(target).and_then(Option::as_ref).is_some_and(is_same);
            own.filter(|_| !is_told)
        };
        let of_file = |file| {
            let plan = self.plan_of(position(file));
            let targets = (0..self.plan.targets().len()).filter(|target| plan.is_active(*target));
            targets
                .map(|target| FileTokens {
                    target,
                    tokens: self.tokens_in(file, target, &sampled),
                    own_source: if differ { own_source(file, target) } else { None },
                })
                .collect()
        };
        (0..self.files.len()).map(of_file).collect()
    }

    /// The tokens of a file at a target: none where it does not judge.
    fn tokens_in(&self, file: usize, target: usize, sampled: &[OfTarget]) -> Tokens {
        let Some(report) = self.files.get(file) else { return Tokens::default() };
        if !self.plan.of(report.profile).is_active(target) {
            return Tokens::default();
        }
        match sampled.get(target) {
            Some(sampled) => sampled.file(position(file), report.values, report.value_bytes),
            None => report.counted.at(target),
        }
    }

    /// What the sample says of each target; nothing where all records were counted.
    pub(super) fn sampled(&self) -> Vec<OfTarget> {
        if self.counted.is_some() {
            return Vec::new();
        }
        let mut of_targets = vec![OfTarget::default(); self.plan.targets().len()];
        let settled = self.settled();
        let counts_some = self.plan.counts_some();
        for record in settled.seen() {
            let plan = self.plan_of(record.place.file);
            for (target, of_target) in of_targets.iter_mut().enumerate() {
                if plan.is_active(target) {
                    of_target.note(&record, target, counts_some);
                }
            }
        }
        of_targets
    }

    /// How many tokens there are and how long the records are, at the first target that judges a
    /// file. Nothing if there are no records.
    pub fn totals(&self) -> Option<Totals> {
        let records: u64 = self.files.iter().map(|file| file.values).sum();
        if records == 0 {
            return None;
        }
        let leads = self.plan.all_plans().map(|plan| (plan, plan.lead()));
        let mut source = self.source(leads)?;
        let sampled = self.sampled();
        let mut tokens = Tokens::default();
        for file in 0..self.files.len() {
            let lead = self.plan_of(position(file)).lead();
            tokens.add(self.tokens_in(file, lead, &sampled));
        }
        source.tell_margin(tokens);
        let TokenSource { by, tokenizer, is_usual, margin, .. } = source;
        let mut totals = Totals {
            by,
            tokenizer,
            is_usual,
            margin,
            records,
            tokens: tokens.tokens,
            median: 0,
            p95: 0,
            longest: None,
            buckets: Vec::new(),
        };
        if self.counted.is_some() {
            self.tell_counted(&mut totals);
        } else {
            self.tell_sampled(&mut totals, &sampled);
        }
        Some(totals)
    }

    /// The lengths of records that all were counted.
    fn tell_counted(&self, totals: &mut Totals) {
        let mut lengths: BTreeMap<u64, u64> = BTreeMap::new();
        for file in &self.files {
            for (tokens, records) in &file.counted.lengths {
                *lengths.entry(*tokens).or_default() += records;
            }
        }
        totals.tell_lengths(lengths.into_iter().collect());
        let longest = self.files.iter().enumerate().filter_map(|(at, file)| {
            let (tokens, line) = file.counted.longest?;
            Some(Longest { tokens, file: position(at), line })
        });
        totals.longest = longest.min_by_key(|longest| (Reverse(longest.tokens), longest.file));
    }

    /// What the sample says of the lengths of records, and of how far off it may be.
    fn tell_sampled(&self, totals: &mut Totals, of_targets: &[OfTarget]) {
        let settled = self.settled();
        let lead = |record: &Seen<'_>| self.plan_of(record.place.file).lead();
        let estimated = |record: &Seen<'_>| {
            let correction = of_targets.get(lead(record)).map_or(1.0, |of| of.corrections()[0]);
            whole(float(tokens_at(record.estimated, lead(record))) * correction)
        };
        let known = |record: &Seen<'_>| match record.counted {
            Some(counted) => tokens_at(counted, lead(record)),
            None => estimated(record),
        };
        let mut lengths = Vec::new();
        let mut candidates: Vec<(u64, RecordPlace)> = Vec::new();
        let mut chances = Chances::default();
        for record in settled.seen() {
            let (copies, tokens, estimated) = (record.copies, known(&record), estimated(&record));
            lengths.push((tokens, copies));
            candidates.push((tokens, record.place));
            chances.add(&record, estimated, record.counted.map(|_| tokens));
        }
        let line = settled.seen_longest();
        candidates.extend(line.map(|line| (known(&line), line.place)));
        // The first of those with the most.
        let most = candidates.into_iter().min_by_key(|(tokens, place)| (Reverse(*tokens), *place));
        lengths.sort_unstable();
        let sampled: u64 = lengths.iter().map(|(_, records)| records).sum();
        totals.tell_lengths(spread(&lengths, sampled, totals.records));
        totals.longest = most.map(longest);
        totals.margin = totals.margin.hypot(chances.margin(totals.records));
    }
}

impl Totals {
    /// Tell of the lengths, given how many records have how many tokens, the shortest first.
    fn tell_lengths(&mut self, lengths: Vec<(u64, u64)>) {
        let records: u64 = lengths.iter().map(|(_, records)| records).sum();
        let quantile = |hundredths: u128| {
            let wanted = (u128::from(records) * hundredths).div_ceil(100).max(1);
            let mut seen = 0;
            let reaches = |(_, records): &&(u64, u64)| {
                seen += u128::from(*records);
                seen >= wanted
            };
            lengths.iter().find(reaches).map_or(0, |(tokens, _)| *tokens)
        };
        (self.median, self.p95) = (quantile(50), quantile(95));
        let mut up_to = FIRST_BUCKET;
        let mut buckets: Vec<Bucket> = Vec::new();
        for (tokens, records) in lengths.into_iter().filter(|(_, records)| *records > 0) {
            while up_to < tokens {
                up_to = up_to.saturating_mul(2);
                if !buckets.is_empty() {
                    buckets.push(Bucket { up_to, records: 0 });
                }
            }
            if buckets.is_empty() {
                buckets.push(Bucket { up_to, records: 0 });
            }
            if let Some(last) = buckets.last_mut() {
                last.records += records;
            }
        }
        self.buckets = buckets;
    }
}

/// The lengths of a sample as those of so many records.
fn spread(lengths: &[(u64, u64)], sampled: u64, records: u64) -> Vec<(u64, u64)> {
    let (mut seen, mut given): (u128, u128) = (0, 0);
    let spread = lengths.iter().map(|(tokens, copies)| {
        seen += u128::from(*copies);
        let up_to_here = seen * u128::from(records) / u128::from(sampled.max(1));
        let own = up_to_here - given;
        given = up_to_here;
        (*tokens, u64::try_from(own).unwrap_or(u64::MAX))
    });
    spread.collect()
}

fn tokens_at(all: &[Tokens], target: usize) -> u64 {
    all.get(target).map_or(0, |tokens| tokens.tokens)
}

fn longest((tokens, place): (u64, RecordPlace)) -> Longest {
    Longest { tokens, file: place.file, line: place.line }
}

fn position(file: usize) -> u32 {
    u32::try_from(file).unwrap_or(u32::MAX)
}

#[allow(clippy::cast_precision_loss)] // Of an estimate.
pub(super) fn float(number: u64) -> f64 {
    number as f64
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // It saturates.
fn whole(number: f64) -> u64 {
    number.round() as u64
}
