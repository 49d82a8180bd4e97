//! What a finding is known by from run to run, so that services can tell new ones from old ones.
//!
//! Line numbers will not do: a dataset is sorted, shuffled and added to. What stays is the record,
//! whatever line it is on, the rule, and the place within the record.

use std::collections::HashMap;
use std::fmt::Write as _;

use twox_hash::XxHash3_128;

use crate::report::Report;
use crate::rules::Finding;

/// Gives each finding a fingerprint, and no two the same one.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints {
    /// How often each was given.
    given: HashMap<u128, u32>,
}

impl Fingerprints {
    /// The fingerprint of the next finding.
    pub(crate) fn next(&mut self, finding: &Finding, report: &Report) -> String {
        let record = finding.record_hash.map_or_else(
            // What is in no record is the file's.
            || report.name(finding.location).to_owned(),
            |hash| hash.to_string(),
        );
        let path = finding.path.as_deref().unwrap_or_default();
        let whole = [&record, finding.rule.rule().name, path].join("\0");
        let hash = XxHash3_128::oneshot(whole.as_bytes());
        let times = self.given.entry(hash).or_default();
        *times += 1;
        let mut fingerprint = format!("{hash:032x}");
        if *times > 1 {
            // The same record once more, or the same defect twice at one place.
            let _ = write!(fingerprint, ":{times}");
        }
        fingerprint
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::RecordHash;
    use crate::render::tests::samples::{report, unknown_role};

    #[test]
    fn it_is_the_record_and_not_the_line_that_counts() {
        let report = report("train.jsonl", 1, 0);
        let one = |finding: &Finding| Fingerprints::default().next(finding, &report);
        let mut finding = unknown_role();
        finding.record_hash = Some(RecordHash(7));
        let first = one(&finding);
        finding.location.line += 10;
        assert_eq!(one(&finding), first);
        for change in [
            |finding: &mut Finding| finding.record_hash = Some(RecordHash(8)),
            |finding: &mut Finding| finding.record_hash = None,
            |finding: &mut Finding| finding.path = Some("messages[0].role".into()),
            |finding: &mut Finding| {
                finding.rule = crate::render::tests::samples::rule("empty-file");
            },
        ] {
            let mut other = finding.clone();
            change(&mut other);
            assert_ne!(one(&other), first);
        }
    }

    #[test]
    fn no_two_findings_have_the_same() {
        let (report, mut prints) = (report("train.jsonl", 1, 0), Fingerprints::default());
        let [a, b] = [(); 2].map(|()| prints.next(&unknown_role(), &report));
        assert_eq!(b, format!("{a}:2"));
    }
}
