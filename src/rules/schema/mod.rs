//! Keys, types and formats.

use crate::record::{Format, KeySet, Record};
use crate::rules::quote::{list, quote};

pub(crate) mod ambiguous_format;
pub(crate) mod date_like_column;
pub(crate) mod inconsistent_optional_field;
pub(crate) mod missing_field;
pub(crate) mod missing_role;
pub(crate) mod misspelled_field;
pub(crate) mod schema_drift;
pub(crate) mod unknown_field;
pub(crate) mod unknown_format;
pub(crate) mod unknown_message_field;
pub(crate) mod unknown_role;
pub(crate) mod wrong_type;

/// The formats whose keys a record has beside those of its own format, and of which it thus could be
/// as well.
fn other_formats(record: &Record<'_>) -> impl Iterator<Item = Format> {
    let (own, keys) = (record.format(), record.keys());
    let others = Format::ALL
        .iter()
        .copied()
        .filter(move |other| *other != own && *other != Format::Unknown && !includes(own, *other));
    let mut told = KeySet::default();
    others.filter(move |other| {
        let telling = other.telling_keys();
        // What is told by the keys of a format that is there is no third one.
        let is_other = keys.has_all(telling) && !told.has_all(telling);
        if is_other {
            told = told.union(telling);
        }
        is_other
    })
}

/// Whether a record of one format has the keys of another as a matter of course.
fn includes(format: Format, other: Format) -> bool {
    format.telling_keys().has_all(other.telling_keys())
        || matches!(
            (format, other),
            (Format::ChosenRejected, Format::PromptOnly)
                | (Format::Alpaca, Format::InputOutput)
                | (Format::Converse, Format::Chat)
                | (Format::Tokenized, Format::Text)
        )
}

/// Keys as they stand in a sentence.
fn shown_keys(keys: KeySet) -> String {
    let names: Vec<String> = keys.iter().map(|key| quote(key.name())).collect();
    list(names.iter().map(String::as_str))
}
