//! What follows from the size and the name of a file, once it has been read to its end.

use super::conclude::{Concluded, of_file, own_of_file};
use super::{Feature, FileReport};
use crate::rules::file::{file_too_large, too_few_records, too_many_records, wrong_extension};
use crate::rules::{Bounds, Finding, MIN, Plan, Rule, RuleId};
use crate::target::{Level, Limits, Target, TargetSet};

/// All that can be said of a file with at least one record.
pub(super) fn exceeded(plan: &Plan, position: usize, file: &FileReport) -> Vec<Concluded> {
    if file.records == 0 || file.unreadable || file.continued || file.cut_short {
        return Vec::new();
    }
    let misnamed = misnamed(plan, position, file);
    // Mostly nobody minds the size of a file, and it is asked for many times for each of them.
    let of_size =
        if is_within(plan.bounds(), file) { Vec::new() } else { of_size(plan, position, file) };
    of_size.into_iter().chain(misnamed).collect()
}

/// Whether nobody minds how large a file is.
fn is_within(bounds: &Bounds, file: &FileReport) -> bool {
    bounds.records.contains(&file.records)
        && file.bytes <= bounds.bytes
        && (bounds.image_records == u64::MAX || with_images(file) <= bounds.image_records)
}

/// How many records of a file have images.
fn with_images(file: &FileReport) -> u64 {
    file.formats.iter().map(|part| part.columns.with(Feature::Image)).sum()
}

/// All that can be said of the size of a file.
fn of_size(plan: &Plan, position: usize, file: &FileReport) -> Vec<Concluded> {
    let about = About { plan, position };
    let too_few = about
        .limit(
            &too_few_records::RULE,
            0,
            |limits| limits.min_records.filter(|least| file.records < *least),
            Ord::max,
            |finding, least| too_few_records::describe(finding, file.records, least),
        )
        .or_else(|| about.fewer_than_wanted(file.records));
    let too_many = |case, records: u64, limit: fn(&Limits) -> Option<u64>| {
        about.limit(
            &too_many_records::RULE,
            case,
            |limits| limit(limits).filter(|most| records > *most),
            Ord::min,
            |finding, most| too_many_records::describe(finding, records, most),
        )
    };
    let too_many = [
        too_many(too_many_records::RECORDS, file.records, |limits| limits.max_records),
        too_many(too_many_records::IMAGES, with_images(file), |limits| limits.max_image_records),
        plan.is_rft()
            .then(|| too_many(too_many_records::RFT, file.records, |limits| limits.max_rft_records))
            .flatten(),
    ];
    let too_large = about.limit(
        &file_too_large::RULE,
        0,
        |limits| limits.max_file_bytes.filter(|most| file.bytes > *most),
        Ord::min,
        |finding, most| file_too_large::describe(finding, file.bytes, most),
    );
    too_many.into_iter().chain([too_few, too_large]).flatten().collect()
}

/// What is needed to speak about a file.
struct About<'a> {
    plan: &'a Plan,
    position: usize,
}

impl About<'_> {
    /// A finding at the targets whose limit is `exceeded`; it names the strictest of the limits.
    fn limit(
        &self,
        rule: &'static Rule,
        case: u8,
        exceeded: impl Fn(&Limits) -> Option<u64>,
        stricter: fn(u64, u64) -> u64,
        describe: impl Fn(&mut Finding, u64),
    ) -> Option<Concluded> {
        let rule = RuleId::of(rule);
        let minding = self.plan.targets_where(|target, _| exceeded(&target.limits).is_some());
        let mut finding = of_file(self.plan, rule, case, self.position, minding)?;
        let effects = finding.effects.iter();
        let targets = self.plan.targets().iter().zip(effects);
        // The limit to name is one that made it a finding.
        let limits = targets.filter(|(_, effect)| effect.default_level() != Level::Off);
        let limits = limits.filter_map(|(target, _)| exceeded(&target.limits));
        let any = judging(self.plan).filter_map(|target| exceeded(&target.limits));
        let limit = limits.reduce(stricter).or_else(|| any.reduce(stricter))?;
        describe(&mut finding, limit);
        Some((1, vec![finding]))
    }

    /// The targets take the file, but the user wants more records.
    fn fewer_than_wanted(&self, records: u64) -> Option<Concluded> {
        let rule = RuleId::of(&too_few_records::RULE);
        let wanted = self.plan.options().rules.number(rule, MIN);
        let wanted = wanted.filter(|wanted| records < *wanted)?;
        let mut finding = own_of_file(self.plan, rule, self.position)?;
        too_few_records::describe(&mut finding, records, wanted);
        Some((1, vec![finding]))
    }
}

/// The targets that judge a file.
fn judging(plan: &Plan) -> impl Iterator<Item = &Target> {
    let targets = plan.targets().iter().enumerate();
    targets.filter(|(position, _)| plan.is_active(*position)).map(|(_, target)| target)
}

/// A finding about the name of a file.
fn misnamed(plan: &Plan, position: usize, file: &FileReport) -> Option<Concluded> {
    // What only looks like a file: a pipe by its path.
    if file.name.starts_with("/dev/") || file.name.starts_with("/proc/") {
        return None;
    }
    let judge = |extensions: &[String]| wrong_extension::case(&file.name, file.is_file, extensions);
    // The same name can be wrong in different ways at different targets; the first way is told.
    let cases = judging(plan).filter_map(|target| judge(&target.limits.extensions));
    let mut told: Vec<u8> = cases.collect();
    told.sort_unstable();
    told.dedup();
    let mut finding = told.into_iter().find_map(|case| {
        let minding: TargetSet =
            plan.targets_where(|target, _| judge(&target.limits.extensions) == Some(case));
        of_file(plan, RuleId::of(&wrong_extension::RULE), case, position, minding)
    })?;
    let case = finding.case;
    let minding = judging(plan).map(|target| &target.limits.extensions);
    let mut extensions: Vec<&str> = minding
        .filter(|extensions| judge(extensions) == Some(case))
        .flatten()
        .map(String::as_str)
        .collect();
    extensions.sort_unstable();
    extensions.dedup();
    wrong_extension::describe(&mut finding, &file.name, &extensions);
    Some((1, vec![finding]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::PlanOptions;
    use crate::target::builtins;

    #[test]
    fn within_the_bounds_there_is_nothing_to_say_of_the_size() {
        for (target, method) in builtins()
            .unwrap()
            .into_iter()
            .flat_map(|target| [(target.clone(), None), (target, Some("rft"))])
        {
            let mut options = PlanOptions::default();
            options.pedantic = true;
            options.method = method.map(Into::into);
            let plan = Plan::new(vec![target], options).unwrap();
            let bounds = plan.bounds();
            let (least, most) = bounds.records.clone().into_inner();
            for records in [1, least.saturating_sub(1), least, most, most.saturating_add(1)] {
                for bytes in [1, bounds.bytes, bounds.bytes.saturating_add(1)] {
                    let file = FileReport { bytes, records, ..FileReport::default() };
                    let said = of_size(&plan, 0, &file);
                    assert!(said.is_empty() || !is_within(bounds, &file), "{said:?}");
                }
            }
        }
    }
}
