//! What a target takes, made ready for quick look-ups: its formats, their keys, its roles.

use super::Target;
use crate::record::{Format, Key, KeySet, Role};

/// What one target takes.
#[derive(Debug, Clone)]
pub struct Accepts {
    /// By format: the keys it takes there, if it takes the format at all.
    formats: Vec<Option<FormatKeys>>,
    roles: Vec<Role>,
}

/// The keys that a target takes in one format.
#[derive(Debug, Clone)]
pub struct FormatKeys {
    /// At the top of the record.
    pub record: Keys,
    /// In its messages.
    pub message: Keys,
}

/// A set of keys, some of which no format of ours knows.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    known: KeySet,
    others: Vec<String>,
    /// Any key is taken.
    open: bool,
}

impl Keys {
    /// The keys with these names; `*` stands for any.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a String>) -> Self {
        let mut keys = Self::default();
        for name in names {
            match Key::named(name.as_bytes()) {
                _ if name == "*" => keys.open = true,
                Key::Unknown => keys.others.push(name.clone()),
                known => keys.known.insert(known),
            }
        }
        keys
    }

    /// Whether this key, with this name, is among them.
    pub fn has(&self, key: Key, name: &str) -> bool {
        self.open
            || match key {
                Key::Unknown => self.others.iter().any(|other| other == name),
                key => self.known.has(key),
            }
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let known = self.known.iter().map(|key| -> &str { key.name() });
        known.chain(self.others.iter().map(String::as_str))
    }
}

impl Accepts {
    pub(super) fn of(target: &Target) -> Self {
        let formats = Format::ALL
            .iter()
            .map(|format| {
                target.formats.get(format.name()).map(|keys| FormatKeys {
                    record: Keys::named(&keys.keys),
                    message: Keys::named(&keys.message_keys),
                })
            })
            .collect();
        let roles = target.roles.iter().map(|name| Role::of_chat(name.as_bytes())).collect();
        Self { formats, roles }
    }

    /// The keys of a format; none if the target does not take the format.
    pub fn format(&self, format: Format) -> Option<&FormatKeys> {
        self.formats.get(format as usize)?.as_ref()
    }

    /// Whether it takes messages of this role.
    pub fn role(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}
