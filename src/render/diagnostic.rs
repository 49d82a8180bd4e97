//! A finding as a miette diagnostic, for programs that show all of their errors with miette.
//!
//! miette never sees a line of the data. It panics on columns past 65,535, writes megabytes for a
//! long line and passes escape sequences on to the terminal; here it gets an excerpt, which answers
//! with the line and column of the data. tunelint's own frames are not drawn by miette: its labels
//! run over the width of the terminal, and it has no room for the JSON path.

use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan,
    SpanContents,
};

use super::excerpt::Excerpt;
use super::frame::in_line;
use super::text::safe;
use crate::report::Report;
use crate::rules::Finding;
use crate::target::Level;

/// A finding as a miette diagnostic.
///
/// # Example
///
/// ```
/// let linter = tunelint::Linter::builder().target("together").build()?;
/// let report = linter.check_path("fixtures/chat/role.jsonl")?;
/// let diagnostic = tunelint::render::FindingDiagnostic::new(&report.findings()[0], &report, 80);
/// let mut drawn = String::new();
/// miette::NarratableReportHandler::new().render_report(&mut drawn, &diagnostic)?;
/// assert!(drawn.contains("unknown role") && drawn.contains("did you mean"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FindingDiagnostic {
    message: String,
    code: String,
    severity: Severity,
    help: Option<String>,
    label: Option<LabeledSpan>,
    source: Option<ExcerptSource>,
}

impl FindingDiagnostic {
    /// The finding of a report, with an excerpt of at most `width` columns.
    pub fn new(finding: &Finding, report: &Report, width: usize) -> Self {
        let location = finding.location;
        let place = in_line(&location);
        let places = std::slice::from_ref(&place);
        let excerpt = finding
            .snippet
            .as_ref()
            .and_then(|snippet| Excerpt::new(snippet, places, width, 0, true));
        let place = excerpt.as_ref().and_then(|excerpt| excerpt.places.first().cloned().flatten());
        let label = place.map(|place| {
            let label = finding.label.as_deref().map(|label| safe(label, true).into_owned());
            LabeledSpan::new_primary_with_span(label, place)
        });
        let source = excerpt.map(|excerpt| ExcerptSource {
            name: safe(report.name(location), true).into_owned(),
            text: excerpt.text,
            line: usize::try_from(location.line.saturating_sub(1)).unwrap_or(usize::MAX),
            column: usize::try_from(location.column.saturating_sub(1)).unwrap_or(usize::MAX),
        });
        Self {
            message: safe(&finding.message, true).into_owned(),
            code: finding.rule.to_string(),
            severity: match finding.level {
                Level::Error => Severity::Error,
                Level::Warning => Severity::Warning,
                Level::Off => Severity::Advice,
            },
            help: finding.help.as_deref().map(|help| safe(help, true).into_owned()),
            label,
            source,
        }
    }
}

impl fmt::Display for FindingDiagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FindingDiagnostic {}

impl Diagnostic for FindingDiagnostic {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.label.iter().cloned()))
    }
}

/// An excerpt that says where in the data it is from.
#[derive(Debug)]
struct ExcerptSource {
    name: String,
    text: String,
    /// From 0, as miette counts.
    line: usize,
    column: usize,
}

impl SourceCode for ExcerptSource {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        if span.offset() + span.len() > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            self.line,
            self.column,
            1,
        )))
    }
}

#[cfg(test)]
mod tests {
    use miette::{GraphicalReportHandler, GraphicalTheme};

    use super::*;
    use crate::render::tests::samples::{in_a_long_line, report, unknown_role};

    fn drawn(finding: &Finding) -> String {
        let diagnostic = FindingDiagnostic::new(finding, &report("train.jsonl", 1, 0), 60);
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor());
        let mut text = String::new();
        handler.render_report(&mut text, &diagnostic).unwrap();
        text
    }

    #[test]
    fn miette_draws_it() {
        insta::assert_snapshot!(drawn(&unknown_role()), @r#"
    dataset/mixed-formats

      × unknown role "asistant"
         ╭─[train.jsonl:812:122]
     812 │ …ntent": "Hi"}, {"role": "asistant", "content": "Hello! How…
         ·                          ─────┬────
         ·                               ╰── did you mean "assistant"?
         ╰────
      help: write "assistant"
    "#);
    }

    #[test]
    fn miette_survives_long_lines() {
        let text = drawn(&in_a_long_line());
        assert!(text.contains("train.jsonl:1:5000001"));
        assert!(text.len() < 1000);
    }
}
