//! There are definitions of tools, and the model's chat template leaves them out.
//!
//! The default templates of Gemma 3 and of `DeepSeek` V3 and R1 know of no `tools`: what is passed to them
//! is not written, and nobody says so. The model is then trained to call tools that it was never shown,
//! and in use it calls what is not there.
//!
//! ## How to fix it
//!
//! Write the tools into the system message, as they will be written in use; or train with a template that
//! has a place for them.
//!
//! ## Example
//!
//! For a model like `google/gemma-3-4b-it`:
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
use crate::tokens::template::Tools;

pub(crate) static RULE: Rule = Rule {
    name: "template-drops-tools",
    category: Category::Tokens,
    summary: "the chat template of the chosen model leaves out the tools",
    docs: rule_docs!("template_drops_tools.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::TOOLS, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let dropping = context.plan().templated(|template| template.tools == Tools::Dropped);
    if dropping.is_empty() {
        return;
    }
    let tools = context.tools(record);
    let Some(first) = tools.definitions.first() else { return };
    if let Some(finding) = context.found_at(record, first.entry, 0, dropping) {
        finding.message =
            "there are tools, and the chat template of the chosen model leaves them out".into();
        finding.help =
            Some("write them into the system message, or train with another template".into());
    }
}
