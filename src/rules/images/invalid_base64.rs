//! The data of an image is not base64.
//!
//! The image was cut, encoded for URLs (`-` and `_` in the place of `+` and `/`), broken into lines, or
//! lost its padding. It cannot be decoded: Together AI refuses the file once it looks at the image, OpenAI
//! and Vertex leave the image or the record out and go on.
//!
//! ## How to fix it
//!
//! Encode the image anew with the ordinary alphabet and on one line: `base64.b64encode(data).decode()`.
//!
//! ## Example
//!
//! ```jsonl bad
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+"}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```
//!
//! ```jsonl good
//! {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="}}]}, {"role": "assistant", "content": [{"type": "text", "text": "A dot."}]}]}
//! ```

use crate::record::{Facts, Record};
use crate::rules::Place;
use crate::rules::docs::rule_docs;
use crate::rules::quote::quote;
use crate::rules::reading::base64::{self, Fault};
use crate::rules::{Category, Check, Context, Rule};

pub(crate) static RULE: Rule = Rule {
    name: "invalid-base64",
    category: Category::Images,
    summary: "the data of an image is not base64",
    docs: rule_docs!("invalid_base64.rs"),
    cases: &["character", "whitespace", "padding", "empty"],
    aliases: &[],
    check: Check::Record { wakes: Facts::IMAGES, check },
};

const CHARACTER: u8 = 0;
const WHITESPACE: u8 = 1;
const PADDING: u8 = 2;
const EMPTY: u8 = 3;

fn check(record: &Record<'_>, context: &mut Context<'_>) {
    let images = context.images(record);
    for image in &images.all {
        let Some(data) = image.data(record) else { continue };
        let Some((fault, bytes)) = base64::check(data) else { continue };
        let case = match fault {
            Fault::Character(_) => CHARACTER,
            Fault::Whitespace => WHITESPACE,
            Fault::Padding => PADDING,
            Fault::Empty => EMPTY,
        };
        let place = Place::Within(image.value, image.within(record, bytes));
        if let Some(finding) = context.found_case(record, place, case) {
            let (message, help) = words(fault);
            finding.message = message;
            finding.help = Some(help.into());
        }
    }
}

fn words(fault: Fault) -> (String, &'static str) {
    match fault {
        Fault::Character(c @ ('-' | '_')) => (
            format!(
                "{} is base64 for URLs; an image needs the ordinary one",
                quote(&c.to_string())
            ),
            "encode the image with the ordinary alphabet, or write + for - and / for _",
        ),
        Fault::Character(c) => (
            format!("{} is no character of base64", quote(&c.to_string())),
            "encode the image anew",
        ),
        Fault::Whitespace => {
            ("the base64 of this image has white space in it".into(), "write it on one line")
        }
        Fault::Padding => (
            "the base64 of this image is cut, or its end is wrong".into(),
            "encode the image anew: its characters with the = at the end come in groups of four",
        ),
        Fault::Empty => ("this image has no data".into(), "write the image, or remove the part"),
    }
}
