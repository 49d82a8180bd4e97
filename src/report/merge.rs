//! Reports merge: two parts of a dataset checked apart and merged give the report of the whole.
//!
//! Merging is associative. It is not commutative: the later part stands after the earlier one, its
//! lines are numbered on from there, and what it repeats of the earlier part is a duplicate.

use std::cell::LazyCell;
use std::collections::HashMap;

use super::conclude::{is_mixed, mixed_findings};
use super::sightings::{Repeated, Sightings};
use super::{FileReport, RecordPlace, Report, order};
use crate::record::Format;
use crate::rules::dataset::{duplicate_record, mixed_formats};
use crate::rules::{ALL, Finding, Offset, RuleId, Silenced, Snippet, Subject};
use crate::target::{Level, TargetSet};

impl Report {
    /// Add the report of what stands after the data of this one. Both are to be of linters that
    /// look for the same.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let mut report = linter.check_path("fixtures/chat/good.jsonl")?;
    /// report.merge(linter.check_path("fixtures/chat/good.jsonl")?);
    /// assert_eq!((report.files().len(), report.records()), (2, 44));
    /// let repeated = &report.counts()[0];
    /// assert_eq!((repeated.rule.rule().name, repeated.count), ("duplicate-record", 22));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merge(&mut self, later: Self) {
        self.absorb(later, |_| None);
        self.settle();
    }

    /// Merge, and give back all findings that the later report holds or that come to light when it
    /// is seen after this one, in the order of the data: they may be more than are kept.
    ///
    /// `snippet` gives the bytes at a place in the later report's data, if they are at hand.
    pub(crate) fn absorb(
        &mut self,
        later: Self,
        snippet: impl Fn(RecordPlace) -> Option<Snippet>,
    ) -> Vec<Finding> {
        self.concluding.clear();
        let offset = self.join_point(&later);
        let mut mixed = Vec::new();
        let skipped = self.files.get(offset.file as usize).is_some_and(|file| file.unreadable);
        for (at, file) in later.files.into_iter().enumerate() {
            let position = offset.file as usize + at;
            if !skipped {
                mixed.extend(self.mixed_in(position, &file, &offset));
            }
            self.join_file(position, file, &offset);
            if let Some(file) = self.files.get_mut(position) {
                file.settle();
            }
        }
        self.silenced.merge(later.silenced);
        self.sample.merge(later.sample, &offset, skipped);
        let counted = self.counted.zip(later.counted).map(|(here, later)| here + later);
        self.counted = counted.filter(|bytes| *bytes <= self.plan.counted_bytes());
        let mut findings = later.kept;
        if skipped {
            // What goes on in a file that is no dataset says nothing.
            findings.retain(|finding| finding.location.file != 0);
        }
        for finding in &mut findings {
            finding.shift(&offset);
        }
        let repeats =
            self.look_up(later.sightings, later.limit, &offset, skipped, &mut findings, snippet);
        findings.extend(repeats);
        findings.sort_by_key(order);
        self.keep(&findings);
        // These are concluded anew whenever the report is read, so they are not kept.
        findings.extend(mixed);
        findings.sort_by_key(order);
        findings
    }

    /// The records of a part of a file whose format is not that of the file.
    fn mixed_in(&self, at: usize, part: &FileReport, offset: &Offset) -> Vec<Finding> {
        let before = self.files.get(at).map(FileReport::format).unwrap_or_default();
        let format = if before == Format::Unknown { part.format() } else { before };
        if !part.formats.iter().any(|part| is_mixed(part, format)) {
            return Vec::new();
        }
        let plan = self.plan.of(part.profile);
        let rule = RuleId::of(&mixed_formats::RULE);
        let silencer = &plan.options().silencer;
        if silencer.silences_file(rule, &part.name, 0, &mut Silenced::default()) {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for part in part.formats.iter().filter(|part| is_mixed(part, format)) {
            let mut part = part.clone();
            for record in &mut part.first {
                record.place = record.place.shifted(offset);
            }
            findings.extend(mixed_findings(plan, at, &part, format));
        }
        findings
    }

    /// What stands before the first file of the later report, in the same file.
    pub(crate) fn join_point(&self, later: &Self) -> Offset {
        #[allow(clippy::cast_possible_truncation)] // Nobody checks 4 billion files at once.
        let next = self.files.len() as u32;
        match (self.files.last(), later.files.first()) {
            (Some(last), Some(first)) if first.continued && last.name == first.name => {
                last.end(next - 1)
            }
            _ => Offset { file: next, ..Offset::default() },
        }
    }

    fn join_file(&mut self, at: usize, later: FileReport, offset: &Offset) {
        let limit = self.limit;
        let Some(file) = self.files.get_mut(at) else {
            self.files.push(later);
            return;
        };
        file.bytes += later.bytes;
        file.lines += later.lines;
        file.records += later.records;
        if file.unreadable {
            return;
        }
        file.tally.merge(&later.tally);
        file.values += later.values;
        file.value_bytes += later.value_bytes;
        file.counted.merge(later.counted, offset.lines);
        file.tokens_lost.resize(later.tokens_lost.len().max(file.tokens_lost.len()), 0);
        file.tokens_lost.iter_mut().zip(&later.tokens_lost).for_each(|(sum, lost)| *sum += lost);
        file.fates = file.fates.worst(later.fates, self.plan.targets().len());
        for part in later.formats {
            let known = file.part(part.format);
            known.tally.merge(&part.tally);
            known.columns.merge(part.columns, offset);
            let room = limit.saturating_sub(known.first.len());
            known.first.extend(part.first.into_iter().take(room).map(|mut record| {
                record.place = record.place.shifted(offset);
                record
            }));
        }
    }

    /// Look for the later report's records among those of this one; the ones that are there are
    /// duplicates, and the first `limit` of them are given back as findings.
    ///
    /// `findings` are those of the later report. Where one of them repeats a record that now turns
    /// out to be a duplicate itself, it is told of the earlier one.
    fn look_up(
        &mut self,
        later: Sightings,
        limit: usize,
        offset: &Offset,
        skipped: bool,
        findings: &mut [Finding],
        snippet: impl Fn(RecordPlace) -> Option<Snippet>,
    ) -> Vec<Finding> {
        // The list of rules need not be searched where nothing is repeated.
        let rule = LazyCell::new(|| RuleId::of(&duplicate_record::RULE));
        let targets = self.plan.targets().len();
        let mut repeats: HashMap<(u32, u64), Vec<usize>> = HashMap::new();
        for (at, finding) in findings.iter().enumerate().filter(|(_, found)| found.rule == *rule) {
            if let Some(first) = finding.related.first() {
                repeats.entry((first.location.file, first.location.line)).or_default().push(at);
            }
        }
        // Their words name a line, which has another number now.
        for finding in repeats.values().flatten() {
            let first = findings[*finding].related[0].location;
            duplicate_record::describe(&mut findings[*finding], first, self.name(first));
        }
        let mut found = Vec::new();
        let mut sightings = std::mem::take(&mut self.sightings);
        for Repeated { here, sighting, first } in sightings.take_in(later, offset, skipped) {
            let place = sighting.place.location();
            for at in repeats.get(&(place.file, place.line)).into_iter().flatten() {
                let first = first.location();
                duplicate_record::describe(&mut findings[*at], first, self.name(first));
            }
            let Some(file) = self.files.get_mut(place.file as usize) else { continue };
            let plan = self.plan.of(file.profile);
            let (level, fates) = plan.weigh(*rule, 0, sighting.format, TargetSet::ALL);
            if level == Level::Off {
                continue;
            }
            let now = sighting.fates.worst(fates, targets);
            file.part(sighting.format).tally.change(sighting.fates, now, targets);
            let silencer = &plan.options().silencer;
            let subject = Subject::hashed(sighting.hash);
            if !silencer.is_idle()
                && silencer.silences(*rule, &subject, None, 1, &mut self.silenced)
            {
                continue;
            }
            file.tally.add(*rule, level, 1);
            if found.len() < limit
                && let Some(mut finding) =
                    Finding::at(plan, *rule, 0, sighting.format, TargetSet::ALL, place)
            {
                let first = first.location();
                duplicate_record::describe(&mut finding, first, self.name(first));
                finding.snippet = snippet(here);
                finding.record_hash = Some(sighting.hash);
                found.push(finding);
            }
        }
        self.sightings = sightings;
        found
    }

    /// Keep the first findings of each rule.
    pub(super) fn keep(&mut self, findings: &[Finding]) {
        if !findings.is_empty() {
            self.kept_of.resize(ALL.len(), 0);
        }
        for finding in findings {
            let kept = &mut self.kept_of[finding.rule.index()];
            if *kept < self.limit {
                *kept += 1;
                self.kept.push(finding.clone());
            }
        }
    }
}
