//! The name of a tool has characters that function names may not have, or too many.
//!
//! Names of functions are letters, digits, `_` and `-`, at most 64 of them. OpenAI and Mistral refuse
//! other names when the file is checked, and nearly every server refuses them in a request: a model that
//! was trained on such a tool can never be served with it.
//!
//! ## How to fix it
//!
//! Rename the tool in its definition and in every call: `weather.get` becomes `weather_get`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use std::cell::LazyCell;
use std::collections::HashSet;

use super::word;
use crate::record::{Facts, Format, Index, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "tool-name",
    category: Category::Tools,
    summary: "the name of a tool is not made of letters, digits, `_` and `-`",
    docs: rule_docs!("tool_name.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::DOUBTFUL_DEFINITIONS.union(Facts::DOUBTFUL_CALLS), check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    // In Gemini names may have dots and colons.
    let more = match record.format() {
        Format::Gemini | Format::GeminiPreference => ".:",
        _ => "",
    };
    let names = || tools.definitions.iter().filter_map(|tool| word(record, tool.name));
    let defined: LazyCell<HashSet<_>, _> = LazyCell::new(|| names().collect());
    for tool in &tools.definitions {
        if let Some(name) = word(record, tool.name)
            && !is_name(&name, more)
        {
            report(record, context, tool.name, &name);
        }
    }
    for call in &tools.calls {
        if let Some(name) = word(record, call.name)
            && !is_name(&name, more)
            // What is wrong with the definition has been said there.
            && !defined.contains(&name)
        {
            report(record, context, call.name, &name);
        }
    }
}

fn report(record: &Record<'_>, context: &mut Context<'_>, place: Option<Index>, name: &str) {
    let Some(place) = place else { return };
    if let Some(finding) = context.found(record, place) {
        finding.message = if name.len() > LONGEST {
            format!("the name of this tool has {} characters", name.chars().count())
        } else {
            format!("{} cannot be the name of a function", quote(name))
        };
        finding.help = Some(format!(
            "use letters, digits, _ and -, at most {LONGEST}, here and in every call"
        ));
    }
}

const LONGEST: usize = 64;

fn is_name(name: &str, more: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || more.contains(c);
    name.len() <= LONGEST && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_short() {
        assert!(is_name("get_weather-2", "") && is_name(&"a".repeat(64), ""));
        assert!(!is_name("get.weather", "") && is_name("get.weather", ".:"));
        assert!(!is_name(&"a".repeat(65), "") && !is_name("wetter_über", ""));
    }
}
