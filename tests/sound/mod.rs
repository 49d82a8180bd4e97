//! What must hold for the report of any bytes. The tests and the fuzzer both ask it.

use tunelint::report::Report;
use tunelint::rules::{Finding, Location};

/// Every finding lies within the bytes, on its line, between whole characters, in the right column.
pub(crate) fn assert_sound(report: &Report, bytes: &[u8]) {
    // One `\n` a line: line breaks of other kinds stand within lines.
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    for finding in report.findings() {
        assert_words(&finding);
        assert_place(&finding.location, &lines, bytes);
        for related in &finding.related {
            assert_place(&related.location, &lines, bytes);
        }
    }
    let targets = report.plan().targets().len();
    assert_eq!(report.forecast().len(), targets);
    for forecast in report.forecast() {
        let sum = forecast.trains
            + forecast.truncated
            + forecast.dropped
            + forecast.mistrained
            + forecast.refused;
        assert_eq!(sum, report.records(), "{forecast:?}");
    }
}

fn assert_place(at: &Location, lines: &[&[u8]], bytes: &[u8]) {
    assert!(at.byte_start <= at.byte_end && at.byte_end <= bytes.len() as u64, "{at:?}");
    assert!(at.line_start <= at.byte_start, "{at:?}");
    assert!(at.line >= 1 && at.column >= 1 && at.end_column >= at.column, "{at:?}");
    let index = |number: u64| usize::try_from(number).expect("it is in memory");
    let line = lines.get(index(at.line - 1)).copied().unwrap_or_default();
    // The byte order mark is not part of the first line's text.
    let line = if at.line_start == 3 && at.line == 1 { &line[3..] } else { line };
    let (start, end) = (index(at.byte_start - at.line_start), index(at.byte_end - at.line_start));
    if let Ok(text) = std::str::from_utf8(line) {
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{at:?}");
        assert_eq!(at.column, text[..start].chars().count() as u64 + 1, "{at:?}");
        assert_eq!(at.end_column, text[..end].chars().count() as u64 + 1, "{at:?}");
    }
}

fn assert_words(finding: &Finding) {
    assert!(!finding.message.is_empty());
    assert!(!finding.message.contains(char::is_control), "{finding:?}");
    assert!(finding.message.len() < 1000, "{finding:?}");
}
