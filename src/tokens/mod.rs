//! How many tokens a text is.

pub(crate) mod pieces;
