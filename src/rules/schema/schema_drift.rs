//! A key has values of different types, or comes into the file late.
//!
//! Open trainers read JSONL through Apache Arrow, into a table with one type for each column. A key that
//! is a string in one record and a number in another, or a text here and a list there, makes them stop
//! with `Column() changed from object to array in row 0`, where the row is the wrong one; newer versions
//! take it, as long as the change comes early in the file. The columns themselves are those of the first
//! block of the file, 10 MB: a key or a type that comes only later stops the training after everything
//! before it was read.
//!
//! Every file is looked at as a whole, for all keys of the records and of their messages. A null is of
//! any type.
//!
//! ## How to fix it
//!
//! Write the values of a key as one type; where they must differ, as a string of JSON. Put a record that
//! has all keys at the start of the file.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}], "id": "a-1"}
//! {"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}], "id": 2}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}], "id": "a-1"}
//! {"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}], "id": "2"}
//! ```

use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "schema-drift",
    category: Category::Schema,
    summary: "a key has values of different types, or comes into the file late",
    docs: rule_docs!("schema_drift.rs"),
    // `parts` is a text in one place and a list of parts or messages in another; `late-text` is a column
    // of texts that is something else late, and `late-digits` one of numbers that late has strings of
    // digits.
    cases: &["type", "parts", "late-type", "late-key", "late-text", "late-digits"],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) const TYPE: u8 = 0;
pub(crate) const PARTS: u8 = 1;
pub(crate) const LATE_TYPE: u8 = 2;
pub(crate) const LATE_KEY: u8 = 3;
pub(crate) const LATE_TEXT: u8 = 4;
pub(crate) const LATE_DIGITS: u8 = 5;

/// Whether Arrow reads a string, given as it stands between its quotes, as a whole number.
pub(crate) fn is_whole_number(raw: &[u8]) -> bool {
    let digits = raw.strip_prefix(b"-").unwrap_or(raw);
    (1..=18).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}

/// Say that a key is of another type here than before; `counts` says how often it is of which.
pub(crate) fn describe_type(
    finding: &mut Finding,
    name: &str,
    [here, before]: [&str; 2],
    counts: &str,
) {
    finding.message = if matches!(finding.case, LATE_TYPE | LATE_TEXT | LATE_DIGITS) {
        format!(
            "{} is {here} here, but {before} throughout the first block of the file",
            quote(name)
        )
    } else {
        format!("{} is {here} here, but {before} before", quote(name))
    };
    finding.help = Some(format!("write it as one type in all records; it is {counts}"));
}

/// Say that a key comes late.
pub(crate) fn describe_late_key(finding: &mut Finding, name: &str) {
    finding.message = format!(
        "the key {} comes for the first time after the first block of the file",
        quote(name)
    );
    finding.help = Some("move a record that has it to the start of the file, or remove it".into());
}
