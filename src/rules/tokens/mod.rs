//! What depends on the model to be tuned: whether the target has it, what it can do, and how long
//! a record is in its tokens.

pub(crate) mod dropped_for_length;
pub(crate) mod injected_system_prompt;
pub(crate) mod near_context;
pub(crate) mod no_trained_tokens;
pub(crate) mod over_context;
pub(crate) mod retired_model;
pub(crate) mod special_token_in_text;
pub(crate) mod template_drops_tools;
pub(crate) mod too_short;
pub(crate) mod turn_too_long;
pub(crate) mod unknown_model;
pub(crate) mod unsupported_capability;
