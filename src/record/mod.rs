//! A line becomes a record: one pass proves the JSON valid and notes where everything is.

pub mod diagnosis;
mod span;

pub use span::Span;
