//! What the columns of a file show, once all of its records are known.

use super::FileReport;
use super::columns::{Column, Columns, Feature, Place, Sight, Type};
use super::conclude::{Concluded, file_number};
use super::file::FormatReport;
use crate::record::{Format, Key, KeySet};
use crate::rules::schema::{date_like_column, inconsistent_optional_field, schema_drift};
use crate::rules::{Finding, Plan, Related, Rule, RuleId};
use crate::target::{Fates, Level, TargetSet};
use crate::words::{Number, list};

/// All findings about the columns of a file: those of the records of its own format.
pub(super) fn seen(
    plan: &Plan,
    limit: usize,
    position: usize,
    file: &FileReport,
) -> Vec<Concluded> {
    let format = file.format();
    let Some(part) = file.formats.iter().find(|part| part.format == format) else {
        return Vec::new();
    };
    let columns = &part.columns;
    if columns.is_empty() {
        return Vec::new();
    }
    let about = About { plan, position, format, targets: plan.accepting(format) };
    let drifts = columns.iter().flat_map(|column| about.drift(column)).collect();
    let dates = columns.iter().filter_map(|column| about.dates(columns, column)).collect();
    let inconsistent = about.inconsistencies(columns);
    [drifts, dates, inconsistent].into_iter().flat_map(|found| concluded(found, limit)).collect()
}

/// What becomes of records by what their columns show: how many meet which fates. That a whole file
/// is refused is no fate of its records.
pub(super) fn fates(plan: &Plan, part: &FormatReport) -> Vec<(Fates, u64)> {
    let format = part.format;
    if part.columns.is_empty() {
        return Vec::new();
    }
    let about = About { plan, position: 0, format, targets: plan.accepting(format) };
    let rule = RuleId::of(&date_like_column::RULE);
    let dates = part.columns.iter().filter_map(|column| {
        let (case, _) = about.date_case(&part.columns, column)?;
        let (_, fates) = plan.weigh(rule, case, format, about.targets);
        Some((fates, column.count(Type::String)))
    });
    dates.collect()
}

/// How many findings of each level there are, and the first of them.
fn concluded(mut findings: Vec<Finding>, limit: usize) -> impl Iterator<Item = Concluded> {
    findings.sort_by_key(super::order);
    let levels = [Level::Error, Level::Warning].into_iter();
    levels.filter_map(move |level| {
        let of_level = || findings.iter().filter(|finding| finding.level == level);
        let count = of_level().count();
        // The level is told by the first finding, so one is kept in any case.
        let first: Vec<Finding> = of_level().take(limit.max(1)).cloned().collect();
        (count > 0).then_some((count as u64, first))
    })
}

/// What is needed to speak about a file.
struct About<'a> {
    plan: &'a Plan,
    position: usize,
    format: Format,
    /// Where its format is taken.
    targets: TargetSet,
}

impl About<'_> {
    fn finding(
        &self,
        rule: &'static Rule,
        case: u8,
        targets: TargetSet,
        at: &Sight,
    ) -> Option<Finding> {
        let mut location = at.location;
        location.file = file_number(self.position);
        let targets = targets.and(self.targets);
        let mut finding =
            Finding::at(self.plan, RuleId::of(rule), case, self.format, targets, location)?;
        finding.path.clone_from(&at.path);
        finding.snippet.clone_from(&at.snippet);
        Some(finding)
    }

    fn related(&self, at: &Sight, message: String) -> Related {
        let mut location = at.location;
        location.file = file_number(self.position);
        Related { message, location, snippet: at.snippet.clone() }
    }

    /// The targets that have fixed the columns of a file before they come to a place.
    fn fixed_before(&self, at: &Sight) -> TargetSet {
        self.plan.targets_where(|target, _| {
            target.limits.first_block.is_some_and(|block| at.location.line_start > block)
        })
    }

    /// Where a column changes its type, and where it comes too late.
    fn drift(&self, column: &Column) -> Vec<Finding> {
        let rule = &schema_drift::RULE;
        let mut findings = Vec::new();
        // What part has which keys is a matter of its type.
        if column.place == Place::Content {
            return findings;
        }
        let all = column.types();
        if let Some((_, first)) = all.first() {
            let late = self.fixed_before(first);
            if let Some(mut finding) = self.finding(rule, schema_drift::LATE_KEY, late, first) {
                schema_drift::describe_late_key(&mut finding, &column.name);
                findings.push(finding);
            }
        }
        let types: Vec<_> = all.into_iter().filter(|(kind, _)| *kind != Type::Null).collect();
        let [(before, first), (here, other), ..] = types.as_slice() else { return findings };
        let late = self.fixed_before(other);
        // Where the key itself comes too late, nobody gets as far as its types.
        let settled = late.and(self.fixed_before(first).complement());
        let early = if is_text_or_parts(column) { schema_drift::PARTS } else { schema_drift::TYPE };
        let only_digits = || column.digits == column.count(Type::String);
        let settled_case = match (before, here) {
            (Type::String, _) => schema_drift::LATE_TEXT,
            (Type::Number, Type::String) if types.len() == 2 && only_digits() => {
                schema_drift::LATE_DIGITS
            }
            _ => schema_drift::LATE_TYPE,
        };
        for (case, targets) in [(settled_case, settled), (early, late.complement())] {
            let Some(mut finding) = self.finding(rule, case, targets, other) else { continue };
            let counts: Vec<String> = types
                .iter()
                .map(|(kind, _)| format!("{} {} times", kind.name(), Number(column.count(*kind))))
                .map(|count| count.replace(" 1 times", " once"))
                .collect();
            let counts = list(counts.iter().map(String::as_str));
            let names = [here.name(), before.name()];
            schema_drift::describe_type(&mut finding, &column.name, names, &counts);
            finding.label = Some(here.name().into());
            finding.related.push(self.related(first, format!("here it is {}", before.name())));
            findings.push(finding);
        }
        findings
    }

    /// A column whose strings all are dates.
    fn dates(&self, columns: &Columns, column: &Column) -> Option<Finding> {
        let (case, first) = self.date_case(columns, column)?;
        let mut finding = self.finding(&date_like_column::RULE, case, TargetSet::ALL, first)?;
        date_like_column::describe(&mut finding, &column.name, column.count(Type::String));
        Some(finding)
    }

    /// The case of a column whose strings all are dates, and where it begins.
    fn date_case<'c>(&self, columns: &Columns, column: &'c Column) -> Option<(u8, &'c Sight)> {
        let [(Type::String, first)] =
            column.types().into_iter().filter(|(kind, _)| *kind != Type::Null).collect::<Vec<_>>()
                [..]
        else {
            return None;
        };
        if column.dates != column.count(Type::String) {
            return None;
        }
        let trained_keys = if column.place == Place::Record {
            self.trained_keys()
        } else if columns.all_have_the_same_keys(column.place) {
            KeySet::of(&[Key::Content, Key::Value, Key::Text])
        } else {
            // Messages with different keys are kept as they are.
            return None;
        };
        let trained = trained_keys.has(column.key()) && column.key() != Key::Unknown;
        let case = if trained { date_like_column::TRAINED } else { date_like_column::OTHER };
        Some((case, first))
    }

    /// The keys whose texts are trained in the file's format.
    fn trained_keys(&self) -> KeySet {
        self.format.telling_keys().union(KeySet::of(&[Key::Prompt, Key::Input, Key::System]))
    }

    fn inconsistencies(&self, columns: &Columns) -> Vec<Finding> {
        let rule = &inconsistent_optional_field::RULE;
        let found = columns.features().filter_map(|(feature, presence)| {
            let (with, without) = (&presence.with, &presence.without);
            let (first_with, first_without) = (with.first.as_ref()?, without.first.as_ref()?);
            // What comes later is what is not as before.
            let has = first_with.location.line > first_without.location.line;
            let (here, before) =
                if has { (first_with, first_without) } else { (first_without, first_with) };
            let case = case_of(feature);
            let mut finding = self.finding(rule, case, TargetSet::ALL, here)?;
            let others = if has { without.count } else { with.count };
            let records = with.count + without.count;
            inconsistent_optional_field::describe(&mut finding, has, others, records);
            let message = inconsistent_optional_field::related(case, !has);
            finding.related.push(self.related(before, message));
            Some(finding)
        });
        found.collect()
    }
}

/// Whether a column holds what can be a text or a list of parts or messages, and is now one, now the
/// other.
fn is_text_or_parts(column: &Column) -> bool {
    const TEXTS: KeySet = KeySet::of(&[
        Key::Content,
        Key::Value,
        Key::Prompt,
        Key::Completion,
        Key::Text,
        Key::Chosen,
        Key::Rejected,
    ]);
    TEXTS.has(column.key())
        && column
            .types()
            .iter()
            .all(|(kind, _)| matches!(kind, Type::Null | Type::String | Type::Array))
}

#[allow(clippy::cast_possible_truncation)] // There are seven.
fn case_of(feature: Feature) -> u8 {
    feature as u8
}
