//! The output formats: whatever the data and the names of files are, what programs read is what
//! they expect, and what people read is harmless.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use serde_json::Value;
use tunelint::check::Linter;
use tunelint::render::{OutputFormat, Summary, renderer};

use crate::drawn::{flag, number, text};
use crate::terminal::assert_harmless;
use crate::whole;

static LINTER: LazyLock<Linter> =
    LazyLock::new(|| whole::linter(&["together", "generic", "bedrock-nova"], Some(20)));

/// Writes the report of a file of anything, with a name of anything, in every format.
pub fn run(bytes: &[u8]) {
    let mut head = Unstructured::new(bytes);
    let (color, unicode, width) = (flag(&mut head), flag(&mut head), number(&mut head, 300));
    let name = text(&mut head, 30);
    let data = head.take_rest();
    let report = LINTER.check_slice(&name, data);
    for format in OutputFormat::ALL {
        let mut options = format.options();
        (options.color, options.unicode, options.width) = (color, unicode, width);
        let mut renderer = renderer(*format, options);
        let mut out = Vec::new();
        for finding in report.findings() {
            renderer.finding(&finding, &report, &mut out).expect("a Vec takes all");
        }
        renderer.finish(&report, &Summary::default(), &mut out).expect("a Vec takes all");
        let written = String::from_utf8(out).expect("text");
        match format.name() {
            "json" => {
                let whole: Value = serde_json::from_str(&written).expect("JSON");
                assert_eq!(whole["files"][0]["path"], name);
            }
            "jsonl" => {
                for line in written.lines() {
                    let _: Value = serde_json::from_str(line).expect("JSON");
                }
            }
            "full" | "concise" => assert_harmless(&written, color),
            other => panic!("nobody has said what must hold for {other}"),
        }
    }
}
