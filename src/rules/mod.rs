//! The rules: each finds one defect. What a defect means is for the targets to say.

mod context;
pub(crate) mod dataset;
mod docs;
pub(crate) mod file;
mod finding;
mod plan;
mod rule;

pub(crate) use context::RuleTally;
pub use context::{Context, Place};
pub(crate) use finding::Offset;
pub use finding::{Finding, Location, Related, Snippet};
pub use plan::{Judgement, Plan, PlanError, PlanOptions};
pub(crate) use rule::Check;
pub use rule::{Category, Rule, RuleId};

/// Every rule, in the order in which they are listed and run.
pub static ALL: &[&Rule] =
    &[&file::empty_file::RULE, &dataset::mixed_formats::RULE, &dataset::duplicate_record::RULE];
