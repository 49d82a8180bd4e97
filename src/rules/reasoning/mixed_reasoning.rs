//! Some answers of a conversation have reasoning, others have none.
//!
//! When the last answer has none and an earlier one has, the model is trained to stop thinking as a
//! conversation goes on, and the reasoning that is there is removed by most chat templates: nothing of
//! it is trained. That earlier answers have none is what templates make of a conversation anyway, and
//! few targets mind.
//!
//! ## How to fix it
//!
//! Give the last answer its reasoning, or remove it from all of them.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4", "reasoning": "Add them."}, {"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6"}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}, {"role": "user", "content": "3 + 3?"}, {"role": "assistant", "content": "6", "reasoning": "Add them."}]}
//! ```

use super::answers;
use crate::record::{Facts, Part, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

/// Bedrock's reasoning is a part of a content.
const WAKES: Facts = Facts::REASONING.union(Facts::PARTS).union(Facts::THINK_TAG);

pub(crate) static RULE: Rule = Rule {
    name: "mixed-reasoning",
    category: Category::Reasoning,
    summary: "some answers of a conversation have reasoning, others have none",
    docs: rule_docs!("mixed_reasoning.rs"),
    cases: &["last", "earlier"],
    aliases: &[],
    check: Check::Record { wakes: WAKES, check },
};

/// The last answer has none.
const LAST: u8 = 0;
/// Only earlier ones have none.
const EARLIER: u8 = 1;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (conversation, turns) in record.conversations() {
        if conversation.part != Part::Whole {
            continue;
        }
        let answers = answers(record, turns);
        if !answers.iter().any(|answer| answer.reasoning.is_some()) {
            continue;
        }
        let last = answers.last().filter(|answer| answer.reasoning.is_none());
        let earlier = answers.iter().find(|answer| answer.reasoning.is_none());
        let Some(answer) = last.or(earlier) else { continue };
        let case = if last.is_some() { LAST } else { EARLIER };
        if let Some(finding) = context.found_case(record, answer.last.message, case) {
            finding.message = match case {
                LAST => "the last answer has no reasoning, and an earlier one has".into(),
                _ => "this answer has no reasoning, and another one has".into(),
            };
            finding.help = Some("give it its reasoning, or remove it from the others".into());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::check::{Linter, LinterOptions};
    use crate::rules::{Plan, PlanOptions};
    use crate::target::builtin;

    /// Whether the rule speaks of a conversation whose first answer is this, and whose last is plain.
    fn is_mixed(question: &str, answer: &str) -> bool {
        let options = PlanOptions { pedantic: true, ..PlanOptions::default() };
        let plan = Plan::new(vec![builtin("generic").unwrap()], options).unwrap();
        let line = format!(
            r#"{{"messages": [{{"role": "user", "content": "{question}"}}, {{"role": "assistant", "content": "{answer}"}}, {{"role": "user", "content": "Thanks."}}, {{"role": "assistant", "content": "Yes."}}]}}"#
        );
        let report =
            Linter::new(plan, LinterOptions::default()).check_slice("a.jsonl", line.as_bytes());
        report.findings().iter().any(|finding| finding.rule.rule().name == super::RULE.name)
    }

    #[test]
    fn who_speaks_of_the_tags_does_not_reason() {
        assert!(is_mixed("2 + 2?", "<think>Add.</think>4"));
        assert!(is_mixed("2 + 2?", r"<think>\nAdd.\n</think>\n\n4"));
        assert!(!is_mixed("What is <think>this</think>?", "Reasoning."));
        assert!(!is_mixed("What is it?", "Write `<think>a</think>` around it."));
        assert!(!is_mixed("What is it?", "Models write <think>a</think> before they answer."));
        assert!(!is_mixed("What is it?", r"This:\n```\n<think>\na\n</think>\n```\nDone."));
    }
}
