//! The head of a file: is it a dataset at all?

use std::path::Path;

use super::batch::Batch;
use crate::input::{self, Compression, Container};
use crate::record::Span;
use crate::rules::file::{byte_order_mark, json_array_file, pretty_printed, wrong_container};
use crate::rules::{Context, RuleId};

/// How much of a file is looked at to tell what it is.
const HEAD: usize = 1 << 20;

fn head_of(bytes: &[u8]) -> &[u8] {
    bytes.get(..HEAD).unwrap_or(bytes)
}

/// What a file is, if it is no dataset; `whole` says that the bytes are all there is.
pub(super) fn container(bytes: &[u8], whole: bool) -> Option<Container> {
    let head = head_of(bytes);
    input::sniff(head, whole && head.len() == bytes.len())
}

/// The first line that is not blank; the finding will stand there.
fn first_line<'a>(context: &mut Context<'_>, head: &'a [u8]) -> &'a [u8] {
    let text = head.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let (blank, rest) = head.split_at(text);
    let start = memchr::memrchr(b'\n', blank).map_or(0, |at| at + 1);
    let end = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
    let here = context.here();
    here.line += memchr::memchr_iter(b'\n', blank).count() as u64;
    here.start = start as u64;
    &head[start..text + end]
}

/// Look at the first bytes of a file, and say where its first line starts; nowhere if what it
/// holds is no dataset, and its lines are not to be looked at. It may be known already that it is one.
pub(super) fn look(
    batch: &mut Batch<'_, '_>,
    bytes: &[u8],
    is_dataset: bool,
    whole: bool,
    misnamed: Option<Compression>,
) -> Option<usize> {
    let Batch { context, file, .. } = batch;
    let name = Path::new(&file.name);
    context.here().line = 1;
    if let Some(compression) = misnamed {
        let container = Container::Archive(compression.into());
        wrong_container::found(context, &container, name, b"");
    }
    let container = if is_dataset { None } else { container(bytes, whole) };
    if let Some(container) = container {
        let line = first_line(context, head_of(bytes));
        match container {
            Container::JsonArray => {
                json_array_file::found(context, &container, name, line);
            }
            Container::PrettyPrinted { .. } => {
                pretty_printed::found(context, &container, name, line);
            }
            _ => wrong_container::found(context, &container, name, line),
        }
        file.unreadable = true;
        return None;
    }
    if input::byte_order_mark(bytes) {
        let head = head_of(bytes);
        let end = memchr::memchr(b'\n', head).unwrap_or(head.len());
        let rule = RuleId::of(&byte_order_mark::RULE);
        if let Some(finding) = context.found_bytes(rule, 0, &head[..end], Span::new(0, 3)) {
            byte_order_mark::describe(finding);
        }
        return Some(3);
    }
    Some(0)
}
