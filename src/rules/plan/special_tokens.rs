//! Which special tokens the models have that are tuned at the targets of a run.
//!
//! Each target has a model of its own, so what is a control token at one may be plain text at another.

use std::ops::Range;

use super::Plan;
use crate::rules::measure::Measure;
use crate::target::TargetSet;
use crate::tokens::special::SpecialTokens;

/// The special tokens of all models of a run.
#[derive(Debug)]
pub(crate) struct ModelTokens {
    /// Those of each tokenizer that is known, and the targets that have it.
    own: Vec<(SpecialTokens, TargetSet)>,
    /// The targets whose tokenizer is not known.
    unknown: TargetSet,
    /// Those of all models, but for what is often written with another meaning.
    any: SpecialTokens,
}

/// What looks like a special token in a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Special {
    pub(crate) range: Range<usize>,
    pub(crate) whose: Whose,
    pub(crate) targets: TargetSet,
}

/// Whose token it is at some targets; where it is one at several, the first of these is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    /// The chosen model's.
    Own,
    /// That of some models; which one is tuned is not known.
    Some,
    /// That of other models than the chosen one.
    Other,
}

impl ModelTokens {
    pub(super) fn new(plan: &Plan) -> Self {
        let mut own: Vec<(SpecialTokens, TargetSet)> = Vec::new();
        let mut unknown = TargetSet::NONE;
        let mut known: Vec<&Measure> = Vec::new();
        for (at, scale) in plan.scales.iter().enumerate() {
            let Some(scale) = scale else { continue };
            let here = TargetSet::of(|target| target == at);
            let alike = known.iter().position(|other| other.has_tokens_of(scale));
            if let Some((_, targets)) = alike.and_then(|alike| own.get_mut(alike)) {
                *targets = targets.union(here);
            } else if let Some(tokens) = of_model(scale) {
                known.push(scale);
                own.push((tokens, here));
            } else {
                unknown = unknown.union(here);
            }
        }
        Self { own, unknown, any: SpecialTokens::of_any() }
    }

    /// The first that each target finds in a text, which tells of the others: in their order, and
    /// together where targets find the same.
    pub(crate) fn find(&self, text: &str) -> Vec<Special> {
        let mut found: Vec<Special> = Vec::new();
        let mut note = |range: Range<usize>, whose: Whose, targets| {
            let is_alike = |other: &&mut Special| {
                other.range == range && (other.whose == Whose::Other) == (whose == Whose::Other)
            };
            match found.iter_mut().find(is_alike) {
                Some(other) => {
                    other.whose = other.whose.min(whose);
                    other.targets = other.targets.union(targets);
                }
                None => found.push(Special { range, whose, targets }),
            }
        };
        let of_any = self.any.find(text).next();
        for (tokens, targets) in &self.own {
            match (tokens.find(text).next(), &of_any) {
                (Some(range), _) => note(range, Whose::Own, *targets),
                (None, Some(range)) => note(range.clone(), Whose::Other, *targets),
                (None, None) => {}
            }
        }
        if let Some(range) = of_any.filter(|_| !self.unknown.is_empty()) {
            note(range, Whose::Some, self.unknown);
        }
        found.sort_by_key(|special| (special.range.start, special.whose));
        found
    }

    /// What finds those that look like anything else, and not as all that are told without a model do;
    /// nothing if there are none.
    pub(crate) fn inconspicuous(&self) -> Option<SpecialTokens> {
        SpecialTokens::inconspicuous(self.own.iter().map(|(tokens, _)| tokens))
    }
}

/// Those of the model that a target has.
fn of_model(scale: &Measure) -> Option<SpecialTokens> {
    let file = scale.file.as_ref().and_then(|file| file.get());
    file.map(|file| SpecialTokens::of_file(file))
        .or_else(|| scale.tokenizer.map(|tokenizer| SpecialTokens::of(tokenizer.family)))
}
