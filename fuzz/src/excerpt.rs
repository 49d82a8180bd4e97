//! The excerpt: any bytes around any place, in any width, are drawn harmlessly and in the width.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use miette::{GraphicalReportHandler, GraphicalTheme};
use tunelint::render::{FindingDiagnostic, OutputFormat};
use tunelint::report::Report;
use tunelint::rules::{Finding, Location};

use crate::drawn::{flag, number, raw, text};
use crate::output::written;
use crate::terminal::assert_harmless;
use crate::whole;

/// A true finding with a place that belongs to it, of which everything is then changed.
static EXAMPLE: LazyLock<(Report, Finding)> = LazyLock::new(|| {
    let line = br#"{"text": "a", "text": "b"}"#;
    let report = whole::linter(&["together"], Some(5)).check_slice("train.jsonl", line);
    let finding = report.findings().into_iter().find(|finding| !finding.related.is_empty());
    (report, finding.expect("a key that stands twice"))
});

/// Draws a finding of anything.
pub fn run(bytes: &[u8]) {
    let bytes = &mut Unstructured::new(bytes);
    let (report, finding) = &*EXAMPLE;
    let mut finding = finding.clone();
    let mut options = OutputFormat::Full.options();
    options.color = flag(bytes);
    options.unicode = flag(bytes);
    options.quiet = true;
    options.width = number(bytes, 200);
    finding.message = text(bytes, 100);
    finding.label = flag(bytes).then(|| text(bytes, 200));
    finding.help = flag(bytes).then(|| text(bytes, 200));
    finding.path = flag(bytes).then(|| text(bytes, 200));
    let (Some(snippet), Some(other)) = (&mut finding.snippet, finding.related.first_mut()) else {
        return;
    };
    // Where the window starts in a line, which may be as long as a line can be.
    let before = u32::try_from(number(bytes, u32::MAX as usize)).unwrap_or(0);
    let starts = [number(bytes, 1500), number(bytes, 1500)];
    let lengths = [number(bytes, 1500), number(bytes, 1500)];
    snippet.bytes = raw(bytes, 1000);
    let length = u32::try_from(snippet.bytes.len()).unwrap_or(0);
    snippet.offset = before.min(u32::MAX - 3000);
    snippet.column = u64::from(snippet.offset) + 1;
    snippet.line_length = snippet.offset + length + u32::from(flag(bytes)) * 2000;
    let line = u64::from(snippet.offset);
    let place = |location: &mut Location, which: usize| {
        location.column = line + starts[which] as u64 + 1;
        location.end_column = location.column + lengths[which] as u64;
        location.byte_start = location.line_start + line + starts[which] as u64;
        location.byte_end = location.byte_start + lengths[which] as u64;
    };
    place(&mut finding.location, 0);
    place(&mut other.location, 1);
    other.message = text(bytes, 100);
    other.snippet = flag(bytes).then(|| snippet.clone());

    let findings = std::slice::from_ref(&finding);
    let drawn = written(OutputFormat::Full, options, findings, report);
    assert_harmless(&drawn, options.color);
    assert!(drawn.len() < 40_000, "{} bytes", drawn.len());

    let diagnostic = FindingDiagnostic::new(&finding, report, options.width);
    let mut drawn = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
        .render_report(&mut drawn, &diagnostic)
        .expect("a String takes all");
    assert_harmless(&drawn, false);
}
