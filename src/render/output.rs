//! What a report is written with: the findings that are shown go to the renderer of the format.

use std::fmt;
use std::io::{self, Write};

use super::cap::Cap;
use super::redact::redacted;
use super::{End, OutputFormat, RenderOptions, Renderer, Summary};
use super::{concise, full, github, gitlab, grouped, json, jsonl, junit, sarif, statistics};
use crate::report::Report;
use crate::rules::Finding;

/// A report as text: the findings that it keeps, and all that is known at the end.
///
/// For all findings of a large dataset, see them as they come and write each with an [`Output`].
///
/// # Example
///
/// ```
/// use tunelint::render::{OutputFormat, Summary, to_string};
///
/// let linter = tunelint::Linter::builder().target("together").build()?;
/// let report = linter.check_path("fixtures/chat/role.jsonl")?;
/// let format = OutputFormat::Concise;
/// let text = to_string(&report, format, format.options(), &Summary::default());
/// assert!(text.starts_with("fixtures/chat/role.jsonl:1:156: error"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_string(
    report: &Report,
    format: OutputFormat,
    options: RenderOptions,
    summary: &Summary,
) -> String {
    let mut output = Output::new(format, options);
    let mut text = Vec::new();
    let findings = report.findings();
    // Writing to memory does not fail.
    let _ = findings
        .iter()
        .try_for_each(|finding| output.finding(finding, report, &mut text))
        .and_then(|()| output.finish(report, summary, &mut text));
    String::from_utf8_lossy(&text).into_owned()
}

/// Writes a report in one format.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
/// use tunelint::input::Source;
/// use tunelint::render::{Output, OutputFormat, Summary};
/// use tunelint::{Finding, Linter, Report, Visitor};
///
/// /// Writes each finding when it comes, so that none of them is kept.
/// struct Writer(Output, Vec<u8>);
///
/// impl Visitor for Writer {
///     fn finding(&mut self, finding: &Finding, report: &Report) -> ControlFlow<()> {
///         match self.0.finding(finding, report, &mut self.1) {
///             Ok(()) => ControlFlow::Continue(()),
///             Err(_) => ControlFlow::Break(()),
///         }
///     }
/// }
///
/// let format = OutputFormat::Jsonl;
/// let mut writer = Writer(Output::new(format, format.options()), Vec::new());
/// let linter = Linter::builder().target("together").show_all(true).keep(0).build()?;
/// let report = linter.check(&[Source::file("fixtures/chat/role.jsonl")], &mut writer).report;
/// let Writer(mut output, mut written) = writer;
/// output.finish(&report, &Summary::default(), &mut written)?;
/// let lines = String::from_utf8(written)?;
/// assert!(lines.lines().next().is_some_and(|line| line.contains(r#""rule":"unknown-role""#)));
/// assert!(lines.lines().last().is_some_and(|line| line.starts_with(r#"{"type":"summary""#)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Output {
    renderer: Box<dyn Renderer>,
    cap: Cap,
    needs: Option<u64>,
    redact: bool,
}

impl Output {
    /// What writes a report in this format.
    pub fn new(format: OutputFormat, mut options: RenderOptions) -> Self {
        if options.statistics {
            options.total = Some(0);
        }
        let renderer: Box<dyn Renderer> = match format {
            _ if options.statistics && format.is_for_people() => {
                Box::new(statistics::Statistics::new(&options))
            }
            OutputFormat::Full => Box::new(full::Full::new(&options)),
            OutputFormat::Concise => Box::new(concise::Concise::new(&options)),
            OutputFormat::Grouped => Box::new(grouped::Grouped::new(&options)),
            OutputFormat::Json => Box::new(json::Json::default()),
            OutputFormat::Jsonl => Box::new(jsonl::Jsonl),
            OutputFormat::Github => Box::new(github::Github::new(options)),
            OutputFormat::Gitlab => Box::new(gitlab::Gitlab::new(&options)),
            OutputFormat::Sarif => Box::new(sarif::Sarif::new(&options)),
            OutputFormat::Junit => Box::new(junit::Junit::new(&options)),
        };
        let mut needs = options.per_rule;
        if format == OutputFormat::Github {
            needs = needs.map(|number| number.max(github::MOST_OF_A_LEVEL as u64));
            options.per_rule = None;
        }
        if format.chooses() {
            options.total = None;
        }
        Self { renderer, cap: Cap::new(&options), needs, redact: options.redact }
    }

    /// How many findings of each rule it wants to be told of; all if `None`.
    pub fn needs(&self) -> Option<u64> {
        self.needs
    }

    /// Write a finding, if it is to be shown. Findings come in the order of the data.
    ///
    /// Of the `report` only what is known before the data is used: its plan, and the names of the
    /// files up to the one that the finding is in.
    pub fn finding(
        &mut self,
        finding: &Finding,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if !self.cap.admits(finding) {
            Ok(())
        } else if self.redact {
            self.renderer.finding(&redacted(finding), report, out)
        } else {
            self.renderer.finding(finding, report, out)
        }
    }

    /// Write what is known at the end. To be called once, after the last finding.
    pub fn finish(
        &mut self,
        report: &Report,
        summary: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.renderer.finish(&End { report, summary, cap: &self.cap }, out)
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("cap", &self.cap).finish_non_exhaustive()
    }
}
