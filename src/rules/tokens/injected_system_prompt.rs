//! The chat template of the chosen model writes a system prompt that is not in the data.
//!
//! Qwen2.5 writes "You are Qwen, created by Alibaba Cloud. You are a helpful assistant." where a
//! conversation has no system message; Kimi K2 and gpt-oss have default prompts of their own, and Llama
//! 3.2 writes a header with the date into each. What is trained then begins with words that nobody chose.
//! It is harmless where the model is used through the same template, and it costs its tokens in every
//! record; so it is said once, and with `--pedantic` only.
//!
//! ## How to fix it
//!
//! Give each conversation the system message that will be used later, or leave it if the same template
//! will be used.

use crate::record::Format;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Rule};
use crate::tokens::template::{Injection, Template};

pub(crate) static RULE: Rule = Rule {
    name: "injected-system-prompt",
    category: Category::Tokens,
    summary: "the chat template of the chosen model writes what is not in the data",
    docs: rule_docs!("injected_system_prompt.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Dataset,
};

/// Whether records of a format are written by a chat template.
pub(crate) fn is_templated(format: Format) -> bool {
    matches!(format, Format::Chat | Format::Sharegpt | Format::Preference)
}

pub(crate) fn describe(finding: &mut Finding, id: &str, template: &Template, what: Injection) {
    let written = match what {
        Injection::SystemPrompt => "a system prompt into each conversation that has none",
        Injection::Date => "a header with the date into each conversation",
    };
    finding.message = format!(
        "the chat template of {} writes {written}: about {} tokens",
        quote(id),
        template.conversation
    );
    finding.help = Some(match what {
        Injection::SystemPrompt => {
            "give each conversation the system message that will be used".into()
        }
        Injection::Date => "use the model through the same template".into(),
    });
}
