//! The arguments of a call are a string, but not one of JSON.
//!
//! The string in `arguments` is what the program will parse when the model makes the call. If it is cut,
//! written with single quotes, or empty, the model learns to write calls that fail. Axolotl and
//! LLaMA-Factory stop at such a string; nearly all others train on it without a word. It must also be an
//! object: arguments have names.
//!
//! ## How to fix it
//!
//! Write the arguments with a JSON library (`json.dumps`), never with `str()`. A call without arguments has
//! `"arguments": "{}"`. A call that was cut short is better removed together with its record.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\""}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::shorten;
use crate::record::diagnosis::{Cause, Diagnosis};
use crate::record::{Facts, Format, Index, Kind, Record};
use crate::rules::Place as Spot;
use crate::rules::docs::rule_docs;
use crate::rules::reading::arguments::{Arguments, source};
use crate::rules::reading::tools::Place;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "arguments-not-json",
    category: Category::Tools,
    summary: "the arguments of a call are not JSON",
    docs: rule_docs!("arguments_not_json.rs"),
    // `spoken` is a call in ShareGPT's format, where it is all that the message says.
    cases: &["invalid", "not-an-object", "spoken"],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_ARGUMENTS.union(Facts::UNUSUAL_ROLE), check },
};

const INVALID: u8 = 0;
const NOT_AN_OBJECT: u8 = 1;
const SPOKEN: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if record.format() == Format::Sharegpt {
        check_spoken(record, context);
    }
    let tools = context.tools(record);
    for call in &tools.calls {
        let Some(place) = call.arguments else { continue };
        match call.arguments(record) {
            Arguments::Object(_) if call.place == Place::Part => {
                // An object belongs here; one in a string is none.
                if record.kind(place) == Kind::String {
                    no_object(record, context, place, Kind::String);
                }
            }
            Arguments::Object(_) | Arguments::None | Arguments::Unclear => {}
            Arguments::NoObject(kind) => no_object(record, context, place, *kind),
            Arguments::Blank | Arguments::Broken(_) if call.place == Place::Part => {
                no_object(record, context, place, Kind::String);
            }
            Arguments::Blank => {
                if let Some(finding) = context.found_case(record, place, INVALID) {
                    finding.message = "these arguments are empty, which is no JSON".into();
                    finding.help = Some("write \"{}\" for no arguments".into());
                }
            }
            Arguments::Broken(diagnosis) => {
                let span = source(record, place, diagnosis.span);
                if let Some(finding) =
                    context.found_case(record, Spot::Within(place, span), INVALID)
                {
                    let (message, help) = words(diagnosis, record.text(place).as_bytes());
                    finding.message = message;
                    finding.help = Some(help);
                }
            }
        }
    }
}

/// In ShareGPT's format a call is what `function_call` says: an object as a text.
fn check_spoken(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns() {
        let calls = turn.role_value.is_some_and(|role| record.raw(role) == b"function_call");
        let Some(said) = turn.content.filter(|_| calls) else { continue };
        if let Arguments::Broken(_) = Arguments::read(record, Some(said))
            && let Some(finding) = context.found_case(record, said, SPOKEN)
        {
            finding.message = "this call is not JSON".into();
            finding.help =
                Some("write {\"name\": \"...\", \"arguments\": {...}} as a string".into());
        }
    }
}

/// What is wrong with arguments, and what to do. The diagnosis speaks of lines and records where
/// this is a string.
fn words(diagnosis: &Diagnosis, json: &[u8]) -> (String, String) {
    let library = "write them with a JSON library: json.dumps(arguments)";
    let (message, help) = match diagnosis.cause {
        Cause::PythonDict => ("these arguments are a Python dict and not JSON", library),
        Cause::Truncated { .. } | Cause::EndsInString { .. } => (
            "these arguments are cut short",
            "complete them, or remove the record: nobody wants the model to stop here",
        ),
        Cause::SeveralValues { .. } => ("these arguments are more than one JSON value", library),
        Cause::NotJson | Cause::RestOfRecord | Cause::LooseMember | Cause::CsvQuoting => {
            ("these arguments are not JSON", library)
        }
        _ => {
            let message = shorten(&diagnosis.message(json)).replace("the line", "the string");
            let of_lines =
                |help: &String| ["line", "record", "file"].iter().any(|w| help.contains(w));
            let help = diagnosis.help(json).filter(|help| !of_lines(help));
            let help = help.unwrap_or_else(|| library.into());
            return (format!("these arguments are not JSON: {message}"), help);
        }
    };
    (message.into(), help.into())
}

fn no_object(record: &Record<'_>, context: &mut Context<'_>, place: Index, kind: Kind) {
    if let Some(finding) = context.found_case(record, place, NOT_AN_OBJECT) {
        let kind = kind.name();
        finding.message = format!("arguments must be an object, and this is {kind}");
        finding.help = Some("write an object with the name of each argument".into());
    }
}
