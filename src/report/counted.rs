//! The tokens of a file's records where all were counted: in a small run, or where it was asked for.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::file::MOST;
use crate::rules::reading::Tokens;

/// The tokens of all records of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// By target.
    tokens: Vec<Tokens>,
    /// How many records there are of each length, at the first target that judges.
    pub(super) lengths: BTreeMap<u64, u64>,
    /// The tokens and the line of the first of the longest.
    pub(super) longest: Option<(u64, u64)>,
}

impl Counted {
    /// Add a record: its tokens at each target, and the one at which its length is told.
    pub(crate) fn add(&mut self, tokens: &[Tokens], lead: usize, line: u64) {
        self.add_tokens(tokens);
        let length = tokens.get(lead).map_or(0, |tokens| tokens.tokens);
        *self.lengths.entry(length).or_default() += 1;
        self.keep_longest(length, line);
    }

    /// Add those of what stands behind so many lines.
    pub(super) fn merge(&mut self, later: Self, lines: u64) {
        self.add_tokens(&later.tokens);
        for (length, records) in later.lengths {
            *self.lengths.entry(length).or_default() += records;
        }
        if let Some((length, line)) = later.longest {
            self.keep_longest(length, line + lines);
        }
    }

    /// The tokens at a target.
    pub(super) fn at(&self, target: usize) -> Tokens {
        self.tokens.get(target).copied().unwrap_or_default()
    }

    fn add_tokens(&mut self, tokens: &[Tokens]) {
        self.tokens.resize(tokens.len().max(self.tokens.len()), Tokens::default());
        self.tokens.iter_mut().zip(tokens).for_each(|(sum, tokens)| sum.add(*tokens));
    }

    fn keep_longest(&mut self, length: u64, line: u64) {
        if self.longest.is_none_or(|(longest, _)| longest < length) {
            self.longest = Some((length, line));
        }
    }

    /// Whether the numbers can be true of so many records.
    pub(super) fn is_sound(&self, records: u64) -> bool {
        let most = |of: &Tokens| of.tokens.max(of.trained).max(of.doubt);
        let mut tokens = self.tokens.iter().map(most);
        let mut lengths = self.lengths.values();
        let counted = lengths.try_fold(0, |sum: u64, records| sum.checked_add(*records));
        tokens.all(|tokens| tokens <= MOST)
            && counted.is_some_and(|counted| counted <= records)
            && self.longest.is_none_or(|(_, line)| line <= MOST)
    }
}
