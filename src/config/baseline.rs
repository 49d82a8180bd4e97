//! The file of a baseline: what was there when the linter was introduced.
//!
//! It holds a hash for each record that a rule spoke of, and nothing of the data itself. Its lines
//! are sorted, so that two versions of it differ only in what has changed.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::mistake::ConfigError;
use super::replace::replace;
use crate::input::read_whole;
use crate::record::RecordHash;
use crate::rules::{Baseline, RuleId};

/// The name of a baseline, where nobody has said another.
pub const BASELINE: &str = "tunelint-baseline.json";

const SCHEMA: &str = "tunelint-baseline/1";

#[derive(Serialize, Deserialize)]
struct Stored {
    schema: String,
    /// By the name of the rule: the hashes of the records.
    findings: BTreeMap<String, Vec<RecordHash>>,
}

/// Read a baseline.
pub fn read_baseline(path: &Path) -> Result<Baseline, ConfigError> {
    let text = read_whole(path)
        .map_err(|source| ConfigError::UnreadableBaseline { path: path.to_owned(), source })?;
    let stored: Stored = serde_json::from_slice(&text)
        .map_err(|source| ConfigError::NoBaseline { path: path.to_owned(), source })?;
    if stored.schema != SCHEMA {
        let (path, found) = (path.to_owned(), stored.schema);
        return Err(ConfigError::OtherBaseline { path, found, wanted: SCHEMA });
    }
    // A rule that is gone finds nothing any more.
    let known = stored.findings.into_iter().filter_map(|(rule, hashes)| {
        let rule = RuleId::named(&rule)?;
        Some(hashes.into_iter().map(move |hash| (rule, hash)))
    });
    Ok(known.flatten().collect())
}

/// Write a baseline, in the place of the one that is there.
pub fn write_baseline(path: &Path, baseline: &Baseline) -> Result<(), ConfigError> {
    let mut findings: BTreeMap<String, Vec<RecordHash>> = BTreeMap::new();
    for (rule, hash) in baseline.iter() {
        findings.entry(rule.rule().name.to_owned()).or_default().push(hash);
    }
    let stored = Stored { schema: SCHEMA.to_owned(), findings };
    let unwritable = |source| ConfigError::Unwritable { path: path.to_owned(), source };
    let mut text = serde_json::to_vec_pretty(&stored).map_err(|error| unwritable(error.into()))?;
    text.push(b'\n');
    replace(path, &text).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(BASELINE);
        let rules = ["blank-line", "unknown-role"].map(|name| RuleId::named(name).unwrap());
        let baseline: Baseline = [(rules[0], 1), (rules[1], u128::MAX), (rules[1], 5)]
            .into_iter()
            .map(|(rule, hash)| (rule, RecordHash(hash)))
            .collect();
        write_baseline(&path, &baseline).unwrap();
        assert_eq!(read_baseline(&path).unwrap(), baseline);
        fs::write(&path, r#"{"schema": "tunelint-baseline/9", "findings": {}}"#).unwrap();
        assert!(matches!(read_baseline(&path), Err(ConfigError::OtherBaseline { .. })));
        fs::write(&path, "{").unwrap();
        assert!(matches!(read_baseline(&path), Err(ConfigError::NoBaseline { .. })));
    }
}
