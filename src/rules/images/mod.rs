//! Images in messages.

pub(crate) mod image_bytes_mismatch;
pub(crate) mod image_in_wrong_role;
pub(crate) mod image_source;
pub(crate) mod image_too_large;
pub(crate) mod image_type;
pub(crate) mod invalid_base64;
pub(crate) mod too_many_images;
pub(crate) mod weighted_image_message;

use crate::record::Role;

/// The role as targets spell it.
fn role_name(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
        Role::Developer => "developer",
        Role::Function => "function",
        Role::Other | Role::Missing => "",
    }
}
