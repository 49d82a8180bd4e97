//! The file is something else than JSON lines in UTF-8.
//!
//! It may be compressed or packed, a Parquet file or a database, a CSV table, text in UTF-16 or with
//! the line ends of an old Macintosh, a Git LFS pointer in the place of the data, or an error page that
//! was saved as a dataset. Whatever its name says, it cannot be trained on as it is.
//!
//! ## How to fix it
//!
//! Convert it; the finding gives the command for the kind of file that it is.
//!
//! ## Example
//!
//! ```jsonl bad
//! prompt,completion
//! 2 + 2?,4
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use std::path::Path;

use crate::input::{Archive, Container, Table};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule, RuleId};

pub(crate) static RULE: Rule = Rule {
    name: "wrong-container",
    category: Category::File,
    summary: "the file is something else than JSON lines in UTF-8",
    docs: rule_docs!("wrong_container.rs"),
    // What some loaders read all the same.
    cases: &["other", "gzip", "lone-cr", "parquet"],
    aliases: &[],
    check: Check::Bytes,
};

const OTHER: u8 = 0;
const GZIP: u8 = 1;
const LONE_CR: u8 = 2;
const PARQUET: u8 = 3;

pub(crate) fn found(context: &mut Context<'_>, container: &Container, name: &Path, line: &[u8]) {
    let case = match container {
        Container::Archive(Archive::Gzip) => GZIP,
        // By another name nobody takes it for what it is.
        Container::Table(Table::Parquet)
            if name.extension().is_some_and(|end| end == "parquet") =>
        {
            PARQUET
        }
        Container::LoneCr => LONE_CR,
        _ => OTHER,
    };
    super::found_container(context, RuleId::of(&RULE), case, container, name, line);
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn what_is_no_text_and_what_is_no_json() {
        for (text, found) in [
            (b"PK\x03\x04rest".as_slice(), vec!["1:1 this is a zip archive, not text"]),
            (b"PAR1rest".as_slice(), vec!["1:1 this is a Parquet file, not text"]),
            (b"\xFF\xFE{\0}\0".as_slice(), vec!["1:1 this is UTF-16LE text, not UTF-8"]),
            (
                "prompt,completion\na,b\nc,d\n".as_bytes(),
                vec!["1:1 this is a CSV table of 2 columns, not JSON"],
            ),
            (
                "{\"a\": 1}\r{\"a\": 2}\r".as_bytes(),
                vec![
                    r"1:1 the lines end in a carriage return (`\r`) alone, so this is all one line",
                ],
            ),
            (
                "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n".as_bytes(),
                vec!["1:1 this is a Git LFS pointer: the data itself was not fetched"],
            ),
            (r#"{"prompt": "a", "completion": "b"}"#.as_bytes(), vec![]),
        ] {
            assert_eq!(told("wrong-container", "generic", text), found, "{text:?}");
        }
    }
}
