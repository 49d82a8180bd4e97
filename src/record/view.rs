//! A record as a rule sees it.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::canonical::Hasher;
use super::conversation::{Conversation, Turn};
use super::shape::Shape;
use super::{Facts, Format, Index, Key, KeySet, Kind, Span, Tape, text};

/// One record: its line, its values, its format and turns.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    line: &'a [u8],
    tape: &'a Tape,
    shape: &'a Shape,
    facts: Facts,
    depth: usize,
}

impl<'a> Record<'a> {
    pub(crate) fn new(
        line: &'a [u8],
        tape: &'a Tape,
        shape: &'a Shape,
        facts: Facts,
        depth: usize,
    ) -> Self {
        Self { line, tape, shape, facts: facts | shape.facts, depth }
    }

    /// The bytes of the line, without its line end.
    pub fn line(&self) -> &'a [u8] {
        self.line
    }

    /// All values of the line; the record itself is at 0.
    pub fn tape(&self) -> &'a Tape {
        self.tape
    }

    /// What is unusual about it.
    pub fn facts(&self) -> Facts {
        self.facts
    }

    /// How deep its arrays and objects are nested.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// How it is laid out.
    pub fn format(&self) -> Format {
        self.shape.format
    }

    /// Its top-level keys.
    pub fn keys(&self) -> KeySet {
        self.shape.keys
    }

    /// All its turns.
    pub fn turns(&self) -> &'a [Turn] {
        &self.shape.turns
    }

    /// Its lists of messages.
    pub fn conversations(&self) -> impl Iterator<Item = (&'a Conversation, &'a [Turn])> + use<'a> {
        let turns = &self.shape.turns;
        self.shape.conversations.iter().map(|conversation| {
            (conversation, turns.get(conversation.turns.clone()).unwrap_or_default())
        })
    }

    /// All its turns, each with its list of messages.
    pub(crate) fn turns_of_conversations(
        &self,
    ) -> impl Iterator<Item = (&'a Conversation, &'a Turn)> + use<'a> {
        self.conversations()
            .flat_map(|(conversation, turns)| turns.iter().map(move |turn| (conversation, turn)))
    }

    /// The kind of a value.
    pub fn kind(&self, value: Index) -> Kind {
        self.tape.token(value).kind()
    }

    /// Where a value stands in the line.
    pub fn span(&self, value: Index) -> Span {
        self.tape.token(value).span()
    }

    /// The bytes of a value as they stand; of a string or key without the quotes.
    pub fn raw(&self, value: Index) -> &'a [u8] {
        self.tape.token(value).inner().of(self.line)
    }

    /// What a string or key says; of another value its JSON.
    pub fn text(&self, value: Index) -> Cow<'a, str> {
        match self.kind(value) {
            Kind::String | Kind::Key => text::decode(self.raw(value)),
            _ => String::from_utf8_lossy(self.raw(value)),
        }
    }

    /// Whether a string says just this. Nearly always the bytes show it, in a tenth of the time.
    pub(crate) fn says(&self, value: Index, text: &str) -> bool {
        self.raw(value) == text.as_bytes() || self.text(value) == text
    }

    /// Whether two values say the same, whatever way they are written.
    pub(crate) fn same(&self, a: Index, b: Index) -> bool {
        let mut hasher = Hasher::default();
        self.tape.token(a).width() == self.tape.token(b).width()
            && hasher.hash_value(self.line, self.tape, a)
                == hasher.hash_value(self.line, self.tape, b)
    }

    /// The value of a known key of an object: the last one, as every parser takes it.
    pub fn member(&self, object: Index, key: Key) -> Option<Index> {
        self.tape.member(object, key)
    }

    /// The values of several known keys of an object, found in one go.
    pub(crate) fn pick<const N: usize>(&self, object: Index, keys: [Key; N]) -> [Option<Index>; N] {
        let mut values = [None; N];
        for member in self.tape.members(object) {
            for (value, key) in values.iter_mut().zip(keys) {
                if member.known == key {
                    *value = Some(member.value);
                }
            }
        }
        values
    }

    /// The JSON path of a value or key: `messages[2].tool_calls[0].function.arguments`. The record
    /// itself has the empty path.
    pub fn path(&self, target: Index) -> String {
        let mut path = String::new();
        let mut container = 0;
        // Down from the record, each time into the one member that holds the value.
        while container != target {
            let step = match self.kind(container) {
                Kind::Object => self
                    .tape
                    .members(container)
                    .find(|member| target < self.tape.after(member.value))
                    .map(|member| {
                        push_key(&mut path, &text::decode(self.raw(member.key)));
                        if target == member.key { target } else { member.value }
                    }),
                Kind::Array => self
                    .tape
                    .elements(container)
                    .enumerate()
                    .find(|(_, element)| target < self.tape.after(*element))
                    .map(|(i, element)| {
                        let _ = write!(path, "[{i}]");
                        element
                    }),
                _ => None,
            };
            let Some(next) = step else { break };
            container = next;
        }
        path
    }
}

/// Add a key to a path: `.name`, or `["a name"]` where it is no plain word.
fn push_key(path: &mut String, key: &str) {
    /// The longest key that is spelled out.
    const LONGEST: usize = 64;

    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain && key.len() <= LONGEST {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
    } else {
        let clipped: String = key.chars().take(LONGEST).collect();
        let more = if clipped.len() < key.len() { "…" } else { "" };
        let _ = write!(path, "[{:?}]", format!("{clipped}{more}"));
    }
}
