//! A message with images has a weight that is not zero.
//!
//! A weight says that a message is to be trained. Images are not: Together AI refuses a file in which a
//! message with images has any weight but 0.
//!
//! ## How to fix it
//!
//! Leave out the weight of messages with images, or set it to 0.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}], "weight": 1}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Key, Kind, Record};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "weighted-image-message",
    category: Category::Images,
    summary: "a message with images has a weight that is not zero",
    docs: rule_docs!("weighted_image_message.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let images = context.images(record);
    let mut last = None;
    for image in &images.all {
        let Some(at) = image.turn.filter(|at| last.replace(*at) != Some(*at)) else { continue };
        let Some(turn) = record.turns().get(at).filter(|turn| turn.keys.has(Key::Weight)) else {
            continue;
        };
        let Some(weight) = record.member(turn.message, Key::Weight) else { continue };
        // A weight that is no number has a finding of its own; Python takes true for one.
        let number: Option<f64> = match record.kind(weight) {
            Kind::Number => record.text(weight).parse().ok(),
            Kind::True => Some(1.0),
            _ => None,
        };
        if number.is_none_or(|number| number == 0.0) {
            continue;
        }
        if let Some(finding) = context.found(record, weight) {
            finding.message = "a message with images cannot have a weight other than 0".into();
            finding.help = Some("remove the weight, or set it to 0".into());
        }
    }
}
