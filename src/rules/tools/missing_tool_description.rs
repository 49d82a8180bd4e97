//! A tool has no description.
//!
//! The description is what a model chooses a tool by. Mistral's trainer and Amazon Nova refuse a tool
//! without one; elsewhere the model learns when to call it from the examples alone, and not from what it
//! will be told about other tools.
//!
//! ## How to fix it
//!
//! Say in a sentence what the tool does and when to use it: the same words that will be used when the
//! model is served.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::{quoted, says_something};
use crate::record::{Facts, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-tool-description",
    category: Category::Tools,
    summary: "a tool has no description",
    docs: rule_docs!("missing_tool_description.rs"),
    // Some ask for the key only.
    cases: &["missing", "empty"],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_DEFINITIONS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    for tool in &tools.definitions {
        let Some(function) = tool.function.filter(|at| record.kind(*at) == Kind::Object) else {
            continue;
        };
        if says_something(record, tool.description) {
            continue;
        }
        let place = tool.description.or(tool.name).unwrap_or(function);
        let is_text = tool.description.is_some_and(|at| record.kind(at) == Kind::String);
        if let Some(finding) = context.found_case(record, place, u8::from(is_text)) {
            finding.message = match quoted(record, tool.name) {
                Some(name) => format!("the tool {name} has no description"),
                None => "this tool has no description".into(),
            };
            finding.help = Some("say in \"description\" what it does and when to use it".into());
        }
    }
}
