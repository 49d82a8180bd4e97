//! What the values of a record mean: its format, its turns, and what is unusual about them.
//!
//! In comes the tape of a line; out go the turns of its conversations and the facts that wake
//! rules. Nothing is judged here: a fact is a reason to look, not a defect.

use std::borrow::Cow;

use super::conversation::{Conversation, Part, Role, Turn};
use super::tape::RESPELLED;
use super::{Facts, Format, Index, Key, KeySet, Kind, Tape, Token, text};

/// A record's format and turns; keeps its memory from record to record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shape {
    pub(crate) format: Format,
    /// The top-level keys.
    pub(crate) keys: KeySet,
    pub(crate) facts: Facts,
    pub(crate) turns: Vec<Turn>,
    pub(crate) conversations: Vec<Conversation>,
}

/// The keys of an ordinary message.
const PLAIN: KeySet = KeySet::of(&[Key::Role, Key::Content]);
const WEIGHTS: KeySet = KeySet::of(&[Key::Weight, Key::Trainable]);
const TOOLS: KeySet = KeySet::of(&[Key::ToolCalls, Key::ToolCallId, Key::FunctionCall]);
const REASONING: KeySet =
    KeySet::of(&[Key::Reasoning, Key::ReasoningContent, Key::Thinking, Key::ReasoningContentCamel]);
/// The parts of a content that are images, by the key that holds the image.
const IMAGE_PARTS: KeySet = KeySet::of(&[
    Key::ImageUrl,
    Key::Image,
    Key::InlineData,
    Key::FileData,
    Key::Video,
    Key::Document,
]);
/// The parts of a content that are tool calls or their results.
const TOOL_PARTS: KeySet =
    KeySet::of(&[Key::FunctionCallCamel, Key::FunctionResponse, Key::ToolUse, Key::ToolResult]);

impl Shape {
    /// The fewest messages that the longest conversation of a record may have: a preference pair has two,
    /// with what comes before in common.
    pub(crate) fn messages_together(&self) -> usize {
        self.turns.len() / self.conversations.len().clamp(1, 2)
    }

    /// Find the format and the turns of the record on `tape`.
    pub(crate) fn read(&mut self, line: &[u8], tape: &Tape) {
        self.turns.clear();
        self.conversations.clear();
        self.facts = Facts::empty();
        self.keys = KeySet::default();
        for member in tape.members(0) {
            self.keys.insert(member.known);
        }
        self.format = Format::of(self.keys);
        if self.keys.has_any(WEIGHTS) {
            self.facts |= Facts::WEIGHTS;
        }
        if self.keys.has_any(KeySet::of(&[Key::Tools, Key::Functions, Key::ToolConfig])) {
            self.facts |= Facts::TOOLS;
        }
        if self.keys != self.format.telling_keys() {
            self.facts |= Facts::UNUSUAL_KEY;
        }
        let vocabulary = match self.format {
            Format::Unknown => return,
            Format::Sharegpt => Vocabulary::SHAREGPT,
            Format::Gemini | Format::GeminiPreference => Vocabulary::GEMINI,
            _ => Vocabulary::CHAT,
        };
        let reader = Reader { line, tape, vocabulary, lists_only: self.format.lists_only() };
        match self.format {
            Format::Chat | Format::Converse => self.list(&reader, 0, Key::Messages, Part::Whole),
            Format::Interactions => self.list(&reader, 0, Key::Interactions, Part::Whole),
            Format::Sharegpt if self.keys.has(Key::Conversations) => {
                self.list(&reader, 0, Key::Conversations, Part::Whole);
            }
            Format::Sharegpt => self.list(&reader, 0, Key::Conversation, Part::Whole),
            Format::Gemini => self.list(&reader, 0, Key::Contents, Part::Whole),
            Format::GeminiPreference => {
                self.facts |= Facts::PREFERENCE;
                self.list(&reader, 0, Key::Contents, Part::Context);
            }
            Format::Preference => self.preference(&reader),
            Format::ChosenRejected => self.chosen_rejected(&reader),
            Format::Instruction | Format::Unpaired | Format::PromptOnly => {
                self.text(&reader, Key::Prompt);
                self.text(&reader, Key::Completion);
            }
            Format::Text => self.text(&reader, Key::Text),
            Format::Content => self.text(&reader, Key::Content),
            Format::Alpaca | Format::InputOutput => {
                self.text(&reader, Key::Instruction);
                self.text(&reader, Key::Input);
                self.text(&reader, Key::Output);
            }
            _ => {}
        }
    }

    /// A preference pair: the messages before it, and its two sides.
    fn preference(&mut self, reader: &Reader<'_>) {
        self.facts |= Facts::PREFERENCE;
        if let Some(input) = reader.tape.member(0, Key::Input) {
            if reader.tape.token(input).kind() == Kind::Object {
                for member in reader.tape.members(input) {
                    if member.known == Key::Tools {
                        self.facts |= Facts::TOOLS;
                    } else if member.known != Key::Messages {
                        self.facts |= Facts::UNUSUAL_KEY;
                    }
                }
                self.list(reader, input, Key::Messages, Part::Context);
            } else {
                self.facts |= Facts::WRONG_TYPE;
            }
        }
        self.list(reader, 0, Key::PreferredOutput, Part::Preferred);
        self.list(reader, 0, Key::NonPreferredOutput, Part::Rejected);
    }

    /// A pair of texts or of lists of messages, with or without what comes before.
    fn chosen_rejected(&mut self, reader: &Reader<'_>) {
        self.facts |= Facts::PREFERENCE;
        for (key, part) in [
            (Key::Prompt, Part::Context),
            (Key::Chosen, Part::Preferred),
            (Key::Rejected, Part::Rejected),
        ] {
            let value = reader.tape.member(0, key);
            if value.is_some_and(|value| reader.tape.token(value).kind() == Kind::Array) {
                self.list(reader, 0, key, part);
            } else {
                self.text(reader, key);
            }
        }
    }

    /// The value of a key that should be a text.
    fn text(&mut self, reader: &Reader<'_>, key: Key) {
        if let Some(value) = reader.tape.member(0, key) {
            self.facts |= reader.said(value);
        }
    }

    /// The list of messages under a key of an object.
    fn list(&mut self, reader: &Reader<'_>, object: Index, key: Key, part: Part) {
        let Some(list) = reader.tape.member(object, key) else {
            // A key that the format is told by is there; another one is missed by its rule.
            self.facts |= Facts::NO_MESSAGES;
            return;
        };
        if reader.tape.token(list).kind() != Kind::Array {
            self.facts |= Facts::WRONG_TYPE;
            return;
        }
        let first = self.turns.len();
        let mut previous = None;
        let mut answers = 0_usize;
        let mut reasoned = 0_usize;
        let mut usual = true;
        for message in reader.tape.elements(list) {
            if reader.tape.token(message).kind() != Kind::Object {
                self.facts |= Facts::WRONG_TYPE;
            }
            let turn = self.turn(reader, message);
            if turn.role == Role::Assistant {
                answers += 1;
                reasoned += usize::from(turn.keys.has_any(REASONING));
            }
            usual &= matches!(
                (previous, turn.role),
                (None, Role::System | Role::User)
                    | (Some(Role::System | Role::Assistant), Role::User)
                    | (Some(Role::User), Role::Assistant)
            );
            previous = Some(turn.role);
            self.turns.push(turn);
        }
        if previous.is_none() {
            self.facts |= Facts::NO_MESSAGES;
        } else {
            if answers == 0 && part == Part::Whole {
                self.facts |= Facts::NO_ASSISTANT;
            }
            if reasoned < answers {
                self.facts |= Facts::NO_REASONING;
            }
            if answers > 1 {
                self.facts |= Facts::SEVERAL_ANSWERS;
            }
            let last = if part == Part::Context { Role::User } else { Role::Assistant };
            if !usual || previous != Some(last) {
                self.facts |= Facts::UNUSUAL_ORDER;
            }
        }
        self.conversations.push(Conversation { part, list, turns: first..self.turns.len() });
    }

    /// One message.
    fn turn(&mut self, reader: &Reader<'_>, message: Index) -> Turn {
        let mut turn = Turn {
            message,
            keys: KeySet::default(),
            role: Role::Missing,
            role_value: None,
            content: None,
        };
        for member in reader.tape.members(message) {
            turn.keys.insert(member.known);
            if member.known == reader.vocabulary.role {
                turn.role_value = Some(member.value);
                let token = reader.tape.token(member.value);
                turn.role = reader.role(token);
                if token.kind() != Kind::String {
                    self.facts |= Facts::WRONG_TYPE;
                } else if reader.vocabulary.role == Key::From && !reader.is_plain_speaker(token) {
                    self.facts |= Facts::UNUSUAL_ROLE;
                }
            } else if member.known == reader.vocabulary.content {
                turn.content = Some(member.value);
                self.facts |= reader.said(member.value);
                if reader.lists_only && reader.tape.token(member.value).kind() == Kind::String {
                    self.facts |= Facts::WRONG_TYPE;
                }
            }
        }
        match turn.role {
            Role::System => self.facts |= Facts::SYSTEM_ROLE,
            Role::Tool => self.facts |= Facts::TOOLS | Facts::TOOL_ROLE,
            Role::Missing if turn.role_value.is_none() => self.facts |= Facts::MISSING_ROLE,
            Role::User | Role::Assistant | Role::Missing => {}
            Role::Developer | Role::Function | Role::Other => self.facts |= Facts::UNUSUAL_ROLE,
        }
        if turn.content.is_none() {
            self.facts |= Facts::MISSING_CONTENT;
        }
        if turn.keys != PLAIN {
            self.facts |= Facts::MESSAGE_KEYS;
            for (keys, fact) in
                [(WEIGHTS, Facts::WEIGHTS), (TOOLS, Facts::TOOLS), (REASONING, Facts::REASONING)]
            {
                if turn.keys.has_any(keys) {
                    self.facts |= fact;
                }
            }
        }
        turn
    }
}

/// How a format calls the two things that every message has.
#[derive(Debug, Clone, Copy)]
struct Vocabulary {
    role: Key,
    content: Key,
    named: fn(&[u8]) -> Role,
}

impl Vocabulary {
    const CHAT: Self = Self { role: Key::Role, content: Key::Content, named: Role::of_chat };
    const SHAREGPT: Self = Self { role: Key::From, content: Key::Value, named: Role::of_sharegpt };
    const GEMINI: Self = Self { role: Key::Role, content: Key::Parts, named: Role::of_gemini };
}

/// What is needed to understand a value.
struct Reader<'a> {
    line: &'a [u8],
    tape: &'a Tape,
    vocabulary: Vocabulary,
    /// A content is a list of parts in any case.
    lists_only: bool,
}

impl Reader<'_> {
    fn role(&self, token: Token) -> Role {
        if token.kind() == Kind::String {
            (self.vocabulary.named)(&self.spelled(token))
        } else {
            Role::Missing
        }
    }

    /// Whether a speaker of a ShareGPT conversation is one that all its readers know.
    fn is_plain_speaker(&self, token: Token) -> bool {
        matches!(&*self.spelled(token), b"human" | b"gpt" | b"system")
    }

    /// The bytes of a string that should be a name, without the escapes that nobody needs.
    fn spelled(&self, token: Token) -> Cow<'_, [u8]> {
        let raw = token.inner().of(self.line);
        if token.has(RESPELLED) {
            Cow::Owned(text::decode(raw).into_owned().into_bytes())
        } else {
            Cow::Borrowed(raw)
        }
    }

    /// What is unusual about a value that should say something.
    fn said(&self, value: Index) -> Facts {
        let token = self.tape.token(value);
        match token.kind() {
            Kind::String if may_be_blank(token.inner().of(self.line)) => Facts::EMPTY_CONTENT,
            Kind::String => Facts::empty(),
            Kind::Null => Facts::NULL_CONTENT,
            Kind::Array => Facts::PARTS | self.parts(value),
            _ => Facts::WRONG_TYPE,
        }
    }

    /// What is among the parts of a content.
    fn parts(&self, list: Index) -> Facts {
        let mut keys = KeySet::default();
        for part in self.tape.elements(list) {
            for member in self.tape.members(part) {
                keys.insert(member.known);
            }
        }
        let mut facts = Facts::empty();
        facts.set(Facts::IMAGES, keys.has_any(IMAGE_PARTS));
        facts.set(Facts::TOOLS, keys.has_any(TOOL_PARTS));
        facts
    }
}

/// Whether a string may say nothing that anybody can see, going by its first character.
pub(crate) fn may_be_blank(raw: &[u8]) -> bool {
    match raw {
        [b'\\', b'u', first, second, ..] => {
            // All the white space and what takes no room is in these pages.
            const PAGES: [[u8; 2]; 5] = [*b"00", *b"16", *b"20", *b"30", *b"fe"];
            PAGES.contains(&[first | 0x20, second | 0x20])
        }
        []
        | [b' ', ..]
        | [b'\\', b'n' | b'r' | b't' | b'f', ..]
        | [0xC2, 0x80..=0xA0, ..]
        | [0xE1, 0x9A, ..]
        | [0xE2, 0x80 | 0x81, ..]
        | [0xE3, 0x80, 0x80, ..]
        | [0xEF, 0xBB, ..] => true,
        _ => false,
    }
}
