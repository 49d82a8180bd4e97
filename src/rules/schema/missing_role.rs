//! A message has no role.
//!
//! Nobody can tell who speaks. Providers refuse the file; trainers stop with an error that names no
//! line, or, when it is the first record, take the data for something other than a chat.
//!
//! ## How to fix it
//!
//! Give the message its `role`: `system`, `user`, `assistant` or `tool`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "Hi"}, {"content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}
//! ```

use crate::record::{Facts, Format, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "missing-role",
    category: Category::Schema,
    summary: "a message has no role",
    docs: rule_docs!("missing_role.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Structure { wakes: Facts::MISSING_ROLE, any_format: false, check },
};

/// Keys that other tools use for who speaks.
const ELSEWHERE: &[&str] = &["from", "role", "speaker", "sender", "author"];

/// Whether a key of a message may say who speaks, under another name than `wanted`.
pub(crate) fn may_hold(name: &str, wanted: &str) -> bool {
    ELSEWHERE.contains(&name) || similar(wanted, [name]).is_some()
}

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for turn in record.turns() {
        // A message that is no object is the finding of another rule.
        if turn.role_value.is_some() || record.kind(turn.message) != Kind::Object {
            continue;
        }
        // Gemini takes a content without a role for the user's.
        if matches!(record.format(), Format::Gemini | Format::GeminiPreference) {
            continue;
        }
        let key = if record.format() == Format::Sharegpt { "from" } else { "role" };
        if let Some(finding) = context.found(record, turn.message) {
            finding.message = format!("this message has no {}", quote(key));
            let keys = record.tape().members(turn.message);
            let keys: Vec<_> = keys.map(|member| record.text(member.key)).collect();
            let misspelled = similar(key, keys.iter().map(AsRef::as_ref));
            let mut elsewhere = ELSEWHERE.iter().copied();
            let other =
                elsewhere.find(|other| *other != key && keys.iter().any(|key| key == other));
            finding.help = Some(match misspelled.or(other) {
                Some(other) => format!("rename the key {} to {}", quote(other), quote(key)),
                None => format!("add {} to say who speaks", quote(key)),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn a_key_with_another_name_is_none() {
        for (text, found) in [
            (
                r#"{"messages": [{"content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![r#"1:15 this message has no "role""#],
            ),
            (
                r#"{"messages": [{"rol": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![r#"1:15 this message has no "role""#],
            ),
            (r#"{"messages": [{}]}"#, vec![r#"1:15 this message has no "role""#]),
            (
                r#"{"messages": [{"r\u006fle": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("missing-role", "together", text), found, "{text}");
        }
    }
}
