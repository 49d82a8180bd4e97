//! How many tokens a text is.
//!
//! Nearly and at once for every family of tokenizers ([`estimate`]); exactly for those whose
//! vocabulary is built in ([`exact`]) or in a file that the user has ([`file`](mod@file)); as well as that allows
//! for the others ([`near`]). What a conversation has besides its texts is in [`template`]. Nothing here
//! knows of rules or targets.

mod derived;
pub(crate) mod doubt;
pub mod estimate;
pub mod exact;
pub mod file;
mod glm_numbers;
pub mod near;
pub(crate) mod pieces;
pub mod special;
pub mod template;
mod tokenizer;

pub use tokenizer::{Tokenizer, family_names};
