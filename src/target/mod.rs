//! Targets judge: what each provider and trainer does with the defects that rules find.

mod accepts;
mod definition;
mod effect;
mod load;
mod training;

pub use accepts::{Accepts, FormatKeys, Keys};
pub use definition::{
    CAPABILITIES, CaseEffect, ConditionalEffect, FormatSpec, Images, Limits, METHODS, Model,
    RetiredModel, RuleEffect, Source, Statement, Target,
};
pub use effect::{Effect, Fate, Fates, Level, MAX_TARGETS, TargetSet};
pub use load::{DefinitionFault, TargetError, builtin, builtins, load, names};
pub(crate) use load::{check_own, define_table, is_path, unknown_word};
pub use training::{Trained, Trains, Weighted};
