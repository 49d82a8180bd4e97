//! The tools of a record, whatever its format: what is defined, what is called, what came back.
//!
//! Chat messages have `tools`, `tool_calls` and messages of the role `tool` (or, of old,
//! `functions`, `function_call` and the role `function`); Gemini has `functionDeclarations` and
//! parts with a `functionCall` or `functionResponse`; Converse has `toolSpec`, `toolUse` and
//! `toolResult`. The rules see them all as [`Definition`]s, [`Call`]s and [`Answer`]s.

use std::cell::OnceCell;

use super::arguments::Arguments;
use crate::record::{Format, Index, Key, Kind, Part, Record, Role, Turn};

/// The tools of one record.
#[derive(Debug, Default)]
pub(crate) struct Tools {
    /// The values that should be lists of definitions: of `tools`, `functions` and the like.
    pub(crate) lists: Vec<(Index, Style)>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) calls: Vec<Call>,
    pub(crate) answers: Vec<Answer>,
}

/// How a definition is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `{"type": "function", "function": {"name": ..}}`
    Wrapped,
    /// `{"name": ..}`, in `functions` or `functionDeclarations`.
    Bare,
    /// `{"toolSpec": {"name": ..}}`
    Spec,
}

/// One entry of a list of tools.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Definition {
    /// The entry itself.
    pub(crate) entry: Index,
    pub(crate) style: Style,
    /// What sort of tool it says it is.
    pub(crate) kind: Option<Index>,
    /// The object that has the name.
    pub(crate) function: Option<Index>,
    pub(crate) name: Option<Index>,
    pub(crate) description: Option<Index>,
    /// The JSON Schema of its arguments.
    pub(crate) parameters: Option<Index>,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a list of `tool_calls`.
    List,
    /// In a `function_call`.
    Legacy,
    /// In a part of the content.
    Part,
}

/// One call of a tool.
#[derive(Debug)]
pub(crate) struct Call {
    /// The message, among the turns of the record.
    pub(crate) turn: usize,
    /// The list of messages, among those of the record.
    pub(crate) conversation: usize,
    pub(crate) place: Place,
    /// The call itself.
    pub(crate) value: Index,
    /// What sort of tool it says is called.
    pub(crate) kind: Option<Index>,
    /// The object that has the name.
    pub(crate) function: Option<Index>,
    pub(crate) id: Option<Index>,
    pub(crate) name: Option<Index>,
    pub(crate) arguments: Option<Index>,
    /// What the arguments are, once somebody has asked.
    parsed: OnceCell<Arguments>,
}

impl Call {
    /// What its arguments are.
    pub(crate) fn arguments(&self, record: &Record<'_>) -> &Arguments {
        self.parsed.get_or_init(|| Arguments::read(record, self.arguments))
    }
}

/// One result of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// The message, among the turns of the record.
    pub(crate) turn: usize,
    /// The list of messages, among those of the record.
    pub(crate) conversation: usize,
    /// The message or part.
    pub(crate) value: Index,
    pub(crate) id: Option<Index>,
    /// Whether a result of this kind names its call by an id at all.
    pub(crate) wants_id: bool,
}

impl Tools {
    /// Read the tools of a record, in the room of those of another.
    pub(crate) fn read(&mut self, record: &Record<'_>) {
        self.lists.clear();
        self.definitions.clear();
        self.calls.clear();
        self.answers.clear();
        self.read_definitions(record);
        for (number, (conversation, turns)) in record.conversations().enumerate() {
            let reader = Reader { record, conversation: number };
            for (turn, at) in turns.iter().zip(conversation.turns.start..) {
                self.read_turn(&reader, turn, at);
            }
        }
    }

    /// Whether the record says at all which tools there are.
    pub(crate) fn defines(&self, record: &Record<'_>) -> bool {
        self.lists.iter().any(|(list, _)| record.kind(*list) != Kind::Null)
    }

    /// Whether all definitions are such that their names are known.
    pub(crate) fn are_known(&self, record: &Record<'_>) -> bool {
        self.defines(record)
            && self
                .lists
                .iter()
                .all(|(list, _)| matches!(record.kind(*list), Kind::Array | Kind::Null))
            && self.definitions.iter().all(|definition| {
                definition.name.is_some_and(|name| record.kind(name) == Kind::String)
            })
    }

    /// Whether a result may belong to a call of another list of messages: what comes before a
    /// pair of outputs belongs to both.
    pub(crate) fn context(record: &Record<'_>) -> Option<usize> {
        record.conversations().position(|(conversation, _)| conversation.part == Part::Context)
    }

    fn read_definitions(&mut self, record: &Record<'_>) {
        match record.format() {
            Format::Gemini | Format::GeminiPreference => {
                let Some(list) = record.member(0, Key::Tools) else { return };
                for entry in record.tape().elements(list) {
                    if let Some(declarations) = named(record, entry, "functionDeclarations") {
                        self.read_list(record, declarations, Style::Bare);
                    }
                }
            }
            Format::Converse => {
                let tools = record
                    .member(0, Key::ToolConfig)
                    .and_then(|config| record.member(config, Key::Tools));
                if let Some(list) = tools {
                    self.read_list(record, list, Style::Spec);
                }
            }
            _ => {
                let input =
                    record.member(0, Key::Input).filter(|_| record.format() == Format::Preference);
                for object in input.into_iter().chain([0]) {
                    for (key, style) in [
                        (Key::Tools, Style::Wrapped),
                        (Key::AvailableTools, Style::Wrapped),
                        (Key::Functions, Style::Bare),
                    ] {
                        if let Some(list) = record.member(object, key) {
                            self.read_list(record, list, style);
                        }
                    }
                }
            }
        }
    }

    fn read_list(&mut self, record: &Record<'_>, list: Index, style: Style) {
        self.lists.push((list, style));
        for entry in record.tape().elements(list) {
            let [kind, wrapped, spec] =
                record.pick(entry, [Key::Type, Key::Function, Key::ToolSpec]);
            let function = match style {
                Style::Wrapped => wrapped,
                Style::Spec if spec.is_none() => continue,
                Style::Spec => spec,
                Style::Bare => Some(entry),
            };
            // Without its wrapping a tool is still known by its name.
            let [name, description, parameters, schema] = record.pick(
                function.unwrap_or(entry),
                [Key::Name, Key::Description, Key::Parameters, Key::InputSchema],
            );
            let parameters = match style {
                Style::Spec => schema.and_then(|schema| record.member(schema, Key::Json)),
                _ => parameters,
            };
            self.definitions.push(Definition {
                entry,
                style,
                kind,
                function,
                name,
                description,
                parameters,
            });
        }
    }

    fn read_turn(&mut self, reader: &Reader<'_, '_>, turn: &Turn, at: usize) {
        let record = reader.record;
        let conversation = reader.conversation;
        match record.format() {
            Format::Gemini | Format::GeminiPreference | Format::Converse => {
                let Some(content) = turn.content else { return };
                for part in record.tape().elements(content) {
                    self.read_part(reader, part, at);
                }
            }
            // These have ways of their own, which nobody else reads.
            Format::Sharegpt => {}
            _ => {
                if let Some(list) = turn
                    .keys
                    .has(Key::ToolCalls)
                    .then(|| record.member(turn.message, Key::ToolCalls))
                    .flatten()
                {
                    for call in record.tape().elements(list) {
                        let [id, kind, function] =
                            record.pick(call, [Key::Id, Key::Type, Key::Function]);
                        let inner = function.unwrap_or(call);
                        let [name, arguments] = record.pick(inner, [Key::Name, Key::Arguments]);
                        self.calls.push(Call {
                            turn: at,
                            conversation,
                            place: Place::List,
                            value: call,
                            kind,
                            function,
                            id,
                            name,
                            arguments,
                            parsed: OnceCell::new(),
                        });
                    }
                }
                if turn.keys.has(Key::FunctionCall)
                    && let Some(call) = record.member(turn.message, Key::FunctionCall)
                    && record.kind(call) == Kind::Object
                {
                    let [name, arguments] = record.pick(call, [Key::Name, Key::Arguments]);
                    self.calls.push(Call {
                        turn: at,
                        conversation,
                        place: Place::Legacy,
                        value: call,
                        kind: None,
                        function: Some(call),
                        id: None,
                        name,
                        arguments,
                        parsed: OnceCell::new(),
                    });
                }
                if matches!(turn.role, Role::Tool | Role::Function) {
                    self.answers.push(Answer {
                        turn: at,
                        conversation,
                        value: turn.message,
                        id: record.member(turn.message, Key::ToolCallId),
                        wants_id: turn.role == Role::Tool,
                    });
                }
            }
        }
    }

    /// A part of a message of Gemini or Converse.
    fn read_part(&mut self, reader: &Reader<'_, '_>, part: Index, turn: usize) {
        let record = reader.record;
        let conversation = reader.conversation;
        for member in record.tape().members(part) {
            let value = member.value;
            match member.known {
                Key::FunctionCallCamel | Key::ToolUse => {
                    let is_gemini = member.known == Key::FunctionCallCamel;
                    self.calls.push(Call {
                        turn,
                        conversation,
                        place: Place::Part,
                        value,
                        kind: None,
                        function: Some(value),
                        id: record.member(value, if is_gemini { Key::Id } else { Key::ToolUseId }),
                        name: record.member(value, Key::Name),
                        arguments: if is_gemini {
                            named(record, value, "args")
                        } else {
                            record.member(value, Key::Input)
                        },
                        parsed: OnceCell::new(),
                    });
                }
                Key::FunctionResponse => self.answers.push(Answer {
                    turn,
                    conversation,
                    value,
                    id: record.member(value, Key::Id),
                    wants_id: false,
                }),
                Key::ToolResult => self.answers.push(Answer {
                    turn,
                    conversation,
                    value,
                    id: record.member(value, Key::ToolUseId),
                    wants_id: true,
                }),
                _ => {}
            }
        }
    }
}

/// What is needed to read a turn.
struct Reader<'a, 'r> {
    record: &'a Record<'r>,
    conversation: usize,
}

/// The value of a key that is not among the known ones.
pub(crate) fn named(record: &Record<'_>, object: Index, name: &str) -> Option<Index> {
    let members = record.tape().members(object);
    members
        .filter(|member| member.known == Key::Unknown && record.text(member.key) == name)
        .last()
        .map(|member| member.value)
}
