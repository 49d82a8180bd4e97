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

/// Say that a file is no dataset, at its first line.
fn found_container(
    context: &mut Context<'_>,
    rule: RuleId,
    case: u8,
    container: &Container,
    name: &Path,
    line: &[u8],
) {
    let span = Span::new(0, u32::from(!line.is_empty()));
    if let Some(finding) = context.found_bytes(rule, case, line, span) {
        finding.message = container.message();
        finding.help = Some(container.way_out(name));
        // Of a binary file there is nothing to see.
        if matches!(container, Container::Archive(_) | Container::Table(_) | Container::Zeros) {
            finding.snippet = None;
        }
    }
}
