//! Ends a run when there are too many errors.

use std::ops::ControlFlow;

use crate::report::Report;
use crate::rules::Finding;
use crate::target::Level;

/// Counts errors, to stop when there are too many.
#[derive(Debug)]
pub(super) struct ErrorLimit {
    most: Option<u64>,
    /// How many were shown.
    shown: u64,
    /// How many there are, shown or not.
    found: u64,
    reached: bool,
}

impl ErrorLimit {
    /// A limit of so many errors; none if `None`.
    pub(super) fn new(most: Option<u64>) -> Self {
        Self { most, shown: 0, found: 0, reached: false }
    }

    /// Whether there were too many.
    pub(super) fn is_reached(&self) -> bool {
        self.reached
    }

    /// Count a finding that is shown.
    pub(super) fn see(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()> {
        if self.most.is_none() || finding.level != Level::Error {
            return ControlFlow::Continue(());
        }
        self.shown += 1;
        self.found = report.errors_so_far();
        self.stop_at(self.shown)
    }

    /// Count those that are not shown, when all of their batch that are have been.
    pub(super) fn see_others(&mut self) -> ControlFlow<()> {
        self.stop_at(self.found)
    }

    fn stop_at(&mut self, number: u64) -> ControlFlow<()> {
        self.reached |= self.most.is_some_and(|most| number >= most.max(1));
        if self.reached { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
