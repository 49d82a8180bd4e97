//! The slow path: a line is not JSON, so where exactly does it break, and why?
//!
//! What comes in is one line of bytes that a fast scanner refused. What goes out is the first
//! fault by the grammar of RFC 8259, with its likely cause: what the writer of the line, or the
//! program that wrote it, did there. One cause a line, because whatever comes after the first
//! fault mostly follows from it. Words are made only when they are shown.
//!
//! The way: `encoding` proves the line UTF-8, `machine` reads it by the grammar to the first byte
//! that does not fit, and from there `outside`, `quotes`, `word` and `after_value` look at what
//! stands around it. All of it is linear in the length of the line and needs no call stack for
//! nesting.
//!
//! It agrees with `serde_json` on what is JSON, except that it takes as valid what rules of their
//! own report: `NaN` and `Infinity`, lone surrogate escapes, numbers beyond the range of `f64`, and
//! nesting of any depth. A blank line has no fault.

mod after_value;
mod cause;
mod code_page;
mod encoding;
mod help;
mod machine;
mod message;
mod number;
mod outside;
mod quotes;
mod shown;
mod string;
mod text;
mod word;

#[cfg(test)]
mod cases;
#[cfg(test)]
mod properties;

use machine::{Machine, Stop};
use text::{Text, span};

pub use cause::{BadEscape, BadNumber, Cause, CodePage, Expected, StillOpen};

use super::Span;

/// Why a line is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What is wrong.
    pub cause: Cause,
    /// The bytes of the line that are wrong; empty where something is missing.
    pub span: Span,
    /// Another place that explains it, such as the bracket that was never closed.
    pub related: Option<Span>,
}

impl Diagnosis {
    const fn new(cause: Cause, span: Span) -> Self {
        Self { cause, span, related: None }
    }

    const fn with_related(self, related: Span) -> Self {
        Self { related: Some(related), ..self }
    }

    /// The code page that a line which is not UTF-8 looks like, if it clearly looks like one.
    ///
    /// It is looked for only when it is asked for, because that takes longer than the rest.
    pub fn code_page(&self, line: &[u8]) -> Option<CodePage> {
        match self.cause {
            Cause::InvalidUtf8 { mixed: false, .. } => code_page::guess(line),
            _ => None,
        }
    }

    /// The line ends before its value does.
    fn truncated(machine: &Machine<'_>) -> Self {
        let end = machine.text.0.trim_end().len();
        let truncated = Self::new(Cause::Truncated { open: machine.still_open() }, span(end, end));
        match machine.open.last().map(|open| open.at as usize) {
            Some(opener) => truncated.with_related(span(opener, opener + 1)),
            None => truncated,
        }
    }
}

/// Finds where `line` stops being JSON, and the likely cause; nothing if it is JSON, or blank.
///
/// The line comes without its line feed; a carriage return at its end is white space.
pub fn diagnose(line: &[u8]) -> Option<Diagnosis> {
    let text = match encoding::check(line) {
        Ok(text) => Text(text),
        Err(diagnosis) => return Some(diagnosis),
    };
    text.next_token(0)?;
    let mut machine = Machine::new(text, 0);
    match machine.value() {
        Ok(()) => {
            machine.at = text.skip_space(machine.at);
            let found = text.char(machine.at)?;
            let rest = quotes::closes_at_once(text);
            Some(rest.unwrap_or_else(|| after_value::cause(&machine, found)))
        }
        Err(stop) => Some(explain(&machine, &stop)),
    }
}

/// Why the machine stopped.
fn explain(machine: &Machine<'_>, stop: &Stop) -> Diagnosis {
    let text = machine.text;
    if let Some(rest) = quotes::closes_at_once(text).or_else(|| quotes::rest_of_record(machine)) {
        return rest;
    }
    match *stop {
        Stop::Outside => outside::cause(machine),
        Stop::NumberEnd => Diagnosis::truncated(machine),
        // `- item`, `1. First`: a list, most likely the rest of a text from the line before.
        Stop::Number { at, end, .. }
            if machine.open.is_empty() && text.next_token(end).is_some() =>
        {
            word::not_json(text, at)
        }
        Stop::Number { at, end, fault } => Diagnosis::new(Cause::BadNumber(fault), span(at, end)),
        Stop::StringEnd { start } => {
            if let Some(quote) = quotes::closed_by_smart_quote(text, start) {
                return quote;
            }
            let end = text.0.trim_end_matches('\r').len();
            let bracket_at_end = matches!(text.token_before(end), Some(b'}' | b']'));
            Diagnosis::new(Cause::EndsInString { bracket_at_end }, span(end, end))
                .with_related(span(start, start + 1))
        }
        Stop::Control { at, start } => {
            let found = text.char(at).unwrap_or_default();
            let cause = match found {
                '\0' => Cause::NulBytes { count: outside::count_nuls(text) },
                _ => Cause::RawControl { found },
            };
            Diagnosis::new(cause, span(at, at + 1)).with_related(span(start, start + 1))
        }
        Stop::Escape { at, end, start, fault } => {
            Diagnosis::new(Cause::BadEscape(fault), span(at, end))
                .with_related(span(start, start + 1))
        }
    }
}
