//! Bytes come in: files, directories, pipes and compressed streams become batches of whole lines.
//!
//! [`discover`] turns paths into [`Source`]s, a `Feed` hands these out as `Work` to any number
//! of threads, and each piece of work is loaded as a `Batch`: whole lines, about a megabyte of
//! them, in an order that can be restored. `sniff` looks at the beginning of a source and
//! recognises what is not one object a line at all.
//!
//! Nothing here knows what a record is, counts lines, or prints. Memory in use does not grow with
//! the size of a source: it is what is mapped (which the system takes back as it pleases), a
//! block for each batch in flight, and the longest line.

mod batch;
mod buffer;
mod compression;
mod container;
mod discover;
mod error;
mod feed;
mod gzip;
#[cfg_attr(not(any(target_os = "linux", target_os = "macos")), path = "map_never.rs")]
mod map;
mod patterns;
mod scratch;
mod source;
mod stream;
mod whole;

#[doc(hidden)]
pub use batch::{Batch, Part, Work};
pub use compression::Compression;
pub use container::{Archive, Container, Encoding, Table};
#[doc(hidden)]
pub use container::{byte_order_mark, sniff};
pub use discover::{DiscoverOptions, Discovery, discover};
pub use error::InputError;
#[doc(hidden)]
pub use feed::{Feed, FeedOptions};
pub use patterns::Patterns;
pub(crate) use patterns::absolute;
pub(crate) use scratch::Scratch;
pub use source::{Origin, Source};
#[cfg(feature = "cli")]
pub(crate) use whole::read_all;
pub(crate) use whole::{read_text, read_whole};
