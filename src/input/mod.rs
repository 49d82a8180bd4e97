//! Bytes come in: files, directories, pipes and compressed streams become batches of whole lines.
//!
//! [`discover`] turns paths into [`Source`]s.

mod compression;
mod discover;
mod error;
mod patterns;
mod source;

pub use compression::Compression;
pub use discover::{DiscoverOptions, Discovery, discover};
pub use error::InputError;
pub use patterns::Patterns;
pub use source::{Origin, Source};
