//! The arguments of a call are not a string of JSON.
//!
//! In the chat format `arguments` is a string that holds JSON, as the model wrote it. OpenAI and Mistral
//! refuse anything else. Many trainers take an object as well, and some templates even ask for it; but a
//! file with an object in one record and a string in another loads nowhere.
//!
//! ## How to fix it
//!
//! Write the object out as a string: `json.dumps(arguments)`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": null}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
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
    name: "arguments-not-a-string",
    category: Category::Tools,
    summary: "the arguments of a call are not a string of JSON",
    docs: rule_docs!("arguments_not_a_string.rs"),
    cases: &["object", "other", "null"],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_ARGUMENTS, check },
};

const OBJECT: u8 = 0;
const OTHER: u8 = 1;
const NULL: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    for call in &tools.calls {
        let Some(arguments) = call.arguments.filter(|_| call.place != Place::Part) else {
            continue;
        };
        let case = match record.kind(arguments) {
            Kind::String => continue,
            Kind::Object => OBJECT,
            Kind::Null => NULL,
            _ => OTHER,
        };
        if let Some(finding) = context.found_case(record, arguments, case) {
            let kind = record.kind(arguments).name();
            finding.message = format!("arguments must be a string of JSON, and this is {kind}");
            finding.help = Some(match case {
                OBJECT => "write the object out as a string: json.dumps(arguments)".into(),
                _ => "write \"{}\" for no arguments".into(),
            });
        }
    }
}
