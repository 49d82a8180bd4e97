//! The result of a tool does not say which call it belongs to.
//!
//! A message of the role `tool` names its call in `tool_call_id`. OpenAI, Mistral and NeMo refuse one that
//! does not; Together AI's own examples do without. With several calls at once nobody can tell which
//! result is whose.
//!
//! ## How to fix it
//!
//! Add `tool_call_id` with the `id` of the call.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::says_something;
use crate::record::{Facts, Format, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-tool-call-id",
    category: Category::Tools,
    summary: "the result of a tool does not say which call it belongs to",
    docs: rule_docs!("missing_tool_call_id.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    for answer in tools.answers.iter().filter(|answer| answer.wants_id) {
        if says_something(record, answer.id) {
            continue;
        }
        if let Some(finding) = context.found(record, answer.id.unwrap_or(answer.value)) {
            let key = match record.format() {
                Format::Converse => "\"toolUseId\"",
                _ => "\"tool_call_id\"",
            };
            finding.message = match answer.id {
                None => format!("this result has no {key}"),
                Some(_) => format!("the {key} of this result is empty, or no string"),
            };
            finding.help = Some(format!("add {key} with the id of the call"));
        }
    }
}
