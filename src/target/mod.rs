//! Targets judge: what each provider and trainer does with the defects that rules find.

mod accepts;
mod definition;
mod effect;
mod load;
mod training;

#[doc(hidden)]
pub use accepts::{Accepts, FormatKeys, Keys};
#[doc(hidden)]
pub use definition::Statement;
pub use definition::{
    CAPABILITIES, CaseEffect, ConditionalEffect, FormatSpec, Images, Limits, METHODS, Model,
    RetiredModel, RuleEffect, Source, Target,
};
pub use effect::{Effect, Fate, Level, MAX_TARGETS};
#[doc(hidden)]
pub use effect::{Fates, TargetSet};
pub use load::{DefinitionFault, TargetError, builtin, builtins, load, names};
pub(crate) use load::{check_own, define_table, is_path, unknown_word};
pub use training::{Trained, Trains, Weighted};
