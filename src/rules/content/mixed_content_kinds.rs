//! Some messages of a conversation have a text, others a list of parts.
//!
//! A content can be a string or a list of parts, and most targets take both, side by side. Some want
//! one kind throughout a conversation: all strings, or, as soon as there is an image, lists in all
//! messages. An empty content counts for neither.
//!
//! ## How to fix it
//!
//! Write every content of the conversation as a list: `"Hi"` becomes `[{"type": "text", "text": "Hi"}]`.
//! If all parts are texts, the other way round works as well.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": "Hello."}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}, {"role": "assistant", "content": [{"type": "text", "text": "Hello."}]}]}
//! ```

use crate::record::{Facts, Kind, Record, Turn};
use crate::rules::docs::rule_docs;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "mixed-content-kinds",
    category: Category::Content,
    summary: "some messages of a conversation have a text, others a list of parts",
    docs: rule_docs!("mixed_content_kinds.rs"),
    cases: &[],
    aliases: &[],
    check: Check::Record { wakes: Facts::PARTS, check },
};

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    for (_, turns) in record.conversations() {
        let mut contents = turns.iter().filter_map(|turn| kind(record, turn));
        let Some((first_kind, first)) = contents.next() else { continue };
        let Some((_, other)) = contents.find(|(kind, _)| *kind != first_kind) else { continue };
        let related = format!("the first content is {}", first_kind.name());
        if let Some(finding) = context.found_beside(record, other, 0, first, &related) {
            let other = record.kind(other).name();
            finding.message = format!(
                "this content is {other}, but the first of the conversation is {}",
                first_kind.name()
            );
            finding.help = Some(
                "write every content as a list of parts: [{\"type\": \"text\", \"text\": \"...\"}]"
                    .into(),
            );
        }
    }
}

/// Whether a message's content is a string or a list, unless it is empty.
fn kind(record: &Record<'_>, turn: &Turn) -> Option<(Kind, u32)> {
    let content = turn.content?;
    let says_something = match record.kind(content) {
        Kind::String => !record.raw(content).is_empty(),
        Kind::Array => record.tape().elements(content).next().is_some(),
        _ => false,
    };
    says_something.then(|| (record.kind(content), content))
}
