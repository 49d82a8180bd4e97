//! The arguments of a call: an object, or a string that holds one as JSON.
//!
//! The string is JSON within JSON: what is wrong in it is pointed at in the bytes of the line,
//! through the escapes of the string.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};

use serde_json::Value;

use super::plain::Node;
use crate::record::diagnosis::{Diagnosis, diagnose};
use crate::record::scan::{Scanned, Scanner};
use crate::record::{Index, Kind, Record, Span, Tape, nested, text};

/// What the arguments of a call are.
#[derive(Debug)]
pub(crate) enum Arguments {
    /// There are none, or they have a type that is wrong in itself.
    None,
    /// An object, written out or as a string.
    Object(Object),
    /// Another JSON value in a string, or a string where an object should be.
    NoObject(Kind),
    /// A string that says nothing.
    Blank,
    /// A string that is no JSON.
    Broken(Box<Diagnosis>),
    /// A string that some parsers read and some do not, or too large a value to look at.
    Unclear,
}

/// Arguments that are an object; for a validator they are parsed, when one is asked.
#[derive(Debug, Default)]
pub(crate) struct Object {
    /// The values of what the string says, if it stands in one and nothing in it is unusual.
    tape: Tape,
    value: OnceCell<Option<Value>>,
}

thread_local! {
    /// Room to read what a string says, of which only what was read is kept.
    static ROOM: RefCell<Tape> = RefCell::default();
}

impl Object {
    /// The object that a string holds, if that is certainly one with nothing unusual in it.
    fn nested(record: &Record<'_>, string: Index) -> Option<Self> {
        let inside = record.tape().token(string).inner();
        ROOM.with_borrow_mut(|room| {
            nested::read_object(record.line(), inside, room)
                .then(|| Self { tape: room.clone(), value: OnceCell::new() })
        })
    }

    fn of_value(value: Value) -> Self {
        Self { value: Some(value).into(), ..Self::default() }
    }

    /// It with its values, given where it stands; none if it stands in a string that was not read.
    pub(crate) fn node<'a>(&'a self, record: &Record<'a>, place: Index) -> Option<Node<'a>> {
        let (tape, at) = match record.kind(place) {
            Kind::String if self.tape.tokens().is_empty() => return None,
            Kind::String => (&self.tape, 0),
            _ => (record.tape(), place),
        };
        Some(Node { line: record.line(), tape, at })
    }

    /// It as a value, given where it stands; none if some parsers cannot read it.
    pub(crate) fn value(&self, record: &Record<'_>, place: Index) -> Option<&Value> {
        // What a string says is JSON, and so is what any other value is.
        let parse = || serde_json::from_str(&record.text(place)).ok();
        self.value.get_or_init(parse).as_ref()
    }
}

/// The longest arguments that are taken apart.
const LONGEST: usize = 4 << 20;

impl Arguments {
    pub(crate) fn read(record: &Record<'_>, value: Option<Index>) -> Self {
        let Some(value) = value else { return Self::None };
        if record.raw(value).len() > LONGEST {
            return Self::Unclear;
        }
        match record.kind(value) {
            Kind::Object => Self::Object(Object::default()),
            Kind::String => match Object::nested(record, value) {
                Some(object) => Self::Object(object),
                None => Self::parse(&record.text(value)),
            },
            _ => Self::None,
        }
    }

    fn parse(json: &str) -> Self {
        match serde_json::from_str(json) {
            Ok(object @ Value::Object(_)) => Self::Object(Object::of_value(object)),
            Ok(Value::Null) => Self::NoObject(Kind::Null),
            Ok(Value::Bool(true)) => Self::NoObject(Kind::True),
            Ok(Value::Bool(false)) => Self::NoObject(Kind::False),
            Ok(Value::Number(_)) => Self::NoObject(Kind::Number),
            Ok(Value::String(_)) => Self::NoObject(Kind::String),
            Ok(Value::Array(_)) => Self::NoObject(Kind::Array),
            Err(_) if json.trim().is_empty() => Self::Blank,
            Err(_) => match diagnose(json.as_bytes()) {
                Some(diagnosis) => Self::Broken(Box::new(diagnosis)),
                // `NaN`, half a surrogate pair, deep nesting: some parsers take it.
                None => Self::Unclear,
            },
        }
    }
}

/// Valid JSON whose line ends are spaces, as the scanner wants it: byte for byte the
/// same otherwise.
fn on_one_line(json: &str) -> Cow<'_, [u8]> {
    if !json.contains('\n') {
        return Cow::Borrowed(json.as_bytes());
    }
    Cow::Owned(json.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte }).collect())
}

/// The bytes of the line that some bytes of a string's text come from.
pub(crate) fn source(record: &Record<'_>, string: Index, within: Span) -> Span {
    let raw = record.raw(string);
    let start = record.span(string).start + 1;
    let offset = |at: u32| {
        let at = text::source_offset(raw, at as usize);
        start + u32::try_from(at).unwrap_or(u32::MAX - start)
    };
    Span::new(offset(within.start), offset(within.end))
}

/// Where in the line the value at a JSON pointer of the arguments stands; of a member, if `key` is
/// given, its key.
pub(crate) fn locate(
    record: &Record<'_>,
    arguments: Index,
    pointer: &str,
    key: Option<&str>,
) -> Span {
    if record.kind(arguments) != Kind::String {
        return record.span(find(record.tape(), record.line(), arguments, pointer, key));
    }
    let text = record.text(arguments);
    let json = on_one_line(&text);
    let mut scanner = Scanner::default();
    scanner.start(&json);
    if !matches!(scanner.line(&json, 0), (Scanned::Value, _)) {
        return record.span(arguments);
    }
    let found = find(&scanner.tape, &json, 0, pointer, key);
    source(record, arguments, scanner.tape.token(found).span())
}

/// The value at a JSON pointer under a value, or as near to it as there is one.
pub(crate) fn find(
    tape: &Tape,
    line: &[u8],
    from: Index,
    pointer: &str,
    key: Option<&str>,
) -> Index {
    let name_of = |key: Index| text::decode(tape.token(key).inner().of(line));
    let mut at = from;
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        let next = match tape.token(at).kind() {
            Kind::Object => tape
                .members(at)
                .filter(|member| name_of(member.key) == step)
                .last()
                .map(|member| member.value),
            Kind::Array => step.parse().ok().and_then(|n: usize| tape.elements(at).nth(n)),
            _ => None,
        };
        let Some(next) = next else { return at };
        at = next;
    }
    let member = key.and_then(|key| tape.members(at).find(|member| name_of(member.key) == key));
    member.map_or(at, |member| member.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_told_apart() {
        let parse = Arguments::parse;
        assert!(matches!(parse(r#"{"a": [1]}"#), Arguments::Object(_)));
        assert!(matches!(parse("{\n  \"a\": 1\n}"), Arguments::Object(_)));
        assert!(matches!(parse("[1]"), Arguments::NoObject(Kind::Array)));
        assert!(matches!(parse("null"), Arguments::NoObject(Kind::Null)));
        assert!(matches!(parse(""), Arguments::Blank));
        assert!(matches!(parse(" \n"), Arguments::Blank));
        assert!(matches!(parse("{'a': 1}"), Arguments::Broken(_)));
        assert!(matches!(parse(r#"{"a": 1"#), Arguments::Broken(_)));
        assert!(matches!(parse("{\"a\": \"x\ny\"}"), Arguments::Broken(_)));
        assert!(matches!(parse(r#"{"a": NaN}"#), Arguments::Unclear));
        assert!(matches!(parse(r#"{"a": "\ud800"}"#), Arguments::Unclear));
        assert!(matches!(parse(&"[".repeat(10_000)), Arguments::Broken(_)));
    }
}
