//! A line has bytes that are not UTF-8.
//!
//! JSON is UTF-8. Text from a Windows program or an old database is often in another code page, and
//! looks right only there. Providers refuse the file; the loader of most open trainers takes it and
//! stops later, in the middle of the work, with an error that names no line.
//!
//! ## How to fix it
//!
//! Convert the file from the code page it is in: `iconv -f WINDOWS-1252 -t UTF-8 train.jsonl`. The
//! finding says which code page the bytes look like. If only a few lines are affected, mend them by
//! hand: two sources with different code pages were joined.

use crate::record::diagnosis::Diagnosis;
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-utf8",
    category: Category::Syntax,
    summary: "a line has bytes that are not UTF-8",
    docs: rule_docs!("invalid_utf8.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Bytes,
};

pub(crate) fn found(context: &mut Context<'_>, line: &[u8], diagnosis: &Diagnosis) {
    super::found_broken(context, RuleId::of(&RULE), 0, line, diagnosis);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn the_first_bad_byte_is_shown() {
        for (text, found) in [
            (
                b"{\"a\": \"caf\xE9\"}\n{\"a\": \"\xED\xA0\x80\"}\n{\"a\": \"\xC0\x80\"}"
                    .as_slice(),
                vec![
                    "1:11 byte 0xE9 is not UTF-8: the line looks like Latin-1, where 0xE9 is é",
                    "2:8 UTF-16 surrogates written as three bytes each (CESU-8), which is not UTF-8",
                    "3:8 a character written with more bytes than it needs, which is not UTF-8",
                ],
            ),
            (b"{\"a\": \"\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80\"}".as_slice(), vec![]),
        ] {
            assert_eq!(told("invalid-utf8", "generic", text), found, "{text:?}");
        }
    }
}
