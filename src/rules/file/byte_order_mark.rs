//! The file starts with a byte order mark.
//!
//! Some Windows programs write the three bytes EF BB BF in front of UTF-8 text. They are invisible in
//! an editor, but part of the first line, which thereby is no JSON: nearly all providers and scripts
//! refuse the file, with a message about a first line that looks perfectly fine. Azure alone asks for
//! the mark.
//!
//! ## How to fix it
//!
//! Save the file as "UTF-8", not "UTF-8 with BOM", or remove the mark: `sed -i '1s/^\xEF\xBB\xBF//'
//! train.jsonl`. In Python, read it with the encoding `utf-8-sig` and write it with `utf-8`.

use crate::record::diagnosis::Diagnosis;
use crate::rules::docs::rule_docs;
use crate::rules::syntax::found_broken;
use crate::rules::{Category, Check, Context, Finding, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "byte-order-mark",
    category: Category::File,
    summary: "the file starts with a byte order mark",
    docs: rule_docs!("byte_order_mark.rs"),
    cases: &["file", "line"],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn describe(finding: &mut Finding) {
    finding.message = "the file starts with a byte order mark".into();
    finding.help = Some("save it as UTF-8 without a byte order mark (BOM)".into());
}

/// A mark that stands within the file: two files were joined.
pub(crate) fn found_in(context: &mut Context<'_>, line: &[u8], diagnosis: &Diagnosis) {
    found_broken(context, RuleId::of(&RULE), 1, line, diagnosis);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn at_the_start_of_the_file_and_of_a_line() {
        for (text, found) in [
            (
                "\u{feff}{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": \"c\", \"completion\": \"d\"}",
                vec!["1:1 the file starts with a byte order mark"],
            ),
            (
                "{\"prompt\": \"a\", \"completion\": \"b\"}\n\u{feff}{\"prompt\": \"c\", \"completion\": \"d\"}",
                vec!["2:1 a byte order mark (U+FEFF) at the start of the line"],
            ),
            ("{\"prompt\": \"\u{feff}a\", \"completion\": \"b\"}", vec![]),
        ] {
            assert_eq!(told("byte-order-mark", "together", text), found, "{text}");
        }
    }
}
