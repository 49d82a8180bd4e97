//! A line becomes a record: one pass proves the JSON valid and notes where everything is.

mod span;

pub use span::Span;
