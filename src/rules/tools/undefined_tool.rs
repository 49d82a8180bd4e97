//! A call names a tool that the record does not define.
//!
//! The model sees the tools of the record, and then learns to call one that is not among them: it learns
//! to invent tools. Mostly the name was changed in one place and not in the other, or the list of tools
//! was cut. Mistral's platform and Amazon Nova refuse the file.
//!
//! ## How to fix it
//!
//! Correct the name, or add the definition of the tool to `tools`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_wether", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "tool_calls": [{"id": "a1B2c3D4e", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}, {"role": "tool", "tool_call_id": "a1B2c3D4e", "content": "sunny"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::borrow::Cow;

use super::word;
use crate::record::{Facts, Index, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "undefined-tool",
    category: Category::Tools,
    summary: "a call names a tool that the record does not define",
    docs: rule_docs!("undefined_tool.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_CALLS, check },
};

/// How many names each call is compared with at first.
const MOST_COMPARED: usize = 16;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    if tools.calls.is_empty() || !tools.are_known(record) {
        return;
    }
    // So it is nearly always, and a look at the bytes shows it.
    let is_defined = |name: Index| {
        let names = tools.definitions.iter().filter_map(|tool| tool.name);
        names.take(MOST_COMPARED).any(|defined| record.raw(defined) == record.raw(name))
    };
    if tools.calls.iter().all(|call| call.name.is_some_and(is_defined)) {
        return;
    }
    let mut defined: Vec<Cow<'_, str>> =
        tools.definitions.iter().filter_map(|tool| word(record, tool.name)).collect();
    defined.sort_unstable();
    for call in &tools.calls {
        let (Some(place), Some(name)) = (call.name, word(record, call.name)) else { continue };
        if defined.binary_search(&name).is_ok() {
            continue;
        }
        if let Some(finding) = context.found(record, place) {
            finding.message = format!("the tool {} is not defined in this record", quote(&name));
            match similar(&name, defined.iter().map(AsRef::as_ref)) {
                Some(meant) => {
                    finding.label = Some(format!("did you mean {}?", quote(meant)));
                    finding.help = Some(format!("write {}, or add the definition", quote(meant)));
                }
                None => {
                    finding.help =
                        Some("add its definition to the tools, or remove the call".into());
                }
            }
        }
    }
}
