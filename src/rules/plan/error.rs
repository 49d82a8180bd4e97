//! Why no plan can be made: targets that speak of what does not exist.

use thiserror::Error;

use crate::record::Format;
use crate::rules::{ALL, similar};
use crate::target::{CAPABILITIES, MAX_TARGETS, METHODS, Target};

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
    /// Something is chosen for a target that does not exist.
    #[error(
        "there is no target {target:?} to choose {what} for{}",
        meant.as_ref().map(|meant| format!("; did you mean {meant:?}?")).unwrap_or_default()
    )]
    ChosenForUnknownTarget {
        /// What is chosen.
        what: &'static str,
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

impl PlanError {
    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        let Self::UnknownRule { rule, .. } = self else { return None };
        let meant = similar(rule, ALL.iter().map(|rule| rule.name))?;
        Some(format!("did you mean {meant:?}?"))
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
