//! Bytes and JSON.

pub(crate) mod blank_line;
pub(crate) mod deep_nesting;
pub(crate) mod duplicate_key;
pub(crate) mod invalid_json;
pub(crate) mod invalid_utf8;
pub(crate) mod line_separator_in_string;
pub(crate) mod lone_surrogate;
pub(crate) mod nonstandard_number;
pub(crate) mod not_an_object;
pub(crate) mod number_out_of_range;
pub(crate) mod oversized_line;
pub(crate) mod several_values_on_line;

use crate::record::diagnosis::{Cause, Diagnosis, diagnose};
use crate::rules::file::byte_order_mark;
use crate::rules::{Context, RuleId};

/// Say what is wrong with a line that is not JSON, or that is more than one record.
pub(crate) fn broken_line(context: &mut Context<'_>, line: &[u8]) {
    let Some(diagnosis) = diagnose(line) else {
        // Nothing is wrong with it, so there is only too much of it.
        oversized_line::found(context, line);
        return;
    };
    match diagnosis.cause {
        Cause::InvalidUtf8 { .. }
        | Cause::CutCharacter
        | Cause::Utf8Surrogate { .. }
        | Cause::OverlongUtf8 { .. }
        | Cause::Utf16 => invalid_utf8::found(context, line, &diagnosis),
        Cause::SeveralValues { .. } => several_values_on_line::found(context, line, &diagnosis),
        Cause::ByteOrderMark => byte_order_mark::found_in(context, line, &diagnosis),
        _ => invalid_json::found(context, line, &diagnosis),
    }
}

/// Say what a diagnosis says.
pub(crate) fn found_broken(
    context: &mut Context<'_>,
    rule: RuleId,
    case: u8,
    line: &[u8],
    diagnosis: &Diagnosis,
) {
    if let Some(finding) = context.found_bytes(rule, case, line, diagnosis.span) {
        finding.message = diagnosis.message(line);
        finding.help = diagnosis.help(line);
        if let Some(span) = diagnosis.related {
            let label = diagnosis.related_label().unwrap_or_default();
            context.relate(line, span, label);
        }
    }
}
