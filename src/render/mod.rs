//! A report becomes text: for people, or for programs.
//!
//! Findings come one by one, in the order of the data, and are written as they come; at the end
//! comes what is only known then. An [`Output`] chooses which findings are shown and takes the
//! dataset's text out where that is asked for; behind it stands one renderer per format, a file
//! each. What a renderer needs to remember it keeps itself, so that memory stays flat for those that
//! need nothing. Beside them stands what formats share:
//!
//! - `text`, `words`, `paint`: text made safe, counts and units in words, colours and line drawing;
//! - `excerpt`, `frame`: the part of a line that is shown, and the frame around it;
//! - `remark`: something to say about a place in a text that is no dataset;
//! - `consequences`: what a finding does at the targets, in sentences;
//! - `cap`: which findings are shown, and what is said of the others; `worst`: the choice of formats
//!   that have room for few;
//! - `ending`, `table`, `files`: tables and the verdict; `lengths`: how many tokens there are;
//! - `wire`: findings and reports as JSON values;
//! - `fingerprint`: what a finding is known by from run to run; `place`: file names as services
//!   want them;
//! - `redact`: a finding without the dataset's text.
//!
//! `diff` tells of two versions of a dataset.
//!
//! `reference` tells of the rules themselves.
//!
//! Nothing here decides what a finding means, and nothing here opens a file or a terminal.

mod cap;
mod concise;
mod consequences;
#[cfg(feature = "miette")]
mod diagnostic;
mod diff;
mod ending;
mod excerpt;
mod files;
mod fingerprint;
mod frame;
mod full;
mod github;
mod gitlab;
mod grouped;
mod json;
mod jsonl;
mod junit;
mod lengths;
mod markdown;
mod options;
mod output;
pub(crate) mod paint;
mod place;
mod redact;
mod reference;
mod remark;
mod sarif;
mod statistics;
mod table;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod wire;
mod worst;

use std::io::{self, Write};
use std::time::Duration;

#[cfg(feature = "miette")]
pub use diagnostic::FindingDiagnostic;
pub use diff::{DiffFormat, write_diff};
pub use lengths::in_words as tokens_in_words;
pub use markdown::summary as markdown_summary;
pub use options::{OutputFormat, RenderOptions, UnknownOutputFormat};
pub use output::{Output, to_string};
#[doc(hidden)]
pub use reference::Reference;
#[doc(hidden)]
pub use remark::{Remark, draw_remark};

use crate::report::Report;
use crate::rules::Finding;
use cap::Cap;

/// What is written to. It should be buffered: renderers write in small pieces.
type Out<'a> = &'a mut dyn Write;

/// Writes the findings that are shown as they come, and at the end what is only known then.
trait Renderer: Send {
    /// Write a finding. Findings come in the order of the data.
    ///
    /// Of the `report` only what is known before the data is true by now: its plan, and the names
    /// of the files up to the one that the finding is in.
    fn finding(&mut self, finding: &Finding, report: &Report, out: Out<'_>) -> io::Result<()>;

    /// Write what is known at the end. Called once, after the last finding.
    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()>;
}

/// What is known at the end.
struct End<'a> {
    report: &'a Report,
    summary: &'a Summary,
    /// Which findings were shown.
    cap: &'a Cap,
}

/// What is known of a run beside its report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// How long it took, if that is to be said.
    pub elapsed: Option<Duration>,
    /// How many findings were kept back because the user does not want to see them.
    pub suppressed: u64,
    /// How many of them the baseline kept back.
    pub suppressed_by_baseline: u64,
    /// Whether some of the data could not be read, or not to its end.
    pub incomplete: bool,
}
