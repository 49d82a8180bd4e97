//! Loss weights of messages and records.

use crate::record::{Conversation, Index, Key, Kind, Part, Record, Role, Turn};

pub(crate) mod all_weights_zero;
pub(crate) mod ignored_weight;
pub(crate) mod invalid_message_weight;
pub(crate) mod invalid_sample_weight;
pub(crate) mod partial_weights;
pub(crate) mod weight_on_other_role;
pub(crate) mod zero_sample_weight;

/// What the value of a weight is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Weight {
    /// As good as absent; loaders fill in `null` where other records have a weight.
    Null,
    Bool(bool),
    /// A number, and whether it is written as an integer.
    Number(f64, bool),
    /// A word like `NaN` or a number that no parser holds: the business of the syntax rules.
    Unreadable,
    /// A string, list or object.
    NoNumber,
}

impl Weight {
    fn of(record: &Record<'_>, value: Index) -> Self {
        match record.kind(value) {
            Kind::Null => Self::Null,
            Kind::True => Self::Bool(true),
            Kind::False => Self::Bool(false),
            Kind::Number => Self::parse(record.raw(value)),
            _ => Self::NoNumber,
        }
    }

    fn parse(raw: &[u8]) -> Self {
        let number = std::str::from_utf8(raw).ok().and_then(|text| text.parse::<f64>().ok());
        match number.filter(|number| number.is_finite()) {
            Some(number) => Self::Number(number, !raw.iter().any(|b| b".eE".contains(b))),
            None => Self::Unreadable,
        }
    }

    /// Whether something is trained at this weight: 0 or 1, in whatever way it is written.
    fn on(self) -> Option<bool> {
        match self {
            Self::Number(0.0, _) => Some(false),
            Self::Number(1.0, _) => Some(true),
            _ => None,
        }
    }
}

/// The lists of messages whose weights are read: in the outputs of a preference pair they are not.
fn weighted<'a>(
    record: &Record<'a>,
) -> impl Iterator<Item = (&'a Conversation, &'a [Turn])> + use<'a> {
    let outputs = [Part::Preferred, Part::Rejected];
    record.conversations().filter(move |(conversation, _)| !outputs.contains(&conversation.part))
}

/// The weight of a message, and where it stands.
fn weight(record: &Record<'_>, turn: &Turn) -> Option<(Index, Weight)> {
    // The set of keys says quickly that there is none.
    let has = turn.keys.has(Key::Weight);
    let value = has.then(|| record.member(turn.message, Key::Weight)).flatten()?;
    Some((value, Weight::of(record, value)))
}

/// The weight of the record, and where it stands.
fn sample_weight(record: &Record<'_>) -> Option<(Index, Weight)> {
    let value = record.member(0, Key::Weight)?;
    Some((value, Weight::of(record, value)))
}

/// Whether the role is one that is trained.
fn is_assistant(turn: &Turn) -> bool {
    turn.role == Role::Assistant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_how_they_are_written() {
        for (raw, weight) in [
            ("0", Weight::Number(0.0, true)),
            ("-0", Weight::Number(0.0, true)),
            ("1", Weight::Number(1.0, true)),
            ("1.0", Weight::Number(1.0, false)),
            ("1e0", Weight::Number(1.0, false)),
            ("0.5", Weight::Number(0.5, false)),
            ("-1", Weight::Number(-1.0, true)),
            ("1e999", Weight::Unreadable),
            ("NaN", Weight::Unreadable),
            ("-Infinity", Weight::Unreadable),
        ] {
            assert_eq!(Weight::parse(raw.as_bytes()), weight, "{raw}");
        }
        assert_eq!(Weight::parse(b"-0.0").on(), Some(false));
        assert_eq!(Weight::parse(b"2").on(), None);
    }
}
