//! What of the tools of a record is certainly in order.
//!
//! Nearly every record with tools is without a fault in them: its definitions are complete, its calls
//! are of what is defined and have their results, the arguments fit. All of that is seen here in one
//! pass, so that the rules that look for such faults need not be woken one by one. In come the tools of
//! a record; out go the facts that wake these rules: one for what is not certain of its definitions, of
//! its calls and of their arguments.
//!
//! Nothing is told here, and nothing hidden: to be in order is more than to have no fault.

use super::plain::Node;
use super::tools::{Call, Definition, Place, Style, Tools};
use crate::record::mould::Filling;
use crate::record::nested::read_object;
use crate::record::shape::may_be_blank;
use crate::record::{Facts, Format, Index, Key, Kind, Record, Role, Span, Tape, Turn};

/// How many names or ids are compared with one another.
const MOST: usize = 64;

/// What of the tools of a record is not certainly in order. In `room` arguments are read.
pub(crate) fn doubts(record: &Record<'_>, tools: &Tools, room: &mut Tape) -> Facts {
    let is_small = tools.definitions.len() <= MOST && tools.calls.len() <= MOST;
    if record.format() != Format::Chat || !is_small {
        return Facts::DOUBTFUL_TOOLS;
    }
    let order = Order { record, tools, others: None };
    let definitions = order.are_definitions();
    let calls = order.are_calls();
    let arguments = definitions && calls && order.are_arguments(room);
    let mut doubts = Facts::empty();
    doubts.set(Facts::DOUBTFUL_DEFINITIONS, !definitions);
    doubts.set(Facts::DOUBTFUL_CALLS, !calls);
    doubts.set(Facts::DOUBTFUL_ARGUMENTS, !arguments);
    doubts
}

/// Whether the calls and their arguments are not certainly in order in a record that is put together as
/// another one, of which the tools are given, and the definitions are in order.
pub(crate) fn doubts_calls(
    record: &Record<'_>,
    tools: &Tools,
    others: Others<'_>,
    room: &mut Tape,
) -> bool {
    let order = Order { record, tools, others: Some(others) };
    !(order.are_calls() && order.are_arguments(room))
}

/// A chat with few tools.
struct Order<'a, 'r> {
    record: &'a Record<'r>,
    tools: &'a Tools,
    /// If it is about another record that is put together alike, the strings of that one.
    others: Option<Others<'a>>,
}

/// Strings to be taken for those of a record.
#[derive(Clone, Copy)]
pub(crate) struct Others<'a> {
    /// Which strings of the record.
    pub(crate) strings: &'a [Index],
    pub(crate) fillings: &'a [Filling],
    /// What has these.
    pub(crate) block: &'a [u8],
}

impl Order<'_, '_> {
    /// Whether all definitions are complete, and no two have one name.
    fn are_definitions(&self) -> bool {
        let Tools { lists, definitions, .. } = self.tools;
        lists.iter().all(|(list, style)| {
            *style == Style::Wrapped && matches!(self.record.kind(*list), Kind::Array | Kind::Null)
        }) && definitions.iter().all(|tool| {
            tool.function.is_some()
                && self.is_function(tool.kind)
                && self.text(tool.name).is_some_and(is_name)
                && self.text(tool.description).is_some()
                && tool.parameters.is_some_and(|schema| self.node(schema).is_schema(false))
        }) && are_different(definitions.iter().map(|tool| self.text(tool.name)))
    }

    /// Whether all calls are complete and of what is defined, and each message that makes some is
    /// followed by their results, unless the conversation ends before.
    fn are_calls(&self) -> bool {
        let Tools { calls, answers, .. } = self.tools;
        let (mut later, mut answers) = (calls.as_slice(), answers.iter());
        let mut open: &[Call] = &[];
        let mut results = 0;
        for (at, turn) in self.record.turns().iter().enumerate() {
            let count = later.iter().take_while(|call| call.turn == at).count();
            if count > 0 && turn.role != Role::Assistant || count == 0 && self.has_list(turn) {
                return false;
            }
            match turn.role {
                Role::Tool => {
                    results += 1;
                    let id = answers.next().and_then(|answer| self.id(answer.id));
                    if id.is_none() || !open.iter().any(|call| self.id(call.id) == id) {
                        return false;
                    }
                }
                Role::Function => return false,
                _ if results != open.len() => return false,
                _ => {
                    results = 0;
                    (open, later) = later.split_at(count);
                }
            }
        }
        calls.iter().all(|call| self.is_call(call))
            && are_different(calls.iter().map(|call| self.id(call.id)))
    }

    /// Whether a message that makes no call has something in the place of a list of them.
    fn has_list(&self, turn: &Turn) -> bool {
        turn.keys.has(Key::ToolCalls)
            && self.record.member(turn.message, Key::ToolCalls).is_some_and(|list| {
                // Loaders of tables write null for what is not there.
                self.record.kind(list) != Kind::Null
            })
    }

    fn is_call(&self, call: &Call) -> bool {
        call.place == Place::List
            && call.function.is_some()
            && call.arguments.is_some()
            && self.is_function(call.kind)
            && self.id(call.id).is_some()
            && self.called(call).is_some()
    }

    /// Whether all arguments are strings that hold what their tools take.
    fn are_arguments(&self, room: &mut Tape) -> bool {
        let record = self.record;
        self.tools.calls.iter().all(|call| {
            let schema = self.called(call).and_then(|tool| tool.parameters);
            let (Some(schema), Some(place)) = (schema, call.arguments) else { return false };
            let (line, inside) = self.place(place);
            record.kind(place) == Kind::String
                && read_object(line, inside, room)
                && Node { line, tape: room, at: 0 }.fits(self.node(schema), false)
        })
    }

    /// Where a string is.
    fn place(&self, string: Index) -> (&[u8], Span) {
        if let Some(Others { strings, fillings, block }) = self.others
            && let Ok(number) = strings.binary_search(&string)
            && let Some(filling) = fillings.get(number)
        {
            return (block, Span::new(filling.start, filling.end));
        }
        (self.record.line(), self.record.tape().token(string).inner())
    }

    /// The tool that is called, if it is one of them.
    fn called(&self, call: &Call) -> Option<&Definition> {
        let name = self.text(call.name)?;
        self.tools.definitions.iter().find(|tool| self.text(tool.name) == Some(name))
    }

    fn is_function(&self, kind: Option<Index>) -> bool {
        self.text(kind) == Some(b"function")
    }

    /// What an id says, if it is written in the one way it can be.
    fn id(&self, value: Option<Index>) -> Option<&[u8]> {
        self.text(value).filter(|id| !id.contains(&b'\\'))
    }

    /// The bytes of a string that says something.
    fn text(&self, value: Option<Index>) -> Option<&[u8]> {
        let value = value.filter(|value| self.record.kind(*value) == Kind::String)?;
        let (line, inside) = self.place(value);
        Some(inside.of(line)).filter(|raw| !may_be_blank(raw))
    }

    fn node(&self, at: Index) -> Node<'_> {
        Node { line: self.record.line(), tape: self.record.tape(), at }
    }
}

/// Whether it can be the name of a function anywhere.
fn is_name(name: &[u8]) -> bool {
    let fits = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    name.len() <= 64 && name.iter().all(fits)
}

fn are_different<'a>(mut names: impl Iterator<Item = Option<&'a [u8]>> + Clone) -> bool {
    while let Some(name) = names.next() {
        if names.clone().any(|other| other == name) {
            return false;
        }
    }
    true
}

#[cfg(test)]
#[path = "order_tests.rs"]
mod tests;
