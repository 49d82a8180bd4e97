//! A message has no content.
//!
//! Only an assistant message that calls tools may do without. Providers refuse the file; some trainers
//! put an empty text in its place, one repeats the text of the message before.
//!
//! ## How to fix it
//!
//! Give the message its `content`, or remove the message.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user"}, {"role": "assistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use super::{known_instead, speaker};
use crate::record::{Facts, Format, Key, Kind, Record, Role, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::schema::misspelled_field::{hidden_calls, hides_calls};
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Plan, Rule};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "missing-content",
    category: Category::Content,
    summary: "a message has no content",
    docs: rule_docs!("missing_content.rs"),
    // `null-calls` is a message of the assistant whose `tool_calls` are null.
    cases: &["assistant", "other", "null-calls"],
    aliases: &[],
    check: Check::Structure { wakes: Facts::MISSING_CONTENT, any_format: false, check },
};

const NULL_CALLS: u8 = 2;

/// Keys that other tools use for what is said.
const ELSEWHERE: &[&str] = &["value", "text", "message", "body", "contents", "parts"];

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let wanted = match record.format() {
        Format::Sharegpt => "value",
        Format::Gemini | Format::GeminiPreference => "parts",
        _ => "content",
    };
    let plan = context.plan();
    for (conversation, turn) in record.turns_of_conversations() {
        if turn.content.is_some() || record.kind(turn.message) != Kind::Object {
            continue;
        }
        let hiding = hides_calls(record, plan, conversation, turn);
        let fine =
            known_instead(record, plan, turn).union(hiding).union(says_text(record, plan, turn));
        let has_null_calls = turn.role == Role::Assistant
            && turn.keys.has(Key::ToolCalls)
            && hidden_calls(record, turn).is_none();
        let case = if has_null_calls { NULL_CALLS } else { speaker(turn.role) };
        if let Some(finding) = context.found_at(record, turn.message, case, fine.complement()) {
            finding.message = format!("this message has no {}", quote(wanted));
            let keys = record.tape().members(turn.message);
            let keys: Vec<_> = keys.map(|member| record.text(member.key)).collect();
            let misspelled = similar(wanted, keys.iter().map(AsRef::as_ref));
            let other = ELSEWHERE.iter().find(|other| keys.iter().any(|key| key == *other));
            let other = misspelled.or(other.copied());
            let calls = hidden_calls(record, turn).map(|key| record.text(key));
            let renamed =
                |from: &str, to: &str| format!("rename the key {} to {}", quote(from), quote(to));
            finding.help = Some(match (other, calls) {
                (Some(other), _) => renamed(other, wanted),
                (None, Some(calls)) => renamed(&calls, "tool_calls"),
                (None, None) => format!("add {}, or remove the message", quote(wanted)),
            });
        }
    }
}

/// Whether a key of a message may hold what is said, under another name than `wanted`.
pub(crate) fn may_hold(name: &str, wanted: &str) -> bool {
    ELSEWHERE.contains(&name) || similar(wanted, [name]).is_some()
}

/// The targets that read a message's `text` where it has no `content`.
fn says_text(record: &Record<'_>, plan: &Plan, turn: &Turn) -> TargetSet {
    let text = record.member(turn.message, Key::Text);
    if text.is_none_or(|text| record.kind(text) == Kind::Null) {
        return TargetSet::NONE;
    }
    plan.targets_where(|_, accepts| {
        let keys = accepts.format(record.format());
        keys.is_some_and(|keys| keys.message.names_key(Key::Text))
    })
}

#[cfg(test)]
mod tests {
    use crate::check::{Linter, LinterOptions};
    use crate::rules::{Plan, PlanOptions};
    use crate::target::builtin;

    /// The rules that refuse or warn of an answer at a target, with the help they give.
    fn said(target: &str, answer: &str) -> Vec<String> {
        let plan = Plan::new(vec![builtin(target).unwrap()], PlanOptions::default()).unwrap();
        let line = format!(r#"{{"messages": [{{"role": "user", "content": "Hi"}}, {answer}]}}"#);
        let linter = Linter::new(plan, LinterOptions::default());
        let report = linter.check_slice("a.jsonl", line.as_bytes());
        let found = report.findings().into_iter();
        let of_answers = found.filter(|finding| finding.path.is_some());
        let words = of_answers.map(|finding| {
            let help = finding.help.as_deref().unwrap_or_default();
            format!("{} {}: {help}", finding.level.name(), finding.rule.rule().name)
        });
        words.collect()
    }

    #[test]
    fn only_what_the_target_knows_stands_in_the_place_of_content() {
        let call = r#"{"name": "f", "arguments": "{}"}"#;
        let answer = format!(r#"{{"role": "assistant", "function_call": {call}}}"#);
        assert!(!said("openai", &answer).iter().any(|said| said.contains("missing-content")));
        let missing = "error missing-content: add \"content\", or remove the message";
        assert!(said("together", &answer).contains(&missing.to_owned()));
    }

    #[test]
    fn one_trainer_reads_the_text_of_a_message() {
        let missing = |target, answer| {
            said(target, answer).iter().any(|said| said.contains("error missing-content"))
        };
        let answer = r#"{"role": "assistant", "text": "Yes."}"#;
        assert!(!missing("mistral", answer));
        assert!(missing("together", answer));
        assert!(missing("mistral", r#"{"role": "assistant", "text": null}"#));
    }

    #[test]
    fn a_slip_is_told_once_and_by_the_worse_of_what_it_does() {
        let call =
            r#"[{"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}}]"#;
        let answer = format!(r#"{{"role": "assistant", "tool_cals": {call}}}"#);
        let renamed = "rename the key \"tool_cals\" to \"tool_calls\"";
        assert_eq!(said("together", &answer), [format!("error missing-content: {renamed}")]);
        let renamed = "rename it to \"tool_calls\", or remove it";
        assert_eq!(said("generic", &answer), [format!("warning misspelled-field: {renamed}")]);
        assert_eq!(said("azure", &answer), [format!("error misspelled-field: {renamed}")]);
    }
}
