//! Target files: any text is refused in words, or is a target that data can be judged at.

use std::error::Error;
use std::fs;
use std::sync::LazyLock;

use tempfile::TempDir;
use tunelint::check::{Linter, LinterOptions};
use tunelint::rules::{Plan, PlanOptions};
use tunelint::target::load;

use crate::sound::assert_sound;

static PLACE: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("room for a file"));

/// Data about which there is much to say.
pub(crate) const DATA: &[u8] = br#"{"messages": [{"role": "usr", "content": "a <think> b"}, {"role": "assistant", "content": "b", "weight": 2}]}
{"prompt": "a", "completion": "b", "x": "2024-01-01"}
{"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBOR"}}]}]}
{"text":
"#;

/// Reads a target from a file of these bytes, and judges some data at it.
pub fn run(bytes: &[u8]) {
    let path = PLACE.path().join("mine.toml");
    fs::write(&path, bytes).expect("room for a file");
    let made = load(&path.to_string_lossy())
        .map_err(|error| Box::new(error) as Box<dyn Error>)
        .and_then(|target| Ok(Plan::new(vec![target], PlanOptions::default())?));
    match made {
        Ok(plan) => {
            let report = Linter::new(plan, LinterOptions::default()).check_slice("a.jsonl", DATA);
            assert_sound(&report, DATA);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
