//! The arguments of a call are an object, which the loader of many trainers merges with others.
//!
//! The `datasets` library makes a table of the file. Up to version 4.0 (in parts up to 4.7) all objects of
//! a column get the same keys: a call with `{"city": "Rome"}` in a file where another call has
//! `{"query": ..}` becomes `{"city": "Rome", "query": null}`. The model then learns to write arguments
//! that the tool never had, and nobody says a word.
//!
//! ## How to fix it
//!
//! Write the arguments as a string of JSON: `json.dumps(arguments)`. A string is left as it is.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": {"city": "Rome"}}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use crate::record::{Facts, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::tools::Place;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "object-arguments",
    category: Category::Tools,
    summary: "the arguments of a call are an object, which some loaders merge with others",
    docs: rule_docs!("object_arguments.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_ARGUMENTS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    // Once a record: the cause is how the file was written.
    let object = tools.calls.iter().filter(|call| call.place != Place::Part).find_map(|call| {
        call.arguments.filter(|arguments| record.kind(*arguments) == Kind::Object)
    });
    let Some(arguments) = object else { return };
    if let Some(finding) = context.found(record, arguments) {
        finding.message =
            "these arguments are an object: loaders may add the keys of others".into();
        finding.help = Some("write them as a string of JSON: json.dumps(arguments)".into());
    }
}
