//! The arguments of a call do not fit the parameters that its tool declares.
//!
//! A required argument is missing, a number stands where a text should, a name is not one of the tool's:
//! the call would fail. Nobody checks this before the training, so the model learns to make calls that its
//! tools refuse. Arguments that are `null` although nobody wrote them come from a loader that merged the
//! keys of all calls.
//!
//! ## How to fix it
//!
//! Correct the arguments, or the schema in `tools` if it is out of date. References to other files and
//! schemas that refer to themselves are not followed.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": 7}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::borrow::Cow;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::shorten;
use crate::record::{Facts, Format, Index, Kind, Record};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::arguments::{Arguments, locate};
use crate::rules::reading::json_schema::Schema;
use crate::rules::reading::plain::Node;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "arguments-do-not-match-schema",
    category: Category::Tools,
    summary: "the arguments of a call do not fit its tool's parameters",
    docs: rule_docs!("arguments_do_not_match_schema.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_ARGUMENTS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    if tools.calls.is_empty() || !tools.are_known(record) {
        return;
    }
    let lenient = matches!(record.format(), Format::Gemini | Format::GeminiPreference);
    let mut schemas: Vec<(Cow<'_, str>, Option<Index>)> = tools
        .definitions
        .iter()
        .filter_map(|tool| Some((record.text(tool.name?), tool.parameters)))
        .collect();
    schemas.sort_unstable();
    for call in &tools.calls {
        let (Some(name), Some(place)) = (call.name, call.arguments) else { continue };
        let called = record.text(name);
        let first = schemas.partition_point(|(name, _)| *name < called);
        let rest = schemas.get(first..).unwrap_or_default();
        let mut same = rest.iter().take_while(|(name, _)| *name == called);
        // Of two tools with one name nobody knows which is meant.
        let (Some((_, Some(parameters))), None) = (same.next(), same.next()) else { continue };
        if record.kind(*parameters) != Kind::Object {
            continue;
        }
        let Arguments::Object(arguments) = call.arguments(record) else { continue };
        let node = Node { line: record.line(), tape: record.tape(), at: *parameters };
        if arguments.node(record, place).is_some_and(|arguments| arguments.fits(node, lenient)) {
            continue;
        }
        let Some(arguments) = arguments.value(record, place) else { continue };
        let schema = Schema::of(record.raw(*parameters), lenient);
        let length = record.raw(place).len();
        let Some(error) = schema.mismatch(arguments, length) else { continue };
        let key = unexpected(&error);
        let span = locate(record, place, error.instance_path().as_str(), key);
        if let Some(finding) = context.found(record, Place::Within(place, span)) {
            let (message, help) = words(&error);
            finding.message = message;
            finding.help = Some(help);
            finding.label = Some(format!("for the tool {}", quote(&record.text(name))));
        }
    }
}

/// The first argument that should not be there.
fn unexpected<'e>(error: &'e ValidationError<'_>) -> Option<&'e str> {
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unexpected.first().map(String::as_str)
        }
        _ => None,
    }
}

/// What is wrong, and what to do.
fn words(error: &ValidationError<'_>) -> (String, String) {
    let pointer = error.instance_path().as_str();
    let what = match pointer.rsplit('/').next().filter(|_| !pointer.is_empty()) {
        Some(name) => quote(&name.replace("~1", "/").replace("~0", "~")),
        None => "the arguments".into(),
    };
    let is_null = error.instance().is_null();
    let correct = || -> String {
        if is_null {
            "leave it out: loaders that merge the keys of all calls write such nulls".into()
        } else {
            "correct the argument, or the schema of the tool".into()
        }
    };
    if let Some(key) = unexpected(error) {
        let message = format!("the tool has no parameter {}", quote(key));
        return (message, "remove the argument, or add it to the schema of the tool".into());
    }
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let message = if pointer.is_empty() {
                format!("the required argument {} is missing", quote(name))
            } else {
                format!("{what} lacks the required {}", quote(name))
            };
            (message, "add it, or take it out of \"required\"".into())
        }
        ValidationErrorKind::Type { kind } => {
            let wanted = match kind {
                TypeKind::Single(kind) => kind.to_string(),
                TypeKind::Multiple(kinds) => {
                    kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" or ")
                }
            };
            let is = match error.instance().as_ref() {
                Value::Null => "null",
                Value::Bool(_) => "a boolean",
                Value::Number(_) => "a number",
                Value::String(_) => "a string",
                Value::Array(_) => "an array",
                Value::Object(_) => "an object",
            };
            (format!("{what} must be of type {wanted}, and this is {is}"), correct())
        }
        ValidationErrorKind::Enum { .. } => {
            (format!("{what} is not one of the values that the tool takes"), correct())
        }
        _ => {
            let said = error.masked().to_string();
            (format!("{what} does not fit the schema: {}", shorten(&said)), correct())
        }
    }
}
