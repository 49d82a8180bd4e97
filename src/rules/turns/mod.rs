//! Who speaks when.

use crate::record::{Index, Record, Role, Turn};
use crate::rules::quote::quote;

pub(crate) mod consecutive_roles;
pub(crate) mod empty_messages;
pub(crate) mod no_assistant_message;
pub(crate) mod several_system_messages;
pub(crate) mod single_message;
pub(crate) mod starts_with_assistant;
pub(crate) mod system_not_first;
pub(crate) mod tool_message_order;
pub(crate) mod turn_parity;
pub(crate) mod untrained_tail;

/// Where a finding about the speaker of a message stands.
fn speaker(turn: &Turn) -> Index {
    turn.role_value.unwrap_or(turn.message)
}

/// How the record calls the speaker of a message.
fn role_name(record: &Record<'_>, turn: &Turn) -> String {
    turn.role_value.map_or_else(|| "nameless".into(), |role| quote(&record.text(role)))
}

/// Whether some message is the assistant's. Where none is, that is the defect, and not the order.
fn has_assistant(turns: &[Turn]) -> bool {
    turns.iter().any(|turn| turn.role == Role::Assistant)
}
