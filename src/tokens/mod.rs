//! How many tokens a text is.
//!
//! Nearly and at once for every family of tokenizers ([`estimate`]), or exactly for those whose
//! vocabulary is built in ([`exact`]). Nothing here knows of rules or targets.

pub mod estimate;
pub mod exact;
pub(crate) mod pieces;
