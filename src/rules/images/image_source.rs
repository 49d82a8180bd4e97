//! An image comes from where the target does not take it.
//!
//! Together AI and Fireworks take images only as data URLs (`data:image/png;base64,…`), within an object:
//! `"image_url": {"url": "…"}`. OpenAI fetches URLs from the web, and silently leaves out what it cannot
//! reach; Amazon Nova reads images from S3 only. A path on your disk is of no use to any provider.
//!
//! ## How to fix it
//!
//! Read the image and write it into the record: `data:image/png;base64,` and its bytes in base64. For a
//! target that reads from a store, put it there and write its address.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "https://example.com/dot.png"}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Format, Record};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::reading::images::Origin;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::Target;
use crate::words::list;

pub(crate) static RULE: Rule = Rule {
    name: "image-source",
    category: Category::Images,
    summary: "an image comes from where the target does not take it",
    docs: rule_docs!("image_source.rs"),
    // `characters` is an address in Bedrock's format with others than those that are taken.
    cases: &["http", "path", "bare-string", "other", "in-record", "characters"],
    aliases: &["not-a-data-url"],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

const HTTP: u8 = 0;
const PATH: u8 = 1;
const BARE_STRING: u8 = 2;
const OTHER: u8 = 3;
const IN_RECORD: u8 = 4;
const CHARACTERS: u8 = 5;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let images = context.images(record);
    for image in images.all.iter().filter(|image| image.is_addressed) {
        let (case, source, what) = match &image.origin {
            Origin::Data { .. } => (IN_RECORD, "data", "is in the record"),
            Origin::Http => (HTTP, "http", "is on the web"),
            Origin::Path => (PATH, "path", "is in a file, or nowhere"),
            Origin::Store(name) => (OTHER, *name, "is in a store of a cloud"),
            Origin::OtherData => (OTHER, "", "is a data URL that is not in base64"),
            Origin::Other => (OTHER, "", "is neither a data URL nor on the web"),
        };
        let takes_not = |target: &Target| {
            let sources = &target.images.sources;
            !sources.is_empty() && sources.iter().all(|other| other != source)
        };
        let refusing = plan.targets_where(|target, _| takes_not(target));
        let place = Place::Within(image.value, image.header(record));
        if !refusing.is_empty() {
            if let Some(finding) = context.found_at(record, place, case, refusing) {
                let refusing = plan.targets().iter().filter(|target| takes_not(target));
                let mut taken: Vec<&str> =
                    refusing.flat_map(|t| t.images.sources.iter().map(String::as_str)).collect();
                taken.sort_unstable();
                taken.dedup();
                let names: Vec<&str> = taken.iter().map(|source| named(source)).collect();
                let noun = image.sort.noun();
                finding.message = format!("this {noun} {what}; only {} are taken", list(names));
                finding.help = Some(if taken.contains(&"data") {
                    "write it into the record: data:image/png;base64,… with its bytes".into()
                } else {
                    "put it where it is taken from, and write its address".into()
                });
            }
        } else if image.bare
            && let Some(finding) = context.found_case(record, place, BARE_STRING)
        {
            finding.message = "\"image_url\" must be an object with \"url\"".into();
            finding.help = Some("write {\"url\": \"data:…\"}".into());
        } else if record.format() == Format::Converse
            && image.origin == Origin::Store("s3")
            && !is_plain(&record.text(image.value))
            && let Some(finding) = context.found_case(record, image.value, CHARACTERS)
        {
            finding.message =
                "an s3:// address may have letters, digits and the signs _ - / . only".into();
            finding.help = Some("give the file a plainer name".into());
        }
    }
}

/// Whether an address has no other characters than those that Nova's check takes.
fn is_plain(address: &str) -> bool {
    let path = address.strip_prefix("s3://").unwrap_or_default();
    !path.is_empty() && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-/.".contains(&b))
}

/// What people call a place that images come from.
fn named(source: &str) -> &str {
    match source {
        "data" => "data URLs",
        "http" => "addresses on the web",
        "s3" => "s3:// addresses",
        "gs" => "gs:// addresses",
        "path" => "paths of files",
        other => other,
    }
}
