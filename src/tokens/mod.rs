//! How many tokens a text is.

pub mod exact;
pub(crate) mod pieces;
