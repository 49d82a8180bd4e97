//! A tool does not say which parameters it takes.
//!
//! Many targets take that for a function without parameters. Mistral's trainer and Amazon Nova refuse it,
//! and if the calls do have arguments, the model learns to make them up.
//!
//! ## How to fix it
//!
//! Describe the arguments in `parameters`, as a JSON Schema. A function without any has
//! `"parameters": {"type": "object", "properties": {}}`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now."}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use super::quoted;
use crate::record::{Facts, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::reading::tools::Style;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-tool-parameters",
    category: Category::Tools,
    summary: "a tool does not say which parameters it takes",
    docs: rule_docs!("missing_tool_parameters.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_DEFINITIONS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    for tool in &tools.definitions {
        let Some(function) = tool.function.filter(|at| record.kind(*at) == Kind::Object) else {
            continue;
        };
        if tool.parameters.is_some_and(|parameters| record.kind(parameters) != Kind::Null) {
            continue;
        }
        let place = tool.parameters.or(tool.name).unwrap_or(function);
        if let Some(finding) = context.found(record, place) {
            finding.message = match quoted(record, tool.name) {
                Some(name) => format!("the tool {name} does not say which parameters it takes"),
                None => "this tool does not say which parameters it takes".into(),
            };
            finding.help = Some(match tool.style {
                Style::Spec => "add \"inputSchema\": {\"json\": {\"type\": \"object\", …}}".into(),
                _ => "add \"parameters\"; for none, {\"type\": \"object\", \"properties\": {}}"
                    .into(),
            });
        }
    }
}
