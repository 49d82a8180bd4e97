//! Schemas and arguments of the usual kind, seen through without a validator.
//!
//! Nearly every tool says of its parameters no more than names, types, descriptions and which are
//! required. That such a schema is one, and that arguments fit it, is told from the values as they
//! stand in the line: some hundred times as fast as to build a validator for it. What is not
//! certain here, good or bad, is left to the validator; no defect is told by this.

use crate::record::{Index, Key, Kind, Member, REPEATED_KEY, RESPELLED, Tape, Token};

/// A value, with the line and the tape that it is on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    pub(crate) line: &'a [u8],
    pub(crate) tape: &'a Tape,
    pub(crate) at: Index,
}

/// How deep a schema may be nested.
const DEEPEST: usize = 16;
/// How many names are compared with one another.
const MOST_NAMES: usize = 64;

/// The keywords of a schema that are seen through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyword {
    Type,
    Properties,
    Required,
    Items,
    Enum,
    AdditionalProperties,
    /// One that limits numbers.
    Bound,
    /// One that speaks to readers only.
    Words,
    Default,
}

/// The bit that stands for a type of JSON Schema; none for another word.
fn type_bit(name: &[u8]) -> u8 {
    match name {
        b"null" => NULL,
        b"boolean" => BOOLEAN,
        b"number" => NUMBER,
        b"integer" => INTEGER,
        b"string" => STRING,
        b"array" => ARRAY,
        b"object" => OBJECT,
        _ => 0,
    }
}

const NULL: u8 = 1;
const BOOLEAN: u8 = 2;
const NUMBER: u8 = 4;
const INTEGER: u8 = 8;
const STRING: u8 = 16;
const ARRAY: u8 = 32;
const OBJECT: u8 = 64;

impl Node<'_> {
    /// Whether it is certainly a JSON Schema; `lenient` if it is one of Gemini's, with types in
    /// capitals.
    pub(crate) fn is_schema(self, lenient: bool) -> bool {
        self.is_schema_at(lenient, 0)
    }

    fn is_schema_at(self, lenient: bool, depth: usize) -> bool {
        depth <= DEEPEST
            && self.is_clear_object()
            && self.members().all(|(member, value)| match self.keyword(member) {
                Some(Keyword::Type) => value.types(lenient) != 0,
                Some(Keyword::Properties) => {
                    value.is_clear_object()
                        && value.members().all(|(_, value)| value.is_schema_at(lenient, depth + 1))
                }
                Some(Keyword::Required) => value.is_list_of_names(),
                Some(Keyword::Items) => value.is_schema_at(lenient, depth + 1),
                Some(Keyword::Enum) => value.kind() == Kind::Array,
                Some(Keyword::AdditionalProperties) => {
                    matches!(value.kind(), Kind::True | Kind::False)
                        || value.is_schema_at(lenient, depth + 1)
                }
                Some(Keyword::Bound) => value.kind() == Kind::Number,
                Some(Keyword::Words) => value.kind() == Kind::String,
                Some(Keyword::Default) => true,
                None => false,
            })
    }

    /// Whether it certainly fits a schema; `lenient` as above.
    pub(crate) fn fits(self, schema: Node<'_>, lenient: bool) -> bool {
        self.fits_at(schema, lenient, 0)
    }

    fn fits_at(self, schema: Node<'_>, lenient: bool, depth: usize) -> bool {
        let is_object = self.kind() == Kind::Object;
        if depth > DEEPEST || !schema.is_clear_object() || is_object && !self.is_clear_object() {
            return false;
        }
        let mut properties = None;
        let mut others_may_be = true;
        for (member, value) in schema.members() {
            let fits = match schema.keyword(member) {
                Some(Keyword::Type) => value.types(lenient) & self.types_of_value() != 0,
                Some(Keyword::Properties) => {
                    properties = Some(value);
                    value.is_clear_object()
                }
                Some(Keyword::Required) => {
                    value.is_list_of_names()
                        && (!is_object || value.elements().all(|name| self.member(name).is_some()))
                }
                Some(Keyword::Items) => {
                    self.elements().all(|one| one.fits_at(value, lenient, depth + 1))
                }
                Some(Keyword::Enum) => {
                    let mut strings = value.elements().filter(|one| one.kind() == Kind::String);
                    self.kind() == Kind::String
                        && !self.token().has(RESPELLED)
                        && strings.any(|one| one.raw() == self.raw())
                }
                Some(Keyword::AdditionalProperties) => {
                    others_may_be = value.kind() == Kind::True;
                    true
                }
                Some(Keyword::Words | Keyword::Default) => true,
                Some(Keyword::Bound) | None => false,
            };
            if !fits {
                return false;
            }
        }
        // These say nothing about what is no object.
        !is_object
            || self.members().all(|(member, value)| {
                match properties.and_then(|all| all.member(self.node(member.key))) {
                    Some(schema) => value.fits_at(schema, lenient, depth + 1),
                    None => others_may_be,
                }
            })
    }

    /// What a member of a schema is.
    fn keyword(self, member: Member) -> Option<Keyword> {
        Some(match member.known {
            Key::Type => Keyword::Type,
            Key::Description => Keyword::Words,
            _ => match self.node(member.key).raw() {
                b"properties" => Keyword::Properties,
                b"required" => Keyword::Required,
                b"items" => Keyword::Items,
                b"enum" => Keyword::Enum,
                b"additionalProperties" => Keyword::AdditionalProperties,
                b"minimum" | b"maximum" => Keyword::Bound,
                b"title" | b"format" | b"$comment" => Keyword::Words,
                b"default" => Keyword::Default,
                _ => return None,
            },
        })
    }

    /// The types that it names, a bit for each; none if it is not certain that it only names types.
    fn types(self, lenient: bool) -> u8 {
        let named = |name: Node<'_>, lenient: bool| match name.kind() {
            Kind::String if lenient => type_bit(&name.raw().to_ascii_lowercase()),
            Kind::String => type_bit(name.raw()),
            _ => 0,
        };
        if self.kind() != Kind::Array {
            return named(self, lenient);
        }
        // None of them may be there twice.
        let new = |types: u8, name| Some(named(name, false)).filter(|new| new & !types != 0);
        self.elements().try_fold(0, |types, name| Some(types | new(types, name)?)).unwrap_or(0)
    }

    /// The types that it certainly has.
    fn types_of_value(self) -> u8 {
        match self.kind() {
            Kind::Null => NULL,
            Kind::True | Kind::False => BOOLEAN,
            Kind::Number if self.raw().iter().all(|byte| matches!(byte, b'-' | b'0'..=b'9')) => {
                NUMBER | INTEGER
            }
            Kind::Number => NUMBER,
            Kind::String => STRING,
            Kind::Array => ARRAY,
            Kind::Object => OBJECT,
            Kind::Key => 0,
        }
    }

    /// Whether it is a list of a few different strings, each written in the one way it can be.
    fn is_list_of_names(self) -> bool {
        self.kind() == Kind::Array
            && self.elements().all(|name| name.kind() == Kind::String)
            && are_different(self.elements())
    }

    /// Whether it is an object whose keys are different, each written in the one way it can be.
    fn is_clear_object(self) -> bool {
        // The scanner marks what only may have a key twice, too.
        self.kind() == Kind::Object
            && (!self.token().has(REPEATED_KEY)
                || are_different(self.members().map(|(member, _)| self.node(member.key))))
    }

    fn token(self) -> Token {
        self.tape.token(self.at)
    }

    fn kind(self) -> Kind {
        self.token().kind()
    }
}

impl<'a> Node<'a> {
    fn node(self, at: Index) -> Self {
        Self { at, ..self }
    }

    fn raw(self) -> &'a [u8] {
        self.token().inner().of(self.line)
    }

    fn elements(self) -> impl Iterator<Item = Self> + Clone {
        self.tape.elements(self.at).map(move |at| self.node(at))
    }

    fn members(self) -> impl Iterator<Item = (Member, Self)> + Clone {
        self.tape.members(self.at).map(move |member| (member, self.node(member.value)))
    }

    /// The value under a key that is spelled as this string.
    fn member(self, name: Node<'_>) -> Option<Self> {
        let mut members = self.members();
        members.find(|(member, _)| self.node(member.key).raw() == name.raw()).map(|found| found.1)
    }
}

/// Whether these are a few different names, each written in the one way it can be.
fn are_different<'n>(mut names: impl Iterator<Item = Node<'n>> + Clone) -> bool {
    let mut count = 0;
    while let Some(name) = names.next() {
        count += 1;
        if count > MOST_NAMES
            || name.token().has(RESPELLED)
            || names.clone().any(|other| other.raw() == name.raw())
        {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::json_schema::Schema;
    use super::*;
    use crate::record::scan::{Scanned, Scanner};

    fn scan(json: &str) -> Scanner {
        let mut scanner = Scanner::default();
        scanner.start(json.as_bytes());
        assert_eq!(scanner.line(json.as_bytes(), 0).0, Scanned::Value, "{json}");
        scanner
    }

    fn is_schema(json: &str, lenient: bool) -> bool {
        Node { line: json.as_bytes(), tape: &scan(json).tape, at: 0 }.is_schema(lenient)
    }

    fn fits(schema: &str, arguments: &str) -> bool {
        let (scanned, scanned_arguments) = (scan(schema), scan(arguments));
        let schema = Node { line: schema.as_bytes(), tape: &scanned.tape, at: 0 };
        let tape = &scanned_arguments.tape;
        Node { line: arguments.as_bytes(), tape, at: 0 }.fits(schema, false)
    }

    const TOOL: &str = r#"{"type": "object", "properties": {"city": {"type": "string",
        "description": "A city.", "enum": ["Rome", "Oslo"]}, "days": {"type": "integer"},
        "share": {"type": ["number", "null"]}, "tags": {"type": "array", "items": {"type": "string"}}},
        "required": ["city"], "additionalProperties": false}"#;

    #[test]
    fn the_usual_is_seen_through() {
        let tool = TOOL.replace('\n', " ");
        assert!(is_schema(&tool, false) && is_schema("{}", false));
        assert!(is_schema(r#"{"type": "OBJECT", "properties": {}}"#, true));
        for arguments in [
            r#"{"city": "Rome"}"#,
            r#"{"share": 0.5, "city": "Oslo", "days": -3}"#,
            r#"{"city": "Rome", "share": null, "tags": ["a", "b"]}"#,
            r#"{"city": "Rome", "tags": []}"#,
        ] {
            assert!(fits(&tool, arguments), "{arguments}");
        }
    }

    #[test]
    fn what_is_not_certain_is_left_alone() {
        for schema in [
            r#"{"type": "dict"}"#,
            r#"{"type": "OBJECT"}"#,
            r#"{"type": 1}"#,
            r#"{"type": []}"#,
            r#"{"type": ["string", "string"]}"#,
            r#"{"type": ["STRING"]}"#,
            r#"{"properties": []}"#,
            r#"{"properties": {"a": true}}"#,
            r#"{"properties": {"a": {"type": "any"}}}"#,
            r#"{"required": "a"}"#,
            r#"{"required": ["a", "a"]}"#,
            r#"{"required": ["a", "\u0061"]}"#,
            r#"{"required": [1]}"#,
            r#"{"enum": "a"}"#,
            r#"{"description": 1}"#,
            r#"{"title": null}"#,
            r#"{"minimum": "1"}"#,
            r#"{"additionalProperties": "no"}"#,
            r#"{"$ref": "x"}"#,
            r#"{"nullable": true}"#,
            r#"{"type": "string", "type": 1}"#,
            "[]",
        ] {
            assert!(!is_schema(schema, false), "{schema}");
        }
        for arguments in [
            "{}",
            "[]",
            r#"{"city": "Paris"}"#,
            r#"{"city": 1}"#,
            r#"{"city": "R\u006fme"}"#,
            r#"{"cit\u0079": "Rome"}"#,
            r#"{"city": "Rome", "city": "Rome"}"#,
            r#"{"city": "Rome", "days": 1.0}"#,
            r#"{"city": "Rome", "days": 1e3}"#,
            r#"{"city": "Rome", "days": true}"#,
            r#"{"city": "Rome", "share": "much"}"#,
            r#"{"city": "Rome", "tags": [1]}"#,
            r#"{"city": "Rome", "tags": "a"}"#,
            r#"{"city": "Rome", "more": 1}"#,
        ] {
            assert!(!fits(&TOOL.replace('\n', " "), arguments), "{arguments}");
        }
        assert!(!fits(r#"{"minimum": 1}"#, "1") && !fits(r#"{"pattern": "a"}"#, "1"));
    }

    #[test]
    fn it_is_never_at_odds_with_the_validator() {
        let words = ["null", "boolean", "number", "integer", "string", "array", "object", "x"];
        let values =
            ["null", "true", "0", "-1.5", "1.0", "\"x\"", "[]", "[1]", "{}", r#"{"a": 1}"#];
        for schema in words
            .iter()
            .map(|word| format!(r#"{{"type": "{word}"}}"#))
            .chain(words.iter().map(|word| format!(r#"{{"items": {{"type": "{word}"}}}}"#)))
            .chain(words.iter().map(|word| {
                format!(
                    r#"{{"properties": {{"a": {{"type": ["{word}", "null"]}}}}, "required": []}}"#
                )
            }))
            .chain([r#"{"required": ["a"]}"#, r#"{"enum": ["x", 1, {}]}"#].map(str::to_owned))
            .chain([r#"{"additionalProperties": false}"#.to_owned()])
        {
            let exact = Schema::of(schema.as_bytes(), false);
            assert!(!is_schema(&schema, false) || exact.fault().is_none(), "{schema}");
            for value in values {
                let parsed = serde_json::from_str(value).unwrap();
                let misfit = exact.mismatch(&parsed, value.len()).is_some();
                assert!(!(fits(&schema, value) && misfit), "{schema} {value}");
            }
        }
    }
}
