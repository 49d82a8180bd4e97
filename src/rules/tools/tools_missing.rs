//! A record has tool calls, but does not say which tools there are.
//!
//! Chat templates write the tools of a record into the prompt. Without `tools` the model learns to make
//! calls that nothing told it about, and to ignore the tools it is given later. Data sets that describe the
//! tools in the text of the system message know what they do; nearly always, though, the list was lost.
//!
//! ## How to fix it
//!
//! Add the definitions of the tools as the key `tools`, beside `messages` (in a preference record, in
//! `input`).
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use crate::record::{Facts, Format, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "tools-missing",
    category: Category::Tools,
    summary: "there are tool calls, but no tools",
    docs: rule_docs!("tools_missing.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    if tools.defines(record) {
        return;
    }
    let place = match (tools.calls.first(), tools.answers.first()) {
        (Some(call), _) => call.value,
        (None, Some(answer)) => answer.value,
        (None, None) => return,
    };
    if let Some(finding) = context.found(record, place) {
        finding.message = match tools.calls.len() {
            0 => "there are results of tools, but no tools are defined".into(),
            1 => "there is a tool call, but no tools are defined".into(),
            count => format!("there are {count} tool calls, but no tools are defined"),
        };
        finding.help = Some(match record.format() {
            Format::Converse => "add the definitions as \"toolConfig\"".into(),
            Format::Preference => "add the definitions as \"tools\" to \"input\"".into(),
            _ => "add the definitions as \"tools\" to the record".into(),
        });
    }
}
