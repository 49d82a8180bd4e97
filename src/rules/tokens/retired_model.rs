//! The model that was chosen could be tuned at the target once, and no longer can.
//!
//! Providers take models off their list every few months, and a job for one of them is refused when it
//! is created. The examples themselves are usually fit for the successor, but its context may be shorter
//! and its chat template another one.
//!
//! ## How to fix it
//!
//! Choose the successor, and check the data again with it.

use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Finding, Rule};
use crate::target::RetiredModel;

pub(crate) static RULE: Rule = Rule {
    name: "retired-model",
    category: Category::Tokens,
    summary: "the chosen model can no longer be tuned at the target",
    docs: rule_docs!("retired_model.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Dataset,
};

pub(crate) fn describe(finding: &mut Finding, model: &RetiredModel, title: &str) {
    finding.message = format!(
        "{title} does not tune {} any more; it was last listed in {}",
        quote(&model.id),
        model.until
    );
    finding.help = Some(match &model.successor {
        Some(successor) => format!("choose {}, and check again", quote(successor)),
        None => "choose another model; `tunelint targets NAME` lists them".to_owned(),
    });
}
