//! What there is to say of the model that was chosen: once, at the first file it was chosen for.

use super::FileReport;
use super::conclude::{Concluded, of_file};
use crate::rules::tokens::{injected_system_prompt, retired_model, unknown_model};
use crate::rules::{Plan, RuleId};
use crate::target::TargetSet;

/// All that can be said of the chosen model.
pub(super) fn unfit(plan: &Plan, position: usize, file: &FileReport) -> Vec<Concluded> {
    if file.records == 0 || file.continued {
        return Vec::new();
    }
    let mut concluded = Vec::new();
    for (at, target) in plan.targets().iter().enumerate() {
        let Some(id) = plan.model_id(at) else { continue };
        let here = TargetSet::of(|other| other == at);
        if let Some((case, meant)) = unknown_model::judge(id, target)
            && let Some(mut finding) =
                of_file(plan, RuleId::of(&unknown_model::RULE), case, position, here)
        {
            unknown_model::describe(&mut finding, id, meant, &target.title);
            concluded.push((1, vec![finding]));
        }
        if let Some(model) = target.retired_models.iter().find(|model| model.id == id)
            && let Some(mut finding) =
                of_file(plan, RuleId::of(&retired_model::RULE), 0, position, here)
        {
            retired_model::describe(&mut finding, model, &target.title);
            concluded.push((1, vec![finding]));
        }
    }
    concluded.extend(
        plan.chosen_models().filter_map(|(id, here)| injected(plan, id, here, position, file)),
    );
    concluded
}

/// What the chat template of the model writes of its own, where it was chosen.
fn injected(
    plan: &Plan,
    id: &str,
    here: TargetSet,
    position: usize,
    file: &FileReport,
) -> Option<Concluded> {
    let mut targets = (0..plan.targets().len()).filter(|at| here.contains(*at));
    let tokenizer = targets.find_map(|at| plan.scale(at)?.tokenizer)?;
    let template = tokenizer.template?;
    let what = template.injects?;
    if !injected_system_prompt::is_templated(file.format()) {
        return None;
    }
    let rule = RuleId::of(&injected_system_prompt::RULE);
    let mut finding = of_file(plan, rule, 0, position, here)?;
    injected_system_prompt::describe(&mut finding, id, template, what);
    Some((1, vec![finding]))
}
