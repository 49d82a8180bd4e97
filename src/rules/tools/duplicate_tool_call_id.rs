//! Two calls have the same id.
//!
//! A result names its call by the id. Two calls of one message with the same id have results that cannot
//! be told apart; newer versions of Mistral's checks and Amazon Nova refuse the file. Many synthetic data
//! sets count anew in every message, so that `call_1` comes back later in the conversation: Nova alone
//! minds that.
//!
//! ## How to fix it
//!
//! Give every call of a record an id of its own.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}, {"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Oslo\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "rain"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::word;
use crate::record::{Facts, Format, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::tools::Call;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-tool-call-id",
    category: Category::Tools,
    summary: "two calls have the same id",
    docs: rule_docs!("duplicate_tool_call_id.rs"),
    // `result` is a second result of one call, where results are parts.
    cases: &["message", "record", "result"],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

const MESSAGE: u8 = 0;
const RECORD: u8 = 1;
const RESULT: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    let mut answered = HashSet::new();
    for answer in tools.answers.iter().filter(|_| record.format() == Format::Converse) {
        let (Some(place), Some(id)) = (answer.id, word(record, answer.id)) else { continue };
        if answered.insert(id)
            || !tools.calls.iter().any(|call| word(record, call.id) == word(record, answer.id))
        {
            continue;
        }
        if let Some(finding) = context.found_case(record, place, RESULT) {
            let id = quote(&record.text(place));
            finding.message = format!("the call {id} has a result already");
            finding.help = Some("join the results of a call to one".into());
        }
    }
    if tools.calls.len() < 2 {
        return;
    }
    let mut first: HashMap<(usize, Cow<'_, str>), &Call> = HashMap::new();
    for call in &tools.calls {
        let (Some(place), Some(id)) = (call.id, word(record, call.id)) else { continue };
        // The two sides of a pair may well make the same call.
        let Some(earlier) = first.insert((call.conversation, id), call) else { continue };
        let case = if earlier.turn == call.turn { MESSAGE } else { RECORD };
        let other = earlier.id.unwrap_or(earlier.value);
        let beside = "this call has it too";
        if let Some(finding) = context.found_beside(record, place, case, other, beside) {
            let id = quote(&record.text(place));
            finding.message = match case {
                MESSAGE => format!("two calls of this message have the id {id}"),
                _ => format!("an earlier call has the id {id}, too"),
            };
            finding.help = Some("give each call an id of its own, and its result the same".into());
        }
    }
}
