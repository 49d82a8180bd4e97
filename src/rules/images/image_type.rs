//! An image is of a type that the target does not take.
//!
//! Most take JPEG, PNG and WebP, and read the type from the start of the data URL. It has to be spelled
//! exactly: `image/jpg` is no media type and is refused, `image/jpeg` is one.
//!
//! ## How to fix it
//!
//! Correct the spelling, or convert the image: the name of the type and the bytes must agree.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/jpg;base64,/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2Q=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2Q=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Format, Record};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::images::{Origin, Sort};
use crate::rules::{Category, Check, Context, Rule};
use crate::target::Target;

pub(crate) static RULE: Rule = Rule {
    name: "image-type",
    category: Category::Images,
    summary: "an image is of a type that the target does not take",
    docs: rule_docs!("image_type.rs"),
    // `other-kind` is a video or a document.
    cases: &["type", "scheme", "other-kind"],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

const TYPE: u8 = 0;
/// The type is taken, and the URL starts with `DATA:` in capitals.
const SCHEME: u8 = 1;
const OTHER_KIND: u8 = 2;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let images = context.images(record);
    for image in &images.all {
        let media = image.media.as_deref().unwrap_or_default();
        // A data URL has to say it; other addresses need not.
        if media.is_empty() && !matches!(image.origin, Origin::Data { .. }) {
            continue;
        }
        let refuses = |target: &Target| {
            let types = &target.images.types;
            !types.is_empty() && types.iter().all(|other| other != media)
        };
        let refusing = plan.targets_where(|target, _| refuses(target));
        let place = Place::Within(image.value, image.header(record));
        if matches!(image.origin, Origin::Data { in_capitals: true, .. }) {
            let reading =
                plan.targets_where(|target, _| !target.images.types.is_empty() && !refuses(target));
            if let Some(finding) = context.found_at(record, place, SCHEME, reading) {
                finding.message =
                    "this data URL does not start with \"data:\" in small letters".into();
                finding.help = Some("write \"data:\"".into());
            }
        }
        if refusing.is_empty() {
            continue;
        }
        let case = if image.sort == Sort::Image { TYPE } else { OTHER_KIND };
        let place = match image.media_value {
            Some(value) => Place::Value(value),
            None => Place::Within(image.value, image.header(record)),
        };
        if let Some(finding) = context.found_at(record, place, case, refusing) {
            finding.message = match media {
                "" => "this data URL does not say of which type the image is".into(),
                media => {
                    let [_, several] = image.sort.names();
                    format!("{several} of type {} are not taken", quote(spelled(record, media)))
                }
            };
            let types = plan.targets().iter().filter(|target| refuses(target));
            let types: Vec<&str> =
                types.flat_map(|target| target.images.types.iter().map(String::as_str)).collect();
            let lower = media.to_ascii_lowercase();
            let meant = match lower.split(';').next().unwrap_or_default() {
                "image/jpg" | "image/pjpeg" => "image/jpeg",
                "image/x-png" => "image/png",
                other => other,
            };
            finding.help = Some(if types.contains(&meant) {
                format!("write {}", quote(spelled(record, meant)))
            } else {
                let mut known: Vec<&str> = Vec::new();
                for name in types {
                    let same = name.split('/').next() == Some(image.sort.noun());
                    if same && !known.contains(&spelled(record, name)) {
                        known.push(spelled(record, name));
                    }
                }
                format!("convert it to {}", known.join(", "))
            });
        }
    }
}

/// A media type as it is spelled in the record: Bedrock's format has only the end of it.
fn spelled<'a>(record: &Record<'_>, media: &'a str) -> &'a str {
    let short = record.format() == Format::Converse;
    media.split_once('/').map(|(_, end)| end).filter(|_| short).unwrap_or(media)
}
