//! The file's name does not end as the target wants it.
//!
//! Some providers go by the name before they look into the file: it must end in `.jsonl`, in lower
//! case. The same records in `train.json`, `train.JSONL` or `train.jsonl.gz` are refused at the upload.
//!
//! Data without a name, from a pipe or from memory, is not judged.
//!
//! ## How to fix it
//!
//! Rename the file; unpack it if it is compressed.

use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Rule};
use crate::words::list;

pub(crate) static RULE: Rule = Rule {
    name: "wrong-extension",
    category: Category::File,
    summary: "the file's name does not end as the target wants it",
    docs: rule_docs!("wrong_extension.rs"),
    cases: &["other", "case", "compressed"],
    aliases: &[],
    check: Check::Dataset,
};

const OTHER: u8 = 0;
const CASE: u8 = 1;
const COMPRESSED: u8 = 2;

/// What is wrong with a file's name, if it should end in one of `extensions`.
///
/// Only the name of a file that is really there says that it is compressed, or that it has no
/// extension: what is piped in has the name that somebody gave it for the messages.
pub(crate) fn case(name: &str, is_file: bool, extensions: &[String]) -> Option<u8> {
    let name = last_component(name);
    if extensions.is_empty() || extensions.iter().any(|end| name.ends_with(end.as_str())) {
        return None;
    }
    let lower = name.to_lowercase();
    if extensions.iter().any(|end| lower.ends_with(&end.to_lowercase())) {
        return Some(CASE);
    }
    let unpacked = [".gz", ".zst", ".zstd"].into_iter().find_map(|end| lower.strip_suffix(end));
    if unpacked.is_some_and(|name| extensions.iter().any(|end| name.ends_with(end.as_str()))) {
        return is_file.then_some(COMPRESSED);
    }
    (is_file || name.contains('.')).then_some(OTHER)
}

fn last_component(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

pub(crate) fn describe(finding: &mut Finding, name: &str, extensions: &[&str]) {
    let ends: Vec<String> = extensions.iter().map(|end| quote(end)).collect();
    let ends = list(ends.iter().map(String::as_str)).replace(" and ", " or ");
    let name = quote(last_component(name));
    finding.message = match finding.case {
        CASE => format!("the name {name} must end in {ends}, in exactly this spelling"),
        COMPRESSED => {
            format!("the name {name} is that of a compressed file, and must end in {ends}")
        }
        _ => format!("the name {name} must end in {ends}"),
    };
    finding.help = Some(match finding.case {
        COMPRESSED => "unpack it before the upload".into(),
        _ => "rename the file".into(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_their_ends() {
        let extensions = [".jsonl".to_owned()];
        for (name, is_file, expected) in [
            ("a/train.jsonl", true, None),
            ("train.JSONL", true, Some(CASE)),
            ("train.json", true, Some(OTHER)),
            ("train.jsonl.gz", true, Some(COMPRESSED)),
            ("train.jsonl.gz", false, None),
            ("train.json", false, Some(OTHER)),
            ("my.data/train", true, Some(OTHER)),
            ("my.data/train", false, None),
            ("<stdin>", false, None),
        ] {
            assert_eq!(case(name, is_file, &extensions), expected, "{name} {is_file}");
        }
        assert_eq!(case("train.csv", true, &[]), None);
    }
}
