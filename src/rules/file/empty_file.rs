//! The file has no record.
//!
//! It is empty, or all of its lines are blank. Every provider refuses such a file; a script that
//! was stopped before it wrote, or a filter that let nothing through, leaves one behind.
//!
//! ## How to fix it
//!
//! Write the file again, and look at what the script that writes it reads.
//!
//! ## Example
//!
//! ```jsonl bad
//!
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Finding, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "empty-file",
    category: Category::File,
    summary: "the file has no record",
    docs: rule_docs!("empty_file.rs"),
    cases: &["no-bytes", "blank-lines"],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) fn describe(finding: &mut Finding) {
    finding.message = match finding.case {
        0 => "this file is empty".into(),
        _ => "this file has only blank lines".into(),
    };
    finding.help = Some("write at least one record: a JSON object on a line of its own".into());
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn nothing_and_nothing_but_blank_lines() {
        for (text, found) in [
            ("", vec!["1:1 this file is empty"]),
            ("\n \n", vec!["1:1 this file has only blank lines"]),
            ("\u{feff}", vec!["1:1 this file has only blank lines"]),
            (r#"{"prompt": "a", "completion": "b"}"#, vec![]),
        ] {
            assert_eq!(told("empty-file", "together", text), found, "{text}");
        }
    }
}
