//! An image is larger than the target takes.
//!
//! Together AI refuses a data URL of more than 10 MiB of image, OpenAI and Vertex leave such an image or
//! its record out without a word. Base64 makes a third more of the bytes: 10 MiB become 13.3 million
//! characters.
//!
//! ## How to fix it
//!
//! Scale the image down. Models see images at about 1,000 to 2,000 pixels a side, so nothing is lost.
//!
//! ## Example
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::reading::images::Sort;
use crate::rules::{Category, Check, Context, Rule};
use crate::target::Target;
use crate::words::Number;

pub(crate) static RULE: Rule = Rule {
    name: "image-too-large",
    category: Category::Images,
    summary: "an image is larger than the target takes",
    docs: rule_docs!("image_too_large.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let images = context.images(record);
    for image in images.all.iter().filter(|image| image.sort == Sort::Image) {
        let Some(data) = image.data(record) else { continue };
        // Escapes make the bytes of the line more than those of the string; near the limit nobody
        // escapes, and far from it they do not matter.
        let length = record.raw(image.value).len() as u64;
        let bytes = data.len() as u64 / 4 * 3;
        let exceeds = |target: &Target| {
            target.images.max_url_length.is_some_and(|most| length > most)
                || target.images.max_bytes.is_some_and(|most| bytes > most)
        };
        let refusing = plan.targets_where(|target, _| exceeds(target));
        if refusing.is_empty() {
            continue;
        }
        let place = Place::Within(image.value, image.header(record));
        if let Some(finding) = context.found_at(record, place, 0, refusing) {
            let limits =
                plan.targets().iter().filter(|target| exceeds(target)).filter_map(|target| {
                    let of_url = target.images.max_url_length.map(|most| most / 4 * 3);
                    target.images.max_bytes.into_iter().chain(of_url).min()
                });
            let most = limits.min().unwrap_or_default();
            finding.message = format!(
                "this image has {} bytes, and {} are the most",
                Number(bytes),
                Number(most)
            );
            finding.help = Some("scale the image down before it is written".into());
        }
    }
}
