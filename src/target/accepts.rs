//! What a target takes, made ready for quick look-ups: its formats, their keys, its roles.

use super::Target;
use crate::record::{Format, Key, KeySet, Role};

/// What one target takes.
#[derive(Debug, Clone)]
pub struct Accepts {
    /// By format: the keys it takes there, if it takes the format at all.
    formats: Vec<Option<FormatKeys>>,
}

/// The keys and roles that a target takes in one format.
#[derive(Debug, Clone)]
pub struct FormatKeys {
    /// At the top of the record.
    pub record: Keys,
    /// In its messages.
    pub message: Keys,
    /// Those who speak.
    pub roles: Vec<String>,
    /// Whether the roles are those of this very format, and must be spelled as they are there.
    exact: bool,
}

impl FormatKeys {
    /// Whether it takes messages of this role, with this name.
    pub fn has_role(&self, role: Role, name: &str) -> bool {
        let means = |known: &str| !self.exact && role == Role::of_chat(known.as_bytes());
        self.roles.iter().any(|known| known == name || (role != Role::Other && means(known)))
    }
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

    /// Whether this key is among them by its name, and not because any is taken.
    pub fn names_key(&self, key: Key) -> bool {
        self.known.has(key)
    }

    /// Whether no key is among them.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty() && self.others.is_empty() && !self.open
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
                    roles: if keys.roles.is_empty() { &target.roles } else { &keys.roles }.clone(),
                    exact: !keys.roles.is_empty(),
                })
            })
            .collect();
        Self { formats }
    }

    /// The same for one training method.
    #[must_use]
    pub fn for_method(mut self, target: &Target, method: Option<&str>) -> Self {
        for (format, keys) in Format::ALL.iter().zip(&mut self.formats) {
            if target.formats.get(format.name()).is_some_and(|spec| !spec.is_for(method)) {
                *keys = None;
            }
        }
        self
    }

    /// The same for someone who uses no format but this one.
    #[must_use]
    pub fn only(mut self, format: Format) -> Self {
        for (position, keys) in self.formats.iter_mut().enumerate() {
            if position != format as usize {
                *keys = None;
            }
        }
        self
    }

    /// The keys of a format; none if the target does not take the format.
    pub fn format(&self, format: Format) -> Option<&FormatKeys> {
        self.formats.get(format as usize)?.as_ref()
    }

    /// Whether it takes messages of this role, with this name, in every format that it takes.
    pub fn has_role_everywhere(&self, role: Role, name: &str) -> bool {
        self.formats.iter().flatten().all(|format| format.has_role(role, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: &str = r#"
        name = "made"
        title = "made"
        version = "1"
        date = "2026-11-21"
        roles = ["system", "user", "assistant"]
        formats.chat.keys = ["messages"]
        formats.sharegpt.keys = ["conversations"]
        formats.interactions = { keys = ["interactions"], roles = ["human", "gpt"] }
    "#;

    #[test]
    fn roles_are_those_of_the_target_unless_a_format_has_its_own() {
        let accepts = toml::from_str::<Target>(TARGET).unwrap().accepts();
        let has = |format, role, name| accepts.format(format).unwrap().has_role(role, name);
        assert!(has(Format::Chat, Role::User, "user"));
        assert!(!has(Format::Chat, Role::Other, "human"));
        // A format that spells them otherwise means the same.
        assert!(has(Format::Sharegpt, Role::User, "human"));
        assert!(!has(Format::Sharegpt, Role::Tool, "observation"));
        // Its own are to be spelled so.
        assert!(has(Format::Interactions, Role::User, "human"));
        assert!(!has(Format::Interactions, Role::User, "user"));
        assert!(!accepts.has_role_everywhere(Role::System, "system"));
        assert!(accepts.format(Format::Text).is_none());
    }
}
