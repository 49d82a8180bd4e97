//! A line becomes a record: one pass proves the JSON valid and notes where everything is.

pub(crate) mod canonical;
pub(crate) mod classes;
mod conversation;
pub mod diagnosis;
mod facts;
mod format;
mod index;
mod key;
#[cfg(test)]
mod made_lines;
pub(crate) mod mould;
pub(crate) mod nested;
mod number;
pub(crate) mod scan;
pub(crate) mod shape;
mod span;
mod sum;
pub(crate) mod sweep;
mod tape;
pub mod text;
mod topic;
mod view;

pub use canonical::RecordHash;
pub use conversation::{Conversation, Part, Role, Turn};
pub use facts::Facts;
pub use format::Format;
pub use key::{Key, KeySet};
pub use span::Span;
pub use tape::{Elements, Index, Kind, Member, Members, Tape, Token};
pub(crate) use tape::{REPEATED_KEY, RESPELLED};
pub(crate) use topic::Topic;
pub use view::Record;
