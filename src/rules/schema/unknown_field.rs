//! A record has a key that the target does not know.
//!
//! Some providers refuse a file with a key they do not know, with nothing more than `contains an extra
//! key`; others ignore it. A key that looks like a slip for a known one is the finding of
//! `misspelled-field`.
//!
//! ## How to fix it
//!
//! Correct the key, or remove it: what is only for your own book-keeping belongs into another file.
//!
//! ## Options
//!
//! `allow`: keys that are there on purpose, `unknown-field = { allow = ["id", "source"] }`. Nothing is
//! said of them; what the target does with them still counts in the forecast.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"prompt": "2 + 2?", "completion": "4", "source": "math.csv"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use super::{NO_TOOLS, TOOL_LISTS, foreign_key, misspelled_field, other_formats};
use crate::record::{Facts, Key, Member, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Plan, Rule, RuleId};
use crate::target::TargetSet;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-field",
    category: Category::Schema,
    summary: "a record has a key that the target does not know",
    docs: rule_docs!("unknown_field.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::UNUSUAL_KEY, any_format: false, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let format = record.format();
    let expected = format.telling_keys().union(plan.usual_keys(format).record);
    for member in record.tape().members(0) {
        if expected.has(member.known) {
            continue;
        }
        let name = record.text(member.key);
        let unknown = plan.targets_where(|_, accepts| {
            accepts.format(format).is_some_and(|keys| !keys.record.has(member.known, &name))
        });
        // What has a finding of its own is not unknown.
        let told = told_otherwise(record, plan, member);
        let mut unknown = unknown.and(told.complement());
        if member.known == Key::Weight {
            // Where nobody minds the key, what it says is the business of its rules.
            unknown = unknown.and(foreign_key(plan, format, Key::Weight));
        }
        if unknown.is_empty() {
            continue;
        }
        if plan.options().rules.allows(RuleId::of(&RULE), &name) {
            context.pass_over(unknown);
            continue;
        }
        if let Some(finding) = context.found_at(record, member.key, 0, unknown) {
            finding.message =
                format!("unknown key {} in a record of format {format}", quote(&name));
            let known = plan.accepts().iter().enumerate().filter(|(i, _)| unknown.contains(*i));
            let known: Vec<&str> = known
                .filter_map(|(_, accepts)| accepts.format(format))
                .flat_map(|keys| keys.record.names())
                .collect();
            // A key that is there already was not meant.
            let missing = known.into_iter().filter(|known| {
                !record.tape().members(0).any(|other| record.text(other.key) == *known)
            });
            match similar(&name, missing) {
                Some(meant) => {
                    finding.label = Some(format!("did you mean {}?", quote(meant)));
                    finding.help = Some(format!("rename it to {}, or remove it", quote(meant)));
                }
                None if TOOL_LISTS.contains(&member.known) => finding.help = Some(NO_TOOLS.into()),
                None => finding.help = Some("remove it before the upload".into()),
            }
        }
    }
}

/// The targets at which a key is the finding of another rule: a slip, or the mark of a second format.
fn told_otherwise(record: &Record<'_>, plan: &Plan, member: Member) -> TargetSet {
    let slip = misspelled_field::in_record(record, plan, member);
    let slip = slip.map_or(TargetSet::NONE, |(_, targets)| targets);
    let second = other_formats(record).filter(|other| other.telling_keys().has(member.known));
    second.fold(slip, |told, other| told.union(plan.accepting(other)))
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn beside_the_keys_of_the_format() {
        for (text, found) in [
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}], "id": 1, "n\u006fte": ""}"#,
                vec![
                    r#"1:95 unknown key "id" in a record of format chat"#,
                    r#"1:104 unknown key "note" in a record of format chat"#,
                ],
            ),
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("unknown-field", "together", text), found, "{text}");
        }
    }
}
