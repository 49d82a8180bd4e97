//! A tool is called, and the conversation goes on without its result.
//!
//! The model learns to make a call and then to answer as if it had seen the result: it learns to make
//! results up. Together AI and Mistral refuse the file. A conversation that ends with the call is fine:
//! there the call is the answer.
//!
//! ## How to fix it
//!
//! Add the result as a message of the role `tool` right after the call, one for each call.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "user", "content": "And?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::collections::HashSet;

use super::{quoted, word};
use crate::record::{Facts, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::reading::tools::{Answer, Call};
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unanswered-tool-call",
    category: Category::Tools,
    summary: "a conversation goes on without the result of a call",
    docs: rule_docs!("unanswered_tool_call.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    let mut calls = tools.calls.iter().peekable();
    let mut answers = tools.answers.iter().peekable();
    for (conversation, turns) in record.conversations() {
        // The calls of the last message that made some, and the results since.
        let mut open: Vec<&Call> = Vec::new();
        let mut given: Vec<&Answer> = Vec::new();
        for (turn, at) in turns.iter().zip(conversation.turns.start..) {
            let first = given.len();
            while let Some(answer) = answers.next_if(|answer| answer.turn <= at) {
                given.push(answer);
            }
            if given.len() == first {
                close(record, context, &open, &given);
                open.clear();
                given.clear();
            }
            while let Some(call) = calls.next_if(|call| call.turn <= at) {
                if turn.role == Role::Assistant {
                    open.push(call);
                }
            }
        }
    }
}

/// Report the calls that have no result.
fn close(record: &Record<'_>, context: &mut Context<'_>, open: &[&Call], given: &[&Answer]) {
    // A result that names no call, or none that exists, is one of them all the same.
    let missing = open.len().saturating_sub(given.len());
    if missing == 0 {
        return;
    }
    let answered: HashSet<_> = given.iter().filter_map(|answer| word(record, answer.id)).collect();
    let unanswered =
        open.iter().filter(|call| word(record, call.id).is_none_or(|id| !answered.contains(&id)));
    for call in unanswered.take(missing) {
        if let Some(finding) = context.found(record, call.value) {
            finding.message = match quoted(record, call.name) {
                Some(name) => format!("the call of {name} has no result"),
                None => "this call has no result".into(),
            };
            finding.label = Some("the conversation goes on without it".into());
            finding.help = Some("add its result right after the message with the call".into());
        }
    }
}
