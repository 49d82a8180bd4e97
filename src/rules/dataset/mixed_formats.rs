//! A record has another format than the first record of the file.
//!
//! A training job works on one format. Most providers take the format of the first record as that
//! of the file and refuse a file that goes on in another one; the loaders of open trainers fill in
//! what is missing with nulls, so that the records of the second format train on nothing, or on
//! something else than was meant, without a word.
//!
//! ## How to fix it
//!
//! Write one file for each format and train on them one after the other, or convert the records
//! to the format of the others: `{"prompt": P, "completion": C}` says the same as
//! `{"messages": [{"role": "user", "content": P}, {"role": "assistant", "content": C}]}`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! {"prompt": "Bye", "completion": "Good bye."}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! {"messages": [{"role": "user", "content": "Bye"}, {"role": "assistant", "content": "Good bye."}]}
//! ```

use crate::record::Format;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Finding, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "mixed-formats",
    category: Category::Dataset,
    summary: "a record has another format than the file's first",
    docs: rule_docs!("mixed_formats.rs"),
    // `interactions` and `messages` are the same by another key.
    cases: &["other", "interactions"],
    aliases: &[],
    check: Check::Dataset,
};

/// The case of a record of one format in a file of another.
pub(crate) fn case(here: Format, file: Format) -> u8 {
    let conversations =
        [here, file].iter().all(|one| matches!(one, Format::Chat | Format::Interactions));
    u8::from(conversations)
}

pub(crate) fn describe(finding: &mut Finding, first: Format) {
    let format = finding.format;
    finding.message =
        format!("this record's format is {format}, but the file's first record is {first}");
    finding.help = Some(format!(
        "put the {format} records into a file of their own, or convert them to {first}"
    ));
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn the_first_record_says_which_is_right() {
        for (text, found) in [
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\", \"content\": \"Hello.\"}]}\n{\"prompt\": \"c\", \"completion\": \"d\"}\n{\"text\": \"c\"}",
                vec![
                    "2:1 this record's format is chat, but the file's first record is instruction",
                    "4:1 this record's format is text, but the file's first record is instruction",
                ],
            ),
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": \"c\", \"completion\": \"d\"}",
                vec![],
            ),
        ] {
            assert_eq!(told("mixed-formats", "together", text), found, "{text}");
        }
    }
}
