//! A message or record has more images than the target takes.
//!
//! Together AI and OpenAI take ten in a record, Azure 64, Vertex 30. Some refuse the file, Vertex drops
//! the record without a word.
//!
//! ## How to fix it
//!
//! Split the conversation, or leave out the images that the answer does not need.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Index, Record, Span};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::reading::images::{Image, Sort};
use crate::rules::{Category, Check, Context, Rule};
use crate::target::{Target, TargetSet};

pub(crate) static RULE: Rule = Rule {
    name: "too-many-images",
    category: Category::Images,
    summary: "a message or record has more images than the target takes",
    docs: rule_docs!("too_many_images.rs"),
    // `videos` are several videos in a message, `kinds` images beside videos or documents.
    cases: &["message", "record", "videos", "kinds"],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

const MESSAGE: u8 = 0;
const RECORD: u8 = 1;
const VIDEOS: u8 = 2;
const KINDS: u8 = 3;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let images = context.images(record);
    let mut start = 0;
    let mut crowded = TargetSet::NONE;
    while let Some(first) = images.all.get(start) {
        let rest = images.all.get(start..).unwrap_or_default();
        let here = || rest.iter().take_while(|image| image.content == first.content);
        let of = |sort: Sort| here().filter(|image| image.sort == sort).count();
        let message = |target: &Target| target.images.max_per_message;
        let exempt = TargetSet::NONE;
        let place = first.content;
        let count = of(Sort::Image);
        let refusing = report(record, context, place, MESSAGE, count, exempt, message);
        let videos = |target: &Target| target.images.max_videos;
        report(record, context, place, VIDEOS, of(Sort::Video), exempt, videos);
        mixture(record, context, here());
        crowded = crowded.union(refusing);
        start += here().count();
    }
    if let Some(first) = images.all.first() {
        let place = match record.conversations().next() {
            Some((conversation, _)) if first.turn.is_some() => conversation.list,
            _ => 0,
        };
        let most = |target: &Target| target.images.max_per_record;
        // Where a message has too many by itself, that is the cause.
        report(record, context, place, RECORD, images.all.len(), crowded, most);
    }
}

/// Report a message that has files of several kinds.
fn mixture<'a>(
    record: &Record<'_>,
    context: &mut Context<'_>,
    mut files: impl Iterator<Item = &'a Image>,
) {
    let Some(first) = files.next() else { return };
    let Some(other) = files.find(|file| file.sort != first.sort) else { return };
    let refusing = context.plan().targets_where(|target, _| target.images.one_kind);
    if let Some(finding) = context.found_at(record, other.value, KINDS, refusing) {
        let ([_, before], [here, _]) = (first.sort.names(), other.sort.names());
        finding.message = format!("this message has {before}, and {here} beside them");
        finding.help = Some("keep to one kind of files in a message".into());
    }
}

/// Report a number of images that is too large at some targets but those that are `exempt`; says
/// at which.
fn report(
    record: &Record<'_>,
    context: &mut Context<'_>,
    place: Index,
    case: u8,
    count: usize,
    exempt: TargetSet,
    most: impl Fn(&Target) -> Option<u64>,
) -> TargetSet {
    let plan = context.plan();
    let exceeded = |target: &Target| most(target).filter(|most| count as u64 > *most);
    let refusing = plan.targets_where(|target, _| exceeded(target).is_some());
    let refusing = refusing.and(exempt.complement());
    if refusing.is_empty() {
        return refusing;
    }
    let start = record.span(place).start;
    let place = Place::Within(place, Span::new(start, start + 1));
    if let Some(finding) = context.found_at(record, place, case, refusing) {
        let limits = plan.targets().iter().enumerate().filter(|(t, _)| refusing.contains(*t));
        let least = limits.filter_map(|(_, target)| exceeded(target)).min().unwrap_or_default();
        let what = if case == RECORD { "record" } else { "message" };
        let [_, files] = if case == VIDEOS { Sort::Video } else { Sort::Image }.names();
        let are = if least == 1 { "is" } else { "are" };
        finding.message = format!("this {what} has {count} {files}, and {least} {are} the most");
        finding.help = Some(format!("split the conversation, or leave some {files} out"));
    }
    refusing
}
