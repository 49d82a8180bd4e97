//! An entry of `tools` does not have the shape of a tool definition.
//!
//! `tools` is a list of objects, each with `"type": "function"` and a `function` that has at least a
//! `name`. A provider checks the definitions before anything is trained; a trainer hands them to the chat
//! template, which stops, or shows the model a tool without a name.
//!
//! ## How to fix it
//!
//! Write each tool as `{"type": "function", "function": {"name": .., "description": .., "parameters": ..}}`,
//! and `tools` as a list of them. Some trainers take the whole list as a string of JSON; most targets do not.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::says_something;
use crate::record::{Facts, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::tools::{Definition, Style};
use crate::rules::schema::wrong_type::is_json_list;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-tool-definition",
    category: Category::Tools,
    summary: "an entry of `tools` does not have the shape of a tool definition",
    docs: rule_docs!("invalid_tool_definition.rs"),
    cases: &[
        "not-a-list",
        "json-string",
        "not-an-object",
        "no-type",
        "wrong-type",
        "no-function",
        "no-name",
        // A string that holds no list.
        "broken-string",
        // Bedrock's `toolConfig` with no tool.
        "empty-list",
    ],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_DEFINITIONS, check },
};

const NOT_A_LIST: u8 = 0;
const JSON_STRING: u8 = 1;
const NOT_AN_OBJECT: u8 = 2;
const NO_TYPE: u8 = 3;
const WRONG_TYPE: u8 = 4;
const NO_FUNCTION: u8 = 5;
const NO_NAME: u8 = 6;
const BROKEN_STRING: u8 = 7;
const EMPTY_LIST: u8 = 8;

/// What a definition looks like.
const SHAPE: &str = "{\"type\": \"function\", \"function\": {\"name\": …}}";

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    for (list, style) in &tools.lists {
        // Where a tool is called, `undefined-tool` says so.
        if *style == Style::Spec
            && tools.calls.is_empty()
            && record.kind(*list) == Kind::Array
            && record.tape().elements(*list).next().is_none()
            && let Some(finding) = context.found_case(record, *list, EMPTY_LIST)
        {
            finding.message = "this list of tools is empty".into();
            finding.help = Some("leave out \"toolConfig\" where there are no tools".into());
        }
        let case = match record.kind(*list) {
            // Loaders of tables write null for what is not there.
            Kind::Array | Kind::Null => continue,
            Kind::String if is_json_list(record, *list) => JSON_STRING,
            Kind::String => BROKEN_STRING,
            _ => NOT_A_LIST,
        };
        if let Some(finding) = context.found_case(record, *list, case) {
            let kind = record.kind(*list).name();
            finding.message = match case {
                BROKEN_STRING => "the tools must be a list, and this string holds none".into(),
                _ => format!("the tools must be a list, and this is {kind}"),
            };
            finding.help = Some(match case {
                JSON_STRING => "write the list itself, not a string that holds it".into(),
                _ => "write a list of tool definitions: [...]".into(),
            });
        }
    }
    for tool in &tools.definitions {
        if record.kind(tool.entry) != Kind::Object {
            if let Some(finding) = context.found_case(record, tool.entry, NOT_AN_OBJECT) {
                let kind = record.kind(tool.entry).name();
                finding.message =
                    format!("a tool definition must be an object, and this is {kind}");
                finding.help = Some(format!("write it as {SHAPE}"));
            }
        } else if tool.style == Style::Wrapped {
            wrapped(record, context, tool);
        } else {
            nameless(record, context, tool);
        }
    }
}

/// A definition that should stand in a wrapping of its own.
fn wrapped(record: &Record<'_>, context: &mut Context<'_>, tool: &Definition) {
    let is_function = tool.kind.is_some_and(|kind| record.says(kind, "function"));
    if let Some(kind) = tool.kind.filter(|_| !is_function) {
        // `"type": "object"` is that of a bare schema: the wrapping is what is missing.
        if tool.function.is_some() || record.text(kind) != "object" {
            if let Some(finding) = context.found_case(record, kind, WRONG_TYPE) {
                let name = quote(&record.text(kind));
                finding.message = format!("the type of a tool must be \"function\", not {name}");
                finding.help = Some("define the tool as a function, or remove it".into());
            }
            return;
        }
    }
    match tool.function {
        Some(function) if record.kind(function) == Kind::Object => {
            if tool.kind.is_none()
                && let Some(finding) = context.found_case(record, tool.entry, NO_TYPE)
            {
                finding.message = "this tool definition has no \"type\"".into();
                finding.help = Some("add \"type\": \"function\" beside \"function\"".into());
            }
            nameless(record, context, tool);
        }
        function => {
            let place = function.unwrap_or(tool.entry);
            if let Some(finding) = context.found_case(record, place, NO_FUNCTION) {
                finding.message = match function {
                    Some(_) => "the \"function\" of a tool must be an object".into(),
                    None => "this tool definition has no \"function\"".into(),
                };
                finding.help = Some(match (function, tool.name) {
                    (None, Some(_)) => format!("wrap it: {SHAPE}"),
                    _ => format!("write it as {SHAPE}"),
                });
            }
        }
    }
}

fn nameless(record: &Record<'_>, context: &mut Context<'_>, tool: &Definition) {
    let Some(function) = tool.function else { return };
    if says_something(record, tool.name) {
        return;
    }
    if let Some(finding) = context.found_case(record, tool.name.unwrap_or(function), NO_NAME) {
        finding.message = match tool.name {
            Some(_) => "the name of this tool is empty, or no string".into(),
            None => "this tool has no \"name\"".into(),
        };
        finding.help = Some("give it the name that the calls use".into());
    }
}
