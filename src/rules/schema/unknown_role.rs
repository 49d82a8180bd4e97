//! A message's role is not one that the target knows.
//!
//! Most targets know `system`, `user`, `assistant` and `tool`, spelled exactly so. Other tools call
//! the same speakers `human`, `gpt`, `bot`, `model` or `ai`. A provider refuses the file; a trainer
//! hands the role to the model's chat template, which stops the job or, worse, renders nothing for
//! the message without a word.
//!
//! ## How to fix it
//!
//! Write the role as the target spells it.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "asistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::told_by_calls;
use crate::record::{Facts, Record, Role};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::Accepts;
use crate::words::list;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-role",
    category: Category::Schema,
    summary: "a message's role is not one that the target knows",
    docs: rule_docs!("unknown_role.rs"),
    cases: &["other", "developer", "function", "tool", "system"],
    aliases: &[],
    check: Check::Structure {
        wakes: Facts::UNUSUAL_ROLE.union(Facts::TOOL_ROLE).union(Facts::SYSTEM_ROLE),
        any_format: false,
        check,
    },
};

/// The case of a role: those that some targets know.
fn case(role: Role) -> u8 {
    match role {
        Role::Developer => 1,
        Role::Function => 2,
        Role::Tool => 3,
        Role::System => 4,
        _ => 0,
    }
}

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let format = record.format();
    for turn in record.turns() {
        let Some(value) = turn.role_value.filter(|_| turn.role != Role::Missing) else { continue };
        let name = record.text(value);
        let takes = |accepts: &Accepts| {
            accepts.format(format).is_none_or(|keys| keys.has_role(turn.role, &name))
        };
        if plan.accepts().iter().all(takes) {
            continue;
        }
        let mut unknown = plan.targets_where(|_, accepts| !takes(accepts));
        if matches!(turn.role, Role::Tool | Role::Function) {
            unknown = unknown.and(told_by_calls(plan, record).complement());
        }
        if unknown.is_empty() {
            continue;
        }
        if let Some(finding) = context.found_at(record, value, case(turn.role), unknown) {
            finding.message = format!("unknown role {}", quote(&name));
            let known: Vec<&str> = plan
                .accepts()
                .iter()
                .filter(|accepts| !takes(accepts))
                .filter_map(|accepts| accepts.format(format))
                .flat_map(|keys| keys.roles.iter().map(String::as_str))
                .collect();
            if let Some(meant) = meant(&name, &known) {
                finding.label = Some(format!("did you mean {}?", quote(meant)));
                finding.help = Some(format!("write {} instead", quote(meant)));
            } else {
                let mut roles: Vec<&str> = Vec::new();
                for role in known {
                    if !roles.contains(&role) {
                        roles.push(role);
                    }
                }
                finding.help = Some(format!("use one of the roles {}", list(roles)));
            }
        }
    }
}

/// What other tools call the speakers.
const SYNONYMS: &[(&str, &[&str])] = &[
    (
        "assistant",
        &[
            "gpt",
            "bot",
            "model",
            "chatbot",
            "ai",
            "chatgpt",
            "bing",
            "bard",
            "claude",
            "agent",
            "response",
            "output",
            "answer",
            "completion",
            "llm",
        ],
    ),
    (
        "user",
        &["human", "person", "customer", "prompter", "question", "input", "instruction", "query"],
    ),
    ("system", &["developer", "sys", "context", "instructions"]),
    (
        "tool",
        &[
            "function",
            "observation",
            "ipython",
            "tool_response",
            "function_response",
            "tool_result",
        ],
    ),
];

/// The known role that `name` most likely means.
fn meant<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let lower = name.trim().to_lowercase();
    let synonym =
        SYNONYMS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(role, _)| *role);
    match synonym {
        Some(role) => known.iter().copied().find(|known| *known == role),
        None => similar(name.trim(), known.iter().copied()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_and_slips_are_understood() {
        let known = ["system", "user", "assistant", "tool"];
        for (name, role) in [
            ("human", Some("user")),
            ("GPT", Some("assistant")),
            (" Assistant ", Some("assistant")),
            ("asistant", Some("assistant")),
            ("developer", Some("system")),
            ("narrator", None),
        ] {
            assert_eq!(meant(name, &known), role, "{name}");
        }
        assert_eq!(meant("function", &["user", "assistant"]), None);
    }
}
