//! Pairs of a preferred and another output.

use crate::record::{Index, Key, Kind, Record};

pub(crate) mod identical_outputs;
pub(crate) mod input_ends_with_assistant;
pub(crate) mod invalid_output;
pub(crate) mod one_turn_only;
pub(crate) mod output_count;
pub(crate) mod output_role;
pub(crate) mod repeated_prompt;

/// One side of a pair of Gemini's: a score, and what was said.
#[derive(Debug, Clone, Copy)]
struct Completion {
    /// The whole entry.
    entry: Index,
    score: Option<Index>,
    said: Option<Index>,
}

/// The sides of a pair of Gemini's; none in a record of another format.
fn completions<'a>(record: &Record<'a>) -> impl Iterator<Item = Completion> + use<'a> {
    let record = *record;
    let list = record.member(0, Key::Completions).unwrap_or(Index::MAX);
    record.tape().elements(list).map(move |entry| Completion {
        entry,
        score: record.member(entry, Key::Score),
        said: record.member(entry, Key::Completion),
    })
}

/// Whether a completion is the preferred one; nothing where its score does not say.
fn preferred(record: &Record<'_>, score: Option<Index>) -> Option<bool> {
    let score = score.filter(|score| record.kind(*score) == Kind::Number)?;
    let number: f64 = std::str::from_utf8(record.raw(score)).ok()?.parse().ok()?;
    match number {
        1.0 => Some(true),
        0.0 => Some(false),
        _ => None,
    }
}
