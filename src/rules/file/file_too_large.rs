//! The file has more bytes than the target takes.
//!
//! Providers limit the size of an upload. What counts here are the bytes of the JSON lines themselves:
//! of a compressed file, those that come out of it.
//!
//! ## How to fix it
//!
//! Split the file, leave out records, or write it tighter: text that is not ASCII takes half the room or
//! less when it is not escaped (`ensure_ascii=False` in Python), and images take less when they are made
//! smaller before they are encoded.

use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Finding, Rule};
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "file-too-large",
    category: Category::File,
    summary: "the file has more bytes than the target takes",
    docs: rule_docs!("file_too_large.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) fn describe(finding: &mut Finding, bytes: u64, most: u64) {
    finding.message =
        format!("this file has {} bytes, and may have at most {}", Number(bytes), Number(most));
    finding.help = Some("split it, or leave out records".into());
}
