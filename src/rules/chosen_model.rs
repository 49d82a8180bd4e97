//! The models that are to be tuned: one for all targets, or one for each.
//!
//! In comes what the user said, `Qwen/Qwen3.5-9B` or `together=Qwen/Qwen3.5-9B,openai=gpt-4o`; out
//! comes the model of each target. A single name is for the targets that know it, if any does: no
//! provider tunes the models of another.

use super::by_target::parts;
use crate::target::{Target, TargetSet};

/// The name of the model that is tuned at each target of a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct ChosenModels {
    by_target: Vec<Option<String>>,
}

impl ChosenModels {
    /// What was said, for those of the targets that judge.
    pub(crate) fn of(said: Option<&str>, targets: &[Target], active: TargetSet) -> Self {
        let mut models = Self { by_target: vec![None; targets.len()] };
        let (own, all) = parts(said.unwrap_or_default());
        let judging = || targets.iter().enumerate().filter(|(at, _)| active.contains(*at));
        let is_known = |id: &str| judging().any(|(_, target)| knows(target, id));
        for (at, target) in judging() {
            let named = own.iter().find(|(name, _)| *name == target.name).map(|(_, id)| *id);
            let shared =
                all.filter(|id| target.models.is_empty() || knows(target, id) || !is_known(id));
            if let Some(model) = models.by_target.get_mut(at) {
                *model = named.or(shared).map(str::to_owned);
            }
        }
        models
    }

    /// The targets for which a model was chosen by their names.
    pub(crate) fn targets(said: Option<&str>) -> impl Iterator<Item = &str> {
        parts(said.unwrap_or_default()).0.into_iter().map(|(target, _)| target)
    }

    /// The model at a target.
    pub(crate) fn at(&self, target: usize) -> Option<&str> {
        self.by_target.get(target)?.as_deref()
    }
}

/// Whether a target tunes a model, or once did.
fn knows(target: &Target, id: &str) -> bool {
    target.models.iter().any(|model| model.id == id)
        || target.retired_models.iter().any(|model| model.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::builtin;

    const TARGETS: [&str; 3] = ["together", "openai", "trl"];

    fn chosen(said: &str) -> [Option<String>; 3] {
        let targets = TARGETS.map(|name| builtin(name).unwrap());
        let models = ChosenModels::of(Some(said), &targets, TargetSet::ALL);
        [0, 1, 2].map(|at| models.at(at).map(str::to_owned))
    }

    #[test]
    fn a_model_is_for_the_targets_that_know_it() {
        let some = |id: &str| Some(id.to_owned());
        let (qwen, gpt) = ("Qwen/Qwen3.5-9B", "gpt-4o-2024-08-06");
        assert_eq!(chosen(qwen), [some(qwen), None, some(qwen)]);
        assert_eq!(chosen(gpt), [None, some(gpt), some(gpt)]);
        // Where nobody knows it, all are asked.
        assert_eq!(chosen("gtp-4o"), [some("gtp-4o"), some("gtp-4o"), some("gtp-4o")]);
        let each = format!("together={qwen}, openai={gpt}");
        assert_eq!(chosen(&each), [some(qwen), some(gpt), None]);
        let rest = format!("openai={gpt},{qwen}");
        assert_eq!(chosen(&rest), [some(qwen), some(gpt), some(qwen)]);
        assert_eq!(chosen(""), [None, None, None]);
    }
}
