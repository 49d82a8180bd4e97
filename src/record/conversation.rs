//! Messages in any format, as turns.
//!
//! Chat messages, ShareGPT conversations, Gemini contents and the two sides of a preference pair
//! are all lists of turns: who speaks, and what. A rule about turns is written once for all.

use std::ops::Range;

use super::{Index, KeySet};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `system`
    System,
    /// `user`; `human` in ShareGPT.
    User,
    /// `assistant`; `gpt` in ShareGPT, `model` in Gemini.
    Assistant,
    /// `tool`; `function_response`, `observation` in ShareGPT.
    Tool,
    /// `developer`
    Developer,
    /// `function`
    Function,
    /// Any other string.
    Other,
    /// No role, or no string.
    Missing,
}

impl Role {
    /// The role of a chat message, as every chat format spells it.
    #[inline]
    pub(crate) fn of_chat(name: &[u8]) -> Self {
        match name {
            b"user" => Self::User,
            b"assistant" => Self::Assistant,
            b"system" => Self::System,
            b"tool" => Self::Tool,
            b"developer" => Self::Developer,
            b"function" => Self::Function,
            _ => Self::Other,
        }
    }

    /// The role of a ShareGPT turn.
    pub(crate) fn of_sharegpt(name: &[u8]) -> Self {
        match name {
            b"human" => Self::User,
            b"gpt" | b"function_call" => Self::Assistant,
            b"observation" | b"function_response" => Self::Tool,
            _ => Self::of_chat(name),
        }
    }

    /// The role of a Gemini content.
    pub(crate) fn of_gemini(name: &[u8]) -> Self {
        match name {
            b"user" => Self::User,
            b"model" => Self::Assistant,
            b"function" => Self::Tool,
            _ => Self::Other,
        }
    }
}

/// One message, wherever it stands.
#[derive(Debug, Clone, Copy)]
pub struct Turn {
    /// The message itself.
    pub message: Index,
    /// The keys it has.
    pub keys: KeySet,
    /// Who speaks.
    pub role: Role,
    /// The value of its role.
    pub role_value: Option<Index>,
    /// What is said: the value of `content`, `value` or `parts`.
    pub content: Option<Index>,
}

/// Which list of messages of a record it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The only one.
    Whole,
    /// What comes before the two outputs of a preference pair.
    Context,
    /// The preferred output.
    Preferred,
    /// The other output.
    Rejected,
}

/// One list of messages.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Which one.
    pub part: Part,
    /// The array.
    pub list: Index,
    /// Its turns, among those of the record.
    pub turns: Range<usize>,
}
