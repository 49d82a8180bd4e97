//! Targets judge: what each provider and trainer does with the defects that rules find.

mod definition;
mod effect;

pub use definition::{CaseEffect, ConditionalEffect, RuleEffect, Source, Target};
pub use effect::{Effect, Fate, Fates, Level, MAX_TARGETS, TargetSet};
