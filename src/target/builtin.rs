//! The targets that the program brings along.

use thiserror::Error;

use super::Target;

/// Name and definition of each.
const BUILTIN: &[(&str, &str)] =
    &[("together", include_str!("together.toml")), ("generic", include_str!("generic.toml"))];

/// Why there is no such target.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuiltinError {
    /// No target has this name.
    #[error("there is no target {0:?}")]
    Unknown(String),
    /// The definition is not sound. A test makes sure that this does not happen.
    #[error("target {name:?}: {error}")]
    Invalid {
        /// The target.
        name: String,
        /// What is wrong.
        error: toml::de::Error,
    },
}

/// The names of all targets.
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|(name, _)| *name)
}

/// The target with this name.
pub fn builtin(name: &str) -> Result<Target, BuiltinError> {
    let (_, text) = BUILTIN
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| BuiltinError::Unknown(name.to_owned()))?;
    toml::from_str(text).map_err(|error| BuiltinError::Invalid { name: name.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_is_sound_and_called_what_it_says() {
        for name in names() {
            let target = builtin(name).unwrap();
            assert_eq!(target.name, name);
        }
    }
}
