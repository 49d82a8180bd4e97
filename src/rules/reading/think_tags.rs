//! The tags `<think>` and `</think>` in a JSON string, as they stand in the line.

use memchr::memmem::{self, Finder};

/// A tag that starts or ends reasoning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ThinkTag {
    /// Its first byte, in the bytes that were searched.
    pub(crate) start: usize,
    /// After its last byte.
    pub(crate) end: usize,
    /// Whether it ends reasoning.
    pub(crate) closes: bool,
    /// Whether it stands in quotes or backticks: the text speaks of the tag.
    pub(crate) quoted: bool,
}

/// The word in the tags.
const WORD: &[u8] = b"think";

/// Says quickly whether there may be such a tag.
#[derive(Debug)]
pub(crate) struct TagSearch {
    plain: Finder<'static>,
    /// Some writers of JSON escape what could be taken for HTML.
    escaped: Finder<'static>,
}

impl TagSearch {
    pub(crate) fn new() -> Self {
        Self { plain: Finder::new("think>"), escaped: Finder::new(r"think\u003") }
    }

    /// Whether there may be one without `\u` escapes.
    pub(crate) fn may_be_in(&self, bytes: &[u8]) -> bool {
        self.plain.find(bytes).is_some()
    }

    /// Whether there may be one with them.
    pub(crate) fn may_be_respelled_in(&self, bytes: &[u8]) -> bool {
        self.escaped.find(bytes).is_some()
    }
}

/// The tags in the bytes of a JSON string.
pub(crate) fn tags(raw: &[u8]) -> impl Iterator<Item = ThinkTag> {
    memmem::find_iter(raw, WORD).filter_map(move |at| tag_around(raw, at))
}

/// Whether the bytes of a JSON string hold reasoning, and not only speak of the tags: the first that
/// is not quoted stands at the start, or at the start of a line and in no block of code, and
/// the reasoning ends.
pub(crate) fn reasons(raw: &[u8]) -> bool {
    let mut found = tags(raw).filter(|tag| !tag.quoted);
    let Some(first) = found.next().filter(|tag| starts_line(raw, *tag)) else { return false };
    let before = raw.get(..first.start).unwrap_or_default();
    let fences = memmem::find_iter(before, b"```").count();
    let in_code = fences % 2 == 1 || before.ends_with(b"    ") || before.ends_with(br"\t");
    !in_code && (first.closes || found.any(|tag| tag.closes))
}

/// Whether a tag stands at the start of a line.
pub(crate) fn starts_line(raw: &[u8], tag: ThinkTag) -> bool {
    let before = raw.get(..tag.start).unwrap_or_default().trim_ascii_end();
    before.is_empty() || before.ends_with(br"\n")
}

fn tag_around(raw: &[u8], word: usize) -> Option<ThinkTag> {
    let before = raw.get(..word)?;
    let (before, closes) = match strip_suffix(before, &[br"\/", b"/"]) {
        Some(before) => (before, true),
        None => (before, false),
    };
    let before = strip_suffix(before, &[b"<", br"\u003c", br"\u003C"])?;
    let after = raw.get(word + WORD.len()..)?;
    let ends: [&[u8]; 3] = [b">", br"\u003e", br"\u003E"];
    let after = ends.iter().find_map(|end| after.strip_prefix(*end))?;
    let is_quote = |byte: Option<&u8>| byte.is_some_and(|byte| b"`'\"".contains(byte));
    let quoted =
        is_quote(before.last()) || is_quote(after.strip_prefix(b"\\").unwrap_or(after).first());
    Some(ThinkTag { start: before.len(), end: raw.len() - after.len(), closes, quoted })
}

fn strip_suffix<'a>(bytes: &'a [u8], endings: &[&[u8]]) -> Option<&'a [u8]> {
    endings.iter().find_map(|ending| bytes.strip_suffix(*ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(raw: &str) -> Vec<(&str, bool, bool)> {
        let tags = tags(raw.as_bytes());
        tags.map(|tag| (&raw[tag.start..tag.end], tag.closes, tag.quoted)).collect()
    }

    #[test]
    fn tags_are_found_however_they_are_written() {
        assert_eq!(
            found("<think>a</think>"),
            [("<think>", false, false), ("</think>", true, false)]
        );
        assert_eq!(
            found(r"\u003cthink\u003ea\u003c\/think\u003E"),
            [(r"\u003cthink\u003e", false, false), (r"\u003c\/think\u003E", true, false)]
        );
        assert_eq!(found("I think> <thinking> think <rethink> thinks"), []);
        assert_eq!(found("`<think>` or \\\"</think>\\\"").len(), 2);
        assert!(found("`<think>` or \\\"</think>\\\"").iter().all(|tag| tag.2));
    }

    #[test]
    fn a_text_that_speaks_of_the_tags_does_not_reason() {
        for (raw, holds) in [
            ("<think>a</think>b", true),
            (r"\n<think>\na\n</think>\n\nb", true),
            (r"Well.\n<think>\na\n</think>\nb", true),
            (r"a\n</think>\n\nb", true),
            (r"```\nx\n```\n<think>\na\n</think>\nb", true),
            ("<think>never ends", false),
            ("Models write <think>a</think> before they answer.", false),
            ("End it with </think> always.", false),
            (r"Write `<think>a</think>`, or <think>a</think>.", false),
            (r"So:\n```xml\n<think>\na\n</think>\n```", false),
            (r"So:\n\n    <think>a</think>\n\nDone.", false),
            ("The words think and thinking.", false),
        ] {
            assert_eq!(reasons(raw.as_bytes()), holds, "{raw}");
        }
    }

    #[test]
    fn the_search_finds_all_of_them() {
        let search = TagSearch::new();
        assert!(search.may_be_in(b"a<think>b"));
        assert!(search.may_be_respelled_in(br"\u003cthink\u003e"));
        assert!(!search.may_be_in(b"I think, therefore"));
    }
}
