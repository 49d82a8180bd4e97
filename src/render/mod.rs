//! A report becomes text: for people, or for programs.
//!
//! Findings come one by one, in the order of the data, and are written as they come; at the end
//! comes what is only known then. What a renderer needs to remember it keeps itself, so that memory
//! stays flat for those that need nothing. One file per format, and beside them what formats share:
//!
//! - `text`, `words`, `paint`: text made safe, counts and units in words, colours and line drawing;
//! - `excerpt`, `frame`: the part of a line that is shown, and the frame around it;
//! - `consequences`: what a finding does at the targets, in sentences;
//! - `cap`: which findings are shown, and what is said of the others;
//! - `ending`: tables and the verdict; `wire`: findings and reports as JSON values.
//!
//! Nothing here decides what a finding means, and nothing here opens a file or a terminal.

mod cap;
mod concise;
mod consequences;
#[cfg(feature = "cli")]
mod diagnostic;
mod ending;
mod excerpt;
mod frame;
mod full;
mod json;
mod jsonl;
mod paint;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod wire;
pub(crate) mod words;

use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;
use std::time::Duration;

#[cfg(feature = "cli")]
pub use diagnostic::FindingDiagnostic;
use thiserror::Error;

use crate::report::Report;
use crate::rules::Finding;

/// Writes findings as they come, and at the end what is only known then.
///
/// What is written to should be buffered: renderers write in small pieces.
pub trait Renderer: Send {
    /// Write a finding. Findings come in the order of the data.
    ///
    /// Of the `report` only what is known before the data is counts by now: its plan, and the names
    /// of the files up to the one that the finding is in.
    fn finding(
        &mut self,
        finding: &Finding,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()>;

    /// Write what is known at the end. Called once, after the last finding.
    fn finish(&mut self, report: &Report, summary: &Summary, out: &mut dyn Write)
    -> io::Result<()>;
}

/// What is known of a run beside its report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// How long it took, if that is to be said.
    pub elapsed: Option<Duration>,
    /// How many findings were kept back because the user does not want to see them.
    pub suppressed: u64,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OutputFormat {
    /// For people: each finding with an excerpt, what it does and what to do.
    #[default]
    Full,
    /// For people and editors: a line for each finding.
    Concise,
    /// For programs: one JSON object.
    Json,
    /// For programs: a JSON object on a line for each finding, and one at the end.
    Jsonl,
}

impl OutputFormat {
    /// Every format.
    pub const ALL: &'static [Self] = &[Self::Full, Self::Concise, Self::Json, Self::Jsonl];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
        }
    }

    /// Whether programs read it, so that nothing else may be written beside it.
    pub const fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// The options that suit the format. What programs read is never cut short unasked.
    pub const fn options(self) -> RenderOptions {
        let (per_rule, total) =
            if self.is_for_programs() { (None, None) } else { (Some(5), Some(50)) };
        RenderOptions { color: false, width: 80, unicode: true, per_rule, total, quiet: false }
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// There is no output format of this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no output format {0:?}")]
pub struct UnknownOutputFormat(String);

impl FromStr for OutputFormat {
    type Err = UnknownOutputFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let format = Self::ALL.iter().find(|format| format.name() == name);
        format.copied().ok_or_else(|| UnknownOutputFormat(name.to_owned()))
    }
}

/// How a report is to look. Start from [`OutputFormat::options`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RenderOptions {
    /// Colour it.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
    /// Draw with characters beyond ASCII. The data is shown as it is in either case.
    pub unicode: bool,
    /// How many findings of a rule are shown; all if `None`.
    pub per_rule: Option<u64>,
    /// How many findings are shown altogether; all if `None`.
    pub total: Option<u64>,
    /// Write the findings and nothing about the run as a whole.
    pub quiet: bool,
}

/// What writes a report in this format.
pub fn renderer(format: OutputFormat, options: RenderOptions) -> Box<dyn Renderer> {
    match format {
        OutputFormat::Full => Box::new(full::Full::new(options)),
        OutputFormat::Concise => Box::new(concise::Concise::new(options)),
        OutputFormat::Json => Box::new(json::Json::new(&options)),
        OutputFormat::Jsonl => Box::new(jsonl::Jsonl::new(&options)),
    }
}
