//! What the tokens of a run are counted with, and which of its records are counted.

use std::sync::Arc;

use super::Plan;
use super::special_tokens::ModelTokens;
use crate::rules::measure::{Counting, Measure, Measures};
use crate::target::{Limits, TargetSet};
use crate::tokens::file::LazyFile;
use crate::tokens::near::Certainty;
use crate::tokens::template::Template;

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

    /// The plan of each profile.
    pub(crate) fn all_plans(&self) -> impl Iterator<Item = &Self> + Clone {
        std::iter::once(self).chain(self.others.iter().map(AsRef::as_ref))
    }

    /// Whether tokens are counted with the tokenizer of a target, if anything is counted.
    fn counts_with(&self, scale: &Measure) -> bool {
        let at_hand = || scale.certainty().is_some_and(|of| of < Certainty::Estimated);
        match self.options.counting {
            Counting::Exact => true,
            Counting::Auto => at_hand(),
            Counting::Estimate => false,
        }
    }

    /// Whether tokens are counted at a target, and not estimated.
    pub(crate) fn counts_at(&self, target: usize) -> bool {
        self.scale(target).is_some_and(|scale| self.counts_with(scale))
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

    /// Whether some records are counted at some targets to correct the estimate of the others.
    pub(crate) fn counts_some(&self) -> bool {
        let mut scales = self
            .all_plans()
            .flat_map(|plan| plan.scales.iter().flatten().map(move |of| (plan, of)));
        self.options.counting == Counting::Auto
            && scales.any(|(plan, scale)| plan.counts_with(scale))
    }

    /// The special tokens of the models of the targets, worked out when they are first asked for.
    pub(crate) fn special_tokens(&self) -> &ModelTokens {
        self.special_tokens.get_or_init(|| ModelTokens::new(self))
    }

    /// The targets at which conversations are written by a template of some kind.
    pub(crate) fn templated(&self, is_of_kind: impl Fn(&Template) -> bool) -> TargetSet {
        TargetSet::of(|target| {
            let tokenizer = self.scale(target).and_then(|scale| scale.tokenizer);
            tokenizer.and_then(|tokenizer| tokenizer.template).is_some_and(&is_of_kind)
        })
    }

    /// The files with tokenizers that were chosen or found, for any of the datasets.
    pub(crate) fn tokenizer_files(&self) -> impl Iterator<Item = &Arc<LazyFile>> {
        let scales = self.all_plans().flat_map(|plan| plan.scales.iter().flatten());
        scales.filter_map(|scale| scale.file.as_ref())
    }

    /// A line with fewer bytes is surely not too long at any target: every token is a byte, and what
    /// a template writes around a message is less than JSON does.
    pub(crate) fn surely_fits(&self) -> usize {
        /// What templates write around a conversation and its tools.
        const AROUND: u64 = 400;
        let whole = self.measures.iter().filter_map(Measures::shortest);
        let turns = self.limits().filter_map(|limits| limits.max_turn_tokens);
        let shortest = whole.chain(turns).min();
        // Tools may take half as many tokens again as their JSON.
        let bytes = shortest.map(|tokens| tokens.saturating_sub(AROUND) / 3 * 2);
        bytes.map_or(usize::MAX, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX))
    }

    /// A record with as many messages has surely tokens enough for every target: there is no template
    /// that writes nothing around a message.
    pub(crate) fn surely_enough(&self) -> usize {
        let fewest = self.limits().filter_map(|limits| limits.min_tokens).max();
        usize::try_from(fewest.unwrap_or(0)).unwrap_or(usize::MAX)
    }

    /// The limits of the targets that judge.
    pub(super) fn limits(&self) -> impl Iterator<Item = &Limits> {
        let targets = self.targets.iter().enumerate();
        targets.filter(|(at, _)| self.is_active(*at)).map(|(_, target)| &target.limits)
    }
}
