//! What the user chose for the files of a run, or for some of them.

use crate::record::Format;
use crate::rules::measure::Counting;
use crate::rules::silence::Silencer;
use crate::rules::{ChosenTokenizers, RuleId, RuleOptions};
use crate::target::{Level, TargetSet};

/// What is looked for in some of the files.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Profile {
    /// The targets that judge there.
    pub targets: TargetSet,
    /// What the user chose for them.
    pub options: PlanOptions,
}

impl Profile {
    /// Some of the run's targets, with what the user chose.
    pub fn new(targets: TargetSet, options: PlanOptions) -> Self {
        Self { targets, options }
    }
}

/// What the user chose.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct PlanOptions {
    /// The level of some rules, whatever their effect.
    pub levels: Vec<(RuleId, Level)>,
    /// The level of rules that were not chosen by their own names but with others. What is not
    /// established stays unsaid.
    pub broad_levels: Vec<(RuleId, Level)>,
    /// Say as a warning what is not established.
    pub pedantic: bool,
    /// The training method: `sft`, `dpo` or `rft`.
    pub method: Option<String>,
    /// The model to be tuned: a name, or one for each target (`together=ID,openai=ID`).
    pub model: Option<String>,
    /// The format that the records are to have; any that the target takes, if none.
    pub format: Option<Format>,
    /// The longest record in tokens, whatever the model takes.
    pub max_tokens: Option<u64>,
    /// What is counted, and what is estimated, for the totals.
    pub counting: Counting,
    /// What tokens are counted with, where the name of the model does not tell it or is not believed.
    pub tokenizers: ChosenTokenizers,
    /// What some rules are told beside their level.
    pub rules: RuleOptions,
    /// The findings that are kept back.
    pub silencer: Silencer,
}
