//! A finding: one defect at one place, with the words for it.
//!
//! Findings are made only for what may be shown; what is merely counted never becomes one.

use serde::{Deserialize, Serialize};

use super::{Judgement, Plan, RuleId};
use crate::record::{Format, RecordHash, sweep};
use crate::target::{Effect, Level, TargetSet};

/// One defect at one place.
///
/// # Example
///
/// ```
/// let linter = tunelint::Linter::builder().target("together").build()?;
/// let report = linter.check_path("fixtures/chat/role.jsonl")?;
/// let finding = &report.findings()[0];
/// assert_eq!(finding.message, "unknown role \"asistant\"");
/// assert_eq!(finding.help.as_deref(), Some("write \"assistant\" instead"));
/// assert_eq!(serde_json::to_value(finding)?["rule"], "unknown-role");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Finding {
    /// The rule that found it.
    pub rule: RuleId,
    /// Which of the rule's cases it is, as a position in [`Rule::cases`](super::Rule::cases).
    pub case: u8,
    /// The format of the record.
    pub format: Format,
    /// How loudly it is said: the worst over the run's targets, or what the user chose.
    pub level: Level,
    /// What it does at each target of the run, in their order.
    pub effects: Vec<Effect>,
    /// Where it is.
    pub location: Location,
    /// The JSON path of the value (`messages[2].role`); `None` for the line or file as a whole.
    pub path: Option<String>,
    /// What is wrong, in one line without a final period.
    pub message: String,
    /// A few words to stand at the place itself, under the caret.
    pub label: Option<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// The bytes around the place, if they were at hand.
    pub snippet: Option<Snippet>,
    /// The record it is in, whatever line that stands on; `None` for what is in no record.
    pub record_hash: Option<RecordHash>,
}

/// Another place that belongs to a finding: the first of two equal keys, the call a result lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where it is.
    pub location: Location,
    /// The bytes around it, if they were at hand.
    pub snippet: Option<Snippet>,
}

/// A place in a dataset.
///
/// Lines, columns and records count from 1, byte offsets from 0. A column counts Unicode scalar
/// values; in a line that is not UTF-8 each bad byte sequence counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Location {
    /// The file, by its position in the report.
    pub file: u32,
    /// The line.
    pub line: u64,
    /// The record: the number of the non-blank line. 0 for a place outside of any record.
    pub record: u64,
    /// The column of the first character.
    pub column: u64,
    /// The column after the last character; a finding never spans lines.
    pub end_column: u64,
    /// The offset in the (decompressed) file of the first byte.
    pub byte_start: u64,
    /// The offset in the (decompressed) file after the last byte.
    pub byte_end: u64,
    /// The offset in the (decompressed) file of the first byte of the line.
    pub line_start: u64,
}

impl Location {
    /// The place moved by what stands before the part of the file it was found in.
    #[must_use]
    pub(crate) fn shifted(mut self, by: &Offset) -> Self {
        // Only the first file of the part can go on where the data before it ends.
        if self.file == 0 {
            self.line += by.lines;
            if self.record != 0 {
                self.record += by.records;
            }
            self.byte_start += by.bytes;
            self.byte_end += by.bytes;
            self.line_start += by.bytes;
        }
        self.file += by.file;
        self
    }
}

/// How much stands before a part of a dataset that was checked on its own: whole files, and the
/// part of the file that it goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Offset {
    pub(crate) file: u32,
    pub(crate) lines: u64,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
}

impl Finding {
    /// A finding without words yet, unless nothing is to be said about it.
    pub(crate) fn at(
        plan: &Plan,
        rule: RuleId,
        case: u8,
        format: Format,
        targets: TargetSet,
        location: Location,
    ) -> Option<Self> {
        let judgement = plan.judge(rule, case, format, targets);
        Self::judged(rule, case, format, judgement, location)
    }

    /// A finding without words yet that no target minds, but the user does.
    pub(crate) fn own(plan: &Plan, rule: RuleId, location: Location) -> Option<Self> {
        Self::judged(rule, 0, Format::Unknown, plan.own_judgement(rule), location)
    }

    fn judged(
        rule: RuleId,
        case: u8,
        format: Format,
        judgement: Judgement,
        location: Location,
    ) -> Option<Self> {
        (judgement.level != Level::Off).then(|| Self {
            rule,
            case,
            format,
            level: judgement.level,
            effects: judgement.effects,
            location,
            path: None,
            message: String::new(),
            label: None,
            help: None,
            related: Vec::new(),
            snippet: None,
            record_hash: None,
        })
    }

    /// Move it by what stands before the part of the dataset it was found in.
    pub(crate) fn shift(&mut self, by: &Offset) {
        self.location = self.location.shifted(by);
        for related in &mut self.related {
            related.location = related.location.shifted(by);
        }
    }
}

/// The bytes around a place: what an excerpt is drawn from when the line itself is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Snippet {
    /// A window of the line, without its line end. It may start or end within a character.
    pub bytes: Vec<u8>,
    /// The offset in the line of the window's first byte.
    pub offset: u32,
    /// The column of the window's first character.
    pub column: u64,
    /// The length of the whole line in bytes.
    pub line_length: u32,
}

/// How many bytes a snippet keeps before the start of its span: enough for the widest terminals.
const BEFORE: usize = 320;
/// How many bytes it keeps from the start of its span on.
const AFTER: usize = 640;

impl Snippet {
    /// The bytes of `line` around the offset `at`.
    pub(crate) fn around(line: &[u8], at: usize) -> Self {
        let start = character_start(line, at.saturating_sub(BEFORE));
        let end = line.len().min(at.saturating_add(AFTER));
        let bytes = line.get(start..end).unwrap_or_default().to_vec();
        Self {
            bytes,
            offset: u32::try_from(start).unwrap_or(u32::MAX),
            column: column(line, start),
            line_length: u32::try_from(line.len()).unwrap_or(u32::MAX),
        }
    }
}

/// The first offset at or before `at` that does not lie within a UTF-8 character.
fn character_start(line: &[u8], at: usize) -> usize {
    let lowest = at.saturating_sub(3);
    (lowest..=at).rev().find(|&i| line.get(i).is_none_or(|byte| byte & 0xC0 != 0x80)).unwrap_or(at)
}

/// The column of the byte at `offset`: one more than the characters before it.
pub(crate) fn column(line: &[u8], offset: usize) -> u64 {
    let before = line.get(..offset).unwrap_or(line);
    // In valid UTF-8 every byte but a continuation byte starts a character; the rare line that is
    // not valid pays for a closer look.
    let characters = if simdutf8::basic::from_utf8(before).is_ok() {
        sweep::count(before, |byte| byte & 0xC0 != 0x80)
    } else {
        before
            .utf8_chunks()
            .map(|chunk| chunk.valid().chars().count() + usize::from(!chunk.invalid().is_empty()))
            .sum()
    };
    characters as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let line = "aé漢😀b".as_bytes();
        assert_eq!(column(line, 0), 1);
        assert_eq!(column(line, 1), 2);
        assert_eq!(column(line, 3), 3);
        assert_eq!(column(line, line.len()), 6);
        assert_eq!(column(b"a\xffb", 2), 3);
        assert_eq!(column(b"ab", 9), 3);
    }

    #[test]
    fn a_snippet_starts_at_a_character() {
        let line = "漢".repeat(1000);
        for at in 0..line.len() {
            let snippet = Snippet::around(line.as_bytes(), at);
            assert!(line.is_char_boundary(snippet.offset as usize));
            assert_eq!(snippet.column, u64::from(snippet.offset) / 3 + 1);
        }
    }
}
