//! The models that are to be tuned: one for all targets, or one for each.
//!
//! In comes what the user said, `Qwen/Qwen3.5-9B` or `together=Qwen/Qwen3.5-9B,openai=gpt-4o`; out
//! comes the model of each target. A single name is for the targets that know it, if any does: no
//! provider tunes the models of another.

use super::{PlanError, similar};
use crate::target::{Target, TargetSet, names};

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

    /// Check that the targets which are named exist.
    pub(crate) fn validate(said: Option<&str>, targets: &[Target]) -> Result<(), PlanError> {
        let mut known: Vec<&str> = names().collect();
        known.extend(targets.iter().map(|target| target.name.as_str()));
        for (name, _) in parts(said.unwrap_or_default()).0 {
            if !known.contains(&name) {
                let meant = similar(name, known.iter().copied()).map(str::to_owned);
                return Err(PlanError::ModelOfUnknownTarget { target: name.to_owned(), meant });
            }
        }
        Ok(())
    }

    /// The model at a target.
    pub(crate) fn at(&self, target: usize) -> Option<&str> {
        self.by_target.get(target)?.as_deref()
    }

    /// The models, in the order of the targets.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.by_target.iter().flatten().map(String::as_str)
    }
}

/// The models of single targets, and that of all others.
fn parts(said: &str) -> (Vec<(&str, &str)>, Option<&str>) {
    if !said.contains('=') {
        return (Vec::new(), Some(said).filter(|id| !id.is_empty()));
    }
    let mut own = Vec::new();
    let mut all = None;
    for part in said.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((target, id)) => own.push((target.trim(), id.trim())),
            None => all = Some(part),
        }
    }
    (own, all)
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

    #[test]
    fn a_target_that_is_named_must_exist() {
        let targets = TARGETS.map(|name| builtin(name).unwrap());
        assert!(ChosenModels::validate(Some("azure=a,openai=b"), &targets).is_ok());
        let error = ChosenModels::validate(Some("opnai=a"), &targets).unwrap_err();
        assert!(error.to_string().contains("did you mean \"openai\""), "{error}");
    }
}
