//! What the tokens of a run are counted with, and which of its records are counted.

use std::sync::Arc;

use super::Plan;
use crate::rules::measure::{Counting, Measure, Measures};
use crate::tokens::Tokenizer;
use crate::tokens::file::LazyFile;
use crate::tokens::near::{Certainty, NearCounter};
use crate::tokens::special::SpecialTokens;

impl Plan {
    /// The same with another choice of what is counted for the totals.
    #[must_use]
    pub fn with_counting(mut self, counting: Counting) -> Self {
        self.options.counting = counting;
        self
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
}
