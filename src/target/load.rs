//! Targets by name or from a file, and targets that are told as a difference to another one.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;
use toml::de::{DeTable, DeValue, Deserializer};
use toml::{Spanned, Table, Value};

use super::Target;
use crate::input::read_text;

/// Name and definition of each target that the program brings along.
const BUILTIN: &[(&str, &str)] = &[
    ("together", include_str!("together.toml")),
    ("openai", include_str!("openai.toml")),
    ("azure", include_str!("azure.toml")),
    ("fireworks", include_str!("fireworks.toml")),
    ("mistral", include_str!("mistral.toml")),
    ("mistral-api", include_str!("mistral-api.toml")),
    ("vertex", include_str!("vertex.toml")),
    ("bedrock-nova", include_str!("bedrock-nova.toml")),
    ("bedrock-claude", include_str!("bedrock-claude.toml")),
    ("databricks", include_str!("databricks.toml")),
    ("trl", include_str!("trl.toml")),
    ("axolotl", include_str!("axolotl.toml")),
    ("llama-factory", include_str!("llama-factory.toml")),
    ("torchtune", include_str!("torchtune.toml")),
    ("unsloth", include_str!("unsloth.toml")),
    ("nemo", include_str!("nemo.toml")),
    ("generic", include_str!("generic.toml")),
];

/// How many targets may stand between a target and the one that it goes back to in the end.
const LONGEST_CHAIN: usize = 8;

/// Why there is no such target.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TargetError {
    /// No target has this name.
    #[error("there is no target {0:?}")]
    Unknown(String),
    /// The file cannot be read.
    #[error("{}: the target cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The definition is not sound.
    #[error("target {name:?} is not well defined")]
    Invalid {
        /// The target, or its file.
        name: String,
        /// What is wrong, and where.
        source: Box<DefinitionFault>,
    },
    /// Targets extend each other in a circle.
    #[error("target {0:?} extends too many others, or itself")]
    Circle(String),
}

/// What is wrong in a definition.
#[derive(Debug, Error)]
#[error("{}{message}", place.map(|(line, column)| format!("line {line}, column {column}: ")).unwrap_or_default())]
#[non_exhaustive]
pub struct DefinitionFault {
    /// Line and column, from 1; none for what is not in the file itself.
    pub place: Option<(usize, usize)>,
    /// What is wrong there.
    pub message: String,
}

impl DefinitionFault {
    fn new(error: &toml::de::Error, text: &str) -> Self {
        let before = error.span().and_then(|span| text.get(..span.start));
        let place = before.map(|before| {
            let line = before.rsplit('\n').next().unwrap_or_default();
            (before.matches('\n').count() + 1, line.chars().count() + 1)
        });
        Self { place, message: error.message().to_owned() }
    }
}

/// The words of a serde error in which a word was met that is not known: that word, and those
/// that are.
pub(crate) fn unknown_word(message: &str) -> Option<(&str, Vec<&str>)> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut words = message.split('`').skip(1).step_by(2);
    Some((words.next()?, words.collect()))
}

/// The names of the targets that the program brings along.
///
/// # Example
///
/// ```
/// assert!(tunelint::target::names().any(|name| name == "together"));
/// ```
pub fn names() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|(name, _)| *name)
}

/// The target with this name.
///
/// # Example
///
/// ```
/// let target = tunelint::target::builtin("together")?;
/// assert_eq!(target.title, "Together AI");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn builtin(name: &str) -> Result<Target, TargetError> {
    let (_, text) = BUILTIN
        .iter()
        .find(|(known, _)| *known == name)
        .ok_or_else(|| TargetError::Unknown(name.to_owned()))?;
    define(name, text, None)
}

/// All targets that the program brings along.
///
/// # Example
///
/// ```
/// let targets = tunelint::target::builtins()?;
/// assert!(targets.iter().map(|target| target.name.as_str()).eq(tunelint::target::names()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn builtins() -> Result<Vec<Target>, TargetError> {
    names().map(builtin).collect()
}

/// The target with this name, or that a file defines: whatever looks like a path is one.
///
/// # Example
///
/// ```
/// let target = tunelint::target::load("together")?;
/// assert!(target.roles.iter().any(|role| role == "assistant"));
/// let error = tunelint::target::load("./nowhere.toml").unwrap_err();
/// assert!(error.to_string().starts_with("./nowhere.toml"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(name: &str) -> Result<Target, TargetError> {
    if !is_path(name) {
        return builtin(name);
    }
    let path = Path::new(name);
    let text = read_text(path)
        .map_err(|source| TargetError::Unreadable { path: path.to_owned(), source })?;
    define(name, &text, path.parent())
}

/// Whether the name of a target is the path of a file that defines one.
pub(crate) fn is_path(name: &str) -> bool {
    let path = Path::new(name);
    path.extension().is_some_and(|end| end == "toml") || path.components().count() > 1
}

/// The target called `name` that a table defines. Paths in it start at `directory`.
pub(crate) fn define_table(
    name: &str,
    mut table: Table,
    directory: &Path,
) -> Result<Target, TargetError> {
    table.insert("name".into(), name.into());
    let table = extended(name, table, Some(directory), LONGEST_CHAIN)?;
    Value::Table(table).try_into().map_err(|error| invalid(name, &error, ""))
}

fn invalid(name: &str, error: &toml::de::Error, text: &str) -> TargetError {
    let source = Box::new(DefinitionFault::new(error, text));
    TargetError::Invalid { name: name.to_owned(), source }
}

/// Read what a definition says itself, without what it extends, so that a mistake is shown at its
/// place in the text.
pub(crate) fn check_own(mut own: Spanned<DeTable<'_>>) -> Result<(), toml::de::Error> {
    let table = own.get_mut();
    table.remove("extends");
    for required in ["name", "title", "version", "date"] {
        let missing = Spanned::new(0..0, DeValue::String("".into()));
        table.entry(Spanned::new(0..0, required.into())).or_insert(missing);
    }
    Target::deserialize(Deserializer::from(own)).map(drop)
}

/// The target that a text defines. Paths in it start at `directory`.
fn define(name: &str, text: &str, directory: Option<&Path>) -> Result<Target, TargetError> {
    let fault = |error| invalid(name, &error, text);
    let own = DeTable::parse(text).map_err(fault)?;
    if !own.get_ref().contains_key("extends") {
        return Target::deserialize(Deserializer::from(own)).map_err(fault);
    }
    // Read without what it extends first, so that a mistake is shown at its place in the text.
    check_own(own).map_err(fault)?;
    let table = extended(name, text.parse().map_err(fault)?, directory, LONGEST_CHAIN)?;
    Value::Table(table).try_into().map_err(|error| invalid(name, &error, ""))
}

/// A definition with all that it extends.
fn extended(
    name: &str,
    mut table: Table,
    directory: Option<&Path>,
    left: usize,
) -> Result<Table, TargetError> {
    let Some(base) = table.remove("extends") else { return Ok(table) };
    let base = base.as_str().unwrap_or_default().to_owned();
    if left == 0 {
        return Err(TargetError::Circle(name.to_owned()));
    }
    let builtin = BUILTIN.iter().find(|(known, _)| *known == base);
    let (text, directory) = match (builtin, directory) {
        (Some((_, text)), _) => ((*text).to_owned(), None),
        (None, Some(directory))
            if Path::new(&base).extension().is_some_and(|end| end == "toml") =>
        {
            let path = directory.join(&base);
            let text = read_text(&path)
                .map_err(|source| TargetError::Unreadable { path: path.clone(), source })?;
            (text, path.parent().map(Path::to_owned))
        }
        _ => return Err(TargetError::Unknown(base)),
    };
    let below = text.parse().map_err(|error| invalid(&base, &error, &text))?;
    let mut below = extended(&base, below, directory.as_deref(), left - 1)?;
    lay_over(&mut below, table);
    Ok(below)
}

/// Put what `over` says over what `under` says: tables are joined, anything else is replaced. What
/// is said of a rule is replaced as a whole.
fn lay_over(under: &mut Table, over: Table) {
    const JOINED: &[&str] = &["effects", "formats", "sources", "limits", "images"];
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(under)), Value::Table(over)) if JOINED.contains(&key.as_str()) => {
                under.extend(over);
            }
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::Effect;

    #[test]
    fn every_target_is_sound_and_called_what_it_says() {
        for name in names() {
            let target = builtin(name).unwrap();
            assert_eq!(target.name, name);
        }
    }

    #[test]
    fn a_target_of_ones_own_says_only_what_is_different() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("mine.toml");
        let mine = "extends = \"together\"\nname = \"mine\"\nroles = [\"user\", \"bot\"]\n\
                    [effects.unknown-role]\neffect = \"drops\"\n";
        std::fs::write(&path, mine).unwrap();
        let target = load(path.to_str().unwrap()).unwrap();
        assert_eq!((target.name.as_str(), target.title.as_str()), ("mine", "Together AI"));
        assert_eq!(target.roles, ["user", "bot"]);
        assert_eq!(target.effects["unknown-role"].effect, Effect::Drops);
        assert_eq!(target.effects["unknown-role"].note, None);
        assert_eq!(target.effects["empty-file"].effect, Effect::Refuses);

        std::fs::write(&path, "extends = \"mine.toml\"\n").unwrap();
        assert!(matches!(load(path.to_str().unwrap()), Err(TargetError::Circle(_))));
        std::fs::write(&path, "extends = \"nowhere\"\n").unwrap();
        assert!(matches!(load(path.to_str().unwrap()), Err(TargetError::Unknown(_))));
        std::fs::write(&path, "name = \"x\"\ncolour = 1\n").unwrap();
        let error = load(path.to_str().unwrap()).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.starts_with("line 2, column 1: unknown field `colour`"), "{cause}");
        std::fs::write(&path, "extends = \"together\"\n[limits]\nmin-recods = 1\n").unwrap();
        let error = load(path.to_str().unwrap()).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.starts_with("line 3, column 1: unknown field `min-recods`"), "{cause}");
        assert_eq!(unknown_word(&cause[18..]).unwrap().0, "min-recods");
    }
}
