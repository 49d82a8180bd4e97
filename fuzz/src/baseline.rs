//! Baselines: one that was damaged is refused in words, or keeps back what it names and nothing else.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use arbitrary::Unstructured;
use tempfile::TempDir;
use tunelint::check::Linter;
use tunelint::config::{BASELINE, ConfigError, read_baseline, write_baseline};
use tunelint::report::Report;
use tunelint::rules::{Baseline, Plan, PlanOptions};
use tunelint::target::builtin;

use crate::drawn::damaged;
use crate::target::DATA;
use crate::whole;

/// What is found without a baseline, with a note of it.
static ALL: LazyLock<Report> = LazyLock::new(|| checked(None));

static PLACE: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("room for a file"));

/// The baseline of all that is found.
static WHOLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = file();
    write_baseline(&path, &ALL.suppressed().noted).expect("room for a file");
    fs::read(path).expect("it was written")
});

fn file() -> PathBuf {
    PLACE.path().join(BASELINE)
}

/// Reads a baseline of these bytes, or the true one that they damage, and checks some data with it.
pub fn run(bytes: &[u8]) {
    let stored = match bytes {
        [b'{', ..] => bytes.to_vec(),
        _ => damaged(&WHOLE, &mut Unstructured::new(bytes)),
    };
    fs::write(file(), &stored).expect("room for a file");
    let baseline = match read_baseline(&file()) {
        Ok(baseline) => baseline,
        Err(error) => {
            let refused =
                matches!(error, ConfigError::NoBaseline { .. } | ConfigError::OtherBaseline { .. });
            assert!(refused && !error.to_string().is_empty(), "{error:?}");
            return;
        }
    };
    assert_named(&baseline, &stored);

    write_baseline(&file(), &baseline).expect("room for a file");
    assert_eq!(read_baseline(&file()).expect("what is written can be read"), baseline);

    let report = checked(Some(baseline.clone()));
    whole::assert_kept_back(&report, &ALL);
    let noted: Vec<_> = ALL.suppressed().noted.iter().collect();
    let both: Baseline = baseline.iter().filter(|entry| noted.contains(entry)).collect();
    assert_eq!(report.suppressed().met, both);
}

/// Every entry of the baseline stands in the file.
fn assert_named(baseline: &Baseline, stored: &[u8]) {
    let text = String::from_utf8_lossy(stored).to_lowercase();
    // Escapes may hide a name or a digit.
    if !text.contains('\\') {
        for (rule, hash) in baseline.iter() {
            assert!(text.contains(rule.rule().name) && text.contains(&hash.to_string()));
        }
    }
}

/// The report of some data, with what is found noted.
fn checked(baseline: Option<Baseline>) -> Report {
    let mut options = PlanOptions::default();
    options.pedantic = true;
    options.silencer.baseline = baseline.map(Arc::new);
    options.silencer.note = true;
    let targets = vec![builtin("together").expect("it is built in")];
    let plan = Plan::new(targets, options).expect("a sound plan");
    Linter::new(plan, whole::how(None)).check_slice("data.jsonl", DATA)
}
