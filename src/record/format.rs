//! The formats of records, told by their top-level keys.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Key, KeySet};

/// How a record is laid out.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Format {
    /// None that is known.
    #[default]
    Unknown,
    /// `messages` with `role` and `content`.
    Chat,
    /// `prompt` and `completion`.
    Instruction,
    /// `text`.
    Text,
    /// `input`, `preferred_output` and `non_preferred_output`.
    Preference,
    /// `conversations` with `from` and `value`.
    Sharegpt,
    /// `instruction` and `output`.
    Alpaca,
    /// `chosen` and `rejected`, with or without `prompt`.
    ChosenRejected,
    /// `prompt`, `completion` and `label`.
    Unpaired,
    /// `prompt`, `completions` and `labels`.
    Stepwise,
    /// `prompt` alone.
    PromptOnly,
    /// `contents` with `role` and `parts`.
    Gemini,
    /// `contents` and `completions`.
    GeminiPreference,
    /// `schemaVersion` and `messages`.
    Converse,
    /// `input` and `output`.
    InputOutput,
    /// `segments` of text with a `label`.
    Segments,
    /// `interactions`: what Mistral's trainer once called messages.
    Interactions,
    /// `input_ids`: already tokenised.
    Tokenized,
    /// `content` alone: a text, as Mistral's trainer takes it as well.
    Content,
}

/// The keys that make a record one of a format, the most telling first.
const TELLING: &[(Format, KeySet)] = &[
    (Format::Converse, KeySet::of(&[Key::SchemaVersion])),
    (Format::Preference, KeySet::of(&[Key::Input, Key::PreferredOutput, Key::NonPreferredOutput])),
    (Format::ChosenRejected, KeySet::of(&[Key::Chosen, Key::Rejected])),
    (Format::GeminiPreference, KeySet::of(&[Key::Contents, Key::Completions])),
    (Format::Gemini, KeySet::of(&[Key::Contents])),
    (Format::Stepwise, KeySet::of(&[Key::Prompt, Key::Completions, Key::Labels])),
    (Format::Unpaired, KeySet::of(&[Key::Prompt, Key::Completion, Key::Label])),
    (Format::Chat, KeySet::of(&[Key::Messages])),
    (Format::Sharegpt, KeySet::of(&[Key::Conversations])),
    (Format::Sharegpt, KeySet::of(&[Key::Conversation])),
    (Format::Interactions, KeySet::of(&[Key::Interactions])),
    (Format::Instruction, KeySet::of(&[Key::Prompt, Key::Completion])),
    (Format::Alpaca, KeySet::of(&[Key::Instruction, Key::Output])),
    (Format::Segments, KeySet::of(&[Key::Segments])),
    (Format::Tokenized, KeySet::of(&[Key::InputIds])),
    (Format::Text, KeySet::of(&[Key::Text])),
    (Format::InputOutput, KeySet::of(&[Key::Input, Key::Output])),
    (Format::PromptOnly, KeySet::of(&[Key::Prompt])),
    (Format::Content, KeySet::of(&[Key::Content])),
];

impl Format {
    /// Every format.
    pub const ALL: &'static [Self] = &[
        Self::Unknown,
        Self::Chat,
        Self::Instruction,
        Self::Text,
        Self::Preference,
        Self::Sharegpt,
        Self::Alpaca,
        Self::ChosenRejected,
        Self::Unpaired,
        Self::Stepwise,
        Self::PromptOnly,
        Self::Gemini,
        Self::GeminiPreference,
        Self::Converse,
        Self::InputOutput,
        Self::Segments,
        Self::Interactions,
        Self::Tokenized,
        Self::Content,
    ];

    /// The format of a record with these top-level keys.
    #[inline]
    pub fn of(keys: KeySet) -> Self {
        if keys.has(Key::Messages) && !keys.has(Key::SchemaVersion) {
            return Self::Chat;
        }
        let told = TELLING.iter().find(|(_, telling)| keys.has_all(*telling));
        match told.map_or(Self::Unknown, |(format, _)| *format) {
            // A message that stands alone.
            Self::Content if keys.has(Key::Role) => Self::Unknown,
            format => format,
        }
    }

    /// Whether the content of a message is a list of parts in any case, and never a string.
    pub(crate) const fn lists_only(self) -> bool {
        matches!(self, Self::Gemini | Self::GeminiPreference | Self::Converse)
    }

    /// The keys that make a record one of this format.
    pub fn telling_keys(self) -> KeySet {
        TELLING
            .iter()
            .find(|(format, _)| *format == self)
            .map_or(KeySet::of(&[]), |(_, telling)| *telling)
    }

    /// The name used in target files, on the command line and in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Chat => "chat",
            Self::Instruction => "instruction",
            Self::Text => "text",
            Self::Preference => "preference",
            Self::Sharegpt => "sharegpt",
            Self::Alpaca => "alpaca",
            Self::ChosenRejected => "chosen-rejected",
            Self::Unpaired => "unpaired",
            Self::Stepwise => "stepwise",
            Self::PromptOnly => "prompt-only",
            Self::Gemini => "gemini",
            Self::GeminiPreference => "gemini-preference",
            Self::Converse => "converse",
            Self::InputOutput => "input-output",
            Self::Segments => "segments",
            Self::Interactions => "interactions",
            Self::Tokenized => "tokenized",
            Self::Content => "content",
        }
    }

    /// The format with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_listed_in_their_order_and_told_by_their_keys() {
        for (i, format) in Format::ALL.iter().enumerate() {
            assert_eq!(*format as usize, i);
            assert_eq!(Format::named(format.name()), Some(*format));
            if *format != Format::Unknown {
                assert_eq!(Format::of(format.telling_keys()), *format, "{format}");
            }
        }
    }
}
