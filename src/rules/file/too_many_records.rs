//! The file has more records than the target takes.
//!
//! Providers set a maximum, and refuse a larger file when the job is created, after it was uploaded.
//! A line that is blank is no record; every other line is one.
//!
//! ## How to fix it
//!
//! Leave out what teaches least: copies, near copies and short answers. Or split the file, and train
//! on one part after the other.

use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Finding, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "too-many-records",
    category: Category::File,
    summary: "the file has more records than the target takes",
    docs: rule_docs!("too_many_records.rs"),
    // `images` are records with images, `rft` those for reinforcement fine-tuning.
    cases: &["records", "images", "rft"],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) const RECORDS: u8 = 0;
pub(crate) const IMAGES: u8 = 1;
pub(crate) const RFT: u8 = 2;

pub(crate) fn describe(finding: &mut Finding, records: u64, most: u64) {
    let what = if finding.case == IMAGES { "records with images" } else { "records" };
    finding.message =
        format!("this file has {} {what}, and may have at most {}", Number(records), Number(most));
    let spare = Number(records - most.min(records));
    finding.help = Some(format!("leave out {spare} or more, or split the file"));
}
