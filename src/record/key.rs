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
            /// By number: 0 is `Unknown`, and so is what is no number of a key.
            const BY_NUMBER: [Self; 256] = {
                let mut keys = [Self::Unknown; 256];
                $(keys[Self::$variant as usize] = Self::$variant;)*
                keys
            };
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
        Name::new(name, 0, name.len()).map_or(Self::Unknown, |name| name.key().0)
    }

    /// Its name; empty for `Unknown`.
    pub fn name(self) -> &'static str {
        Self::ALL.get((self as usize).wrapping_sub(1)).map_or("", |(_, name)| name)
    }

    /// The key with this number, as the tape stores it.
    #[inline]
    pub(crate) fn from_number(number: u8) -> Self {
        Self::BY_NUMBER[usize::from(number)]
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

/// The name of a key as a few numbers, so that it is recognised without a loop or a call: to compare
/// bytes took a quarter of the scanner's time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Name<'a> {
    /// All of it.
    bytes: &'a [u8],
    /// The first eight bytes, with zeros after a shorter name.
    head: u64,
    /// The last eight bytes; zero for a shorter name.
    tail: u64,
}

impl<'a> Name<'a> {
    /// The name that stands between two places of `text`.
    #[inline(always)]
    pub(super) fn new(text: &'a [u8], start: usize, end: usize) -> Option<Self> {
        let bytes = text.get(start..end)?;
        // What follows a short name is read with it, and cut off.
        let head = match text.get(start..start + 8).and_then(|head| head.first_chunk()) {
            Some(head) => u64::from_le_bytes(*head),
            None => u64::from_le_bytes(padded(bytes)),
        };
        let Some(tail) = bytes.last_chunk() else {
            return Some(Self { bytes, head: head & ((1 << (8 * bytes.len())) - 1), tail: 0 });
        };
        Some(Self { bytes, head, tail: u64::from_le_bytes(*tail) })
    }

    pub(super) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Whether it is the name of this known key.
    #[inline(always)]
    pub(super) fn is(self, key: Key) -> bool {
        self.same(&TABLE.names[key as usize % NAMES].0)
    }

    #[inline(always)]
    fn same(self, known: &Name<'_>) -> bool {
        known.head == self.head
            && known.tail == self.tail
            && known.bytes.len() == self.bytes.len()
            && (self.bytes.len() <= 16 || known.bytes == self.bytes)
    }

    /// The known key with this name, and a hash of seven bits.
    #[inline(always)]
    pub(super) fn key(self) -> (Key, u8) {
        let spread = spread(self.head, self.tail, self.bytes.len(), TABLE.multiplier);
        // All bytes of a name count only for the highest bits of a product.
        #[allow(clippy::cast_possible_truncation)] // Ten bits; seven bits.
        let (slot, hash) = ((spread >> SLOT_SHIFT) as usize, (spread >> 57) as u8);
        let (known, key) = &TABLE.names[usize::from(TABLE.slots[slot % SLOTS]) % NAMES];
        (if self.same(known) { *key } else { Key::Unknown }, hash)
    }
}

/// Which key comes after which: records are alike, and to look whether a name is the one that came
/// last time takes half as long as to look it up.
#[derive(Debug)]
pub(super) struct Guesses {
    /// By the number of the key before.
    next: [Key; NAMES],
    before: Key,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { next: [Key::Unknown; NAMES], before: Key::Unknown }
    }
}

impl Guesses {
    /// The known key with a name; a hash of seven bits if it is none.
    #[inline(always)]
    pub(super) fn key(&mut self, name: Name<'_>) -> (Key, u8) {
        let guess = &mut self.next[self.before as usize % NAMES];
        if name.is(*guess) {
            self.before = *guess;
            return (*guess, 0);
        }
        let (key, hash) = name.key();
        *guess = key;
        self.before = key;
        (key, hash)
    }
}

#[cold]
fn padded(bytes: &[u8]) -> [u8; 8] {
    let mut all = [0; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    all
}

const SLOTS: usize = 1024;
const SLOT_SHIFT: u32 = 64 - SLOTS.trailing_zeros();
const NAMES: usize = 128;

/// A perfect hash over the known names, found while the program is compiled.
struct Table {
    multiplier: u64,
    /// The number of the key that hashes here, or 0.
    slots: [u8; SLOTS],
    /// By number.
    names: [(Name<'static>, Key); NAMES],
}

static TABLE: Table = perfect_table();

#[inline(always)]
const fn spread(head: u64, tail: u64, length: usize, multiplier: u64) -> u64 {
    (head ^ tail.rotate_left(29) ^ length as u64).wrapping_mul(multiplier)
}

const fn perfect_table() -> Table {
    // No name that is looked up has a head of ones: such bytes are not UTF-8.
    let mut names = [(Name { bytes: &[], head: u64::MAX, tail: 0 }, Key::Unknown); NAMES];
    let mut i = 0;
    while i < Key::ALL.len() {
        let bytes = Key::ALL[i].1.as_bytes();
        let head = word(bytes, 0);
        let tail = if bytes.len() < 8 { 0 } else { word(bytes, bytes.len() - 8) };
        names[i + 1] = (Name { bytes, head, tail }, Key::ALL[i].0);
        i += 1;
    }
    let mut multiplier = 0x9E37_79B9_7F4A_7C15_u64;
    'search: loop {
        let mut slots = [0_u8; SLOTS];
        let mut number = 1;
        while number <= Key::ALL.len() {
            let (name, _) = names[number];
            let spread = spread(name.head, name.tail, name.bytes.len(), multiplier);
            let slot = (spread >> SLOT_SHIFT) as usize;
            if slots[slot] != 0 {
                multiplier = multiplier.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(2);
                continue 'search;
            }
            #[allow(clippy::cast_possible_truncation)] // Fewer than 128 keys: asserted below.
            {
                slots[slot] = number as u8;
            }
            number += 1;
        }
        return Table { multiplier, slots, names };
    }
}

/// Up to eight bytes from `start` on, the first one lowest.
const fn word(bytes: &[u8], start: usize) -> u64 {
    let mut word = 0;
    let mut i = 0;
    while i < 8 && start + i < bytes.len() {
        word |= (bytes[start + i] as u64) << (8 * i);
        i += 1;
    }
    word
}

const _: () = assert!(Key::ALL.len() < NAMES, "a KeySet has 128 bits");

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
