//! A measurement of the goals: 10 us a finding in a line of 2 KB, and 1 ms and 1 KB for one in the
//! middle of 10 MB. `cargo test --release --lib render::tests::speed -- --ignored --nocapture`

use std::io::Write as _;
use std::time::Instant;

use super::samples::*;
use crate::render::{Output, OutputFormat, RenderOptions};
use crate::rules::Snippet;
#[test]
#[ignore = "a measurement, to be run optimised and looked at"]
fn speed() {
    let report = report("train.jsonl", 1, 0);
    let line =
        format!(r#"{{"filler": "{}", "role": "asistant", {}}}"#, "x".repeat(900), "y".repeat(1100));
    let start = line.find("\"asistant").unwrap();
    let mut finding = unknown_role();
    finding.location = place(line.as_bytes(), 812, start..start + 10);
    finding.snippet = Some(Snippet::around(line.as_bytes(), start));
    let mut log = std::io::stderr();
    for format in OutputFormat::ALL {
        let options =
            RenderOptions { color: true, per_rule: None, total: None, ..format.options() };
        let mut renderer = Output::new(*format, options);
        let started = Instant::now();
        let mut out = Vec::new();
        for _ in 0..100_000 {
            renderer.finding(&finding, &report, &mut out).unwrap();
        }
        writeln!(
            log,
            "100,000 findings as {format}: {:?}, {} MB",
            started.elapsed(),
            out.len() / 1_000_000
        )
        .unwrap();
    }
    let started = Instant::now();
    let finding = in_a_long_line();
    let made = started.elapsed();
    let started = Instant::now();
    let text = alone(OutputFormat::Full, &finding, &report);
    writeln!(
        log,
        "one in 10 MB: made in {made:?}, drawn in {:?}, {} bytes",
        started.elapsed(),
        text.len()
    )
    .unwrap();
}

#[test]
fn a_finding_in_a_long_line_is_short() {
    let report = report("train.jsonl", 1, 0);
    for color in [false, true] {
        let options = RenderOptions { color, quiet: true, ..OutputFormat::Full.options() };
        let text = written(OutputFormat::Full, options, &[in_a_long_line()], &report);
        assert!(text.len() < 1000);
        assert!(text.contains("train.jsonl:1:5000001"));
    }
}
