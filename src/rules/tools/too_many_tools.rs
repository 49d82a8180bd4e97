//! A record has more tools than the target takes.
//!
//! Every definition is written into the prompt of every example, so a long list costs tokens in each of
//! them, and pushes the answer over the length limit. OpenAI takes 128 at most.
//!
//! ## How to fix it
//!
//! Keep the tools that the conversation could sensibly use, and a few others to choose from.
//!
//! ## Example
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Weather in Rome?"}, {"role": "assistant", "content": "Sunny."}], "tools": [{"type": "function", "function": {"name": "get_weather", "description": "The weather now.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::Target;

pub(crate) static RULE: Rule = Rule {
    name: "too-many-tools",
    category: Category::Tools,
    summary: "a record has more tools than the target takes",
    docs: rule_docs!("too_many_tools.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::TOOLS, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let tools = context.tools(record);
    let count = tools.definitions.len() as u64;
    let plan = context.plan();
    let most = |target: &Target| target.limits.max_tools.filter(|most| count > *most);
    let too_many = plan.targets_where(|target, _| most(target).is_some());
    if too_many.is_empty() {
        return;
    }
    let Some((list, _)) = tools.lists.first() else { return };
    if let Some(finding) = context.found_at(record, *list, 0, too_many) {
        let least = plan.targets().iter().filter_map(most).min().unwrap_or_default();
        finding.message = format!("this record has {count} tools, and {least} are the most");
        finding.help = Some("leave out the tools that no call could sensibly use".into());
    }
}
