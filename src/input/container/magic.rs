//! Formats that are known by their first bytes, and encodings by their marks and zero bytes.

use super::{Archive, Container, Encoding, Table};

/// The first bytes of formats. Longer ones stand before those they begin with.
const MAGIC: &[(&[u8], Container)] = &[
    // The marks of encodings. That of UTF-32 begins like that of UTF-16.
    (b"\xFF\xFE\0\0", Container::Encoded { encoding: Encoding::Utf32Le, marked: true }),
    (b"\0\0\xFE\xFF", Container::Encoded { encoding: Encoding::Utf32Be, marked: true }),
    (b"\xFF\xFE", Container::Encoded { encoding: Encoding::Utf16Le, marked: true }),
    (b"\xFE\xFF", Container::Encoded { encoding: Encoding::Utf16Be, marked: true }),
    (b"version https://git-lfs.github.com/spec/", Container::GitLfsPointer),
    (b"\x1F\x8B\x08", Container::Archive(Archive::Gzip)),
    (b"\x28\xB5\x2F\xFD", Container::Archive(Archive::Zstd)),
    (b"PK\x03\x04", Container::Archive(Archive::Zip)),
    (b"PK\x05\x06", Container::Archive(Archive::Zip)),
    (b"\xFD7zXZ\0", Container::Archive(Archive::Xz)),
    (b"\x04\x22\x4D\x18", Container::Archive(Archive::Lz4)),
    (b"7z\xBC\xAF\x27\x1C", Container::Archive(Archive::SevenZip)),
    (b"PAR1", Container::Table(Table::Parquet)),
    (b"ARROW1", Container::Table(Table::Arrow)),
    (b"FEA1", Container::Table(Table::Arrow)),
    (b"\xFF\xFF\xFF\xFF", Container::Table(Table::ArrowStream)),
    (b"Obj\x01", Container::Table(Table::Avro)),
    (b"ORC\x0A", Container::Table(Table::Orc)),
    (b"ORC\x08", Container::Table(Table::Orc)),
    (b"SQLite format 3\0", Container::Table(Table::Sqlite)),
    (b"\x89HDF\r\n\x1A\n", Container::Table(Table::Hdf5)),
    (b"\x80\x02", Container::Table(Table::Pickle)),
    (b"\x80\x03", Container::Table(Table::Pickle)),
    (b"\x80\x04\x95", Container::Table(Table::Pickle)),
    (b"\x80\x05\x95", Container::Table(Table::Pickle)),
    (b"\x93NUMPY", Container::Other("a NumPy array")),
    (b"%PDF-", Container::Other("a PDF document")),
    (b"\x89PNG\r\n", Container::Other("a PNG image")),
    (b"\xFF\xD8\xFF", Container::Other("a JPEG image")),
    (b"\x7FELF", Container::Other("a program")),
    (b"GGUF", Container::Other("a GGUF model")),
];

/// Where a tar archive has its mark.
const TAR_MARK: (usize, &[u8]) = (257, b"ustar");

/// Where a zip archive has the name of its first file. An Office document begins with this one.
const OFFICE_MARK: (usize, &[u8]) = (30, b"[Content_Types].xml");

/// Where bzip2 data has its mark; one digit before it varies.
const BZIP2_MARK: (usize, &[u8]) = (4, b"1AY&SY");

/// How many first bytes are looked at for zeros, and how few tell nothing.
const ZEROS_WINDOW: usize = 512;
const ZEROS_LEAST: usize = 4;

pub(super) fn sniff(head: &[u8]) -> Option<Container> {
    let has =
        |(at, mark): (usize, &[u8])| head.get(at..).is_some_and(|rest| rest.starts_with(mark));
    if let Some((_, container)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(match container {
            Container::Archive(Archive::Zip) if has(OFFICE_MARK) => Container::Table(Table::Excel),
            other => other.clone(),
        });
    }
    if head.starts_with(b"BZh") && has(BZIP2_MARK) {
        return Some(Container::Archive(Archive::Bzip2));
    }
    if has(TAR_MARK) {
        return Some(Container::Archive(Archive::Tar));
    }
    sniff_zeros(head)
}

/// Recognises UTF-16 and UTF-32 without a mark by where the zero bytes stand: the syntax of JSON
/// and the usual keys are ASCII, of which every second, or three of four bytes are zero.
fn sniff_zeros(head: &[u8]) -> Option<Container> {
    let window = head.get(..ZEROS_WINDOW).unwrap_or(head);
    let units = window.len() / 4;
    if window.len() < ZEROS_LEAST || !window.contains(&0) {
        return None;
    }
    if head.iter().all(|&byte| byte == 0) {
        return Some(Container::Zeros);
    }
    let mut zeros = [0; 4];
    for unit in window.chunks_exact(4) {
        for (count, byte) in zeros.iter_mut().zip(unit) {
            *count += usize::from(*byte == 0);
        }
    }
    let [often, seldom] = [
        // More than half, because text in CJK has few zeros outside keys and syntax.
        zeros.map(|count| count * 2 > units),
        zeros.map(|count| count * 8 <= units),
    ];
    let encoding = match (often, seldom) {
        ([false, true, true, true], _) => Encoding::Utf32Le,
        ([true, true, true, false], _) => Encoding::Utf32Be,
        ([_, true, _, true], [true, _, true, _]) => Encoding::Utf16Le,
        ([true, _, true, _], [_, true, _, true]) => Encoding::Utf16Be,
        _ => return None,
    };
    Some(Container::Encoded { encoding, marked: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::sniff;

    #[test]
    fn first_bytes_tell_the_format() {
        for (magic, container) in MAGIC {
            let head = [magic, b"\x01 and more".as_slice()].concat();
            assert_eq!(sniff(&head, false).as_ref(), Some(container), "{magic:?}");
        }
        let mut tar = [b'a'; 600];
        tar[257..262].copy_from_slice(b"ustar");
        assert_eq!(sniff(&tar, true), Some(Container::Archive(Archive::Tar)));
        assert_eq!(sniff(b"BZh91AY&SY", true), Some(Container::Archive(Archive::Bzip2)));
        let mut office = b"PK\x03\x04".to_vec();
        office.resize(30, 0);
        office.extend(b"[Content_Types].xml");
        assert_eq!(sniff(&office, true), Some(Container::Table(Table::Excel)));
    }

    #[test]
    fn zeros_tell_the_encoding() {
        let encoded = |encoding| Some(Container::Encoded { encoding, marked: false });
        let text =
            "{\"messages\": [{\"role\": \"user\", \"content\": \"日本語のとても長い話\"}]}\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let bytes: Vec<u8> = units.iter().copied().flat_map(u16::to_le_bytes).collect();
        assert_eq!(sniff(&bytes, true), encoded(Encoding::Utf16Le));
        let bytes: Vec<u8> = units.iter().copied().flat_map(u16::to_be_bytes).collect();
        assert_eq!(sniff(&bytes, true), encoded(Encoding::Utf16Be));
        let bytes: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        assert_eq!(sniff(&bytes, true), encoded(Encoding::Utf32Le));
        let bytes: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        assert_eq!(sniff(&bytes, true), encoded(Encoding::Utf32Be));

        assert_eq!(sniff(&[0; 100], true), Some(Container::Zeros));
        assert_eq!(sniff(b"text with one \0 in it, and more text", true), None);
    }
}
