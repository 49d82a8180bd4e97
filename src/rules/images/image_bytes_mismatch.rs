//! The bytes of an image are of another type than it says, or are no image.
//!
//! The first bytes of a file tell what it is. An image that says `image/jpeg` and starts like a PNG was
//! renamed somewhere; one that starts like nothing known is mostly an error page that was saved in its
//! place. Targets that decode images by the type they are given leave it out or refuse it.
//!
//! ## How to fix it
//!
//! Write the type that the bytes have, or fetch the image again if they are none.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Record, text};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::reading::base64;
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "image-bytes-mismatch",
    category: Category::Images,
    summary: "the bytes of an image are of another type than it says",
    docs: rule_docs!("image_bytes_mismatch.rs"),
    cases: &["other-type", "no-image"],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

const OTHER_TYPE: u8 = 0;
const NO_IMAGE: u8 = 1;

/// How much of the base64 is looked at: enough for the signatures, even where it is escaped.
const HEAD: usize = 128;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let images = context.images(record);
    for image in &images.all {
        let (Some(media), Some(data)) = (&image.media, image.data(record)) else { continue };
        let Some(said) = known(media) else { continue };
        // What is no base64 has a finding of its own; there it is no use looking for an image.
        let head = base64::head(&text::decode(data.get(..HEAD).unwrap_or(data)));
        if data.is_empty() || (head.len() < 12 && base64::check(data).is_some()) {
            continue;
        }
        let found = signature(&head);
        if found == Some(said) {
            continue;
        }
        let case = if found.is_some_and(|found| found.starts_with("image/")) {
            OTHER_TYPE
        } else {
            NO_IMAGE
        };
        let place = Place::Within(image.value, image.header(record));
        if let Some(finding) = context.found_case(record, place, case) {
            match found {
                Some(found) if case == OTHER_TYPE => {
                    finding.message = format!("this image says {said}, and its bytes are {found}");
                    finding.help = Some(format!("write {found}, or convert the image"));
                }
                Some(found) => {
                    finding.message = format!("these bytes are {found}, and no image");
                    finding.help = Some("put in the image itself".into());
                }
                None => {
                    finding.message = "these bytes are no image of a type that is known".into();
                    finding.help =
                        Some("look at the bytes: the image may not have been found".into());
                }
            }
        }
    }
}

/// The types whose signature is known, by the names they go by.
fn known(media: &str) -> Option<&'static str> {
    Some(match media.to_ascii_lowercase().as_str() {
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "image/jpeg",
        "image/png" | "image/x-png" => "image/png",
        "image/webp" => "image/webp",
        "image/gif" => "image/gif",
        "image/bmp" | "image/x-ms-bmp" => "image/bmp",
        "image/tiff" => "image/tiff",
        _ => return None,
    })
}

/// What a file is by its first bytes.
fn signature(head: &[u8]) -> Option<&'static str> {
    let at =
        |start: usize, bytes: &[u8]| head.get(start..).is_some_and(|rest| rest.starts_with(bytes));
    Some(match () {
        () if at(0, b"\xff\xd8\xff") => "image/jpeg",
        () if at(0, b"\x89PNG\r\n\x1a\n") => "image/png",
        () if at(0, b"GIF8") => "image/gif",
        () if at(0, b"RIFF") && at(8, b"WEBP") => "image/webp",
        () if at(0, b"BM") => "image/bmp",
        () if at(0, b"II*\0") || at(0, b"MM\0*") => "image/tiff",
        () if at(4, b"ftypavif") => "image/avif",
        () if at(4, b"ftypheic") || at(4, b"ftypmif1") || at(4, b"ftypheix") => "image/heic",
        () if at(0, b"<svg") => "image/svg+xml",
        () if at(0, b"%PDF") => "a PDF",
        () if at(0, b"<!DOCTYPE") || at(0, b"<!doctype") || at(0, b"<html") => "a web page",
        () if at(0, b"<?xml") => "XML",
        () if at(0, b"{") => "JSON",
        () if at(0, b"PK\x03\x04") => "a ZIP archive",
        () => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_by_their_first_bytes() {
        assert_eq!(signature(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(signature(b"RIFF\x1a\0\0\0WEBPVP8L"), Some("image/webp"));
        assert_eq!(signature(b"<!DOCTYPE html>"), Some("a web page"));
        assert_eq!(signature(b"RIFF"), None);
        assert_eq!(signature(b""), None);
    }
}
