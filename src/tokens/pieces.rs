//! What of a record becomes tokens: its texts in the order in which a chat template puts them.
//!
//! In comes a record of any format; out goes a list of pieces, each with where it stands and whether
//! it is an answer. Nothing is counted here, and nothing is known of a tokenizer, a template or a
//! target: [`Piece::is_trained`] is told what the target trains.

use crate::record::{Format, Index, Key, KeySet, Kind, Part, Record, Role, Turn};

/// What a piece of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// What is said; a string.
    Text,
    /// The reasoning before an answer; a string.
    Reasoning,
    /// A call of a tool: its name or its arguments; any value.
    Call,
    /// The definitions of all tools; any value.
    Tools,
    /// An image.
    Image,
}

/// One text of a record, or another value that a template writes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) value: Index,
    pub(crate) sort: Sort,
    /// The message it stands in, among all of the record; pieces that follow each other and have the
    /// same number are one message.
    pub(crate) message: u32,
    pub(crate) role: Role,
    /// Whether it is in the last message of the assistant.
    pub(crate) is_last_answer: bool,
    /// Which side of a preference pair it is in.
    pub(crate) side: Part,
    /// Whether the weight of its message switches its training on or off.
    pub(crate) weight: Option<bool>,
}

/// The pieces of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces {
    pub(crate) all: Vec<Piece>,
    /// How many messages there are.
    pub(crate) messages: u32,
    /// Whether they are messages, and not texts that no template frames.
    pub(crate) is_conversation: bool,
    /// Whether there are two sides, of which each makes a sequence of its own.
    pub(crate) is_pair: bool,
    pub(crate) has_tools: bool,
    pub(crate) has_system: bool,
    /// The number of tokens, where the record is a list of them.
    pub(crate) tokenized: Option<u64>,
}

/// The keys of the reasoning before an answer.
const REASONING: KeySet = KeySet::of(&[Key::Reasoning, Key::ReasoningContent, Key::Thinking]);
const CALLS: KeySet = KeySet::of(&[Key::ToolCalls, Key::FunctionCall]);

impl Pieces {
    /// The pieces of a record.
    pub(crate) fn of(record: &Record<'_>) -> Self {
        let mut reader = Reader {
            record,
            pieces: Self::default(),
            role: Role::User,
            weight: None,
            side: Part::Whole,
        };
        reader.tools();
        match record.format() {
            Format::Tokenized => {
                let ids = record.member(0, Key::InputIds);
                let count = ids.map_or(0, |ids| record.tape().elements(ids).count());
                reader.pieces.tokenized = Some(count as u64);
            }
            Format::Text => reader.plain(Role::Assistant, &[Key::Text]),
            Format::Alpaca | Format::InputOutput => {
                reader.plain(Role::System, &[Key::System]);
                reader.history();
                reader.plain(Role::User, &[Key::Instruction, Key::Input]);
                reader.plain(Role::Assistant, &[Key::Output]);
            }
            Format::Stepwise => {
                reader.plain(Role::User, &[Key::Prompt]);
                reader.plain(Role::Assistant, &[Key::Completions]);
            }
            Format::Segments => reader.segments(),
            _ => {
                reader
                    .plain(Role::System, &[Key::System, Key::SystemPrompt, Key::SystemInstruction]);
                reader.texts_or_messages();
            }
        }
        reader.finish()
    }

    /// The pieces that a model sees together: of a preference pair what comes before and one side.
    pub(crate) fn sequences(&self) -> impl Iterator<Item = (Part, Vec<Piece>)> + '_ {
        let sides: &[Part] =
            if self.is_pair { &[Part::Preferred, Part::Rejected] } else { &[Part::Whole] };
        sides.iter().map(|side| {
            let together = |piece: &&Piece| {
                piece.side == *side || matches!(piece.side, Part::Context | Part::Whole)
            };
            (*side, self.all.iter().filter(together).copied().collect())
        })
    }
}

/// Reads the pieces of a record.
struct Reader<'r, 'a> {
    record: &'r Record<'a>,
    pieces: Pieces,
    /// What the pieces of the message at hand have in common.
    role: Role,
    weight: Option<bool>,
    side: Part,
}

impl Reader<'_, '_> {
    fn push(&mut self, sort: Sort, value: Index) {
        self.pieces.all.push(Piece {
            value,
            sort,
            message: self.pieces.messages,
            role: self.role,
            is_last_answer: false,
            side: self.side,
            weight: self.weight,
        });
    }

    /// The definitions of tools, wherever the format has them.
    fn tools(&mut self) {
        let record = self.record;
        let input = record.member(0, Key::Input);
        for (object, key) in [
            (Some(0), Key::Tools),
            (Some(0), Key::Functions),
            (Some(0), Key::ToolConfig),
            (Some(0), Key::AvailableTools),
            (input, Key::Tools),
        ] {
            let Some(list) = object.and_then(|object| record.member(object, key)) else { continue };
            let is_empty = record.tape().elements(list).next().is_none();
            if record.kind(list) != Kind::Null && (record.kind(list) != Kind::Array || !is_empty) {
                self.pieces.has_tools = true;
                self.role = Role::System;
                self.push(Sort::Tools, list);
            }
        }
    }

    /// Texts under top-level keys: one message.
    fn plain(&mut self, role: Role, keys: &[Key]) {
        self.role = role;
        let before = self.pieces.all.len();
        for key in keys {
            if let Some(value) = self.record.member(0, *key) {
                self.said(value);
            }
        }
        if self.pieces.all.len() > before {
            self.pieces.messages += 1;
            self.pieces.has_system |= role == Role::System;
        }
    }

    /// Earlier turns of an Alpaca record: pairs of what was asked and answered.
    fn history(&mut self) {
        let record = self.record;
        let Some(history) = record.member(0, Key::History) else { return };
        for pair in record.tape().elements(history) {
            for (at, text) in record.tape().elements(pair).enumerate() {
                self.role = if at == 0 { Role::User } else { Role::Assistant };
                self.said(text);
                self.pieces.messages += 1;
            }
        }
    }

    /// Segments of text, each trained or not.
    fn segments(&mut self) {
        let record = self.record;
        let Some(list) = record.member(0, Key::Segments) else { return };
        for segment in record.tape().elements(list) {
            let label = record.member(segment, Key::Label).map(|label| record.kind(label));
            self.role = if label == Some(Kind::True) { Role::Assistant } else { Role::User };
            if let Some(text) = record.member(segment, Key::Text) {
                self.said(text);
                self.pieces.messages += 1;
            }
        }
    }

    /// What the other formats have: texts under some keys, or lists of messages in their places.
    fn texts_or_messages(&mut self) {
        let record = self.record;
        for (key, role, side) in [
            (Key::Prompt, Role::User, Part::Context),
            (Key::Completion, Role::Assistant, Part::Whole),
            (Key::Chosen, Role::Assistant, Part::Preferred),
            (Key::Rejected, Role::Assistant, Part::Rejected),
        ] {
            let Some(value) = record.member(0, key) else { continue };
            let is_messages = record.conversations().any(|(list, _)| list.list == value);
            let has_sides = record.format() == Format::ChosenRejected;
            self.side = if has_sides { side } else { Part::Whole };
            if !is_messages && !self.is_list_of_messages(value) {
                self.plain(role, &[key]);
            } else if !is_messages {
                for message in record.tape().elements(value) {
                    self.unread_message(message, role);
                }
            }
        }
        for (conversation, turns) in record.conversations() {
            self.side = conversation.part;
            for turn in turns {
                self.turn(turn);
            }
        }
        self.completions();
        self.pieces.is_conversation |= !record.turns().is_empty();
    }

    /// Whether the elements are messages, and not parts of a content.
    fn is_list_of_messages(&self, value: Index) -> bool {
        let first = self.record.tape().elements(value).next();
        first.is_some_and(|first| self.record.member(first, Key::Role).is_some())
    }

    /// A message in a place where a format may have a text as well.
    fn unread_message(&mut self, message: Index, role: Role) {
        self.role = match self.record.member(message, Key::Role) {
            Some(name) => Role::of_chat(self.record.raw(name)),
            None => role,
        };
        if let Some(content) = self.record.member(message, Key::Content) {
            self.said(content);
        }
        self.pieces.messages += 1;
        self.pieces.is_conversation = true;
    }

    /// The two sides of a Gemini preference pair.
    fn completions(&mut self) {
        let record = self.record;
        if record.format() != Format::GeminiPreference {
            return;
        }
        let Some(list) = record.member(0, Key::Completions) else { return };
        for (at, side) in record.tape().elements(list).zip([Part::Preferred, Part::Rejected]) {
            let completion = record.member(at, Key::Completion).unwrap_or(at);
            (self.role, self.side) = (Role::Assistant, side);
            if let Some(parts) = record.member(completion, Key::Parts) {
                self.said(parts);
                self.pieces.messages += 1;
            }
        }
    }

    fn turn(&mut self, turn: &Turn) {
        let record = self.record;
        self.role = turn.role;
        self.pieces.has_system |= matches!(turn.role, Role::System | Role::Developer);
        self.weight = turn
            .keys
            .has(Key::Weight)
            .then(|| record.member(turn.message, Key::Weight))
            .flatten()
            .and_then(|weight| switch(record, weight));
        if turn.keys.has_any(REASONING) || turn.keys.has_any(CALLS) {
            for member in record.tape().members(turn.message) {
                if REASONING.has(member.known) && record.kind(member.value) == Kind::String {
                    self.push(Sort::Reasoning, member.value);
                }
            }
        }
        if let Some(content) = turn.content {
            self.said(content);
        }
        if turn.keys.has_any(CALLS) {
            for member in record.tape().members(turn.message) {
                if member.known == Key::FunctionCall {
                    self.call(member.value);
                } else if member.known == Key::ToolCalls {
                    for call in record.tape().elements(member.value) {
                        self.call(record.member(call, Key::Function).unwrap_or(call));
                    }
                }
            }
        }
        self.weight = None;
        self.pieces.messages += 1;
    }

    /// The name and the arguments of a call.
    fn call(&mut self, function: Index) {
        for key in [Key::Name, Key::Arguments] {
            if let Some(value) = self.record.member(function, key) {
                self.push(Sort::Call, value);
            }
        }
    }

    /// A text, or a list of parts.
    fn said(&mut self, value: Index) {
        match self.record.kind(value) {
            Kind::String => self.push(Sort::Text, value),
            Kind::Array => {
                for part in self.record.tape().elements(value) {
                    self.part(part);
                }
            }
            // What a system instruction is in Gemini.
            Kind::Object => {
                if let Some(parts) = self.record.member(value, Key::Parts) {
                    self.said(parts);
                }
            }
            _ => {}
        }
    }

    /// One part of a content, in any of the formats that have them.
    fn part(&mut self, part: Index) {
        let record = self.record;
        if record.kind(part) == Kind::String {
            self.push(Sort::Text, part);
            return;
        }
        for member in record.tape().members(part) {
            match member.known {
                Key::Text | Key::Refusal if record.kind(member.value) == Kind::String => {
                    self.push(Sort::Text, member.value);
                }
                Key::ImageUrl | Key::Image | Key::InlineData | Key::FileData => {
                    self.push(Sort::Image, member.value);
                }
                Key::FunctionCallCamel | Key::FunctionResponse | Key::ToolUse | Key::ToolResult => {
                    self.push(Sort::Call, member.value);
                }
                Key::ReasoningContentCamel => self.reasoning(member.value),
                _ => {}
            }
        }
    }

    /// The reasoning in a part of a Converse message.
    fn reasoning(&mut self, value: Index) {
        let text = self.record.member(value, Key::ReasoningText);
        let text = text.and_then(|text| self.record.member(text, Key::Text));
        if let Some(text) = text.filter(|text| self.record.kind(*text) == Kind::String) {
            self.push(Sort::Reasoning, text);
        }
    }

    fn finish(mut self) -> Pieces {
        // The answer of each side is its last one.
        for side in [Part::Whole, Part::Context, Part::Preferred, Part::Rejected] {
            let of_side = |piece: &&mut Piece| piece.side == side && piece.role == Role::Assistant;
            let last = self.pieces.all.iter_mut().filter(of_side).map(|piece| piece.message).max();
            for piece in self.pieces.all.iter_mut().filter(of_side) {
                piece.is_last_answer = Some(piece.message) == last;
            }
        }
        let is_side = |piece: &Piece| matches!(piece.side, Part::Preferred | Part::Rejected);
        self.pieces.is_pair = self.pieces.all.iter().any(is_side);
        self.pieces
    }
}

/// Whether a weight switches training on or off.
fn switch(record: &Record<'_>, weight: Index) -> Option<bool> {
    match record.kind(weight) {
        Kind::True => Some(true),
        Kind::False => Some(false),
        Kind::Number => {
            let text = std::str::from_utf8(record.raw(weight)).ok()?;
            text.parse::<f64>().ok().map(|weight| weight > 0.0)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::scan::{Scanned, Scanner};
    use crate::record::shape::Shape;

    /// Each piece as `message role text`, with a mark for what it is and whether it is the last answer.
    fn pieces(line: &str) -> Vec<String> {
        let mut scanner = Scanner::default();
        scanner.start(line.as_bytes());
        assert_eq!(scanner.line(line.as_bytes(), 0).0, Scanned::Value);
        let mut shape = Shape::default();
        shape.read(line.as_bytes(), &scanner.tape);
        let record =
            Record::new(line.as_bytes(), &scanner.tape, &shape, scanner.facts, scanner.depth);
        let pieces = Pieces::of(&record);
        let words = pieces.all.iter().map(|piece| {
            let last = if piece.is_last_answer { " last" } else { "" };
            let side = match piece.side {
                Part::Whole => "",
                Part::Context => " context",
                Part::Preferred => " preferred",
                Part::Rejected => " rejected",
            };
            let weight = piece.weight.map_or(String::new(), |on| format!(" weight {on}"));
            let text = record.text(piece.value);
            let Piece { message, role, sort, .. } = piece;
            format!("{message} {role:?} {sort:?}{last}{side}{weight}: {text}")
        });
        words.collect()
    }

    #[test]
    fn a_chat_is_its_messages_with_their_calls_and_reasoning() {
        assert_eq!(
            pieces(
                r#"{"messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image_url", "image_url": {"url": "x"}}]}, {"role": "assistant", "content": null, "weight": 0, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "content": "3"}, {"role": "assistant", "reasoning": "So.", "content": "3."}], "tools": [{"type": "function"}]}"#
            ),
            [
                "0 System Tools: [{\"type\": \"function\"}]",
                "0 System Text: Be short.",
                "1 User Text: Hi",
                "1 User Image: {\"url\": \"x\"}",
                "2 Assistant Call weight false: f",
                "2 Assistant Call weight false: {}",
                "3 Tool Text: 3",
                "4 Assistant Reasoning last: So.",
                "4 Assistant Text last: 3.",
            ]
        );
    }

    #[test]
    fn each_format_has_its_texts() {
        for (line, wanted) in [
            (r#"{"text": "All."}"#, vec!["0 Assistant Text last: All."]),
            (
                r#"{"prompt": "Q", "completion": "A"}"#,
                vec!["0 User Text: Q", "1 Assistant Text last: A"],
            ),
            (
                r#"{"prompt": [{"role": "user", "content": "Q"}], "completion": [{"role": "assistant", "content": "A"}]}"#,
                vec!["0 User Text: Q", "1 Assistant Text last: A"],
            ),
            (
                r#"{"instruction": "I", "input": "X", "output": "O", "history": [["a", "b"]]}"#,
                vec![
                    "0 User Text: a",
                    "1 Assistant Text: b",
                    "2 User Text: I",
                    "2 User Text: X",
                    "3 Assistant Text last: O",
                ],
            ),
            (
                r#"{"input": {"messages": [{"role": "user", "content": "Q"}]}, "preferred_output": [{"role": "assistant", "content": "A"}], "non_preferred_output": [{"role": "assistant", "content": "B"}]}"#,
                vec![
                    "0 User Text context: Q",
                    "1 Assistant Text last preferred: A",
                    "2 Assistant Text last rejected: B",
                ],
            ),
            (
                r#"{"prompt": "Q", "chosen": "A", "rejected": "B"}"#,
                vec![
                    "0 User Text context: Q",
                    "1 Assistant Text last preferred: A",
                    "2 Assistant Text last rejected: B",
                ],
            ),
            (
                r#"{"segments": [{"label": false, "text": "q"}, {"label": true, "text": "a"}]}"#,
                vec!["0 User Text: q", "1 Assistant Text last: a"],
            ),
            (
                r#"{"systemInstruction": {"parts": [{"text": "S"}]}, "contents": [{"role": "user", "parts": [{"text": "Q"}]}, {"role": "model", "parts": [{"text": "A"}]}]}"#,
                vec!["0 System Text: S", "1 User Text: Q", "2 Assistant Text last: A"],
            ),
            (
                r#"{"schemaVersion": "bedrock-conversation-2024", "system": [{"text": "S"}], "messages": [{"role": "user", "content": [{"text": "Q"}]}, {"role": "assistant", "content": [{"reasoningContent": {"reasoningText": {"text": "R"}}}, {"text": "A"}]}]}"#,
                vec![
                    "0 System Text: S",
                    "1 User Text: Q",
                    "2 Assistant Reasoning last: R",
                    "2 Assistant Text last: A",
                ],
            ),
            (r#"{"input_ids": [1, 2, 3]}"#, vec![]),
        ] {
            assert_eq!(pieces(line), wanted, "{line}");
        }
    }
}
