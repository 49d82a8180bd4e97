//! An image stands in a message that may have none.
//!
//! Users show images; an assistant that answers with one would have to draw it. Together AI, OpenAI,
//! Mistral and Amazon Nova refuse images in any message but the user's.
//!
//! ## How to fix it
//!
//! Move the image into the user's message before.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "Draw a dot."}]}, {"role": "assistant", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use super::role_name;
use crate::record::{Facts, Record};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "image-in-wrong-role",
    category: Category::Images,
    summary: "an image stands in a message that may have none",
    docs: rule_docs!("image_in_wrong_role.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let plan = context.plan();
    let images = context.images(record);
    let mut last = None;
    for image in &images.all {
        let name = role_name(image.role);
        // One finding a message; and one whose role is not known has another.
        if name.is_empty() || last.replace(image.content) == Some(image.content) {
            continue;
        }
        let refusing = plan.targets_where(|target, _| {
            !target.images.roles.is_empty() && target.images.roles.iter().all(|role| role != name)
        });
        if refusing.is_empty() {
            continue;
        }
        let place = Place::Within(image.value, image.header(record));
        if let Some(finding) = context.found_at(record, place, 0, refusing) {
            finding.message =
                format!("{} in a message of the role {}", image.sort.names()[0], quote(name));
            finding.help = Some("move it to a user message, or remove it".into());
        }
    }
}
