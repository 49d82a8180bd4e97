//! The file as a whole.

use std::path::Path;

use crate::input::Container;
use crate::record::Span;
use crate::rules::{Context, RuleId};

pub(crate) mod byte_order_mark;
pub(crate) mod empty_file;
pub(crate) mod file_too_large;
pub(crate) mod json_array_file;
pub(crate) mod pretty_printed;
pub(crate) mod too_few_records;
pub(crate) mod too_many_records;
pub(crate) mod wrong_container;
pub(crate) mod wrong_extension;

/// Say that a file is no dataset, at the start of its first line that is not blank.
fn found_container(
    context: &mut Context<'_>,
    rule: RuleId,
    case: u8,
    container: &Container,
    name: &Path,
    line: &[u8],
) {
    let indent = line.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let span = Span::of_character(line, u32::try_from(indent).unwrap_or(0));
    if let Some(finding) = context.found_bytes(rule, case, line, span) {
        finding.message = container.message();
        finding.help = Some(container.way_out(name));
        // Of a binary file there is nothing to see.
        if matches!(container, Container::Archive(_) | Container::Table(_) | Container::Zeros) {
            finding.snippet = None;
        }
    }
}
