//! The id of a call is not nine letters or digits.
//!
//! Mistral's models know only ids of exactly nine characters from a-z, A-Z and 0-9, and its trainer and
//! platform refuse the file with any other. Nobody else minds.
//!
//! ## How to fix it
//!
//! Make new ids of nine letters and digits, the same in each call and in its result.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "call_1", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::word;
use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "tool-call-id-format",
    category: Category::Tools,
    summary: "the id of a call is not nine letters or digits",
    docs: rule_docs!("tool_call_id_format.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::TOOLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    for call in &tools.calls {
        let (Some(place), Some(id)) = (call.id, word(record, call.id)) else { continue };
        if id.len() == LENGTH && id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            continue;
        }
        if let Some(finding) = context.found(record, place) {
            finding.message = format!("the id {} is not nine letters or digits", quote(&id));
            finding.help = Some("make an id like \"a1B2c3D4e\", here and in the result".into());
        }
    }
}

const LENGTH: usize = 9;
