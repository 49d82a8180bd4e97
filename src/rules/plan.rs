//! What a run looks for, worked out once before it starts.
//!
//! In come the targets and what the user chose; out comes, for every rule, case and format, what
//! a finding does at each target and how loudly it is said, so that judging a finding is a look
//! into a table. Rules that can say nothing are left out.
//!
//! Files may have settings of their own. All of a run share one list of targets, so that reports
//! merge; what is looked for in some of the files is a plan of its own beside the first one, a
//! *profile*, in which the targets that do not judge there accept everything.

mod bounds;
mod counting;
mod error;
mod judgement;
mod options;
mod special_tokens;

use std::sync::{Arc, OnceLock};

use super::by_target;
use super::chosen_model::ChosenModels;
use super::measure::{Measure, Measures};
use super::{Check, Context, RuleId};
use crate::record::{Facts, Format, Key, KeySet, Record, Role};
use crate::target::{Accepts, Level, MAX_TARGETS, Model, Target, TargetSet};
pub(crate) use bounds::Bounds;
pub use error::PlanError;
pub(crate) use error::validate;
pub use judgement::Judgement;
use judgement::{Chosen, chosen_levels};
pub use options::{PlanOptions, Profile};
use special_tokens::ModelTokens;
pub(crate) use special_tokens::{Special, Whose};

/// What a run looks for.
#[derive(Debug)]
pub struct Plan {
    targets: Arc<[Target]>,
    /// The targets that judge.
    active: TargetSet,
    /// What each target takes.
    accepts: Vec<Accepts>,
    /// By format: the targets that take it.
    accepting: Vec<TargetSet>,
    /// By format: the known keys that each of them takes.
    usual_keys: Vec<UsualKeys>,
    options: PlanOptions,
    models: ChosenModels,
    /// By rule: the level that the user chose.
    chosen: Vec<Option<Chosen>>,
    /// The different judgements of each case, in the order of the cases.
    judgements: Vec<Judgement>,
    /// By case (see `first_case`), and for each case by format: which judgement it is.
    by_format: Vec<[usize; Format::ALL.len()]>,
    /// Where the cases of each rule start.
    first_case: Vec<usize>,
    /// The checks of records that can say something.
    checks: Vec<RecordCheck>,
    wakes: Facts,
    /// What wakes those of them that are about more than how a record is put together.
    wakes_by_text: Facts,
    /// How each target measures lengths.
    measures: Vec<Measures>,
    /// What each target that judges counts whole records with.
    scales: Vec<Option<Measure>>,
    special_tokens: OnceLock<ModelTokens>,
    /// How large files may be.
    bounds: Bounds,
    /// What is looked for in files of the second profile, the third, and so on.
    others: Vec<Arc<Plan>>,
}

/// The known keys that nobody in a run minds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct UsualKeys {
    /// Of a record.
    pub(crate) record: KeySet,
    /// Of a message.
    pub(crate) message: KeySet,
}

/// A check of records, with what wakes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordCheck {
    pub(crate) rule: RuleId,
    /// Whether it looks at records of formats that a target does not take, too.
    pub(crate) any_format: bool,
    /// Whether all records that are put together alike are alike to it.
    pub(crate) by_structure: bool,
    pub(crate) wakes: Facts,
    pub(crate) check: fn(&Record<'_>, &mut Context<'_>),
}

impl Plan {
    /// Work out what a run at these targets looks for.
    pub fn new(targets: Vec<Target>, options: PlanOptions) -> Result<Self, PlanError> {
        Self::with_profiles(targets, vec![Profile::new(TargetSet::ALL, options)])
    }

    /// Work out what a run looks for whose files have settings of their own. A file's profile is
    /// known by its position in the list.
    pub fn with_profiles(targets: Vec<Target>, profiles: Vec<Profile>) -> Result<Self, PlanError> {
        if targets.is_empty() {
            return Err(PlanError::NoTarget);
        }
        if targets.len() > MAX_TARGETS {
            return Err(PlanError::TooManyTargets(targets.len()));
        }
        for target in &targets {
            validate(target)?;
        }
        for profile in &profiles {
            let options = &profile.options;
            let models = ChosenModels::targets(options.model.as_deref());
            by_target::validate("a model", models, &targets)?;
            by_target::validate("a tokenizer", options.tokenizers.targets(), &targets)?;
        }
        let targets: Arc<[Target]> = targets.into();
        let mut plans = profiles.into_iter().map(|profile| Self::of_profile(&targets, profile));
        let mut first = plans.next().ok_or(PlanError::NoTarget)?;
        first.others = plans.map(Arc::new).collect();
        Ok(first)
    }

    fn of_profile(targets: &Arc<[Target]>, profile: Profile) -> Self {
        let Profile { targets: active, options } = profile;
        let accepts: Vec<Accepts> = targets
            .iter()
            .map(|target| {
                let accepts = target.accepts().for_method(target, options.method.as_deref());
                match options.format {
                    Some(format) => accepts.only(format),
                    None => accepts,
                }
            })
            .collect();
        let accepting = Format::ALL.iter().map(|format| {
            TargetSet::of(|t| {
                !active.contains(t)
                    || accepts.get(t).is_none_or(|accepts| accepts.format(*format).is_some())
            })
        });
        let usual_keys = Format::ALL.iter().map(|format| {
            let judging = accepts.iter().enumerate().filter(|(target, _)| active.contains(*target));
            let taken = judging.filter_map(|(_, accepts)| accepts.format(*format));
            let mut usual = UsualKeys::default();
            for (key, name) in Key::ALL {
                if taken.clone().all(|keys| keys.record.has(*key, name)) {
                    usual.record.insert(*key);
                }
                if taken.clone().all(|keys| keys.message.has(*key, name)) {
                    usual.message.insert(*key);
                }
            }
            usual
        });
        let mut plan = Self {
            accepting: accepting.collect(),
            usual_keys: usual_keys.collect(),
            accepts,
            targets: Arc::clone(targets),
            active,
            chosen: chosen_levels(&options),
            models: ChosenModels::of(options.model.as_deref(), targets, active),
            options,
            judgements: Vec::new(),
            by_format: Vec::new(),
            first_case: Vec::new(),
            checks: Vec::new(),
            wakes: Facts::empty(),
            wakes_by_text: Facts::empty(),
            measures: Vec::new(),
            scales: Vec::new(),
            special_tokens: OnceLock::new(),
            bounds: Bounds::default(),
            others: Vec::new(),
        };
        plan.measures = (0..plan.targets.len())
            .map(|at| {
                let target = plan.targets.get(at).filter(|_| plan.is_active(at))?;
                Some(Measures::of(target, plan.model_id(at), plan.model(at), &plan.options))
            })
            .map(Option::unwrap_or_default)
            .collect();
        plan.scales = (plan.targets.iter().enumerate())
            .map(|(at, target)| {
                plan.is_active(at).then(|| {
                    Measures::scale(target, plan.model_id(at), plan.model(at), &plan.options)
                })
            })
            .collect();
        plan.bounds = Bounds::of(&plan);
        let unminded = plan.unminded();
        for rule in RuleId::all() {
            plan.first_case.push(plan.by_format.len());
            plan.work_out(rule);
            let says_something = plan.looks_for(rule);
            let (any_format, by_structure, wakes, check) = match rule.rule().check {
                Check::Json { wakes, check } => (true, false, wakes, check),
                Check::Record { wakes, check } => (false, false, wakes, check),
                Check::Structure { wakes, any_format, check } => (any_format, true, wakes, check),
                Check::Bytes | Check::Dataset => continue,
            };
            if says_something {
                let wakes = wakes - unminded;
                plan.checks.push(RecordCheck { rule, any_format, by_structure, wakes, check });
                plan.wakes |= wakes;
                if !by_structure {
                    plan.wakes_by_text |= wakes;
                }
            }
        }
        plan
    }

    /// What is looked for in files of this profile.
    pub(crate) fn profile(self: &Arc<Self>, profile: u16) -> Arc<Self> {
        Arc::clone(self.other(profile).unwrap_or(self))
    }

    /// The same, to look at.
    pub(crate) fn of(&self, profile: u16) -> &Self {
        self.other(profile).map_or(self, AsRef::as_ref)
    }

    fn other(&self, profile: u16) -> Option<&Arc<Self>> {
        self.others.get(usize::from(profile).checked_sub(1)?)
    }

    /// What the user chose.
    pub fn options(&self) -> &PlanOptions {
        &self.options
    }

    /// Whether the target at this position judges.
    pub fn is_active(&self, target: usize) -> bool {
        self.active.contains(target)
    }

    /// What is unusual only where a target does not take it, and which all of the run take.
    fn unminded(&self) -> Facts {
        [(Facts::SYSTEM_ROLE, Role::System, "system"), (Facts::TOOL_ROLE, Role::Tool, "tool")]
            .into_iter()
            .filter(|(_, role, name)| {
                let mut accepts = self.accepts.iter().enumerate();
                accepts.all(|(target, accepts)| {
                    !self.is_active(target) || accepts.has_role_everywhere(*role, name)
                })
            })
            .map(|(fact, ..)| fact)
            .collect()
    }

    /// The targets that judge: their positions and names.
    pub(crate) fn judging(&self) -> impl Iterator<Item = (usize, &str)> {
        let targets = self.targets.iter().enumerate().filter(|(at, _)| self.is_active(*at));
        targets.map(|(at, target)| (at, target.name.as_str()))
    }

    /// The targets of the run.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    /// What each target takes.
    pub fn accepts(&self) -> &[Accepts] {
        &self.accepts
    }

    /// Every target of the run.
    pub(crate) fn all(&self) -> TargetSet {
        self.targets_where(|_, _| true)
    }

    /// The targets that take a format.
    pub fn accepting(&self, format: Format) -> TargetSet {
        self.accepting.get(format as usize).copied().unwrap_or_default()
    }

    /// The known keys of a format that nobody minds.
    pub(crate) fn usual_keys(&self, format: Format) -> UsualKeys {
        self.usual_keys.get(format as usize).copied().unwrap_or_default()
    }

    /// The targets that judge and satisfy `holds`.
    pub fn targets_where(&self, mut holds: impl FnMut(&Target, &Accepts) -> bool) -> TargetSet {
        TargetSet::of(|t| match (self.targets.get(t), self.accepts.get(t)) {
            (Some(target), Some(accepts)) => self.is_active(t) && holds(target, accepts),
            _ => false,
        })
    }

    /// Whether any finding of this rule can be said.
    pub fn looks_for(&self, rule: RuleId) -> bool {
        let first = self.first_case[rule.index()];
        let cases = rule.rule().cases.len().max(1);
        let mut judgements = self.by_format[first..first + cases].as_flattened().iter();
        judgements.any(|at| self.judgements[*at].level != Level::Off)
    }

    /// The checks of records, and all that wakes any of them.
    pub(crate) fn checks(&self) -> (&[RecordCheck], Facts) {
        (&self.checks, self.wakes)
    }

    /// What wakes those checks that are about more than how a record is put together.
    pub(crate) fn wakes_by_text(&self) -> Facts {
        self.wakes_by_text
    }

    /// How long a record of a format may be at a target, if that is known.
    pub(crate) fn measure(&self, target: usize, format: Format) -> Option<&Measure> {
        self.measures.get(target)?.for_format(format)
    }

    /// The name of the model to be tuned at a target, if one was chosen that is meant for it.
    pub fn model_id(&self, target: usize) -> Option<&str> {
        self.models.at(target)
    }

    /// The model to be tuned, as a target knows it.
    pub fn model(&self, target: usize) -> Option<&Model> {
        let id = self.model_id(target)?;
        self.targets.get(target)?.models.iter().find(|model| model.id == id)
    }

    /// The models that were chosen, each with the targets it was chosen for.
    pub(crate) fn chosen_models(&self) -> impl Iterator<Item = (&str, TargetSet)> {
        let first = |id| (0..self.targets.len()).find(|at| self.model_id(*at) == Some(id));
        let chosen = (0..self.targets.len()).filter_map(|at| Some((at, self.model_id(at)?)));
        chosen
            .filter(move |(at, id)| first(id) == Some(*at))
            .map(|(_, id)| (id, TargetSet::of(|at| self.model_id(at) == Some(id))))
    }
}
