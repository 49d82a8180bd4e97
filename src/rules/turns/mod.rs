//! Who speaks when.

pub(crate) mod empty_messages;
pub(crate) mod no_assistant_message;
