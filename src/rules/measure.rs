//! How a target measures the length of records: with which tokenizer, and how long they may be.

use super::PlanOptions;
use crate::record::Format;
use crate::target::{Model, Target, Trains};
use crate::tokens::Tokenizer;

/// How long a record may be at a target, and in whose tokens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub(crate) limit: u64,
    /// Not known where no model was chosen, or its name says nothing.
    pub(crate) tokenizer: Option<Tokenizer>,
    pub(crate) trains: Trains,
    /// Whether the model reasons.
    pub(crate) reasons: bool,
}

/// The measures of a target: for single records and for preference pairs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measures {
    single: Option<Measure>,
    pair: Option<Measure>,
}

impl Measures {
    /// Those of a target for what the user chose. None where no length is known.
    pub(super) fn of(target: &Target, model: Option<&Model>, options: &PlanOptions) -> Self {
        let is_pair = options.method.as_deref() == Some("dpo");
        let measure = |pair: bool| {
            let of_model = model.and_then(|model| if pair { model.dpo } else { model.sft });
            let limit = options
                .max_tokens
                .or_else(|| of_model.or(target.limits.default_tokens).map(u64::from))?;
            let named = model.and_then(|model| model.family.as_deref());
            let id = options.model.as_deref();
            // The name of the model says more than that of its family: which template it has.
            let tokenizer = options
                .tokenizer
                .or_else(|| id.and_then(Tokenizer::of))
                .or_else(|| named.and_then(Tokenizer::of));
            let reasons = model.is_some_and(|model| model.can.iter().any(|can| can == "reasoning"));
            Some(Measure { limit, tokenizer, trains: target.trains, reasons })
        };
        Self { single: measure(is_pair), pair: measure(true) }
    }

    /// The measure for records of a format.
    pub(super) fn for_format(&self, format: Format) -> Option<&Measure> {
        let pairs = [Format::Preference, Format::ChosenRejected, Format::GeminiPreference];
        if pairs.contains(&format) { self.pair.as_ref() } else { self.single.as_ref() }
    }

    /// The shortest limit.
    pub(super) fn shortest(&self) -> Option<u64> {
        let limits = [&self.single, &self.pair].into_iter().flatten();
        limits.map(|measure| measure.limit).min()
    }
}
