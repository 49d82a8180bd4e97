//! What a run looks for, worked out once before it starts.
//!
//! In come the targets and what the user chose; out comes, for every rule, case and format, what
//! a finding does at each target and how loudly it is said, so that judging a finding is a look
//! into a table. Rules that can say nothing are left out.
//!
//! Files may have settings of their own. All of a run share one list of targets, so that reports
//! merge; what is looked for in some of the files is a plan of its own beside the first one, a
//! *profile*, in which the targets that do not judge there accept everything.

use std::sync::{Arc, OnceLock};

use thiserror::Error;

use super::chosen_model::ChosenModels;
use super::measure::{Counting, Measure, Measures};
use super::silence::Silencer;
use super::{ALL, Check, Context, Rule, RuleId, RuleOptions};
use crate::record::{Facts, Format, Record, Role};
use crate::target::{
    Accepts, CAPABILITIES, Effect, Fates, Level, MAX_TARGETS, METHODS, Model, RuleEffect, Target,
    TargetSet,
};
use crate::tokens::Tokenizer;
use crate::tokens::file::LazyFile;
use crate::tokens::near::{Certainty, NearCounter};
use crate::tokens::special::SpecialTokens;

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
    options: PlanOptions,
    models: ChosenModels,
    /// By rule: the level that the user chose.
    chosen: Vec<Option<Chosen>>,
    /// By case (see `first_case`), and for each case by format.
    judgements: Vec<Judgement>,
    /// Where the cases of each rule start.
    first_case: Vec<usize>,
    /// The checks of records that can say something.
    checks: Vec<RecordCheck>,
    wakes: Facts,
    /// How each target measures lengths.
    measures: Vec<Measures>,
    /// What each target that judges counts whole records with.
    scales: Vec<Option<Measure>>,
    /// Of the chosen model and of all models; made when they are first looked for.
    special_tokens: OnceLock<(Option<SpecialTokens>, SpecialTokens)>,
    /// What is looked for in files of the second profile, the third, and so on.
    others: Vec<Arc<Plan>>,
}

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
    /// The tokenizer and template, whatever the model's name says.
    pub tokenizer: Option<Tokenizer>,
    /// The file with the model's own tokenizer.
    pub tokenizer_file: Option<Arc<LazyFile>>,
    /// What some rules are told beside their level.
    pub rules: RuleOptions,
    /// The findings that are kept back.
    pub silencer: Silencer,
}

/// A check of records, with what wakes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordCheck {
    pub(crate) rule: RuleId,
    /// Whether it looks at records of formats that a target does not take, too.
    pub(crate) any_format: bool,
    pub(crate) wakes: Facts,
    pub(crate) check: fn(&Record<'_>, &mut Context<'_>),
}

/// What a finding means at the run's targets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Judgement {
    /// How loudly it is said.
    pub level: Level,
    /// What it does at each target.
    pub effects: Vec<Effect>,
    /// What becomes of the record at each target.
    pub fates: Fates,
}

/// Why no plan can be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PlanError {
    /// There is no target.
    #[error("no target to judge at")]
    NoTarget,
    /// There are too many.
    #[error("{0} targets at once; at most {MAX_TARGETS} can be judged in one run")]
    TooManyTargets(usize),
    /// A target speaks of a rule that does not exist.
    #[error("target {target:?}: there is no rule {rule:?}")]
    UnknownRule {
        /// The target.
        target: String,
        /// What it calls a rule.
        rule: String,
    },
    /// A target speaks of a case that the rule does not have.
    #[error("target {target:?}: rule {rule:?} has no case {case:?}")]
    UnknownCase {
        /// The target.
        target: String,
        /// The rule.
        rule: String,
        /// What it calls a case.
        case: String,
    },
    /// A target speaks of a training method or a capability that does not exist.
    #[error("target {target:?}: there is no {what} {word:?}")]
    UnknownWord {
        /// The target.
        target: String,
        /// What it should be.
        what: &'static str,
        /// What it is called.
        word: String,
    },
    /// A model is chosen for a target that does not exist.
    #[error(
        "there is no target {target:?} to choose a model for{}",
        meant.as_ref().map(|meant| format!("; did you mean {meant:?}?")).unwrap_or_default()
    )]
    ModelOfUnknownTarget {
        /// What was named.
        target: String,
        /// What was meant, if that can be told.
        meant: Option<String>,
    },
    /// A target speaks of a format that does not exist.
    #[error("target {target:?}: there is no format {format:?}")]
    UnknownFormat {
        /// The target.
        target: String,
        /// What it calls a format.
        format: String,
    },
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
            ChosenModels::validate(profile.options.model.as_deref(), &targets)?;
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
        let mut plan = Self {
            accepting: accepting.collect(),
            accepts,
            targets: Arc::clone(targets),
            active,
            chosen: chosen_levels(&options),
            models: ChosenModels::of(options.model.as_deref(), targets, active),
            options,
            judgements: Vec::new(),
            first_case: Vec::new(),
            checks: Vec::new(),
            wakes: Facts::empty(),
            measures: Vec::new(),
            scales: Vec::new(),
            special_tokens: OnceLock::new(),
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
        let unminded = plan.unminded();
        for rule in RuleId::all() {
            let first = plan.judgements.len();
            plan.first_case.push(first / Format::ALL.len());
            for case in 0..rule.rule().cases.len().max(1) {
                for format in Format::ALL {
                    let judgement = plan.work_out(rule, case, *format);
                    plan.judgements.push(judgement);
                }
            }
            let says_something =
                plan.judgements[first..].iter().any(|judgement| judgement.level != Level::Off);
            let (any_format, wakes, check) = match rule.rule().check {
                Check::Json { wakes, check } => (true, wakes, check),
                Check::Record { wakes, check } => (false, wakes, check),
                Check::Bytes | Check::Dataset => continue,
            };
            if says_something {
                let wakes = wakes - unminded;
                plan.checks.push(RecordCheck { rule, any_format, wakes, check });
                plan.wakes |= wakes;
            }
        }
        plan
    }

    /// The same with another choice of what is counted for the totals.
    #[must_use]
    pub fn with_counting(mut self, counting: Counting) -> Self {
        self.options.counting = counting;
        self
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

    /// The targets at which a defect is known to do something.
    pub(crate) fn minding(&self, rule: &'static Rule, case: u8, format: Format) -> TargetSet {
        let effects = &self.judgement(RuleId::of(rule), case, format).effects;
        TargetSet::of(|t| effects.get(t).is_some_and(|effect| *effect > Effect::Unknown))
    }

    /// The targets that take a format.
    pub fn accepting(&self, format: Format) -> TargetSet {
        self.accepting.get(format as usize).copied().unwrap_or_default()
    }

    /// The targets that judge and satisfy `holds`.
    pub fn targets_where(&self, mut holds: impl FnMut(&Target, &Accepts) -> bool) -> TargetSet {
        TargetSet::of(|t| match (self.targets.get(t), self.accepts.get(t)) {
            (Some(target), Some(accepts)) => self.is_active(t) && holds(target, accepts),
            _ => false,
        })
    }

    /// What a finding means, at the targets of the run that are in `set`.
    pub fn judge(&self, rule: RuleId, case: u8, format: Format, set: TargetSet) -> Judgement {
        let whole = self.judgement(rule, case, format);
        if set == TargetSet::ALL {
            return whole.clone();
        }
        let effects: Vec<Effect> = whole
            .effects
            .iter()
            .enumerate()
            .map(|(target, effect)| if set.contains(target) { *effect } else { Effect::Accepts })
            .collect();
        let fates = whole.fates.only(set, self.targets.len());
        Judgement { level: self.level(rule, &effects), effects, fates }
    }

    /// What a finding means that no target minds, but the user does.
    pub(crate) fn own_judgement(&self, rule: RuleId) -> Judgement {
        Judgement {
            level: self.chosen[rule.index()].map_or(Level::Warning, |chosen| chosen.level),
            effects: vec![Effect::Accepts; self.targets.len()],
            fates: Fates::CLEAN,
        }
    }

    /// The targets at which one finding does worse to a record than another.
    pub(crate) fn worse(
        &self,
        one: (RuleId, u8),
        other: (RuleId, u8),
        format: Format,
    ) -> TargetSet {
        let [one, other] = [one, other].map(|(rule, case)| self.judgement(rule, case, format));
        TargetSet::of(|t| one.effects.get(t) > other.effects.get(t))
    }

    /// How loudly a finding is said and what becomes of its record: [`judge`](Self::judge) without
    /// the list of effects, for findings that are only counted.
    pub(crate) fn weigh(
        &self,
        rule: RuleId,
        case: u8,
        format: Format,
        set: TargetSet,
    ) -> (Level, Fates) {
        let whole = self.judgement(rule, case, format);
        if set == TargetSet::ALL {
            (whole.level, whole.fates)
        } else {
            let judged = self.judge(rule, case, format, set);
            (judged.level, judged.fates)
        }
    }

    /// What the target says or does with a finding, in its own words and in ours.
    pub fn words(
        &self,
        target: usize,
        rule: RuleId,
        case: u8,
        format: Format,
    ) -> (Option<&str>, Option<&str>) {
        let Some(effect) =
            self.targets.get(target).and_then(|target| target.effects.get(rule.rule().name))
        else {
            return (None, None);
        };
        let said = resolve(effect, rule.rule(), case as usize, format, &self.circumstances(target));
        (said.error, said.note)
    }

    /// Whether any finding of this rule can be said.
    pub fn looks_for(&self, rule: RuleId) -> bool {
        let first = self.first_case[rule.index()] * Format::ALL.len();
        let cases = rule.rule().cases.len().max(1);
        self.judgements[first..first + cases * Format::ALL.len()]
            .iter()
            .any(|judgement| judgement.level != Level::Off)
    }

    /// The checks of records, and all that wakes any of them.
    pub(crate) fn checks(&self) -> (&[RecordCheck], Facts) {
        (&self.checks, self.wakes)
    }

    fn judgement(&self, rule: RuleId, case: u8, format: Format) -> &Judgement {
        let case = self.first_case[rule.index()] + case as usize;
        &self.judgements[case * Format::ALL.len() + format as usize]
    }

    /// How long a record of a format may be at a target, if that is known.
    pub(crate) fn measure(&self, target: usize, format: Format) -> Option<&Measure> {
        self.measures.get(target)?.for_format(format)
    }

    /// What a target counts whole records with; nothing if it does not judge.
    pub(crate) fn scale(&self, target: usize) -> Option<&Measure> {
        self.scales.get(target)?.as_ref()
    }

    /// The first target that judges: of it is told how long the records are.
    pub(crate) fn lead(&self) -> usize {
        self.scales.iter().position(Option::is_some).unwrap_or(0)
    }

    /// How surely the tokens of all files can be counted at all targets, the usual tokenizer standing
    /// in where none is known.
    pub(crate) fn certainty(&self) -> Certainty {
        self.certainties().flatten().max().unwrap_or(Certainty::Exact)
    }

    /// How surely the tokens of each kind of file can be counted at each target; nothing where no
    /// tokenizer is known.
    fn certainties(&self) -> impl Iterator<Item = Option<Certainty>> {
        let plans = std::iter::once(self).chain(self.others.iter().map(AsRef::as_ref));
        plans.flat_map(|plan| {
            let has_file = plan.tokenizer_file().is_some_and(|file| file.get().is_some());
            let exact = has_file.then_some(Certainty::Exact);
            plan.scales.iter().flatten().map(move |scale| exact.or_else(|| scale.certainty()))
        })
    }

    /// The file with the model's own tokenizer.
    pub(crate) fn tokenizer_file(&self) -> Option<&Arc<LazyFile>> {
        self.options.tokenizer_file.as_ref()
    }

    /// Up to how many bytes of a run all records are counted for its totals; 0 if none are.
    pub(crate) fn counted_bytes(&self) -> u64 {
        /// What takes about a second.
        const SMALL: u64 = 64_000_000;
        match self.options.counting {
            Counting::Exact => u64::MAX,
            Counting::Auto if self.counts_some() => SMALL,
            Counting::Auto | Counting::Estimate => 0,
        }
    }

    /// Whether some records are counted to correct the estimate of the others.
    pub(crate) fn counts_some(&self) -> bool {
        let at_hand = |of: Option<Certainty>| of.is_some_and(|of| of < Certainty::Estimated);
        self.options.counting == Counting::Auto && self.certainties().all(at_hand)
    }

    /// The special tokens of the chosen model, and those of all models.
    pub(crate) fn special_tokens(&self) -> (Option<&SpecialTokens>, &SpecialTokens) {
        let (own, any) = self
            .special_tokens
            .get_or_init(|| (self.own_special_tokens(), SpecialTokens::of_any()));
        (own.as_ref(), any)
    }

    /// Those of the chosen tokenizer or model; of a file only if it was read already.
    pub(crate) fn own_special_tokens(&self) -> Option<SpecialTokens> {
        let file = self.options.tokenizer_file.as_ref().and_then(|file| file.outcome()?.ok());
        file.map(|file| SpecialTokens::of_file(file))
            .or_else(|| self.tokenizer().map(|tokenizer| SpecialTokens::of(tokenizer.family)))
    }

    /// The tokenizer that was chosen, or that of the chosen model if its name tells; of several
    /// models, the first's.
    pub(crate) fn tokenizer(&self) -> Option<Tokenizer> {
        self.options.tokenizer.or_else(|| self.models.iter().find_map(Tokenizer::of))
    }

    /// The tokenizer that was chosen, or that of a model if its name tells.
    pub(crate) fn tokenizer_of(&self, model: &str) -> Option<Tokenizer> {
        self.options.tokenizer.or_else(|| Tokenizer::of(model))
    }

    /// The models that were chosen, each with the targets it was chosen for.
    pub(crate) fn chosen_models(&self) -> impl Iterator<Item = (&str, TargetSet)> {
        let first = |id| (0..self.targets.len()).find(|at| self.model_id(*at) == Some(id));
        let chosen = (0..self.targets.len()).filter_map(|at| Some((at, self.model_id(at)?)));
        chosen
            .filter(move |(at, id)| first(id) == Some(*at))
            .map(|(_, id)| (id, TargetSet::of(|at| self.model_id(at) == Some(id))))
    }

    /// What counts the tokens of texts: with the file, if there is one, or else by the family.
    pub(crate) fn counter(&self) -> NearCounter {
        NearCounter::new(self.options.tokenizer_file.clone())
    }

    /// The files with tokenizers that were chosen or found, for any of the datasets.
    pub(crate) fn tokenizer_files(&self) -> impl Iterator<Item = &Arc<LazyFile>> {
        let plans = std::iter::once(self).chain(self.others.iter().map(AsRef::as_ref));
        plans.filter_map(|plan| plan.options.tokenizer_file.as_ref())
    }

    /// A line with fewer bytes is surely not too long at any target: every token is a byte, and what
    /// a template writes around a message is less than JSON does.
    pub(crate) fn surely_fits(&self) -> usize {
        /// What templates write around a conversation and its tools.
        const AROUND: u64 = 400;
        let shortest = self.measures.iter().filter_map(Measures::shortest).min();
        // Tools may take half as many tokens again as their JSON.
        let bytes = shortest.map(|tokens| tokens.saturating_sub(AROUND) / 3 * 2);
        bytes.map_or(usize::MAX, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX))
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

    fn circumstances(&self, target: usize) -> Circumstances<'_> {
        let model = self.model(target);
        Circumstances { method: self.options.method.as_deref(), model }
    }

    fn work_out(&self, rule: RuleId, case: usize, format: Format) -> Judgement {
        let mut fates = Fates::CLEAN;
        let mut effects = Vec::with_capacity(self.targets.len());
        for (position, target) in self.targets.iter().enumerate() {
            let effect = match target.effects.get(rule.rule().name) {
                _ if !self.is_active(position) => Effect::Accepts,
                Some(effect) => {
                    let circumstances = self.circumstances(position);
                    resolve(effect, rule.rule(), case, format, &circumstances).effect
                }
                None => Effect::Unknown,
            };
            fates.worsen(position, effect.fate());
            effects.push(effect);
        }
        let level = self.level(rule, &effects);
        if level == Level::Off {
            fates = Fates::CLEAN;
        }
        Judgement { level, effects, fates }
    }

    /// The level of a finding with these effects: what the user chose, or what follows from them.
    fn level(&self, rule: RuleId, effects: &[Effect]) -> Level {
        let worst = effects.iter().max().copied().unwrap_or_default();
        let level = match worst {
            Effect::Unknown if self.options.pedantic => Level::Warning,
            _ => worst.default_level(),
        };
        match self.chosen[rule.index()] {
            // A level makes a defect louder or quieter; it does not make one of what is accepted.
            Some(chosen) if chosen.level == Level::Off || worst >= chosen.from => chosen.level,
            _ => level,
        }
    }
}

/// A level that the user chose.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    level: Level,
    /// The least effect to which it applies.
    from: Effect,
}

fn chosen_levels(options: &PlanOptions) -> Vec<Option<Chosen>> {
    let mut chosen = vec![None; ALL.len()];
    let kinds = [(&options.broad_levels, Effect::Ignores), (&options.levels, Effect::Unknown)];
    for (levels, from) in kinds {
        for (rule, level) in levels {
            chosen[rule.index()] = Some(Chosen { level: *level, from });
        }
    }
    chosen
}

/// What effects may depend on beside the record.
struct Circumstances<'a> {
    method: Option<&'a str>,
    /// The chosen model, if one was chosen that the target knows.
    model: Option<&'a Model>,
}

impl Circumstances<'_> {
    /// Whether the model can do something, if that is known.
    fn can(&self, what: &String) -> Option<bool> {
        let model = self.model?;
        (!model.may.contains(what)).then(|| model.can.contains(what))
    }
}

/// What a target says about one case.
struct Said<'a> {
    effect: Effect,
    error: Option<&'a str>,
    note: Option<&'a str>,
}

/// The most particular thing that a target says about a case: under a condition that holds, of the
/// case, or of the rule.
fn resolve<'a>(
    rule_effect: &'a RuleEffect,
    rule: &Rule,
    case: usize,
    format: Format,
    circumstances: &Circumstances<'_>,
) -> Said<'a> {
    let case_name = rule.cases.get(case).copied();
    let conditional = rule_effect.when.iter().find(|when| {
        when.case.as_deref().is_none_or(|case| Some(case) == case_name)
            && when.format.as_deref().is_none_or(|name| name == format.name())
            && when.method.as_deref().is_none_or(|name| Some(name) == circumstances.method)
            && when.capability.as_ref().is_none_or(|what| circumstances.can(what) == Some(true))
            && when.lacks.as_ref().is_none_or(|what| circumstances.can(what) == Some(false))
    });
    if let Some(when) = conditional {
        return Said {
            effect: when.effect,
            error: when.error.as_deref(),
            note: when.note.as_deref(),
        };
    }
    if let Some(case) = case_name.and_then(|name| rule_effect.cases.get(name)) {
        return Said {
            effect: case.effect,
            error: case.error.as_deref(),
            note: case.note.as_deref(),
        };
    }
    Said {
        effect: rule_effect.effect,
        error: rule_effect.error.as_deref(),
        note: rule_effect.note.as_deref(),
    }
}

/// Check that every rule, case and format that a target speaks of exists.
pub(crate) fn validate(target: &Target) -> Result<(), PlanError> {
    for (name, effect) in &target.effects {
        // Only the present name counts: a target file is kept up to date.
        let Some(rule) = ALL.iter().find(|rule| rule.name == name) else {
            return Err(PlanError::UnknownRule { target: target.name.clone(), rule: name.clone() });
        };
        let cases = effect.cases.keys().chain(effect.when.iter().filter_map(|w| w.case.as_ref()));
        for case in cases {
            if !rule.cases.contains(&case.as_str()) {
                return Err(PlanError::UnknownCase {
                    target: target.name.clone(),
                    rule: name.clone(),
                    case: case.clone(),
                });
            }
        }
        for when in &effect.when {
            check_words(target, "training method", when.method.iter(), METHODS)?;
            let capabilities = when.capability.iter().chain(&when.lacks);
            check_words(target, "capability", capabilities, CAPABILITIES)?;
        }
        for format in effect.when.iter().filter_map(|when| when.format.as_ref()) {
            if Format::named(format).is_none() {
                return Err(PlanError::UnknownFormat {
                    target: target.name.clone(),
                    format: format.clone(),
                });
            }
        }
    }
    if let Some(name) = target.formats.keys().find(|name| Format::named(name).is_none()) {
        return Err(PlanError::UnknownFormat { target: target.name.clone(), format: name.clone() });
    }
    for format in target.formats.values() {
        check_words(target, "training method", format.methods.iter(), METHODS)?;
    }
    for model in &target.models {
        check_words(target, "capability", model.can.iter().chain(&model.may), CAPABILITIES)?;
    }
    Ok(())
}

/// Check that a target uses no words but those that are known.
fn check_words<'a>(
    target: &Target,
    what: &'static str,
    mut words: impl Iterator<Item = &'a String>,
    known: &[&str],
) -> Result<(), PlanError> {
    match words.find(|word| !known.contains(&word.as_str())) {
        None => Ok(()),
        Some(word) => {
            let (target, word) = (target.name.clone(), word.clone());
            Err(PlanError::UnknownWord { target, what, word })
        }
    }
}
