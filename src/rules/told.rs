//! For the tests beside the rules: what one of them says about a text.

use crate::check::{Linter, LinterOptions};
use crate::rules::{Finding, Plan, PlanOptions};
use crate::target::builtin;

/// The findings of a rule at a target, doubtful ones as well: `line:column message`.
pub(crate) fn told(rule: &str, target: &str, text: impl AsRef<[u8]>) -> Vec<String> {
    let words = |finding: Finding| {
        let place = finding.location;
        format!("{}:{} {}", place.line, place.column, finding.message)
    };
    findings(rule, target, text.as_ref()).map(words).collect()
}

/// What is to be done about them.
pub(crate) fn advised(rule: &str, target: &str, text: impl AsRef<[u8]>) -> Vec<String> {
    findings(rule, target, text.as_ref()).filter_map(|finding| finding.help).collect()
}

fn findings(rule: &str, target: &str, text: &[u8]) -> impl Iterator<Item = Finding> {
    let options = PlanOptions { pedantic: true, ..PlanOptions::default() };
    let plan = Plan::new(vec![builtin(target).unwrap()], options).unwrap();
    let report = Linter::new(plan, LinterOptions::default()).check_slice("data.jsonl", text);
    report.findings().into_iter().filter(move |finding| finding.rule.rule().name == rule)
}
