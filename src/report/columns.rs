//! What the keys of a file's records hold: the facts behind the rules about all records together.
//!
//! A column is a key at the top of the records, or a key of their messages. Of each it is known
//! which types its values have, how often, and where each type came first; of some things that a
//! record may have, whether and where a record has them or lacks them. That is little, and the same
//! however large the file; it is gathered only where a target of the run minds.

use serde::{Deserialize, Serialize};

use crate::record::{Key, Kind, Part};
use crate::rules::{Location, Offset, Snippet};

/// The most columns of a file. A file with more of them keeps its data in its keys; nothing is said
/// of them.
const MOST: usize = 1000;

/// What is known of the records of one format.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Columns {
    /// In the order in which they first come.
    list: Vec<Column>,
    /// There are too many, and so none is kept.
    too_many: bool,
    /// By [`Feature`].
    features: Vec<Presence>,
}

/// A place that a finding may name later on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sight {
    pub(crate) location: Location,
    pub(crate) path: Option<String>,
    pub(crate) snippet: Option<Snippet>,
}

impl Sight {
    /// Where it is in the file, when its part of the file starts at `offset`.
    fn shift(&mut self, offset: &Offset) {
        // The file's number is given when the file is concluded.
        self.location = self.location.shifted(&Offset { file: 0, ..*offset });
    }
}

/// Where a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Place {
    /// At the top of the record.
    Record,
    /// In the messages of a conversation.
    Whole,
    /// In the messages before the two outputs of a pair.
    Context,
    /// In the preferred output.
    Preferred,
    /// In the other output.
    Rejected,
    /// In the parts of a content.
    Content,
    /// In the function of a tool call.
    Call,
}

impl Place {
    pub(crate) const COUNT: usize = 7;
}

impl From<Part> for Place {
    fn from(part: Part) -> Self {
        match part {
            Part::Whole => Self::Whole,
            Part::Context => Self::Context,
            Part::Preferred => Self::Preferred,
            Part::Rejected => Self::Rejected,
        }
    }
}

/// The type of a value, as far as a column cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

impl Type {
    pub(crate) const ALL: [Self; 6] =
        [Self::Null, Self::Boolean, Self::Number, Self::String, Self::Array, Self::Object];

    pub(crate) fn of(kind: Kind) -> Self {
        match kind {
            Kind::Null => Self::Null,
            Kind::True | Kind::False => Self::Boolean,
            Kind::Number => Self::Number,
            Kind::String | Kind::Key => Self::String,
            Kind::Array => Self::Array,
            Kind::Object => Self::Object,
        }
    }

    /// What people call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Column {
    pub(crate) place: Place,
    pub(crate) name: String,
    /// By [`Type`].
    types: [Seen; Type::ALL.len()],
    /// How many of its strings look like a date or a time.
    pub(crate) dates: u64,
    /// How many of them are whole numbers.
    #[serde(default)]
    pub(crate) digits: u64,
}

/// How often something was seen, and where first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Seen {
    pub(crate) count: u64,
    pub(crate) first: Option<Sight>,
}

impl Seen {
    /// See it once more.
    #[inline]
    pub(crate) fn once(&mut self, sight: impl FnOnce() -> Sight) {
        self.count += 1;
        if self.first.is_none() {
            self.first = Some(sight());
        }
    }

    fn merge(&mut self, later: Self, offset: &Offset) {
        self.count += later.count;
        if self.first.is_none() {
            self.first = later.first;
            if let Some(first) = &mut self.first {
                first.shift(offset);
            }
        }
    }
}

impl Column {
    #[inline]
    pub(crate) fn seen(&mut self, kind: Type) -> &mut Seen {
        &mut self.types[kind as usize]
    }

    /// How many values of a type it has.
    pub(crate) fn count(&self, kind: Type) -> u64 {
        self.types[kind as usize].count
    }

    /// How many values it has, nulls among them.
    fn values(&self) -> u64 {
        self.types.iter().map(|seen| seen.count).sum()
    }

    /// Its types, in the order in which they first come.
    pub(crate) fn types(&self) -> Vec<(Type, &Sight)> {
        let seen = Type::ALL.into_iter().zip(&self.types);
        let mut types: Vec<_> =
            seen.filter_map(|(kind, seen)| Some((kind, seen.first.as_ref()?))).collect();
        types.sort_by_key(|(_, sight)| sight.location);
        types
    }

    /// The known key that it is.
    pub(crate) fn key(&self) -> Key {
        Key::named(self.name.as_bytes())
    }
}

/// Something that a record may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Feature {
    System,
    Image,
    Video,
    Reasoning,
    ToolUse,
    ToolResult,
    Weight,
}

impl Feature {
    /// In the order of the cases of `inconsistent-optional-field`.
    pub(crate) const ALL: [Self; 7] = [
        Self::System,
        Self::Image,
        Self::Video,
        Self::Reasoning,
        Self::ToolUse,
        Self::ToolResult,
        Self::Weight,
    ];
}

/// How many records have a feature and how many lack it, and the first of each.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Presence {
    pub(crate) with: Seen,
    pub(crate) without: Seen,
}

impl Columns {
    /// The columns there are.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.list.iter()
    }

    /// Whether nothing was gathered.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.features.is_empty()
    }

    /// Whether the objects at a place all have the same keys, as far as counts can tell.
    pub(crate) fn all_have_the_same_keys(&self, place: Place) -> bool {
        let mut counts =
            self.list.iter().filter(|column| column.place == place).map(Column::values);
        let first = counts.next();
        counts.all(|count| Some(count) == first)
    }

    /// The features that were looked for.
    pub(crate) fn features(&self) -> impl Iterator<Item = (Feature, &Presence)> {
        Feature::ALL.into_iter().zip(&self.features)
    }

    /// How many records have a feature.
    pub(crate) fn with(&self, feature: Feature) -> u64 {
        self.features.get(feature as usize).map_or(0, |presence| presence.with.count)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.too_many
    }

    pub(crate) fn column(&mut self, number: usize) -> Option<&mut Column> {
        self.list.get_mut(number)
    }

    pub(crate) fn feature(&mut self, feature: Feature) -> &mut Presence {
        self.features.resize(Feature::ALL.len(), Presence::default());
        &mut self.features[feature as usize]
    }

    /// The number of a column, which becomes one if it is none yet.
    pub(crate) fn number(&mut self, place: Place, name: &str) -> Option<usize> {
        let known = self.list.iter().position(|c| c.place == place && c.name == name);
        if known.is_some() || self.too_many {
            return known;
        }
        let types: [Seen; Type::ALL.len()] = std::array::from_fn(|_| Seen::default());
        self.add(Column { place, name: name.to_owned(), types, dates: 0, digits: 0 })
    }

    fn add(&mut self, column: Column) -> Option<usize> {
        if self.list.len() == MOST {
            // Nothing is kept, so that it does not matter which of them came first where.
            self.too_many = true;
            self.list = Vec::new();
            return None;
        }
        self.list.push(column);
        Some(self.list.len() - 1)
    }

    /// Add what is known of the part of the file that starts at `offset`.
    pub(crate) fn merge(&mut self, later: Self, offset: &Offset) {
        if later.too_many {
            self.too_many = true;
            self.list = Vec::new();
        }
        for (at, column) in later.list.into_iter().enumerate() {
            if self.too_many {
                break;
            }
            // The parts of a file mostly have the same columns in the same order.
            let is_it = |c: &Column| c.place == column.place && c.name == column.name;
            let number = match self.list.get(at) {
                Some(same) if is_it(same) => Some(at),
                _ => self.number(column.place, &column.name),
            };
            if let Some(known) = number.and_then(|number| self.list.get_mut(number)) {
                known.dates += column.dates;
                known.digits += column.digits;
                for (known, more) in known.types.iter_mut().zip(column.types) {
                    known.merge(more, offset);
                }
            }
        }
        self.features.resize(later.features.len().max(self.features.len()), Presence::default());
        for (known, more) in self.features.iter_mut().zip(later.features) {
            known.with.merge(more.with, offset);
            known.without.merge(more.without, offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(line: u64) -> Sight {
        let mut location = Location::default();
        location.line = line;
        Sight { location, path: None, snippet: None }
    }

    fn columns(names: std::ops::Range<usize>) -> Columns {
        let mut columns = Columns::default();
        for name in names {
            if let Some(number) = columns.number(Place::Record, &name.to_string()) {
                columns.column(number).unwrap().seen(Type::String).once(|| sight(1));
            }
        }
        columns
    }

    #[test]
    fn the_first_place_of_each_type_is_remembered() {
        let mut before = columns(0..1);
        let mut after = columns(0..1);
        after.column(0).unwrap().seen(Type::Number).once(|| sight(3));
        before.merge(after, &Offset { lines: 10, ..Offset::default() });
        let column = before.iter().next().unwrap();
        let types: Vec<_> = column.types().iter().map(|(t, s)| (*t, s.location.line)).collect();
        assert_eq!(types, [(Type::String, 1), (Type::Number, 13)]);
        assert_eq!(column.count(Type::String), 2);
    }

    #[test]
    fn too_many_columns_are_too_many_however_they_are_merged() {
        assert_eq!(columns(0..MOST).iter().count(), MOST);
        let whole = columns(0..MOST + 1);
        assert!(whole.is_full() && whole.iter().next().is_none());
        for cut in [1, MOST / 2, MOST] {
            let mut merged = columns(0..cut);
            merged.merge(columns(cut / 2..MOST + 1), &Offset::default());
            assert_eq!(merged, whole);
        }
    }
}
