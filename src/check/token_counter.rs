//! The tokens of records that the run is done with, for those who ask only of some.

use std::sync::Arc;

use crate::rules::Plan;
use crate::rules::reading::{LineCounter, Way};
use crate::target::Fates;

/// Counts the tokens of records that a visitor has seen, whenever somebody asks.
/// [`Linter::token_counter`](super::Linter::token_counter) makes one.
#[derive(Debug)]
pub struct TokenCounter {
    plan: Arc<Plan>,
    counter: LineCounter,
}

/// What has to be known of a record, beside its line, to count its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uncounted {
    pub(super) profile: u16,
    pub(super) fates: Fates,
}

/// The tokens of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct RecordTokens {
    /// All of them, with what the chat template adds.
    pub tokens: u64,
    /// Those that are trained on: none if the record is dropped or refused, and none of what is cut
    /// off.
    pub trained: u64,
}

impl TokenCounter {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        Self { plan, counter: LineCounter::default() }
    }

    /// The tokens of the record on a line, at the first target that judges it.
    pub fn count(&mut self, line: &[u8], record: Uncounted) -> RecordTokens {
        let plan = self.plan.of(record.profile);
        let tokens = self.counter.count(line, plan, record.fates, Way::Count);
        let lead = tokens.get(plan.lead()).copied().unwrap_or_default();
        RecordTokens { tokens: lead.tokens, trained: lead.trained }
    }
}
