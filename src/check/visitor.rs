//! Who watches a run.

use std::ops::ControlFlow;

use crate::report::Report;
use crate::rules::Finding;

/// Is told of everything while a run goes on, in the order of the data.
pub trait Visitor {
    /// A finding. The report is of everything before it and may already tell of a little more;
    /// breaking off ends the run.
    fn finding(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()>;

    /// How far the run has come: bytes done, and of how many, if that is known. Called between
    /// findings, a few hundred times a second at most; breaking off ends the run.
    fn progress(&mut self, done: u64, total: Option<u64>) -> ControlFlow<()> {
        let _ = (done, total);
        ControlFlow::Continue(())
    }
}

/// Looks at nothing: the report says it all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Visitor for Silent {
    fn finding(&mut self, _: &Finding, _: &Report) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}
