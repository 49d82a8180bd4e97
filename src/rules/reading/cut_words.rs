//! What there is to say of a record that is too long, in the words that several rules share.

use super::lengths::Cut;
use crate::record::{Kind, Record, Span};
use crate::rules::{Finding, Place};
use crate::tokens::near::Certainty;
use crate::words::Number;

/// Where the record is cut: the first character that is lost, or the record as a whole.
pub(crate) fn place(record: &Record<'_>, cut: &Cut) -> Place {
    let Some((value, _, bytes)) = cut.place else { return Place::Value(0) };
    if record.kind(value) != Kind::String {
        return Place::Value(value);
    }
    let raw = record.raw(value);
    let inside = record.span(value).start.saturating_add(1);
    let at = crate::record::text::source_offset(raw, bytes).min(raw.len());
    let offset = |at: usize| inside.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
    Place::Within(value, Span::new(offset(at), offset(raw.len())))
}

/// How much of the text is left in which the cut falls.
pub(crate) fn label(record: &Record<'_>, cut: &Cut) -> Option<String> {
    let (value, _, bytes) = cut.place?;
    if record.kind(value) != Kind::String {
        return Some("cut here".into());
    }
    let text = record.text(value);
    Some(match text.get(..bytes).map_or(0, |kept| kept.chars().count() as u64) {
        0 => "cut off as a whole".into(),
        1 => "cut after one character".into(),
        kept => format!("cut after {} characters", Number(kept)),
    })
}

/// `9,120 tokens`, or `about 9,120 tokens` where they are not counted with the model's vocabulary.
/// Where nothing is known of the tokenizer, `otherwise` says what the number is.
pub(crate) fn tokens(tokens: u64, certainty: Option<Certainty>, otherwise: &str) -> String {
    let about = match certainty {
        Some(Certainty::Exact) => "",
        Some(_) => "about ",
        None => otherwise,
    };
    let is_one = if tokens == 1 { "" } else { "s" };
    format!("{about}{} token{is_one}", Number(tokens))
}

/// The same of a record that is cut.
pub(crate) fn tokens_of(cut: &Cut) -> String {
    tokens(cut.tokens, cut.certainty, "at least ")
}

/// Say how long the record is and what is too much.
pub(crate) fn describe(finding: &mut Finding, cut: &Cut, title: &str) {
    let lost = cut.tokens.saturating_sub(cut.limit);
    finding.message = format!(
        "this record has {}, {} more than the {} that {title} takes",
        tokens_of(cut),
        Number(lost),
        Number(cut.limit)
    );
}
