//! Values drawn from the bytes of the fuzzer.

use arbitrary::Unstructured;

/// A number up to `most`; 0 where there are no more bytes.
pub(crate) fn number(bytes: &mut Unstructured<'_>, most: usize) -> usize {
    bytes.int_in_range(0..=most).unwrap_or(0)
}

/// Yes or no.
pub(crate) fn flag(bytes: &mut Unstructured<'_>) -> bool {
    bytes.arbitrary().unwrap_or(false)
}

/// A text of any characters, at most so long in bytes.
pub(crate) fn text(bytes: &mut Unstructured<'_>, most: usize) -> String {
    String::from_utf8_lossy(&raw(bytes, most)).into_owned()
}

/// Any bytes, at most so many.
pub(crate) fn raw(bytes: &mut Unstructured<'_>, most: usize) -> Vec<u8> {
    let length = number(bytes, most).min(bytes.len());
    bytes.bytes(length).unwrap_or_default().to_vec()
}

/// What was stored, with pieces of it replaced by others.
pub(crate) fn damaged(stored: &[u8], bytes: &mut Unstructured<'_>) -> Vec<u8> {
    let mut stored = stored.to_vec();
    while !bytes.is_empty() {
        let at = number(bytes, stored.len());
        let end = (at + number(bytes, 30)).min(stored.len());
        stored.splice(at..end, raw(bytes, 20));
    }
    stored
}
