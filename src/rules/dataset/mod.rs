//! What many records together show.

pub(crate) mod duplicate_record;
pub(crate) mod mixed_formats;
