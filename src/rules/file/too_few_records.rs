//! The file has fewer records than the target takes.
//!
//! Providers set a minimum, mostly of three, ten or 32 examples, and refuse a file with fewer when the
//! job is created. A line that is blank is no record; every other line is one, even if something is
//! wrong with it. Each file is looked at by itself, so a small file for evaluation is reported as well.
//!
//! ## How to fix it
//!
//! Add examples, or join several files. Copies of the examples that are there do not help: the model
//! would only learn them by heart.
//!
//! ## Options
//!
//! `min`: how many records a file is to have, even if the target takes fewer,
//! `too-few-records = { min = 100 }`. It is you who says so, not the target: a file that only has fewer
//! than this is a warning, and the forecast does not change.

use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Finding, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "too-few-records",
    category: Category::File,
    summary: "the file has fewer records than the target takes",
    docs: rule_docs!("too_few_records.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) fn describe(finding: &mut Finding, records: u64, needed: u64) {
    let noun = if records == 1 { "record" } else { "records" };
    finding.message = format!(
        "this file has {} {noun}, and must have at least {}",
        Number(records),
        Number(needed)
    );
    finding.help = Some(format!("add {} or more", Number(needed - records.min(needed))));
}
