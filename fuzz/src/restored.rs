//! Stored reports: one that was damaged is refused, or can be merged and written like any other.

use std::sync::LazyLock;

use arbitrary::Unstructured;
use tunelint::check::Linter;
use tunelint::render::OutputFormat;

use crate::drawn::damaged;
use crate::output::written;
use crate::whole;

const DATA: &[u8] = br#"{"prompt": "a", "completion": "b"}
{"messages": [{"role": "usr", "content": "a"}], "x": 1, "x": 2}
{"prompt": "a", "completion": "b"}

{"text"
"#;

static LINTER: LazyLock<Linter> = LazyLock::new(|| whole::linter(&["together"], Some(5)));
static STORED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    serde_json::to_vec(&LINTER.check_slice("data.jsonl", DATA)).expect("it can be stored")
});

/// Damages a stored report, reads it back, merges it and writes it.
pub fn run(bytes: &[u8]) {
    let stored = damaged(&STORED, &mut Unstructured::new(bytes));
    let Ok(text) = String::from_utf8(stored) else { return };
    let Ok(mut report) = LINTER.restore(&text) else { return };
    let plain = LINTER.check_slice("data.jsonl", DATA);
    if let Ok(again) = LINTER.restore(&text) {
        report.merge(again);
    }
    report.merge(plain);
    for format in OutputFormat::ALL {
        written(*format, format.options(), &report.findings(), &report);
    }
}
