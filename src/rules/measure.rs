//! How a target measures the length of records: with which tokenizer, and how long they may be.

use std::sync::Arc;

use super::{ChosenTokenizer, PlanOptions};
use crate::record::Format;
use crate::target::{Model, Target, Trains};
use crate::tokens::Tokenizer;
use crate::tokens::file::LazyFile;
use crate::tokens::near::{Certainty, NearCounter};

/// What is counted with a tokenizer, and what is only estimated, for the totals of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Counting {
    /// Where the vocabulary of the model is at hand all records of a run of up to 64 MB, and
    /// some hundred of a larger one.
    #[default]
    Auto,
    /// Every record.
    Exact,
    /// None.
    Estimate,
}

/// The tokenizer of which it is told how it counts where no model is known.
pub(crate) const USUAL_TOKENIZER: &str = "cl100k";

/// How long a record may be at a target, and in whose tokens.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub(crate) limit: u64,
    /// Not known where no model was chosen, or its name says nothing.
    pub(crate) tokenizer: Option<Tokenizer>,
    /// The file with the model's own tokenizer.
    pub(crate) file: Option<Arc<LazyFile>>,
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
    pub(super) fn of(
        target: &Target,
        id: Option<&str>,
        model: Option<&Model>,
        options: &PlanOptions,
    ) -> Self {
        let is_pair = options.method.as_deref() == Some("dpo");
        let measure = |pair: bool| {
            let of_model = model.and_then(|model| if pair { model.dpo } else { model.sft });
            let limit = options
                .max_tokens
                .or_else(|| of_model.or(target.limits.default_tokens).map(u64::from))?;
            Some(Self::measure(target, id, model, options, limit))
        };
        Self { single: measure(is_pair), pair: measure(true) }
    }

    fn measure(
        target: &Target,
        id: Option<&str>,
        model: Option<&Model>,
        options: &PlanOptions,
        limit: u64,
    ) -> Measure {
        let named = model.and_then(|model| model.family.as_deref());
        let ChosenTokenizer { tokenizer, file } = options.tokenizers.at(&target.name, id);
        // The name of the model says more than that of its family: which template it has.
        let tokenizer = tokenizer
            .or_else(|| id.and_then(Tokenizer::of))
            .or_else(|| named.and_then(Tokenizer::of));
        let reasons = model.is_some_and(|model| model.can.iter().any(|can| can == "reasoning"));
        Measure { limit, tokenizer, file, trains: target.trains, reasons }
    }

    /// What the records of a target are counted with, however long they are.
    pub(super) fn scale(
        target: &Target,
        id: Option<&str>,
        model: Option<&Model>,
        options: &PlanOptions,
    ) -> Measure {
        Self::measure(target, id, model, options, u64::MAX)
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

impl Measure {
    /// How surely the tokens of a text can be counted; nothing where no tokenizer is known.
    pub(crate) fn certainty(&self) -> Option<Certainty> {
        if self.file.as_ref().is_some_and(|file| file.get().is_some()) {
            return Some(Certainty::Exact);
        }
        self.tokenizer.map(NearCounter::best)
    }

    /// Whether texts and what is around them have as many tokens here as there.
    pub(crate) fn counts_alike(&self, other: &Self) -> bool {
        let file = |measure: &Self| measure.file.as_ref().map(Arc::as_ptr);
        self.tokenizer == other.tokenizer && file(self) == file(other)
    }

    /// Whether texts have the same special tokens here and there.
    pub(crate) fn has_tokens_of(&self, other: &Self) -> bool {
        let file = |measure: &Self| measure.file.as_ref().map(Arc::as_ptr);
        let family = |measure: &Self| measure.tokenizer.map(|tokenizer| tokenizer.family);
        family(self) == family(other) && file(self) == file(other)
    }

    /// The tokenizer, or the usual one where none is known.
    pub(crate) fn tokenizer_or_usual(&self) -> Option<Tokenizer> {
        self.tokenizer.or_else(|| Tokenizer::of(USUAL_TOKENIZER))
    }
}
