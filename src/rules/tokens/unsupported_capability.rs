//! The record needs something that the chosen model cannot do: call tools, or see images.
//!
//! The same data may be fine for another model of the same provider, so nothing is said until a model
//! is chosen. Providers refuse such a file when the job is created; a trainer that renders the record
//! with the model's chat template leaves the tools or images out without a word.
//!
//! ## How to fix it
//!
//! Choose a model that can do it (`tunelint targets NAME` tells), or take the tools or images out of the data.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": "{\"city\": \"Rome\"}"}}]}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "What is the capital of Italy?"}, {"role": "assistant", "content": "Rome."}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "unsupported-capability",
    category: Category::Tokens,
    summary: "the chosen model cannot do what the record needs",
    docs: rule_docs!("unsupported_capability.rs"),
    cases: &["tools", "images"],
    aliases: &[],
    check: Check::Record { wakes: Facts::TOOLS.union(Facts::IMAGES), check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    // Once for each: where one tool is too much, all are.
    let tool = tools.definitions.first().map(|tool| tool.entry);
    if let Some(place) = tool.or_else(|| tools.calls.first().map(|call| call.value))
        && let Some(finding) = context.found_case(record, place, 0)
    {
        finding.message = "there are tools, and the chosen model does not call any".into();
        finding.help =
            Some("choose a model that calls tools; `tunelint targets NAME` tells".into());
    }
    let images = context.images(record);
    if let Some(image) = images.all.first()
        && let Some(finding) = context.found_case(record, image.value, 1)
    {
        let [one, _] = image.sort.names();
        finding.message = format!("there is {one}, and the chosen model does not see any");
        finding.help =
            Some("choose a model that sees images; `tunelint targets NAME` tells".into());
    }
}
