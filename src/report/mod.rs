//! What a run found: exact counts, the first findings of each rule, what becomes of the records.
//!
//! Reports merge: two parts of a dataset checked apart and merged give the report of the whole.
//! The engine itself works that way, batch by batch, so the merging is exercised all the time.

mod columns;
mod conclude;
mod counted;
mod drift;
mod file;
mod limits;
mod merge;
mod models;
mod sample;
mod sightings;
mod source;
mod stored;
mod totals;

use std::borrow::Cow;
use std::sync::Arc;

pub(crate) use columns::{Columns, Feature, Place, Presence, Seen, Sight, Type};
pub use file::FileReport;
pub(crate) use file::{FirstRecord, FormatReport, Tally};
pub(crate) use sample::{Content, LONG_LINE, Sample};
use sightings::Sightings;
pub(crate) use sightings::{RecordPlace, Sighting};
pub use source::TokenSource;
pub use stored::RestoreError;
pub(crate) use totals::FileTokens;
pub use totals::{Bucket, Longest, Totals, TotalsBy};

use crate::rules::dataset::mixed_formats;
use crate::rules::{Finding, Location, Plan, RuleId, RuleTally, Silenced, SuppressedCounts};
use crate::target::{Effect, Fate, Level};

/// The version of the serialised forms of findings and reports.
pub const SCHEMA: &str = "tunelint/1";

/// What a run found.
///
/// # Example
///
/// ```
/// use tunelint::{Linter, Verdict};
///
/// let linter = Linter::builder().target("together").build()?;
/// let report = linter.check_path("fixtures/chat/role.jsonl")?;
/// assert_eq!((report.errors(), report.warnings(), report.records()), (1, 0, 2));
/// assert_eq!((report.verdict(), report.bytes()), (Verdict::Errors, 342));
///
/// let finding = &report.findings()[0];
/// assert_eq!(report.name(finding.location), "fixtures/chat/role.jsonl");
/// assert_eq!(report.counts()[0].rule, finding.rule);
/// assert_eq!((report.files().len(), report.file_counts(0)), (1, [1, 0]));
/// assert_eq!(report.suppressed().total, 0);
///
/// let forecast = &report.forecast()[0];
/// assert_eq!((forecast.trains, forecast.refused, forecast.accepted), (1, 1, false));
/// assert_eq!(report.file_forecast(0), [forecast.clone()]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Report {
    plan: Arc<Plan>,
    /// How many findings of each rule are kept.
    limit: usize,
    files: Vec<FileReport>,
    /// The first findings of each rule, in the order of the data.
    kept: Vec<Finding>,
    /// How many findings of each rule are kept by now; empty if none are.
    kept_of: Vec<usize>,
    sightings: Sightings,
    /// The bytes that were read, if every record was counted: it says all or nothing, so that it does
    /// not matter in which parts a large dataset was checked.
    counted: Option<u64>,
    /// Some of the records, to tell from them how long all are.
    pub(crate) sample: Sample,
    /// What the user did not want to hear of.
    silenced: Silenced,
    /// By file, whether anything is concluded of it; empty until the end of a run.
    concluding: Vec<bool>,
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// Nothing worse than warnings.
    Warnings,
    /// Errors.
    Errors,
}

/// How often a rule found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RuleCount {
    /// The rule.
    pub rule: RuleId,
    /// The level.
    pub level: Level,
    /// How often.
    pub count: u64,
}

/// What becomes of the records at one target.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct Forecast {
    /// The target.
    pub target: String,
    /// All records.
    pub records: u64,
    /// Those that train in full, as meant.
    pub trains: u64,
    /// Those that are cut.
    pub truncated: u64,
    /// Those that are left out.
    pub dropped: u64,
    /// Those that train otherwise than meant.
    pub mistrained: u64,
    /// Those that stop the upload or the job.
    pub refused: u64,
    /// The tokens of all records, with what the chat template adds; of a preference pair both
    /// sides, each with what comes before it.
    pub tokens: u64,
    /// The tokens that are trained on: those of what the target trains, but for what is cut off and
    /// for records that are dropped or refused by what they hold.
    pub trained_tokens: u64,
    /// The tokens that are lost because records are cut.
    pub tokens_lost: u64,
    /// Where the numbers of tokens are from.
    pub token_source: TokenSource,
    /// Whether the target takes the dataset at all.
    pub accepted: bool,
    /// Whether it refuses a file for something that is in none of its records, such as its size.
    pub refused_as_a_whole: bool,
}

impl Report {
    /// A report of nothing.
    pub(crate) fn new(plan: Arc<Plan>, limit: usize) -> Self {
        Self {
            counted: (plan.counted_bytes() > 0).then_some(0),
            sample: Sample::default(),
            plan,
            limit,
            files: Vec::new(),
            kept: Vec::new(),
            kept_of: Vec::new(),
            sightings: Sightings::default(),
            silenced: Silenced::default(),
            concluding: Vec::new(),
        }
    }

    /// Note a record, to be compared with others.
    #[inline]
    pub(crate) fn list(&mut self, sighting: Sighting) {
        self.sightings.list(sighting);
    }

    /// Take in what was found in a part of a file.
    pub(crate) fn fill(
        &mut self,
        mut file: FileReport,
        tally: RuleTally,
        kept: &[Finding],
        silenced: Silenced,
    ) {
        file.tally = tally;
        if let Some(counted) = &mut self.counted {
            *counted += file.bytes;
        }
        self.concluding.clear();
        self.files.push(file);
        self.keep(kept);
        self.silenced.merge(silenced);
    }

    /// Not all records are counted.
    pub(crate) fn count_no_more(&mut self) {
        self.counted = None;
    }

    /// Count what was put aside to be counted, if it is needed.
    pub(crate) fn settle(&mut self) {
        if self.counted.is_none()
            && let Cow::Owned(settled) = self.settled()
        {
            self.sample = settled;
        }
    }

    /// The sample, with all counted that was put aside.
    fn settled(&self) -> Cow<'_, Sample> {
        if self.sample.is_settled() {
            return Cow::Borrowed(&self.sample);
        }
        let mut sample = self.sample.clone();
        sample.settle(self.plan.counts_some(), |file| self.plan_of(file));
        Cow::Owned(sample)
    }

    /// The run ended before the end of the last file.
    pub(crate) fn cut_short(&mut self) {
        self.concluding.clear();
        if let Some(file) = self.files.last_mut() {
            file.cut_short = true;
        }
    }

    /// Note of which files something is concluded, now that all are there. That is asked for a dozen
    /// times, and mostly of none there is anything.
    pub(crate) fn note_conclusions(&mut self) {
        self.concluding.clear();
        let files = 0..self.files.len();
        self.concluding = files.map(|file| !self.conclude(file).is_empty()).collect();
    }

    /// How many findings were kept back, and by what.
    pub fn suppressed(&self) -> SuppressedCounts {
        let mut silenced = self.silenced.clone();
        for file in 0..self.files.len() {
            self.concluded_aloud(file, &mut silenced);
        }
        silenced.into_counts()
    }

    /// The names of the targets.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let report = linter.check_path("fixtures/chat/role.jsonl")?;
    /// assert!(report.targets().eq(["together"]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn targets(&self) -> impl Iterator<Item = &str> {
        self.plan.targets().iter().map(|target| target.name.as_str())
    }

    /// What a finding does at each target that judges its file.
    ///
    /// # Example
    ///
    /// ```
    /// use tunelint::{Effect, Linter};
    ///
    /// let linter = Linter::builder().targets(["together", "mistral"]).build()?;
    /// let report = linter.check_path("fixtures/chat/role.jsonl")?;
    /// let effects = report.effects(&report.findings()[0]);
    /// assert_eq!(effects[0], ("together", Effect::Refuses));
    /// assert_eq!(effects.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn effects(&self, finding: &Finding) -> Vec<(&str, Effect)> {
        let judging = self.plan_of(finding.location.file).judging();
        let effect = |at: usize| finding.effects.get(at).copied().unwrap_or_default();
        judging.map(|(at, target)| (target, effect(at))).collect()
    }

    /// Whether the linters of both were made at once, so that they look for the same in each file.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let report = linter.check_path("fixtures/chat/role.jsonl")?;
    /// let stored = linter.restore(&serde_json::to_string(&report)?)?;
    /// assert!(report.is_of_the_same_linter(&stored));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_of_the_same_linter(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
    }

    /// What was looked for.
    #[doc(hidden)]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// What was looked for in a file, given by its position.
    pub(crate) fn plan_of(&self, file: u32) -> &Plan {
        self.plan.of(self.profile_of(file))
    }

    /// The profile of a file.
    pub(crate) fn profile_of(&self, file: u32) -> u16 {
        self.files.get(file as usize).map_or(0, |file| file.profile)
    }

    /// The files, in the order in which they were checked.
    pub fn files(&self) -> &[FileReport] {
        &self.files
    }

    /// The name of the file that a place is in.
    pub fn name(&self, location: Location) -> &str {
        self.files.get(location.file as usize).map_or("", |file| &file.name)
    }

    /// The first findings of each rule, in the order of the data.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = self.kept.clone();
        for file in 0..self.files.len() {
            findings.extend(self.concluded(file).into_iter().flat_map(|(_, first)| first));
        }
        findings.sort_by_key(order);
        findings
    }

    /// How often each rule found something, most often first, errors before warnings.
    pub fn counts(&self) -> Vec<RuleCount> {
        let mut counts: Vec<RuleCount> = self
            .whole_tally()
            .iter()
            .flat_map(|(rule, [errors, warnings])| {
                [(Level::Error, errors), (Level::Warning, warnings)]
                    .map(|(level, count)| RuleCount { rule, level, count })
            })
            .filter(|counted| counted.count > 0)
            .collect();
        counts.sort_by_key(|counted| {
            (std::cmp::Reverse(counted.level), std::cmp::Reverse(counted.count), counted.rule)
        });
        counts
    }

    /// How many errors there are.
    pub fn errors(&self) -> u64 {
        self.whole_tally().totals()[0]
    }

    /// How many errors were found so far, without what is concluded at the end of files.
    pub fn errors_so_far(&self) -> u64 {
        self.files.iter().map(|file| file.tally.totals()[0]).sum()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> u64 {
        self.whole_tally().totals()[1]
    }

    /// Errors and warnings in one file.
    pub fn file_counts(&self, file: usize) -> [u64; 2] {
        self.file_rule_tally(file).totals()
    }

    /// How many records were checked.
    pub fn records(&self) -> u64 {
        self.files.iter().map(|file| file.records).sum()
    }

    /// How many bytes were read, after decompression.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// How the run ends.
    pub fn verdict(&self) -> Verdict {
        match self.whole_tally().totals() {
            [0, 0] => Verdict::Clean,
            [0, _] => Verdict::Warnings,
            _ => Verdict::Errors,
        }
    }

    /// What becomes of the records, a row for each target.
    pub fn forecast(&self) -> Vec<Forecast> {
        let files = 0..self.files.len();
        self.forecast_of(files)
    }

    /// What becomes of the records of one file.
    pub fn file_forecast(&self, file: usize) -> Vec<Forecast> {
        self.forecast_of(file..file + 1)
    }

    fn forecast_of(&self, files: std::ops::Range<usize>) -> Vec<Forecast> {
        let targets = self.plan.targets();
        let mut tallies = vec![None; targets.len()];
        let mut refused = vec![false; targets.len()];
        let mut lost = vec![0; targets.len()];
        let mixed = RuleId::of(&mixed_formats::RULE);
        for file in files.clone() {
            let Some(report) = self.files.get(file) else { continue };
            let plan = self.plan.of(report.profile);
            let of_file = self.file_tally(file);
            for (target, tally) in tallies.iter_mut().enumerate() {
                if plan.is_active(target) {
                    tally.get_or_insert_with(Tally::default).merge(&of_file);
                }
            }
            lost.iter_mut().zip(&report.tokens_lost).for_each(|(sum, lost)| *sum += lost);
            for (target, refused) in refused.iter_mut().enumerate() {
                *refused |= report.fates.at(target) == Fate::Refused;
            }
            // The records of another format are counted one by one.
            let concluded = self.conclude(file).into_iter().flat_map(|(_, first)| first);
            for finding in concluded.filter(|finding| finding.rule != mixed) {
                for (target, effect) in finding.effects.iter().enumerate() {
                    refused[target] |= effect.fate() == Fate::Refused;
                }
            }
        }
        let sampled = self.sampled();
        let tokens = self.tokens_of(files.clone(), &sampled);
        let row = |(position, target): (usize, &crate::target::Target)| {
            // Of a target that judges none of the files there is nothing to say.
            let none = if files.is_empty() { Some(Tally::default()) } else { None };
            let tally = tallies[position].clone().or(none)?;
            let count = |fate| tally.count(position, fate);
            let token_source = self.source_at(position, files.clone(), &sampled)?;
            Some(Forecast {
                target: target.name.clone(),
                records: tally.records(),
                trains: count(Fate::Trains),
                truncated: count(Fate::Truncated),
                dropped: count(Fate::Dropped),
                mistrained: count(Fate::Mistrained),
                refused: count(Fate::Refused),
                tokens: tokens[position].tokens,
                trained_tokens: tokens[position].trained,
                tokens_lost: lost[position],
                token_source,
                accepted: count(Fate::Refused) == 0 && !refused[position],
                refused_as_a_whole: refused[position],
            })
        };
        targets.iter().enumerate().filter_map(row).collect()
    }

    /// What becomes of a file's records, when it is known which format the file is of.
    fn file_tally(&self, file: usize) -> Tally {
        let mut tally = Tally::default();
        let targets = self.plan.targets().len();
        let Some(report) = self.files.get(file) else { return tally };
        let (plan, format) = (self.plan.of(report.profile), report.format());
        for part in &report.formats {
            let mut of_part = part.tally.clone();
            if conclude::is_mixed(part, format) {
                let fates = conclude::mixed_fates(plan, part.format, format);
                of_part.worsen_some(fates, u64::MAX, targets);
            }
            if part.format == format {
                for (fates, records) in drift::fates(plan, part) {
                    of_part.worsen_some(fates, records, targets);
                }
            }
            tally.merge(&of_part);
        }
        tally
    }

    /// All counts.
    fn whole_tally(&self) -> RuleTally {
        let mut tally = RuleTally::default();
        for file in 0..self.files.len() {
            tally.merge(&self.file_rule_tally(file));
        }
        tally
    }

    /// All counts of one file, those of what is concluded at its end among them.
    fn file_rule_tally(&self, file: usize) -> RuleTally {
        let mut tally = self.files.get(file).map(|file| file.tally.clone()).unwrap_or_default();
        for (count, first) in self.concluded(file) {
            if let Some(finding) = first.first() {
                tally.add(finding.rule, finding.level, count);
            }
        }
        tally
    }

    /// What is concluded at the end of a file, and was not found on the way.
    pub(crate) fn concluded_at_end(&self, file: usize) -> Vec<Finding> {
        let concluded = self.concluded(file);
        if concluded.is_empty() {
            return Vec::new();
        }
        let mixed = RuleId::of(&mixed_formats::RULE);
        let concluded = concluded.into_iter().flat_map(|(_, first)| first);
        concluded.filter(|finding| finding.rule != mixed).collect()
    }

    /// What can only be concluded when a file has been read to its end: for each rule how many
    /// findings there are, and the first of them.
    pub(crate) fn concluded(&self, file: usize) -> Vec<(u64, Vec<Finding>)> {
        self.concluded_aloud(file, &mut Silenced::default())
    }

    /// The same; what the user does not want to hear of is noted.
    fn concluded_aloud(&self, file: usize, silenced: &mut Silenced) -> Vec<(u64, Vec<Finding>)> {
        let mut concluded = self.conclude(file);
        if let Some(report) = self.files.get(file) {
            let silencer = &self.plan.of(report.profile).options().silencer;
            concluded.retain(|(count, first)| {
                !first.first().is_some_and(|finding| {
                    silencer.silences_file(finding.rule, &report.name, *count, silenced)
                })
            });
        }
        concluded
    }

    /// All that follows from a file, whether the user wants to hear of it or not.
    fn conclude(&self, file: usize) -> Vec<(u64, Vec<Finding>)> {
        if self.concluding.get(file) == Some(&false) {
            return Vec::new();
        }
        let Some(report) = self.files.get(file) else { return Vec::new() };
        let same = |other: &FileReport| other.profile == report.profile;
        let leads = self.files.iter().position(same) == Some(file);
        conclude::conclude(self.plan.of(report.profile), self.limit, file, leads, report)
    }
}

/// Findings come in the order of the data, and at one place in that of the rules.
pub(crate) fn order(finding: &Finding) -> (Location, RuleId) {
    (finding.location, finding.rule)
}

#[cfg(test)]
impl Report {
    /// The report with one more file, for the tests of what is made of reports.
    pub(crate) fn with_file(mut self, mut file: FileReport, tally: &RuleTally) -> Self {
        file.tally = tally.clone();
        self.concluding.clear();
        self.files.push(file);
        self
    }
}
