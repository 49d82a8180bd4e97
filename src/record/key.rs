//! The object keys that some format knows, as small numbers.
//!
//! The scanner names each key once; everything after it compares numbers and tests bits instead of
//! strings. A key that is not in the list is [`Key::Unknown`].

macro_rules! keys {
    ($($variant:ident $name:literal,)*) => {
        /// An object key that some format knows, or `Unknown`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Key {
            Unknown,
            $($variant,)*
        }

        impl Key {
            /// Every known key with its name.
            pub const ALL: &[(Self, &str)] = &[$((Self::$variant, $name),)*];
            /// By number: 0 is `Unknown`.
            const BY_NUMBER: &[Self] = &[Self::Unknown, $(Self::$variant,)*];
        }
    };
}

keys! {
    // Chat: the record, its messages and their tool calls.
    Messages "messages",
    Role "role",
    Content "content",
    Name "name",
    Weight "weight",
    ToolCalls "tool_calls",
    ToolCallId "tool_call_id",
    FunctionCall "function_call",
    Function "function",
    Functions "functions",
    Arguments "arguments",
    Id "id",
    Type "type",
    Text "text",
    Refusal "refusal",
    Audio "audio",
    Reasoning "reasoning",
    ReasoningContent "reasoning_content",
    Thinking "thinking",
    Tools "tools",
    ParallelToolCalls "parallel_tool_calls",
    Description "description",
    Parameters "parameters",
    Strict "strict",
    ImageUrl "image_url",
    Url "url",
    Detail "detail",
    InputAudio "input_audio",
    File "file",
    // Instruction, text and preference records.
    Prompt "prompt",
    Completion "completion",
    Input "input",
    PreferredOutput "preferred_output",
    NonPreferredOutput "non_preferred_output",
    Instruction "instruction",
    Output "output",
    History "history",
    System "system",
    SystemPrompt "system_prompt",
    Chosen "chosen",
    Rejected "rejected",
    Label "label",
    Labels "labels",
    Completions "completions",
    Samples "samples",
    Score "score",
    Segments "segments",
    InputIds "input_ids",
    AttentionMask "attention_mask",
    PositionIds "position_ids",
    Interactions "interactions",
    AvailableTools "available_tools",
    OnlyLast "only_last",
    // ShareGPT and NeMo.
    Conversations "conversations",
    Conversation "conversation",
    From "from",
    Value "value",
    Mask "mask",
    // Gemini.
    Contents "contents",
    SystemInstruction "systemInstruction",
    Parts "parts",
    FileData "fileData",
    InlineData "inlineData",
    FunctionCallCamel "functionCall",
    FunctionResponse "functionResponse",
    MimeType "mimeType",
    FileUri "fileUri",
    // Bedrock Converse.
    SchemaVersion "schemaVersion",
    ToolConfig "toolConfig",
    ToolSpec "toolSpec",
    InputSchema "inputSchema",
    Json "json",
    Image "image",
    Images "images",
    Video "video",
    Document "document",
    Format "format",
    SourceKey "source",
    S3Location "s3Location",
    Uri "uri",
    ToolUse "toolUse",
    ToolResult "toolResult",
    ToolUseId "toolUseId",
    ReasoningContentCamel "reasoningContent",
    ReasoningText "reasoningText",
    // Trainers.
    ChatTemplateKwargs "chat_template_kwargs",
    Trainable "trainable",
}

impl Key {
    /// The key with this name.
    #[inline]
    pub fn named(name: &[u8]) -> Self {
        let number = TABLE.slots[slot(name, TABLE.multiplier)];
        match Self::ALL.get(usize::from(number).wrapping_sub(1)) {
            Some((key, known)) if known.as_bytes() == name => *key,
            _ => Self::Unknown,
        }
    }

    /// Its name; empty for `Unknown`.
    pub fn name(self) -> &'static str {
        Self::ALL.get((self as usize).wrapping_sub(1)).map_or("", |(_, name)| name)
    }

    /// The key with this number, as the tape stores it.
    #[inline]
    pub(crate) fn from_number(number: u8) -> Self {
        Self::BY_NUMBER.get(usize::from(number)).copied().unwrap_or(Self::Unknown)
    }

    /// The bit that stands for it in a [`KeySet`].
    #[inline]
    pub(crate) const fn bit(self) -> u128 {
        1 << self as u8
    }
}

/// A set of keys. `Unknown` can be in it, for any number of keys that no format knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeySet(pub(crate) u128);

impl KeySet {
    /// The set of these keys.
    pub const fn of(keys: &[Key]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < keys.len() {
            bits |= keys[i].bit();
            i += 1;
        }
        Self(bits)
    }

    /// Whether it holds this key.
    #[inline]
    pub const fn has(self, key: Key) -> bool {
        self.0 & key.bit() != 0
    }

    /// Whether it holds all of these keys.
    #[inline]
    pub const fn has_all(self, keys: Self) -> bool {
        self.0 & keys.0 == keys.0
    }

    /// Whether it holds any of these keys.
    #[inline]
    pub const fn has_any(self, keys: Self) -> bool {
        self.0 & keys.0 != 0
    }

    /// The same with one more key.
    #[inline]
    pub fn insert(&mut self, key: Key) {
        self.0 |= key.bit();
    }

    /// The keys in this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The keys in either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds nothing.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The known keys in it.
    pub fn iter(self) -> impl Iterator<Item = Key> {
        Key::ALL.iter().map(|(key, _)| *key).filter(move |key| self.has(*key))
    }
}

const SLOTS: usize = 1024;

/// A perfect hash over the known names, found while the program is compiled.
struct Table {
    multiplier: u64,
    /// The number of the key that hashes here, or 0.
    slots: [u8; SLOTS],
}

static TABLE: Table = perfect_table();

/// Where a name hashes: by its length, its first two, its middle and its last byte.
#[inline]
const fn slot(name: &[u8], multiplier: u64) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let second = if length > 1 { name[1] } else { 0 };
    let mix = (length as u64) << 32
        | (name[0] as u64) << 24
        | (second as u64) << 16
        | (name[length / 2] as u64) << 8
        | name[length - 1] as u64;
    (mix.wrapping_mul(multiplier) >> (64 - SLOTS.trailing_zeros())) as usize
}

const fn perfect_table() -> Table {
    let mut multiplier = 0x9E37_79B9_7F4A_7C15_u64;
    'search: loop {
        let mut slots = [0_u8; SLOTS];
        let mut i = 0;
        while i < Key::ALL.len() {
            let at = slot(Key::ALL[i].1.as_bytes(), multiplier);
            if slots[at] != 0 {
                multiplier = multiplier.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(2);
                continue 'search;
            }
            #[allow(clippy::cast_possible_truncation)] // Fewer than 128 keys: asserted below.
            {
                slots[at] = i as u8 + 1;
            }
            i += 1;
        }
        return Table { multiplier, slots };
    }
}

const _: () = assert!(Key::ALL.len() < 128, "a KeySet has 128 bits");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_key_is_found_by_its_name() {
        for (key, name) in Key::ALL {
            assert_eq!(Key::named(name.as_bytes()), *key, "{name}");
            assert_eq!(key.name(), *name);
            assert_eq!(Key::from_number(*key as u8), *key);
        }
    }

    #[test]
    fn other_names_are_unknown() {
        for name in ["", "r", "Role", "roles", "rolf", "message", "messages ", "\u{e9}"] {
            assert_eq!(Key::named(name.as_bytes()), Key::Unknown, "{name}");
        }
        assert_eq!(Key::Unknown.name(), "");
        assert_eq!(Key::from_number(200), Key::Unknown);
    }

    #[test]
    fn sets_hold_what_was_put_in() {
        let set = KeySet::of(&[Key::Messages, Key::Tools]);
        assert!(set.has(Key::Tools) && !set.has(Key::Weight));
        assert!(set.has_all(KeySet::of(&[Key::Messages])));
        assert_eq!(
            set.without(KeySet::of(&[Key::Tools])).iter().collect::<Vec<_>>(),
            [Key::Messages]
        );
    }
}
