//! For test reports: `JUnit` XML, a suite for each file.
//!
//! An error is a test case that failed; a warning is one that passed and printed something, as a run
//! with nothing but warnings passes. A file without findings is a suite with a case that passed.

use std::fmt::Write as _;
use std::io;

use super::consequences::told;
use super::text::is_hidden;
use super::worst::{Worst, left_out};
use super::{End, Out, RenderOptions, Renderer};
use crate::report::Report;
use crate::rules::Finding;
use crate::target::Level;

/// Writes XML.
#[derive(Debug)]
pub(crate) struct Junit {
    worst: Worst,
}

impl Junit {
    pub(crate) fn new(options: &RenderOptions) -> Self {
        Self { worst: Worst::new(options.total) }
    }
}

impl Renderer for Junit {
    fn finding(&mut self, finding: &Finding, _: &Report, _: Out<'_>) -> io::Result<()> {
        self.worst.offer(finding);
        Ok(())
    }

    fn finish(&mut self, end: &End<'_>, out: Out<'_>) -> io::Result<()> {
        let report = end.report;
        let mut by_file: Vec<Vec<&Finding>> = vec![Vec::new(); report.files().len()];
        for finding in self.worst.iter() {
            if let Some(findings) = by_file.get_mut(finding.location.file as usize) {
                findings.push(finding);
            }
        }
        let cases: usize = by_file.iter().map(|findings| findings.len().max(1)).sum();
        let failures = self.worst.iter().filter(|finding| is_failure(finding)).count();
        writeln!(
            out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <testsuites name=\"tunelint\" tests=\"{cases}\" failures=\"{failures}\" errors=\"0\">"
        )?;
        for (position, mut findings) in by_file.into_iter().enumerate() {
            findings.sort_by_key(|finding| (finding.location, finding.rule));
            out.write_all(suite(position, &findings, report).as_bytes())?;
        }
        out.write_all(b"</testsuites>\n")
    }
}

fn is_failure(finding: &Finding) -> bool {
    finding.level == Level::Error
}

/// The suite of a file.
fn suite(position: usize, findings: &[&Finding], report: &Report) -> String {
    let name = report.files().get(position).map_or("", |file| &file.name);
    let name = escaped(name);
    let mut text = String::new();
    let failures = findings.iter().filter(|finding| is_failure(finding)).count();
    let _ = writeln!(
        text,
        "  <testsuite name=\"{name}\" file=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\">",
        findings.len().max(1)
    );
    if findings.is_empty() {
        let _ = writeln!(text, "    <testcase name=\"no findings\" classname=\"{name}\"/>");
    }
    for finding in findings {
        case(finding, &name, report, &mut text);
    }
    let [errors, warnings] = report.file_counts(position);
    if let Some(remark) = left_out(errors + warnings, findings.len() as u64) {
        let _ = writeln!(text, "    <system-out>{remark}</system-out>");
    }
    text.push_str("  </testsuite>\n");
    text
}

fn case(finding: &Finding, file: &str, report: &Report, text: &mut String) {
    let (rule, at) = (finding.rule, finding.location);
    let (line, column) = (at.line, at.column);
    let message = escaped(&finding.message);
    let mut words = vec![format!("{}:{line}:{column}: {}", report.name(at), finding.message)];
    words.extend(told(finding, report));
    let words: Vec<String> = words.iter().map(|line| escaped(line)).collect();
    let words = words.join("\n");
    let _ = writeln!(
        text,
        "    <testcase name=\"{rule} at line {line}, column {column}\" classname=\"{file}\">"
    );
    let _ = if is_failure(finding) {
        writeln!(text, "      <failure type=\"{rule}\" message=\"{message}\">{words}</failure>")
    } else {
        writeln!(text, "      <system-out>warning: {words}</system-out>")
    };
    text.push_str("    </testcase>\n");
}

/// The text in one line, as it may stand in XML: between tags, and between double quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no way to write most of them.
            hidden if is_hidden(hidden) => escaped.extend(hidden.escape_default()),
            '\u{FFFE}' | '\u{FFFF}' => escaped.extend(character.escape_default()),
            other => escaped.push(other),
        }
    }
    escaped
}
