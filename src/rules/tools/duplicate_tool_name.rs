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
    check: Check::Record { wakes: Facts::DOUBTFUL_DEFINITIONS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    if tools.definitions.len() < 2 {
        return;
    }
    let mut names: Vec<(Cow<'_, str>, Index)> = tools
        .definitions
        .iter()
        .filter_map(|tool| Some((word(record, tool.name)?, tool.name?)))
        .collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        let [(first, earlier), (name, place)] = pair else { continue };
        if first != name {
            continue;
        }
        let (earlier, place) = (*earlier, *place);
        let beside = "it is defined here, too";
        if let Some(finding) = context.found_beside(record, place, 0, earlier, beside) {
            finding.message = format!("the tool {} is defined twice", quote(name));
            finding.label = Some("here again".into());
            finding.help = Some("remove one of the two, or rename one".into());
        }
    }
}
