//! What every format writes.

use super::samples::*;
use super::*;
use crate::rules::Snippet;

fn show(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}\n==========");
}

#[test]
fn look() {
    let r = with_file(report("train.jsonl", 5, 20), "eval.jsonl", 3);
    let f = vec![
        unknown_role(),
        duplicate_key(""),
        duplicate_key(&format!("\"content\": \"{}\", ", "x".repeat(90))),
        duplicate_record(),
        empty_file(),
    ];
    for (color, width, unicode) in [(false, 80, true), (true, 120, true), (false, 60, false)] {
        let mut o = OutputFormat::Full.options();
        (o.color, o.width, o.unicode) = (color, width, unicode);
        show(&written(OutputFormat::Full, o, &f, &r));
        show(&written(OutputFormat::Concise, o, &f, &r));
    }
    show(&written(OutputFormat::Json, OutputFormat::Json.options(), &f, &r));
    show(&written(OutputFormat::Jsonl, OutputFormat::Jsonl.options(), &f, &r));
    show(&written(OutputFormat::Full, OutputFormat::Full.options(), &[], &clean_report()));
}

/// The goals are 10 us a finding in a line of 2 KB, and 1 ms and 1 KB for one in the middle of
/// 10 MB: `cargo test --release --lib render::tests::speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, to be run optimised and looked at"]
fn speed() {
    use std::io::Write as _;
    let report = report("train.jsonl", 100_000, 0);
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
        let mut renderer = renderer(*format, options);
        let started = std::time::Instant::now();
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
    let started = std::time::Instant::now();
    let finding = in_a_long_line();
    let made = started.elapsed();
    let started = std::time::Instant::now();
    let text = alone(OutputFormat::Full, &finding, &report);
    writeln!(
        log,
        "one in 10 MB: made in {made:?}, drawn in {:?}, {} bytes",
        started.elapsed(),
        text.len()
    )
    .unwrap();
}
