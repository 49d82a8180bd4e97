//! Two tools of a record have the same name.
//!
//! A call names its tool by the name alone, so nobody can tell which of the two is meant. It mostly comes
//! from joining tool lists, or from a loop that added the same tool in every round. Amazon Nova refuses
//! the file, and servers refuse such a list in a request.
//!
//! ## How to fix it
//!
//! Remove one of the two, or rename one in its definition and in its calls.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}, {"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::borrow::Cow;
use std::collections::HashMap;

use super::word;
use crate::record::{Facts, Index, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "duplicate-tool-name",
    category: Category::Tools,
    summary: "two tools of a record have the same name",
    docs: rule_docs!("duplicate_tool_name.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::TOOLS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    if tools.definitions.len() < 2 {
        return;
    }
    let mut first: HashMap<Cow<'_, str>, Index> = HashMap::new();
    for tool in &tools.definitions {
        let (Some(place), Some(name)) = (tool.name, word(record, tool.name)) else { continue };
        let Some(earlier) = first.get(&name).copied() else {
            first.insert(name, place);
            continue;
        };
        let beside = "it is defined here first";
        if let Some(finding) = context.found_beside(record, place, 0, earlier, beside) {
            finding.message = format!("the tool {} is defined twice", quote(&name));
            finding.label = Some("here again".into());
            finding.help = Some("remove one of the two, or rename one".into());
        }
    }
}
