//! A part of the data is taken into the report, and the visitor is shown what is in it.

use std::cell::RefCell;
use std::ops::ControlFlow;

use super::quotable::Quotable;
use super::{CheckedRecord, Visitor};
use crate::record::{Format, RecordHash, Topic};
use crate::report::Report;
use crate::rules::{Finding, Offset};
use crate::target::Fates;

/// A record of a batch; lines, records and offsets count from the batch's start.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) line: u64,
    pub(super) record: u64,
    /// Where its line starts and ends.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) format: Format,
    /// What becomes of it, by what it holds itself.
    pub(super) fates: Fates,
    pub(super) hash: RecordHash,
    pub(super) topic: Option<Topic>,
}

/// Take what was found in a part into the report of all that stands before it, and show it.
///
/// All of it is taken in, also when the visitor breaks off.
pub(super) fn part(
    report: &mut Report,
    part: Report,
    entries: &[Entry],
    lines: &Quotable<'_>,
    visitor: &mut dyn Visitor,
) -> ControlFlow<()> {
    let offset = report.join_point(&part);
    let found = report.absorb(part, |place| lines.quote(place));
    findings(&found, report, visitor)?;
    records(entries, &lines.bytes, &offset, &found, report, visitor)
}

/// Show what came to light at the end of the last file.
pub(super) fn end(report: &Report, visitor: &mut dyn Visitor) -> ControlFlow<()> {
    let file = report.files().len().saturating_sub(1);
    findings(&report.concluded_at_end(file), report, visitor)
}

fn findings(found: &[Finding], report: &Report, visitor: &mut dyn Visitor) -> ControlFlow<()> {
    found.iter().try_for_each(|finding| visitor.finding(finding, report))
}

/// Show the records of a batch with their findings, which are in the order of the data.
///
/// `offset` is what stands before the batch, and `report` has taken it in already.
fn records(
    entries: &[Entry],
    bytes: &[u8],
    offset: &Offset,
    mut findings: &[Finding],
    report: &Report,
    visitor: &mut dyn Visitor,
) -> ControlFlow<()> {
    let targets = report.plan().targets().len();
    let counter = RefCell::new(None);
    for entry in entries {
        let line = offset.lines + entry.line;
        // What stands before the record's line is of the file as a whole.
        let before =
            findings.partition_point(|f| (f.location.file, f.location.line) < (offset.file, line));
        findings = &findings[before..];
        let (own, rest) =
            findings
                .split_at(findings.partition_point(|f| {
                    f.location.file == offset.file && f.location.line == line
                }));
        findings = rest;
        let mut fates = entry.fates;
        // That it repeats an earlier record, say, came to light only now.
        for (target, finding) in own.iter().flat_map(|f| (0..targets).map(move |t| (t, f))) {
            if let Some(effect) = finding.effects.get(target) {
                fates.worsen(target, effect.fate());
            }
        }
        visitor.record(
            &CheckedRecord {
                file: offset.file,
                line,
                record: offset.records + entry.record,
                byte_start: offset.bytes + entry.start as u64,
                bytes: bytes.get(entry.start..entry.end).unwrap_or_default(),
                format: entry.format,
                hash: entry.hash,
                findings: own,
                fates,
                profile: report.profile_of(offset.file),
                plan: report.plan_of(offset.file),
                counter: &counter,
                topic: entry.topic,
            },
            report,
        )?;
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use super::*;
    use crate::check::{Linter, LinterOptions};
    use crate::input::Source;
    use crate::rules::{Plan, PlanOptions};
    use crate::target::{Fate, builtin};

    /// What a visitor saw of each record.
    #[derive(Debug, Default, PartialEq, Eq)]
    struct Seen(Vec<(u64, u64, Vec<&'static str>, Fate, String)>);

    impl Visitor for Seen {
        fn record(&mut self, record: &CheckedRecord<'_>, _: &Report) -> ControlFlow<()> {
            assert!(record.findings.iter().all(|finding| {
                finding.location.line == record.line
                    && finding.location.record == record.record
                    && finding.location.line_start == record.byte_start
            }));
            let rules = record.findings.iter().map(|finding| finding.rule.rule().name).collect();
            let text = String::from_utf8_lossy(record.bytes).into_owned();
            self.0.push((record.line, record.record, rules, record.fate(0), text));
            ControlFlow::Continue(())
        }
    }

    fn chat(role: &str, text: &str) -> String {
        format!(
            r#"{{"messages":[{{"role":"{role}","content":"{text}"}},{{"role":"assistant","content":"Yes."}}]}}"#
        )
    }

    #[test]
    fn every_record_is_shown_once_with_its_findings() {
        let filler: Vec<String> = (0..3000).map(|n| chat("user", &format!("{n:0200}"))).collect();
        let mut lines = vec![chat("user", "a"), String::new(), chat("usr", "b"), "{".to_owned()];
        lines.extend(filler);
        lines.push(chat("user", "a"));
        let source = |name: &str| Source::memory(name, lines.join("\n").into_bytes());
        let mut all = Vec::new();
        for threads in [1, 2, 5] {
            let plan =
                Plan::new(vec![builtin("together").unwrap()], PlanOptions::default()).unwrap();
            let mut options = LinterOptions::default();
            options.show_records = true;
            options.threads = NonZeroUsize::new(threads);
            let mut seen = Seen::default();
            let sources = [source("a.jsonl"), source("b.jsonl")];
            let outcome = Linter::new(plan, options).check(&sources, &mut seen);
            let records = u64::try_from(seen.0.len()).unwrap();
            assert_eq!(records, outcome.report.records());
            let forecast = &outcome.report.forecast()[0];
            let count = |fate| seen.0.iter().filter(|record| record.3 == fate).count() as u64;
            assert_eq!(count(Fate::Refused), forecast.refused);
            assert_eq!(count(Fate::Trains), forecast.trains);
            all.push(seen);
        }
        assert_eq!(all[0], all[1]);
        assert_eq!(all[0], all[2]);
        let first: Vec<_> = all[0].0[..3]
            .iter()
            .map(|(line, record, rules, ..)| (*line, *record, rules.clone()))
            .collect();
        assert_eq!(
            first,
            [(1, 1, vec![]), (3, 2, vec!["unknown-role"]), (4, 3, vec!["invalid-json"])]
        );
        let last = all[0].0.last().unwrap();
        assert_eq!(last.4, lines[0]);
        assert_eq!((last.0, last.2.clone()), (3005, vec!["duplicate-record"]));
    }
}
