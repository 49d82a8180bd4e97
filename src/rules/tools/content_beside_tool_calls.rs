//! An assistant message says something and calls a tool at once.
//!
//! Most targets train both. Mistral's trainer and platform refuse the file, and LLaMA-Factory throws the
//! text away and keeps the calls, without a word.
//!
//! ## How to fix it
//!
//! For these targets, set `content` to `null`, or drop the text if it only announces the call. Everywhere
//! else leave it as it is.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Let me look.", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::says_something;
use crate::record::{Facts, Kind, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::reading::tools::Place;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "content-beside-tool-calls",
    category: Category::Tools,
    summary: "an assistant message has content beside its tool calls",
    docs: rule_docs!("content_beside_tool_calls.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::TOOLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    let mut last = None;
    for call in tools.calls.iter().filter(|call| call.place != Place::Part) {
        if last.replace(call.turn) == Some(call.turn) {
            continue;
        }
        let Some(turn) = record.turns().get(call.turn) else { continue };
        let Some(said) = turn.content.filter(|_| turn.role == Role::Assistant) else {
            continue;
        };
        let says_something = match record.kind(said) {
            Kind::String => says_something(record, Some(said)),
            Kind::Array => record.tape().elements(said).next().is_some(),
            _ => false,
        };
        if says_something && let Some(finding) = context.found(record, said) {
            finding.message = "this message has content beside its tool calls".into();
            finding.help = Some("set the content to null, or remove the calls".into());
        }
    }
}
