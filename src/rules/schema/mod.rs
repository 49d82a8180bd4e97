//! Keys, types and formats.

pub(crate) mod missing_role;
pub(crate) mod unknown_field;
pub(crate) mod unknown_format;
pub(crate) mod unknown_role;
pub(crate) mod wrong_type;
