//! A value has another type than its key asks for.
//!
//! `messages` must be a list, a message an object, a role a string, a content a string or a list of
//! parts. A number or an object where a text should be comes from a table whose column was typed, or
//! from JSON that was not written out as a string. Providers refuse it; trainers stop with an error of
//! their template engine, or write out the value in a way that nobody meant.
//!
//! ## How to fix it
//!
//! Write the value as the type that is asked for; a number or object that is meant to be read as a
//! text goes into quotes.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": 4}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
//! ```

use serde::de::IgnoredAny;

use crate::record::{Facts, Format, Index, Key, Kind, Record};
use crate::rules::content::{is_messages, parts, texts};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "wrong-type",
    category: Category::Schema,
    summary: "a value has another type than its key asks for",
    docs: rule_docs!("wrong_type.rs"),
    // `json-list` is a list of messages that is written as a string of JSON, `lone-message` a message
    // in the place of a list of them.
    cases: &[
        "list",
        "message",
        "role",
        "content",
        "text",
        "part",
        "image",
        "json-list",
        "lone-message",
    ],
    aliases: &[],
    check: Check::Record { wakes: Facts::WRONG_TYPE.union(Facts::PARTS), check },
};

const LIST: u8 = 0;
const MESSAGE: u8 = 1;
const ROLE: u8 = 2;
const CONTENT: u8 = 3;
const TEXT: u8 = 4;
const PART: u8 = 5;
const IMAGE: u8 = 6;
const JSON_LIST: u8 = 7;
const LONE_MESSAGE: u8 = 8;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (key, value) in lists(record) {
        if record.kind(value) != Kind::Array {
            let case = if is_json_list(record, value) { JSON_LIST } else { LIST };
            report(record, context, value, case, &quote(key.name()), "a list of messages");
        }
    }
    if let Some(input) = record.member(0, Key::Input)
        && record.format() == Format::Preference
        && record.kind(input) != Kind::Object
    {
        report(record, context, input, LIST, "\"input\"", "an object with \"messages\"");
    }
    for turn in record.turns() {
        if record.kind(turn.message) != Kind::Object {
            report(record, context, turn.message, MESSAGE, "a message", "an object");
        }
        if let Some(role) = turn.role_value
            && record.kind(role) != Kind::String
        {
            report(record, context, role, ROLE, "a role", "a string");
        }
        if let Some(content) = turn.content {
            match record.kind(content) {
                Kind::Array | Kind::Null => {}
                _ if record.format().lists_only() => {
                    report(record, context, content, CONTENT, "a content", "a list of parts");
                }
                Kind::String => {}
                _ => report(
                    record,
                    context,
                    content,
                    CONTENT,
                    "a content",
                    "a string or a list of parts",
                ),
            }
        }
    }
    if record.facts().contains(Facts::PARTS) {
        for part in parts(record) {
            check_part(record, context, part);
        }
    }
    let plan = context.plan();
    for (key, value) in texts(record) {
        if !matches!(record.kind(value), Kind::String | Kind::Array | Kind::Null) {
            let is_message = [Key::Role, Key::From].into_iter().any(|role| {
                record.kind(value) == Kind::Object && record.member(value, role).is_some()
            });
            let case = if is_message { LONE_MESSAGE } else { TEXT };
            report(record, context, value, case, &quote(key.name()), "a string");
        } else if is_messages(record, value) {
            let texts_only = plan.targets_where(|_, accepts| {
                let keys = accepts.format(record.format());
                keys.is_some_and(|keys| keys.message.is_empty())
            });
            if let Some(finding) = context.found_at(record, value, TEXT, texts_only) {
                let key = quote(key.name());
                finding.message = format!("{key} must be a string, and this is a list of messages");
                finding.help = Some("write the conversation under \"messages\"".into());
            }
        }
    }
}

/// Whether a value is a list, but written as a string of JSON.
pub(crate) fn is_json_list(record: &Record<'_>, value: Index) -> bool {
    record.kind(value) == Kind::String
        && serde_json::from_str::<Vec<IgnoredAny>>(&record.text(value)).is_ok()
}

/// What a part must be by its type. Beside it may stand what is null and belongs to other types:
/// tables are written out so.
fn check_part(record: &Record<'_>, context: &mut Context<'_>, part: Index) {
    let Some(kind) = record.member(part, Key::Type) else { return };
    match &*record.text(kind) {
        "text" => {
            if let Some(text) = record.member(part, Key::Text)
                && record.kind(text) != Kind::String
            {
                report(record, context, text, PART, "the text of a part", "a string");
            }
        }
        "image_url" => {
            let Some(image) = record.member(part, Key::ImageUrl) else { return };
            match record.kind(image) {
                Kind::String => {}
                Kind::Object => {
                    if let Some(url) = record.member(image, Key::Url)
                        && record.kind(url) != Kind::String
                    {
                        report(record, context, url, IMAGE, "the url of an image", "a string");
                    }
                }
                _ => {
                    report(
                        record,
                        context,
                        image,
                        IMAGE,
                        "\"image_url\"",
                        "an object with \"url\"",
                    );
                }
            }
        }
        _ => {}
    }
}

/// The values of a record that should be lists of messages.
fn lists(record: &Record<'_>) -> impl Iterator<Item = (Key, Index)> {
    let keys: &[Key] = match record.format() {
        Format::Chat | Format::Converse => &[Key::Messages],
        Format::Sharegpt => &[Key::Conversations, Key::Conversation],
        Format::Interactions => &[Key::Interactions],
        Format::Gemini | Format::GeminiPreference => &[Key::Contents],
        Format::Preference => &[Key::PreferredOutput, Key::NonPreferredOutput],
        _ => &[],
    };
    let input = (record.format() == Format::Preference)
        .then(|| record.member(record.member(0, Key::Input)?, Key::Messages))
        .flatten()
        .map(|messages| (Key::Messages, messages));
    keys.iter().filter_map(|key| Some((*key, record.member(0, *key)?))).chain(input)
}

fn report(
    record: &Record<'_>,
    context: &mut Context<'_>,
    value: Index,
    case: u8,
    what: &str,
    wanted: &str,
) {
    if let Some(finding) = context.found_case(record, value, case) {
        let kind = record.kind(value);
        finding.message = format!("{what} must be {wanted}, and this is {}", kind.name());
        finding.help = Some(match (case, kind) {
            (CONTENT, _) if record.format().lists_only() => {
                "write it as a list: [{\"text\": …}]".into()
            }
            (CONTENT | TEXT | PART, Kind::Number | Kind::True | Kind::False) => {
                "put it in quotes if it is meant as a text".into()
            }
            (CONTENT | TEXT | PART, Kind::Object) => {
                "write the object out as a string if the model is to read or write JSON".into()
            }
            (LIST | JSON_LIST, Kind::String)
                if record.text(value).trim_start().starts_with(['[', '{']) =>
            {
                "this looks like JSON in a string: write the list itself".into()
            }
            (LIST, Kind::String) => "put it into a message, and the message into a list: \
                                     [{\"role\": …, \"content\": …}]"
                .into(),
            (LIST, Kind::Object) => "put the message into a list: [...]".into(),
            _ => format!("make it {wanted}"),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::told::told;

    #[test]
    fn of_messages_roles_and_contents() {
        for (text, found) in [
            (
                r#"{"messages": "Hi"}"#,
                vec![r#"1:14 "messages" must be a list of messages, and this is a string"#],
            ),
            (
                r#"{"messages": ["Hi"]}"#,
                vec!["1:15 a message must be an object, and this is a string"],
            ),
            (
                r#"{"messages": [{"role": 1, "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec!["1:24 a role must be a string, and this is a number"],
            ),
            (
                r#"{"messages": [{"role": "user", "content": 5}, {"role": "assistant", "content": "Hello."}]}"#,
                vec!["1:43 a content must be a string or a list of parts, and this is a number"],
            ),
            (
                r#"{"messages": [{"role": "user", "content": {}}, {"role": "assistant", "content": "Hello."}]}"#,
                vec!["1:43 a content must be a string or a list of parts, and this is an object"],
            ),
            (
                r#"{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]}"#,
                vec![],
            ),
        ] {
            assert_eq!(told("wrong-type", "together", text), found, "{text}");
        }
    }
}
