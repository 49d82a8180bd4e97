//! A line is longer than 4 GiB, or holds more than 16 million values.
//!
//! No provider or trainer takes an example of that size, and tunelint does not look into it. The
//! file has most likely lost its line ends.
//!
//! ## How to fix it
//!
//! Look at how the file was written: each record must end with a line end.

use crate::record::Span;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "oversized-line",
    category: Category::Syntax,
    summary: "a line is too long to look into",
    docs: rule_docs!("oversized_line.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn found(context: &mut Context<'_>, line: &[u8]) {
    let start = Span::of_character(line, 0);
    if let Some(finding) = context.found_bytes(RuleId::of(&RULE), 0, line, start) {
        finding.message =
            format!("this line is too long to look into: it has {} bytes", line.len());
        finding.help = Some("end each record with a line end".into());
    }
}
