//! Targets judge: what each provider and trainer does with the defects that rules find.

mod accepts;
mod builtin;
mod definition;
mod effect;

pub use accepts::{Accepts, FormatKeys, Keys};
pub use builtin::{BuiltinError, builtin, names};
pub use definition::{
    CaseEffect, ConditionalEffect, FormatSpec, Images, Limits, Model, RuleEffect, Source, Target,
};
pub use effect::{Effect, Fate, Fates, Level, MAX_TARGETS, TargetSet};
