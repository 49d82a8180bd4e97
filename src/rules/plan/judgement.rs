//! What a finding means: what it does at each target, and how loudly it is said.

use std::sync::Arc;

use super::{Plan, PlanOptions};
use crate::record::Format;
use crate::rules::{ALL, Rule, RuleId};
use crate::target::{Effect, Fates, Level, Model, RuleEffect, TargetSet};

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

impl Plan {
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

    /// The targets at which a defect is known to do something.
    pub(crate) fn minding(&self, rule: &'static Rule, case: u8, format: Format) -> TargetSet {
        let effects = &self.judgement(RuleId::of(rule), case, format).effects;
        TargetSet::of(|t| effects.get(t).is_some_and(|effect| *effect > Effect::Unknown))
    }

    fn judgement(&self, rule: RuleId, case: u8, format: Format) -> &Judgement {
        let case = self.first_case[rule.index()] + case as usize;
        &self.judgements[self.by_format[case][format as usize]]
    }

    fn circumstances(&self, target: usize) -> Circumstances<'_> {
        let model = self.model(target);
        Circumstances { method: self.options.method.as_deref(), model }
    }

    /// Work out what findings of a rule mean, case by case and for records of every format. Mostly
    /// the format makes no difference.
    pub(super) fn work_out(&mut self, rule: RuleId) {
        let targets = Arc::clone(&self.targets);
        let said: Vec<_> = (targets.iter().enumerate())
            .map(|(position, target)| (position, target.effects.get(rule.rule().name)))
            .collect();
        let mut effects = Vec::with_capacity(targets.len());
        for case in 0..rule.rule().cases.len().max(1) {
            let first = self.judgements.len();
            let mut by_format = [0; Format::ALL.len()];
            for (format, at) in Format::ALL.iter().zip(&mut by_format) {
                effects.clear();
                effects.extend(said.iter().map(|(position, said)| match said {
                    _ if !self.is_active(*position) => Effect::Accepts,
                    Some(said) => {
                        let circumstances = self.circumstances(*position);
                        resolve(said, rule.rule(), case, *format, &circumstances).effect
                    }
                    None => Effect::Unknown,
                }));
                let of_case = &self.judgements[first..];
                let known = of_case.iter().position(|known| known.effects == effects);
                *at = first + known.unwrap_or(of_case.len());
                if known.is_none() {
                    self.judgements.push(self.judgement_of(rule, effects.clone()));
                }
            }
            self.by_format.push(by_format);
        }
    }

    fn judgement_of(&self, rule: RuleId, effects: Vec<Effect>) -> Judgement {
        let level = self.level(rule, &effects);
        let mut fates = Fates::CLEAN;
        if level != Level::Off {
            for (position, effect) in effects.iter().enumerate() {
                fates.worsen(position, effect.fate());
            }
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
pub(super) struct Chosen {
    level: Level,
    /// The least effect to which it applies.
    from: Effect,
}

pub(super) fn chosen_levels(options: &PlanOptions) -> Vec<Option<Chosen>> {
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
