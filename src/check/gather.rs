//! Gathers what the keys of the records of a batch hold, where a target of the run minds.
//!
//! The work is a look into a table and an addition for each key; words are made for the first value
//! of each type only.

use std::collections::HashMap;

use crate::record::{Facts, Format, Index, Key, KeySet, Kind, Member, Record, Role, Turn};
use crate::report::{Columns, Feature, FileReport, Place, Presence, Seen, Sight, Type};
use crate::rules::schema::date_like_column::is_date;
use crate::rules::schema::schema_drift::is_whole_number;
use crate::rules::schema::{date_like_column, inconsistent_optional_field, schema_drift};
use crate::rules::{Context, Plan, RuleId};

/// Gathers the columns of a batch; keeps its memory between them.
#[derive(Debug)]
pub(super) struct Gatherer {
    columns: bool,
    features: bool,
    /// What there is of the batch at hand, by format.
    parts: Vec<(Format, Gathered)>,
}

/// What there is of one format.
#[derive(Debug, Default)]
struct Gathered {
    columns: Columns,
    numbers: [Numbers; Place::COUNT],
}

/// The numbers of the columns at one place.
#[derive(Debug)]
struct Numbers {
    /// By known key: the number, and one more.
    known: [u16; 128],
    /// By the bytes of any other key.
    others: HashMap<Box<[u8]>, u16>,
}

impl Default for Numbers {
    fn default() -> Self {
        Self { known: [0; 128], others: HashMap::new() }
    }
}

impl Gatherer {
    /// None where no target of the run minds.
    pub(super) fn new(plan: &Plan) -> Option<Self> {
        let looks_for = |rule| plan.looks_for(RuleId::of(rule));
        let columns = looks_for(&schema_drift::RULE) || looks_for(&date_like_column::RULE);
        let features = looks_for(&inconsistent_optional_field::RULE)
            || plan.targets().iter().any(|target| target.limits.max_image_records.is_some());
        (columns || features).then(|| Self { columns, features, parts: Vec::new() })
    }

    /// Whether it gathers what differs between records that are put together alike.
    pub(super) fn reads_all(&self) -> bool {
        self.columns
    }

    /// What is gathered of records that are put together as this one, if anything is.
    pub(super) fn alike(record: &Record<'_>) -> Option<Features> {
        is_gathered(record).then(|| {
            let mut features = [false; Feature::ALL.len()];
            find_features(record, |feature, _| features[feature as usize] = true);
            features
        })
    }

    /// Take note of a record that need not be read, since others were put together alike; no, if it has to
    /// be, as the first of its batch that has a feature or lacks it.
    pub(super) fn note_alike(&mut self, format: Format, features: Features) -> bool {
        let Some(part) = self.part(format) else { return false };
        let all = Feature::ALL.into_iter().zip(features);
        if all.clone().any(|(feature, has)| part.seen(feature, has).first.is_none()) {
            return false;
        }
        all.for_each(|(feature, has)| part.seen(feature, has).count += 1);
        true
    }

    fn part(&mut self, format: Format) -> Option<&mut Gathered> {
        let at = self.parts.iter().position(|(known, _)| *known == format).unwrap_or_else(|| {
            self.parts.push((format, Gathered::default()));
            self.parts.len() - 1
        });
        self.parts.get_mut(at).map(|(_, part)| part)
    }

    /// Take note of a record.
    pub(super) fn note(&mut self, record: &Record<'_>, context: &mut Context<'_>) {
        if !is_gathered(record) {
            return;
        }
        let (columns, features) = (self.columns, self.features);
        let Some(part) = self.part(record.format()) else { return };
        if columns && !part.columns.is_full() {
            part.note_members(record, context, Place::Record, 0);
            for (conversation, turns) in record.conversations() {
                for turn in turns {
                    part.note_members(record, context, conversation.part.into(), turn.message);
                    part.note_inside(record, context, turn);
                }
            }
        }
        if features {
            part.note_features(record, context);
        }
    }

    /// Hand over what there is of the batch.
    pub(super) fn finish(&mut self, file: &mut FileReport) {
        for (format, gathered) in self.parts.drain(..) {
            file.part(format).columns = gathered.columns;
        }
    }
}

/// Which of the features a record has.
pub(super) type Features = [bool; Feature::ALL.len()];

/// Whether a record counts: one of no format, or with a wrong type, has findings of its own.
fn is_gathered(record: &Record<'_>) -> bool {
    record.format() != Format::Unknown && !record.facts().contains(Facts::WRONG_TYPE)
}

impl Gathered {
    fn note_members(
        &mut self,
        record: &Record<'_>,
        context: &mut Context<'_>,
        place: Place,
        object: Index,
    ) {
        for member in record.tape().members(object) {
            let number = self.number(record, place, member);
            let Some(column) = number.and_then(|number| self.columns.column(number)) else {
                continue;
            };
            let kind = record.kind(member.value);
            if kind == Kind::String {
                let raw = record.raw(member.value);
                column.dates += u64::from(is_date(raw));
                column.digits += u64::from(is_whole_number(raw));
            }
            column.seen(Type::of(kind)).once(|| sight(record, context, member.value));
        }
    }

    /// What is in the objects of a message: the parts of its content, and its calls.
    fn note_inside(&mut self, record: &Record<'_>, context: &mut Context<'_>, turn: &Turn) {
        if let Some(content) = turn.content.filter(|_| record.facts().contains(Facts::PARTS)) {
            for part in record.tape().elements(content) {
                self.note_members(record, context, Place::Content, part);
            }
        }
        if turn.keys.has(Key::ToolCalls)
            && let Some(calls) = record.member(turn.message, Key::ToolCalls)
        {
            for call in record.tape().elements(calls) {
                if let Some(function) = record.member(call, Key::Function) {
                    self.note_members(record, context, Place::Call, function);
                }
            }
        }
    }

    /// The number of the column of a member.
    #[inline]
    fn number(&mut self, record: &Record<'_>, place: Place, member: Member) -> Option<usize> {
        let numbers = &mut self.numbers[place as usize];
        let raw = record.raw(member.key);
        let found = match member.known {
            Key::Unknown => numbers.others.get(raw).copied(),
            known => numbers.known.get(known as usize).copied().filter(|number| *number > 0),
        };
        if let Some(number) = found {
            return Some(usize::from(number) - 1);
        }
        let number = self.columns.number(place, &record.text(member.key))?;
        let stored = u16::try_from(number + 1).ok()?;
        match member.known {
            // A key can be written with escapes in more ways than there is room for.
            Key::Unknown if raw.contains(&b'\\') => {}
            Key::Unknown => {
                numbers.others.insert(raw.into(), stored);
            }
            known => {
                if let Some(slot) = numbers.known.get_mut(known as usize) {
                    *slot = stored;
                }
            }
        }
        Some(number)
    }

    /// The records that have a feature, or those that lack it.
    fn seen(&mut self, feature: Feature, has: bool) -> &mut Seen {
        let Presence { with, without } = self.columns.feature(feature);
        if has { with } else { without }
    }

    fn note_features(&mut self, record: &Record<'_>, context: &mut Context<'_>) {
        let mut first: [Option<Index>; Feature::ALL.len()] = [None; Feature::ALL.len()];
        find_features(record, |feature, at| {
            first[feature as usize].get_or_insert(at);
        });
        for (feature, at) in Feature::ALL.into_iter().zip(first) {
            let seen = self.seen(feature, at.is_some());
            seen.once(|| sight(record, context, at.unwrap_or(0)));
        }
    }
}

fn sight(record: &Record<'_>, context: &mut Context<'_>, value: Index) -> Sight {
    let place = context.related(record, value, String::new());
    let path = record.path(value);
    Sight {
        location: place.location,
        path: (!path.is_empty()).then_some(path),
        snippet: place.snippet,
    }
}

/// Tell of everything in a record that only some records of a file may have.
fn find_features(record: &Record<'_>, mut found: impl FnMut(Feature, Index)) {
    const CALLS: KeySet = KeySet::of(&[Key::ToolCalls, Key::FunctionCall]);
    const REASONING: KeySet = KeySet::of(&[Key::Reasoning, Key::ReasoningContent, Key::Thinking]);

    for member in record.tape().members(0) {
        if record.kind(member.value) == Kind::Null {
            continue;
        }
        match member.known {
            Key::System | Key::SystemPrompt | Key::SystemInstruction => {
                found(Feature::System, member.key);
            }
            Key::Weight => found(Feature::Weight, member.key),
            Key::Image | Key::Images => found(Feature::Image, member.key),
            Key::Video => found(Feature::Video, member.key),
            _ => {}
        }
    }
    for turn in record.turns() {
        match turn.role {
            Role::System | Role::Developer => found(Feature::System, turn.message),
            Role::Tool | Role::Function => found(Feature::ToolResult, turn.message),
            _ => {}
        }
        if turn.keys.has_any(CALLS.union(REASONING)) {
            for member in record.tape().members(turn.message) {
                if record.kind(member.value) == Kind::Null {
                    continue;
                }
                if CALLS.has(member.known) {
                    found(Feature::ToolUse, member.key);
                } else if REASONING.has(member.known) {
                    found(Feature::Reasoning, member.key);
                }
            }
        }
        let Some(content) = turn.content.filter(|_| record.facts().contains(Facts::PARTS)) else {
            continue;
        };
        for part in record.tape().elements(content) {
            for member in record.tape().members(part) {
                if let Some(feature) = feature_of_part(record, member) {
                    found(feature, part);
                }
            }
        }
    }
}

/// What a content part is by one of its members: its type, or the one key it has in Converse and
/// Gemini.
fn feature_of_part(record: &Record<'_>, member: Member) -> Option<Feature> {
    if record.kind(member.value) == Kind::Null {
        return None;
    }
    match member.known {
        Key::Type => match &*record.text(member.value) {
            "image_url" | "image" | "input_image" => Some(Feature::Image),
            "video_url" | "video" => Some(Feature::Video),
            "thinking" | "reasoning" => Some(Feature::Reasoning),
            _ => None,
        },
        Key::Image | Key::InlineData | Key::FileData => Some(Feature::Image),
        Key::Video => Some(Feature::Video),
        Key::ReasoningContentCamel => Some(Feature::Reasoning),
        Key::ToolUse | Key::FunctionCallCamel => Some(Feature::ToolUse),
        Key::ToolResult | Key::FunctionResponse => Some(Feature::ToolResult),
        _ => None,
    }
}
