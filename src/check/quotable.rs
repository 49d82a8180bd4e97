//! What stays of a batch until its turn comes: the bytes that findings may quote from.
//!
//! Whether a record repeats an earlier one is known only when everything before it is merged. Until
//! then a batch is kept whole, unless it is large: then a line of megabytes is in it, and what is
//! kept of such a line is its beginning, for no more is ever quoted.

use std::borrow::Cow;

use crate::report::RecordPlace;
use crate::rules::Snippet;

/// Batches larger than this are not kept whole.
const WORTH_KEEPING: usize = 4 << 20;

/// What is kept of a long line: its longest indent, and more than a snippet holds.
const HEAD: usize = 68 << 10;

/// The lines of a batch, the long ones perhaps without their ends.
#[derive(Debug)]
pub(super) struct Quotable<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    cuts: Vec<Cut>,
}

/// A line whose end is not kept.
#[derive(Debug)]
struct Cut {
    /// Where the line starts in the batch.
    line: usize,
    /// How many of its bytes are gone.
    missing: usize,
}

impl<'b> Quotable<'b> {
    /// All of a batch.
    pub(super) const fn whole(lines: &'b [u8]) -> Self {
        Self { bytes: Cow::Borrowed(lines), cuts: Vec::new() }
    }

    /// The beginnings of the lines of a batch that is too large to be kept.
    pub(super) fn heads_of_large(lines: &[u8]) -> Option<Quotable<'static>> {
        (lines.len() > WORTH_KEEPING).then(|| Quotable::heads(lines))
    }

    fn heads(lines: &[u8]) -> Quotable<'static> {
        let mut bytes = Vec::new();
        let mut cuts = Vec::new();
        let mut at = 0;
        for end in memchr::memchr_iter(b'\n', lines).chain([lines.len()]) {
            let kept = end.min(at + HEAD);
            bytes.extend_from_slice(&lines[at..kept]);
            bytes.extend_from_slice(lines.get(end..=end).unwrap_or_default());
            if kept < end {
                cuts.push(Cut { line: at, missing: end - kept });
            }
            at = end + 1;
        }
        Quotable { bytes: Cow::Owned(bytes), cuts }
    }

    /// The line at a place in the batch.
    pub(super) fn quote(&self, place: RecordPlace) -> Option<Snippet> {
        let indent = usize::from(place.indent);
        let line = usize::try_from(place.start).ok()?.checked_sub(indent)?;
        let before = self.cuts.partition_point(|cut| cut.line < line);
        let (cuts, here) = self.cuts.split_at(before);
        let missing: usize = cuts.iter().map(|cut| cut.missing).sum();
        let rest = self.bytes.get(line.checked_sub(missing)?..)?;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let mut snippet = Snippet::around(&rest[..end], indent);
        if let Some(cut) = here.first().filter(|cut| cut.line == line) {
            let length = (end + cut.missing).try_into().unwrap_or(u32::MAX);
            snippet.line_length = length;
        }
        Some(snippet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_quoted_like_the_whole() {
        let long = "x".repeat(HEAD);
        let lines = [
            "short".to_owned(),
            format!("  {long}y"),
            String::new(),
            format!("{long}{long}"),
            "last".to_owned(),
        ];
        let text = lines.join("\n");
        let heads = Quotable::heads(text.as_bytes());
        assert!(heads.bytes.len() < text.len());
        let mut place = RecordPlace::default();
        for line in lines {
            place.indent = if line.starts_with(' ') { 2 } else { 0 };
            place.start += u64::from(place.indent);
            let whole = Quotable::whole(text.as_bytes()).quote(place);
            assert_eq!(whole.as_ref().map(|quote| quote.line_length as usize), Some(line.len()));
            assert_eq!(heads.quote(place), whole);
            place.start += line.len() as u64 + 1 - u64::from(place.indent);
        }
    }
}
