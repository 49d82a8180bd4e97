//! How large files may be before anybody minds.
//!
//! Most files are within the bounds of all targets, and to see that takes a look at four numbers. What
//! there is to say of one that is not, and to which target, is worked out for that one alone.

use std::ops::RangeInclusive;

use super::Plan;
use crate::rules::file::too_few_records;
use crate::rules::{MIN, RuleId};

/// Within these nobody minds the size of a file: neither a target that judges, nor the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) records: RangeInclusive<u64>,
    /// The most records with images.
    pub(crate) image_records: u64,
    /// The most bytes.
    pub(crate) bytes: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { records: 0..=u64::MAX, image_records: u64::MAX, bytes: u64::MAX }
    }
}

impl Bounds {
    pub(super) fn of(plan: &Plan) -> Self {
        let wanted = plan.options.rules.number(RuleId::of(&too_few_records::RULE), MIN);
        let mut least = wanted.unwrap_or(0);
        let mut most = u64::MAX;
        let mut bounds = Self::default();
        let lower = |bound: &mut u64, limit: Option<u64>| {
            *bound = limit.map_or(*bound, |limit| limit.min(*bound));
        };
        for limits in plan.limits() {
            least = least.max(limits.min_records.unwrap_or(0));
            lower(&mut most, limits.max_records);
            lower(&mut most, limits.max_rft_records.filter(|_| plan.is_rft()));
            lower(&mut bounds.image_records, limits.max_image_records);
            lower(&mut bounds.bytes, limits.max_file_bytes);
        }
        Self { records: least..=most, ..bounds }
    }
}

impl Plan {
    /// How large files may be.
    pub(crate) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Whether a model is to be tuned by reinforcement.
    pub(crate) fn is_rft(&self) -> bool {
        self.options.method.as_deref() == Some("rft")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{PlanOptions, Profile};
    use crate::target::{TargetSet, builtins};

    #[test]
    fn the_bounds_are_those_of_the_strictest_target_that_judges() {
        let targets = builtins().unwrap();
        let plan = |active| {
            let profile = Profile::new(active, PlanOptions::default());
            Plan::with_profiles(targets.clone(), vec![profile]).unwrap()
        };
        let all = plan(TargetSet::ALL);
        let all = all.bounds();
        assert_ne!(*all, Bounds::default());
        for at in 0..targets.len() {
            let one = plan(TargetSet::of(|other| other == at));
            let one = one.bounds();
            assert!(all.records.start() >= one.records.start());
            assert!(all.records.end() <= one.records.end());
            assert!(all.bytes <= one.bytes && all.image_records <= one.image_records);
        }
        assert_eq!(*plan(TargetSet::of(|_| false)).bounds(), Bounds::default());
    }
}
