//! A part of a content has a type that the target does not know.
//!
//! A content that is a list has parts, each with a `type`: `text`, `image_url` and so on. A part
//! without a type, or with one that only other tools know, is refused, or left out, or written into
//! the text as the program's own notation.
//!
//! ## How to fix it
//!
//! Write texts as `{"type": "text", "text": "..."}` and images as the target takes them; a content that
//! is only one text can be a string.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"text": "Hi"}]}, {"role": "assistant", "content": [{"type": "text", "text": "Hello."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": [{"type": "text", "text": "Hello."}]}]}
//! ```

use super::parts;
use crate::record::{Facts, Format, Key, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::similar::similar;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::Target;
use crate::words::list;

pub(crate) static RULE: Rule = Rule {
    name: "unknown-part-type",
    category: Category::Content,
    summary: "a part of a content has a type that the target does not know",
    docs: rule_docs!("unknown_part_type.rs"),
    cases: &["unknown", "no-type", "not-an-object"],
    aliases: &[],
    check: Check::Record { wakes: Facts::PARTS, check },
};

const UNKNOWN: u8 = 0;
const NO_TYPE: u8 = 1;
const NOT_AN_OBJECT: u8 = 2;

/// The types that some provider, trainer or template knows.
const KNOWN: &[&str] = &[
    "text",
    "image_url",
    "image",
    "input_text",
    "input_image",
    "input_audio",
    "input_file",
    "output_text",
    "refusal",
    "audio",
    "audio_url",
    "video",
    "video_url",
    "file",
    "document",
    "thinking",
    "reasoning",
    "reference",
    "tool_use",
    "tool_result",
];

/// What a part of Bedrock's format may hold; it has no type but this.
const FIELDS: &[&str] =
    &["text", "image", "video", "document", "reasoningContent", "toolUse", "toolResult"];

fn check_fields(record: &Record<'_>, context: &mut Context<'_>) {
    let lists = record.turns().iter().filter_map(|turn| turn.content);
    for part in lists.flat_map(|list| record.tape().elements(list)) {
        let mut keys = record.tape().members(part).map(|member| record.text(member.key));
        if keys.any(|key| FIELDS.contains(&&*key)) {
            continue;
        }
        let case = if record.kind(part) == Kind::Object { UNKNOWN } else { NOT_AN_OBJECT };
        if let Some(finding) = context.found_case(record, part, case) {
            finding.message = "this part of a content has nothing that is known".into();
            finding.help = Some("write {\"text\": \"...\"}".into());
        }
    }
}

/// The types that a target knows.
fn types(target: &Target) -> Vec<&str> {
    if target.part_types.is_empty() {
        KNOWN.to_vec()
    } else {
        target.part_types.iter().map(String::as_str).collect()
    }
}

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    if record.format() == Format::Converse {
        return check_fields(record, context);
    }
    for part in parts(record) {
        if record.kind(part) != Kind::Object {
            if let Some(finding) = context.found_case(record, part, NOT_AN_OBJECT) {
                let kind = record.kind(part);
                finding.message =
                    format!("a part of a content must be an object, and this is {}", kind.name());
                finding.help = Some("write {\"type\": \"text\", \"text\": \"...\"}".into());
            }
            continue;
        }
        let kind = record.member(part, Key::Type).filter(|kind| record.kind(*kind) == Kind::String);
        let Some(kind) = kind else {
            if let Some(finding) = context.found_case(record, part, NO_TYPE) {
                finding.message = "this part of a content has no type".into();
                finding.help = Some(if record.member(part, Key::Text).is_some() {
                    "add \"type\": \"text\"".into()
                } else {
                    "add its \"type\": \"text\", or that of an image".into()
                });
            }
            continue;
        };
        let name = record.text(kind);
        let unknown = plan.targets_where(|target, _| match target.part_types.as_slice() {
            [] => !KNOWN.contains(&&*name),
            known => !known.iter().any(|known| *known == name),
        });
        if unknown.is_empty() {
            continue;
        }
        if let Some(finding) = context.found_at(record, kind, UNKNOWN, unknown) {
            finding.message = format!("unknown type {} of a content part", quote(&name));
            let targets = plan.targets().iter().enumerate();
            let mut known: Vec<&str> = Vec::new();
            for (_, target) in targets.filter(|(at, _)| unknown.contains(*at)) {
                known.extend(types(target));
            }
            known.sort_unstable();
            known.dedup();
            if let Some(meant) = similar(&name, known.iter().copied()) {
                finding.label = Some(format!("did you mean {}?", quote(meant)));
                finding.help = Some(format!("write {} instead", quote(meant)));
            } else if known.len() < 8 {
                let known: Vec<String> = known.into_iter().map(quote).collect();
                let known = list(known.iter().map(String::as_str));
                finding.help = Some(format!("use the types {known}, or leave the part out"));
            } else {
                finding.help = Some("write it as a \"text\", or leave the part out".into());
            }
        }
    }
}
