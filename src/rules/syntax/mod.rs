//! Bytes and JSON.

pub(crate) mod blank_line;
pub(crate) mod deep_nesting;
pub(crate) mod duplicate_key;
pub(crate) mod line_separator_in_string;
pub(crate) mod lone_surrogate;
pub(crate) mod nonstandard_number;
pub(crate) mod not_an_object;
pub(crate) mod number_out_of_range;
pub(crate) mod oversized_line;

use crate::rules::Context;

/// Say what is wrong with a line that is not JSON.
pub(crate) fn broken_line(_context: &mut Context<'_>, _line: &[u8]) {}
