//! The parameters of a tool are no JSON Schema.
//!
//! `parameters` describes the arguments of a function in the language of JSON Schema. Words of other
//! languages (`dict`, `float`, `any`), a `required` that is no list or a list where an object belongs make
//! it mean nothing. Mistral refuses the file; elsewhere the model is trained on a tool that a server will
//! refuse to take.
//!
//! ## How to fix it
//!
//! Correct the place that is pointed at. The types are `object`, `array`, `string`, `number`, `integer`,
//! `boolean` and `null`; `required` is a list of names beside `properties`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "dict", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::shorten;
use crate::record::{Facts, Format, Key, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::arguments::find;
use crate::rules::reading::json_schema::Schema;
use crate::rules::reading::plain::Node;
use crate::rules::reading::tools::Style;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-tool-parameters",
    category: Category::Tools,
    summary: "the parameters of a tool are no JSON Schema",
    docs: rule_docs!("invalid_tool_parameters.rs"),
    // `no-type` is a schema of Bedrock's that does not say what it is of.
    cases: &["not-an-object", "schema", "no-type"],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_DEFINITIONS, check },
};

const NOT_AN_OBJECT: u8 = 0;
const SCHEMA: u8 = 1;
const NO_TYPE: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    let lenient = matches!(record.format(), Format::Gemini | Format::GeminiPreference);
    for tool in &tools.definitions {
        let Some(parameters) = tool.parameters else { continue };
        match record.kind(parameters) {
            // Null is as good as nothing: another rule's business.
            Kind::Null => {}
            Kind::Object => {
                let node = Node { line: record.line(), tape: record.tape(), at: parameters };
                if tool.style == Style::Spec
                    && record.member(parameters, Key::Type).is_none()
                    && let Some(finding) = context.found_case(record, parameters, NO_TYPE)
                {
                    finding.message = "this JSON Schema has no \"type\"".into();
                    finding.help = Some("add \"type\": \"object\"".into());
                    continue;
                }
                if node.is_schema(lenient) {
                    continue;
                }
                let schema = Schema::of(record.raw(parameters), lenient);
                let Some(fault) = schema.fault() else { continue };
                let place = find(record.tape(), record.line(), parameters, &fault.pointer, None);
                let is_type = fault.pointer.ends_with("/type");
                if let Some(finding) = context.found_case(record, place, SCHEMA) {
                    let word = record.text(place);
                    if is_type && record.kind(place) == Kind::String {
                        finding.message = format!("JSON Schema has no type {}", quote(&word));
                        finding.help = Some(match meant(&word) {
                            Some(meant) => format!("write \"{meant}\""),
                            None => "leave the type out if any value will do".into(),
                        });
                    } else {
                        let words = shorten(&fault.words);
                        finding.message = format!("this is no JSON Schema: {words}");
                        finding.help = Some("correct it as JSON Schema wants it".into());
                    }
                }
            }
            kind => {
                if let Some(finding) = context.found_case(record, parameters, NOT_AN_OBJECT) {
                    let kind = kind.name();
                    finding.message =
                        format!("the parameters of a tool must be an object, and this is {kind}");
                    finding.help = Some("write the JSON Schema itself, as an object".into());
                }
            }
        }
    }
}

/// The type of JSON Schema that other languages call so.
fn meant(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "dict" | "map" | "struct" | "object" | "hashmap" => "object",
        "float" | "double" | "decimal" | "number" | "long double" => "number",
        "int" | "long" | "int32" | "int64" | "integer" | "short" => "integer",
        "str" | "text" | "char" | "date" | "datetime" | "string" | "enum" => "string",
        "list" | "tuple" | "set" | "arraylist" | "array" => "array",
        "bool" | "boolean" => "boolean",
        "none" | "nil" | "null" => "null",
        _ => return None,
    })
}
