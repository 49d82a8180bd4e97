//! Recognises content that is not one JSON object a line: an array, a table, an archive, a page.
//!
//! In goes the beginning of a source, out comes what it is, if it is nothing of the kind that is
//! checked line by line. One such finding then stands for the file, in place of one for each line.
//! The first duty is never to take a dataset for something else: whatever begins with a line that
//! is a complete object is a dataset, and is recognised by that alone. A dataset with a broken
//! first line is one too; for that to be called something else, the lines after it must fit.
//!
//! `magic` knows binary formats by their first bytes, `text` the rest; `words` says it to people.

mod magic;
mod text;
mod words;

use super::Compression;

/// The mark of UTF-8 at the beginning of a file, which JSON does not allow.
const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Content of another shape than one JSON object a line.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Container {
    /// One JSON array that holds the records.
    JsonArray,
    /// Records spread over several lines each.
    PrettyPrinted {
        /// How many lines the first record takes, if its end was seen.
        lines: Option<usize>,
    },
    /// Text whose lines end in a carriage return alone.
    LoneCr,
    /// Text in another encoding than UTF-8.
    Encoded {
        /// Which one.
        encoding: Encoding,
        /// Whether a byte order mark says so.
        marked: bool,
    },
    /// A table with a header line.
    Csv {
        /// What stands between the columns.
        separator: char,
        /// How many columns there are.
        columns: usize,
    },
    /// The stand-in for a file that Git LFS keeps elsewhere.
    GitLfsPointer,
    /// HTML or XML: often an error page that was saved as data.
    Markup,
    /// Nothing but zero bytes.
    Zeros,
    /// Compressed or packed files.
    Archive(Archive),
    /// A dataset in a binary format.
    Table(Table),
    /// Another file altogether, by its common name.
    Other(&'static str),
}

/// An encoding of text that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the encodings")]
pub enum Encoding {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

/// A format of compressed or packed files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the formats")]
#[non_exhaustive]
pub enum Archive {
    Gzip,
    Zstd,
    Zip,
    Xz,
    Lz4,
    Bzip2,
    SevenZip,
    Tar,
}

impl From<Compression> for Archive {
    fn from(compression: Compression) -> Self {
        match compression {
            Compression::Gzip => Self::Gzip,
            Compression::Zstd => Self::Zstd,
        }
    }
}

/// A binary format of datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the formats")]
#[non_exhaustive]
pub enum Table {
    Parquet,
    /// Feather or an Arrow file.
    Arrow,
    /// What the `datasets` library keeps on disk.
    ArrowStream,
    Avro,
    Orc,
    Sqlite,
    Hdf5,
    Excel,
    Pickle,
}

/// Recognises the content of a source by its head: its first bytes, unpacked, as many as there
/// are or some hundred KiB. `whole` says that the head is all there is.
///
/// Where the first line is a complete object, this costs no more than parsing that line.
pub fn sniff(head: &[u8], whole: bool) -> Option<Container> {
    let text = head.strip_prefix(UTF_8_MARK).unwrap_or(head);
    let body = text.trim_ascii_start();
    match body {
        // A zero byte after the bracket is half of a UTF-16 character.
        [b'{', second, ..] if *second != 0 => text::sniff_object(body, whole),
        [b'[', second, ..] if *second != 0 => text::sniff_array(body, whole),
        _ => magic::sniff(head).or_else(|| text::sniff_other(body, whole)),
    }
}

/// Whether the content begins with the byte order mark of UTF-8.
pub fn byte_order_mark(head: &[u8]) -> bool {
    head.starts_with(UTF_8_MARK)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            r#"[a-z {}\[\]",:\n\r\\é日]{0,12}"#.prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::from),
                btree_map("[a-z]{1,4}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn records() -> impl Strategy<Value = Vec<Value>> {
        let record = btree_map("[a-z]{1,6}", value(), 0..4)
            .prop_map(|map| Value::Object(map.into_iter().collect()));
        vec(record, 1..6)
    }

    proptest! {
        #[test]
        fn a_dataset_is_never_anything_else(
            records in records(),
            newline in prop_oneof![Just("\n"), Just("\r\n"), Just("\n\n"), Just(" \n")],
            mark: bool,
            cut in 0_usize..300,
        ) {
            let mut content = if mark { UTF_8_MARK.to_vec() } else { Vec::new() };
            for record in &records {
                content.extend(serde_json::to_vec(record).unwrap());
                content.extend(newline.as_bytes());
            }
            prop_assert_eq!(sniff(&content, true), None);
            // Nor any beginning of it, cut off by the size of the head or for good.
            let head = &content[..cut.min(content.len())];
            prop_assert_eq!(sniff(head, false), None);
            prop_assert_eq!(sniff(head, true), None);
        }

        #[test]
        fn a_dataset_with_a_broken_first_line_is_still_one(
            records in records(),
            cut in 1_usize..200,
        ) {
            let lines: Vec<_> =
                records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
            let first = lines[0].as_bytes();
            let mut content = first[..cut.min(first.len())].to_vec();
            for line in std::iter::once("").chain(lines.iter().map(String::as_str)) {
                content.extend(line.as_bytes());
                content.push(b'\n');
            }
            prop_assert_eq!(sniff(&content, true), None);
        }

        #[test]
        fn the_same_records_otherwise_are_recognised(records in records(), crlf: bool) {
            let break_lines = |text: String| {
                if crlf { text.replace('\n', "\r\n") } else { text }
            };
            let array = serde_json::to_string(&records).unwrap();
            prop_assert_eq!(sniff(array.as_bytes(), true), Some(Container::JsonArray));
            let array = break_lines(serde_json::to_string_pretty(&records).unwrap());
            prop_assert_eq!(sniff(array.as_bytes(), true), Some(Container::JsonArray));

            let full: Vec<_> =
                records.iter().filter(|record| !record.as_object().unwrap().is_empty()).collect();
            if !full.is_empty() {
                let pretty: Vec<_> =
                    full.iter().map(|record| serde_json::to_string_pretty(record).unwrap()).collect();
                let lines = Some(pretty[0].lines().count());
                let content = break_lines(pretty.join("\n"));
                prop_assert_eq!(
                    sniff(content.as_bytes(), true),
                    Some(Container::PrettyPrinted { lines })
                );
            }

            let text: Vec<_> = records.iter().map(Value::to_string).collect();
            let text = text.join("
    ");
            for (encoding, bytes) in [
                (Encoding::Utf16Le, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()),
                (Encoding::Utf16Be, text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            ] {
                let mark: &[u8] = match encoding {
                    Encoding::Utf16Le => b"\xFF\xFE",
                    _ => b"\xFE\xFF",
                };
                let marked = Container::Encoded { encoding, marked: true };
                prop_assert_eq!(sniff(&[mark, &bytes].concat(), true), Some(marked));
                if text.len() > 20 && text.is_ascii() {
                    let unmarked = Container::Encoded { encoding, marked: false };
                    prop_assert_eq!(sniff(&bytes, true), Some(unmarked));
                }
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..200), whole: bool) {
            sniff(&bytes, whole);
        }
    }

    #[test]
    fn nothing_is_no_container() {
        for head in [b"".as_slice(), b"\n\n", b"  ", UTF_8_MARK, b"{", b"[", b"\"text\"\n", b"1\n"]
        {
            assert_eq!(sniff(head, true), None, "{head:?}");
            assert_eq!(sniff(head, false), None, "{head:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_seen() {
        assert!(byte_order_mark(b"\xEF\xBB\xBF{}"));
        assert!(!byte_order_mark(b"{}"));
        assert!(!byte_order_mark(b"\xEF\xBB"));
    }
}
