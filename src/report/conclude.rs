//! What can only be said of a file when all of it is known.
//!
//! These findings are not stored: they follow from the facts of the file, which merge, and so
//! merged reports conclude what the report of the whole would.

use super::{FileReport, FirstRecord, FormatReport, drift, limits, models};
use crate::record::Format;
use crate::rules::dataset::mixed_formats;
use crate::rules::file::empty_file;
use crate::rules::{Finding, Location, Plan, RuleId};
use crate::target::{Fates, TargetSet};

/// What a rule concludes: how many findings, and the first of them, all of one level.
pub(super) type Concluded = (u64, Vec<Finding>);

/// For each rule that has something to say: how often, and the first findings. `leads` is whether
/// the file is the first of its profile.
pub(crate) fn conclude(
    plan: &Plan,
    limit: usize,
    position: usize,
    leads: bool,
    file: &FileReport,
) -> Vec<Concluded> {
    let mut concluded = Vec::new();
    concluded.extend(empty(plan, position, file));
    if leads {
        concluded.extend(models::unfit(plan, position, file));
    }
    concluded.extend(limits::exceeded(plan, position, file));
    concluded.extend(drift::seen(plan, limit, position, file));
    concluded.extend(mixed(plan, limit, position, file));
    concluded
}

/// A finding about a file as a whole, at some of the targets.
pub(super) fn of_file(
    plan: &Plan,
    rule: RuleId,
    case: u8,
    position: usize,
    targets: TargetSet,
) -> Option<Finding> {
    Finding::at(plan, rule, case, Format::Unknown, targets, whole_file(position))
}

/// A finding about a file as a whole that no target minds, but the user does.
pub(super) fn own_of_file(plan: &Plan, rule: RuleId, position: usize) -> Option<Finding> {
    Finding::own(plan, rule, whole_file(position))
}

fn whole_file(position: usize) -> Location {
    let mut location = Location::default();
    location.file = file_number(position);
    (location.line, location.column, location.end_column) = (1, 1, 1);
    location
}

fn empty(plan: &Plan, position: usize, file: &FileReport) -> Option<Concluded> {
    if file.records > 0 || file.unreadable || file.continued || file.cut_short {
        return None;
    }
    let case = u8::from(file.bytes > 0);
    let mut finding = of_file(plan, RuleId::of(&empty_file::RULE), case, position, TargetSet::ALL)?;
    empty_file::describe(&mut finding);
    Some((1, vec![finding]))
}

fn mixed(plan: &Plan, limit: usize, position: usize, file: &FileReport) -> Option<Concluded> {
    if file.formats.len() < 2 {
        return None;
    }
    let format = file.format();
    let mut count = 0;
    let mut findings = Vec::new();
    for part in file.formats.iter().filter(|part| is_mixed(part, format)) {
        let of_part = mixed_findings(plan, position, part, format);
        if !of_part.is_empty() {
            count += part.tally.records();
            findings.extend(of_part);
        }
    }
    findings.sort_by_key(super::order);
    findings.truncate(limit);
    (count > 0).then_some((count, findings))
}

/// Whether these records have another format than that of the file.
pub(super) fn is_mixed(part: &FormatReport, format: Format) -> bool {
    let same_by_another_key =
        [part.format, format].iter().all(|format| matches!(format, Format::Text | Format::Content));
    part.format != format && part.format != Format::Unknown && !same_by_another_key
}

/// What becomes of the records of a format in a file of another format.
pub(super) fn mixed_fates(plan: &Plan, part: Format, format: Format) -> Fates {
    // Where a target does not take one of the two at all, that is the finding.
    let both = plan.accepting(part).and(plan.accepting(format));
    let case = mixed_formats::case(part, format);
    plan.weigh(RuleId::of(&mixed_formats::RULE), case, part, both).1
}

/// The first records of a format in a file of another format, as findings.
pub(super) fn mixed_findings(
    plan: &Plan,
    position: usize,
    part: &FormatReport,
    format: Format,
) -> Vec<Finding> {
    let rule = RuleId::of(&mixed_formats::RULE);
    let case = mixed_formats::case(part.format, format);
    let finding = |record: &FirstRecord| {
        let mut location = record.place.location();
        location.file = file_number(position);
        let both = plan.accepting(part.format).and(plan.accepting(format));
        let mut finding = Finding::at(plan, rule, case, part.format, both, location)?;
        mixed_formats::describe(&mut finding, format);
        finding.snippet.clone_from(&record.snippet);
        finding.record_hash = Some(record.hash);
        Some(finding)
    };
    part.first.iter().filter_map(finding).collect()
}

#[allow(clippy::cast_possible_truncation)] // Nobody checks 4 billion files at once.
pub(super) fn file_number(position: usize) -> u32 {
    position as u32
}
