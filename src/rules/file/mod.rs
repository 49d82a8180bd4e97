//! The file as a whole.

pub(crate) mod empty_file;
