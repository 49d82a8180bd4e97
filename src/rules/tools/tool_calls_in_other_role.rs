//! A message that is not the assistant's has tool calls.
//!
//! Only the assistant calls tools, and only its messages are trained. Calls in a message of the user or of
//! a tool are dropped by most chat templates; Mistral and Amazon Nova refuse the file.
//!
//! ## How to fix it
//!
//! Correct the role of the message, or move the calls into the assistant's message.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "One moment."}, {"role": "user", "content": "Look.", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use crate::record::{Facts, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "tool-calls-in-other-role",
    category: Category::Tools,
    summary: "a message that is not the assistant's has tool calls",
    docs: rule_docs!("tool_calls_in_other_role.rs"),
    // `result` is a result in a message of the assistant, where results are parts.
    cases: &["call", "result"],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

const CALL: u8 = 0;
const RESULT: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    let mut last = None;
    for call in &tools.calls {
        if last.replace(call.turn) == Some(call.turn) {
            continue;
        }
        let Some(turn) = record.turns().get(call.turn) else { continue };
        // A role that is misspelled or missing has a finding of its own.
        let who = match turn.role {
            Role::System => "system",
            Role::Developer => "developer",
            Role::User => "user",
            Role::Tool => "tool",
            Role::Function => "function",
            Role::Assistant | Role::Other | Role::Missing => continue,
        };
        if let Some(finding) = context.found_case(record, call.value, CALL) {
            finding.message = format!("a message of the role \"{who}\" calls a tool");
            finding.help =
                Some("move the call to an assistant message, or correct the role".into());
        }
    }
    for answer in tools.answers.iter().filter(|_| record.format().lists_only()) {
        let role = record.turns().get(answer.turn).map(|turn| turn.role);
        if role == Some(Role::Assistant)
            && let Some(finding) = context.found_case(record, answer.value, RESULT)
        {
            finding.message = "a message of the assistant has the result of a tool".into();
            finding.help = Some("move the result to a message of the user".into());
        }
    }
}
