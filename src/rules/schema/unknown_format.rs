//! A record has no format that the target takes.
//!
//! The format of a record is told by its keys: `messages`, or `prompt` and `completion`, and so on. A
//! record with none of these sets of keys, or with one that only other tools know, cannot be trained
//! on; the provider refuses the file, often with nothing more than the names of the keys it saw.
//!
//! ## How to fix it
//!
//! Write the record in one of the formats that the target takes; `tunelint targets NAME` lists them.
//! ShareGPT data (`conversations` with `from` and `value`) becomes chat data when `conversations` is
//! renamed to `messages`, `from` to `role`, `value` to `content`, `human` to `user` and `gpt` to
//! `assistant`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"question": "2 + 2?", "answer": "4"}
//! ```
//!
//! ```jsonl good
//! {"prompt": "2 + 2?", "completion": "4"}
//! ```

use std::borrow::Cow;
use std::collections::HashSet;

use super::{missing_field, shown_keys};
use crate::record::{Facts, Format, Key, Kind, Record};
use crate::rules::Plan;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::TargetSet;
use crate::words::list;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-format",
    category: Category::Schema,
    summary: "a record has no format that the target takes",
    docs: rule_docs!("unknown_format.rs"),
    // `method` is a format that is taken, but for another training method than the chosen one.
    cases: &["unrecognised", "elsewhere", "method"],
    aliases: &[],
    check: Check::Json { wakes: Facts::UNACCEPTED_FORMAT, check },
};

/// No format has these keys.
const UNRECOGNISED: u8 = 0;
/// The format is one that only other targets take.
const ELSEWHERE: u8 = 1;
const METHOD: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    if record.kind(0) != Kind::Object {
        return;
    }
    let plan = context.plan();
    let format = record.format();
    let case = if format == Format::Unknown { UNRECOGNISED } else { ELSEWHERE };
    // Where it is plain what the record is meant to be, what is missing is the finding.
    let unfinished = missing_field::taking_unfinished(record, plan);
    let refusing = plan.accepting(format).union(unfinished).complement();
    if refusing.is_empty() {
        return;
    }
    let place = record.tape().members(0).next().map_or(0, |member| member.key);
    let method = plan.options().method.as_deref();
    let for_another = plan.targets_where(|target, _| {
        plan.options().format.is_none_or(|chosen| chosen == format)
            && target.formats.get(format.name()).is_some_and(|spec| !spec.is_for(method))
    });
    let for_another = for_another.and(refusing);
    if let Some(method) = method.filter(|_| !for_another.is_empty())
        && let Some(finding) = context.found_at(record, place, METHOD, for_another)
    {
        finding.message =
            format!("this record's format is {}, which is not for {method}", describe(format));
        finding.help = Some(advice(format, &[], &taken(plan, for_another)));
    }
    let refusing = refusing.and(for_another.complement());
    if refusing.is_empty() {
        return;
    }
    if let Some(finding) = context.found_at(record, place, case, refusing) {
        let mut names: Vec<_> =
            record.tape().members(0).take(8).map(|member| record.text(member.key)).collect();
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        finding.message = match format {
            Format::Unknown if names.is_empty() => "this record is empty".into(),
            Format::Unknown => {
                let names: Vec<String> = names.iter().map(|name| quote(name)).collect();
                let keys = if names.len() == 1 { "key" } else { "keys" };
                format!("no format has the {keys} {}", list(names.iter().map(String::as_str)))
            }
            format => format!("this record's format is {}", describe(format)),
        };
        finding.help = Some(advice(format, &names, &taken(plan, refusing)));
    }
}

/// The formats that the targets in `set` take.
fn taken(plan: &Plan, set: TargetSet) -> Vec<Format> {
    let takes = |format: &Format| {
        let accepts = plan.accepts().iter().enumerate();
        accepts
            .filter(|(i, _)| set.contains(*i))
            .any(|(_, accepts)| accepts.format(*format).is_some())
    };
    Format::ALL.iter().copied().filter(takes).collect()
}

/// A format with what tells it.
fn describe(format: Format) -> String {
    format!("{format} ({})", shown_keys(format.telling_keys()))
}

fn advice(format: Format, names: &[Cow<'_, str>], taken: &[Format]) -> String {
    let chat = taken.contains(&Format::Chat);
    match format {
        Format::Sharegpt if chat => {
            return "rename \"conversations\" to \"messages\", \"from\" to \"role\", \"value\" to \
                    \"content\", \"human\" to \"user\" and \"gpt\" to \"assistant\""
                .into();
        }
        Format::Gemini if chat => {
            return "rename \"contents\" to \"messages\" and \"model\" to \"assistant\", and join the \
                    text of \"parts\" to a \"content\""
                .into();
        }
        Format::Alpaca | Format::InputOutput if taken.contains(&Format::Instruction) => {
            return "join \"instruction\" and \"input\" to a \"prompt\", and rename \"output\" to \
                    \"completion\""
                .into();
        }
        Format::PromptOnly
            if taken.contains(&Format::Instruction)
                && similar("completion", names.iter().map(AsRef::as_ref)).is_none() =>
        {
            return "add the \"completion\" that is to be learned".into();
        }
        Format::ChosenRejected if taken.contains(&Format::Preference) => {
            return "write {\"input\": {\"messages\": [...]}, \"preferred_output\": [...], \
                    \"non_preferred_output\": [...]}"
                .into();
        }
        _ => {}
    }
    // A key that is missing by a slip.
    for format in taken {
        for key in format.telling_keys().iter() {
            if let Some(name) = names.iter().find(|name| {
                similar(name, [key.name()]).is_some() && Key::named(name.as_bytes()) != key
            }) {
                return format!(
                    "did you mean {} in the place of {}?",
                    quote(key.name()),
                    quote(name)
                );
            }
        }
    }
    if taken.is_empty() {
        return "choose another format or another target: this target does not take the format that \
                all records are to have"
            .into();
    }
    let formats: Vec<String> = taken.iter().map(|format| describe(*format)).collect();
    format!("use one of the formats {}", list(formats.iter().map(String::as_str)))
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn the_keys_are_named_once() {
        for (text, found) in [
            (r#"{"data": 1}"#, vec![r#"1:2 no format has the key "data""#]),
            (r#"{"a": 1, "b": 2, "a": 3}"#, vec![r#"1:2 no format has the keys "a" and "b""#]),
            ("{}", vec!["1:1 this record is empty"]),
            (r#"{"mesages": []}"#, vec![r#"1:2 no format has the key "mesages""#]),
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("unknown-format", "together", text), found, "{text}");
        }
    }
}
