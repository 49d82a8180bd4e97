//! The result of a tool names a call that does not exist.
//!
//! `tool_call_id` says which call a result belongs to. If no call before it has this id, the two do not
//! pair: Together AI, Mistral's platform and Amazon Nova refuse the file, and elsewhere the result is
//! trained as if it belonged to whatever call comes before it.
//!
//! ## How to fix it
//!
//! Give the result the `id` of its call. Ids that were made anew on one side only are the usual cause.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "zZ9yY8xX7", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use super::word;
use crate::record::{Facts, Index, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::Tools;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unknown-tool-call-id",
    category: Category::Tools,
    summary: "the result of a tool names a call that does not exist",
    docs: rule_docs!("unknown_tool_call_id.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    if tools.answers.is_empty() || tools.calls.is_empty() {
        return;
    }
    if all_near(record, &tools) {
        return;
    }
    let before = Tools::context(record);
    let mut calls = tools.calls.iter().peekable();
    // By the list of messages: the ids of its calls so far, and whether one of them has none.
    let mut ids: HashMap<(usize, Cow<'_, str>), Index> = HashMap::new();
    let mut known: HashMap<usize, (bool, Option<Index>)> = HashMap::new();
    for answer in &tools.answers {
        while let Some(call) = calls.next_if(|call| call.turn < answer.turn) {
            let (unclear, last) = known.entry(call.conversation).or_default();
            match (call.id, word(record, call.id)) {
                (Some(at), Some(id)) => {
                    ids.insert((call.conversation, id), at);
                    *last = Some(at);
                }
                _ => *unclear = true,
            }
        }
        let (Some(place), Some(id)) = (answer.id, word(record, answer.id)) else { continue };
        let lists = [Some(answer.conversation), before].into_iter().flatten();
        let (mut unclear, mut last, mut found) = (false, None, false);
        for list in lists {
            let (some_unclear, some_last) = known.get(&list).copied().unwrap_or_default();
            unclear |= some_unclear;
            last = last.or(some_last);
            found |= ids.contains_key(&(list, id.clone()));
        }
        // A result without any call before it is out of order: another rule's business.
        let Some(last) = last.filter(|_| !found && !unclear) else { continue };
        let beside = "the last call before it has this id";
        if let Some(finding) = context.found_beside(record, place, 0, last, beside) {
            finding.message = format!("no call before this result has the id {}", quote(&id));
            finding.help = Some("give the result the id of its call".into());
        }
    }
}

/// Whether every result follows its call so closely that nothing needs to be kept in mind: so it
/// is in nearly every record.
fn all_near(record: &Record<'_>, tools: &Tools) -> bool {
    /// How many calls are looked back at.
    const NEAR: usize = 8;

    let mut seen = 0;
    tools.answers.iter().all(|answer| {
        let Some(id) = answer.id else { return true };
        while tools.calls.get(seen).is_some_and(|call| call.turn < answer.turn) {
            seen += 1;
        }
        let calls = tools.calls.get(seen.saturating_sub(NEAR)..seen).unwrap_or_default();
        calls.iter().any(|call| {
            call.conversation == answer.conversation
                && call.id.is_some_and(|other| record.raw(other) == record.raw(id))
        })
    })
}
