//! A tool call lacks something that belongs to it, or is no call at all.
//!
//! `tool_calls` is a list of objects with an `id`, the type `function`, and a `function` with `name` and
//! `arguments`. Providers refuse a call without a function or name; chat templates fail in the middle of
//! the job, or print a call with holes in it. Some targets make up a missing `id`, others refuse it.
//!
//! ## How to fix it
//!
//! Write each call as
//! `{"id": "call_1", "type": "function", "function": {"name": .., "arguments": "{..}"}}`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "name": "get_weather", "arguments": "{}"}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::says_something;
use crate::record::{Facts, Format, Index, Key, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::tools::{Call, Place};
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-tool-call",
    category: Category::Tools,
    summary: "a tool call lacks something that belongs to it",
    docs: rule_docs!("invalid_tool_call.rs"),
    cases: &[
        "not-a-list",
        "empty-list",
        "not-an-object",
        "no-id",
        "no-type",
        "no-function",
        "no-name",
        "no-arguments",
    ],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

const NOT_A_LIST: u8 = 0;
const EMPTY_LIST: u8 = 1;
const NOT_AN_OBJECT: u8 = 2;
const NO_ID: u8 = 3;
const NO_TYPE: u8 = 4;
const NO_FUNCTION: u8 = 5;
const NO_NAME: u8 = 6;
const NO_ARGUMENTS: u8 = 7;

/// What a call looks like.
const SHAPE: &str =
    "{\"id\": …, \"type\": \"function\", \"function\": {\"name\": …, \"arguments\": …}}";

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    lists(record, context);
    let tools = context.tools(record);
    for call in &tools.calls {
        if record.kind(call.value) != Kind::Object {
            if let Some(finding) = context.found_case(record, call.value, NOT_AN_OBJECT) {
                let kind = record.kind(call.value).name();
                finding.message = format!("a tool call must be an object, and this is {kind}");
                finding.help = Some(format!("write it as {SHAPE}"));
            }
            continue;
        }
        one(record, context, call);
    }
}

/// The lists themselves.
fn lists(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns().iter().filter(|turn| turn.keys.has(Key::ToolCalls)) {
        let Some(list) = record.member(turn.message, Key::ToolCalls) else { continue };
        match record.kind(list) {
            Kind::Array if record.tape().elements(list).next().is_none() => {
                if let Some(finding) = context.found_case(record, list, EMPTY_LIST) {
                    finding.message = "this list of tool calls is empty".into();
                    finding.help = Some("leave out \"tool_calls\" where nothing is called".into());
                }
            }
            // Loaders of tables write null for what is not there.
            Kind::Array | Kind::Null => {}
            kind => {
                if let Some(finding) = context.found_case(record, list, NOT_A_LIST) {
                    let kind = kind.name();
                    finding.message = format!("tool calls must be a list, and this is {kind}");
                    finding.help = Some("put the call into a list: [...]".into());
                }
            }
        }
    }
}

/// One call that is an object.
fn one(record: &Record<'_>, context: &mut Context<'_>, call: &Call) {
    let mut report = |place: Index, case: u8, what: &str, help: String| {
        if let Some(finding) = context.found_case(record, place, case) {
            finding.message = format!("this tool call has no {what}");
            finding.help = Some(help);
        }
    };
    let Some(function) = call.function.filter(|at| record.kind(*at) == Kind::Object) else {
        let help = match call.name {
            Some(_) => format!("put name and arguments into \"function\": {SHAPE}"),
            None => format!("write it as {SHAPE}"),
        };
        report(call.function.unwrap_or(call.value), NO_FUNCTION, "\"function\"", help);
        return;
    };
    if !says_something(record, call.name) {
        let help = "name the tool that is called".into();
        report(call.name.unwrap_or(function), NO_NAME, "name", help);
    } else if call.arguments.is_none() && !is_gemini(record) {
        let (what, none) = match record.format() {
            Format::Converse => ("\"input\"", "{}"),
            _ => ("\"arguments\"", "\"{}\""),
        };
        report(function, NO_ARGUMENTS, what, format!("add {what}; for none, write {none}"));
    }
    let (wants_id, key) = match call.place {
        Place::List => (true, "\"id\""),
        Place::Part => (!is_gemini(record), "\"toolUseId\""),
        Place::Legacy => (false, ""),
    };
    if wants_id && !says_something(record, call.id) {
        let help = format!("give it an {key}, and its result the same one");
        report(call.id.unwrap_or(call.value), NO_ID, key, help);
    }
    if call.place == Place::List && call.kind.is_none_or(|kind| !record.says(kind, "function")) {
        let help = "add \"type\": \"function\"".into();
        report(call.kind.unwrap_or(call.value), NO_TYPE, "\"type\": \"function\"", help);
    }
}

/// Gemini's calls have no id, and need no arguments.
fn is_gemini(record: &Record<'_>) -> bool {
    matches!(record.format(), Format::Gemini | Format::GeminiPreference)
}
