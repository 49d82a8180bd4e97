//! What is said.

use crate::record::{Format, Index, Key, Record, Role};

pub(crate) mod empty_content;
pub(crate) mod missing_content;
pub(crate) mod null_content;

/// The case of a rule about what is said, by who says it: most targets treat the assistant's
/// messages, which are trained, otherwise than the others.
pub(crate) fn speaker(role: Role) -> u8 {
    match role {
        Role::Assistant => 0,
        _ => 1,
    }
}

/// The case of a text that is no message.
pub(crate) const TEXT: u8 = 2;

/// The texts of a record that has no messages.
pub(crate) fn texts(record: &Record<'_>) -> impl Iterator<Item = (Key, Index)> {
    let keys: &[Key] = match record.format() {
        Format::Instruction | Format::Unpaired => &[Key::Prompt, Key::Completion],
        Format::PromptOnly => &[Key::Prompt],
        Format::Text => &[Key::Text],
        Format::Alpaca => &[Key::Instruction, Key::Input, Key::Output],
        Format::InputOutput => &[Key::Input, Key::Output],
        Format::ChosenRejected => &[Key::Prompt, Key::Chosen, Key::Rejected],
        _ => &[],
    };
    keys.iter().filter_map(|key| Some((*key, record.member(0, *key)?)))
}
