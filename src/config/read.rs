//! A configuration as a file or an argument has it.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::gates::Gates;
use super::keys::{FILE, LAYER, OVERRIDE};
use super::layer::Layer;
use super::mistake::{ConfigError, Document};
use super::reader::{Mistakes, Reader, Word};
use super::suppress::SuppressionEntry;
use crate::input::{Patterns, read_text};
use crate::rules::{ALL, PlanError, validate};
use crate::target::{self, Target};

/// How many configurations may stand between one and that which it goes back to in the end.
const LONGEST_CHAIN: usize = 8;

/// What a file, or an argument, says.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Configuration {
    /// The file.
    #[doc(hidden)]
    pub path: Option<PathBuf>,
    /// What it says of every dataset.
    #[doc(hidden)]
    pub layer: Layer,
    /// What it says of some of them.
    #[doc(hidden)]
    pub overrides: Vec<Override>,
    /// The files that are datasets.
    #[doc(hidden)]
    pub include: Option<Patterns>,
    /// The files and directories that are left out.
    #[doc(hidden)]
    pub exclude: Option<Patterns>,
    /// When the run fails.
    #[doc(hidden)]
    pub gates: Gates,
    /// Findings that are known and accepted.
    #[doc(hidden)]
    pub suppressions: Vec<SuppressionEntry>,
    /// The baseline.
    #[doc(hidden)]
    pub baseline: Option<PathBuf>,
    /// Targets of one's own.
    pub(super) targets: BTreeMap<String, Definition>,
}

/// Other settings for some of the datasets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Override {
    /// The datasets.
    pub files: Patterns,
    /// What is said of them.
    pub layer: Layer,
}

/// A target that is defined beside what is said of the datasets.
#[derive(Debug, Clone)]
pub(super) enum Definition {
    /// In a configuration.
    Written {
        table: toml::Table,
        /// Where paths in it start.
        directory: PathBuf,
    },
    /// By a program.
    Made(Box<Target>),
}

impl Configuration {
    /// Put what another configuration says over what this one says.
    pub fn lay_over(&mut self, over: Self) {
        self.path = over.path.or(self.path.take());
        self.layer.lay_over(&over.layer);
        self.overrides.extend(over.overrides);
        self.include = over.include.or(self.include.take());
        self.exclude = over.exclude.or(self.exclude.take());
        self.gates.lay_over(&over.gates);
        self.suppressions.extend(over.suppressions);
        self.baseline = over.baseline.or(self.baseline.take());
        self.targets.extend(over.targets);
    }
}

/// Read the configuration in a file; none, if the file is a `pyproject.toml` that has none.
pub fn read(path: &Path) -> Result<Option<Configuration>, ConfigError> {
    read_chain(path, LONGEST_CHAIN)
}

/// Read what an argument says, `KEY=VALUE` in TOML. Paths in it start at the current directory.
///
/// # Example
///
/// ```
/// assert!(tunelint::config::fragment("rules.blank-line = 'off'").is_ok());
/// let error = tunelint::config::fragment("rules.blank-lin = 'off'").unwrap_err();
/// assert!(error.to_string().contains("there is no rule or category"), "{error}");
/// ```
pub fn fragment(argument: &str) -> Result<Configuration, ConfigError> {
    let document = |text: &str| Document { name: "--config".to_owned(), text: text.into() };
    let as_written = document(argument);
    let quoted = argument.split_once('=').map(|(key, value)| {
        // Who writes `target=openai` means a string.
        document(&format!("{key}={}", toml::Value::from(value.trim())))
    });
    match (DeTable::parse(argument), quoted) {
        (Err(_), Some(quoted)) if DeTable::parse(&quoted.text).is_ok() => {
            parse(&quoted, &[], Path::new(""), 0)
        }
        _ => parse(&as_written, &[], Path::new(""), 0),
    }
    .map(Option::unwrap_or_default)
}

/// Read the configuration in a file that has to have one.
///
/// # Example
///
/// ```
/// let error = tunelint::config::read_named("nowhere.toml".as_ref()).unwrap_err();
/// assert_eq!(error.to_string(), "nowhere.toml: the configuration cannot be read");
/// ```
pub fn read_named(path: &Path) -> Result<Configuration, ConfigError> {
    read(path)?.ok_or_else(|| ConfigError::Unreadable {
        path: path.to_owned(),
        source: io::Error::other("there is no table [tool.tunelint]"),
    })
}

/// What an option of the command line says: the value of a key.
///
/// # Example
///
/// ```
/// let error = tunelint::config::argument("--target", "target", true.into()).unwrap_err();
/// assert!(error.to_string().starts_with("--target:1:10: "), "{error}");
/// ```
pub fn argument(option: &str, key: &str, value: toml::Value) -> Result<Configuration, ConfigError> {
    settings(option, &toml::Table::from_iter([(key.to_owned(), value)]))
}

/// What a table of settings says that is in no file; `name` is what mistakes call it. Paths in it
/// start at the current directory.
///
/// # Example
///
/// ```
/// let table = toml::toml! { target = "trl" };
/// let configuration = tunelint::config::settings("mine", &table)?;
/// assert_eq!(configuration.layer.target, Some(vec!["trl".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn settings(name: &str, table: &toml::Table) -> Result<Configuration, ConfigError> {
    let text = table.to_string();
    let document = Document { name: name.to_owned(), text: text.trim_end().into() };
    parse(&document, &[], Path::new(""), LONGEST_CHAIN).map(Option::unwrap_or_default)
}

fn read_chain(path: &Path, left: usize) -> Result<Option<Configuration>, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    let text = read_text(path).map_err(unreadable)?;
    let is_pyproject = path.file_name().is_some_and(|name| name == "pyproject.toml");
    if is_pyproject && !text.contains("tunelint") {
        return Ok(None);
    }
    let name = path.strip_prefix(".").unwrap_or(path).display().to_string();
    let document = Document { name, text: text.into() };
    let within: &[&str] = if is_pyproject { &["tool", "tunelint"] } else { &[] };
    let directory = path.parent().unwrap_or(Path::new(""));
    let configuration = parse(&document, within, directory, left)?;
    Ok(configuration
        .map(|configuration| Configuration { path: Some(path.to_owned()), ..configuration }))
}

/// The configuration in a text, in the table at `within`.
pub(super) fn parse(
    document: &Document,
    within: &[&str],
    directory: &Path,
    left: usize,
) -> Result<Option<Configuration>, ConfigError> {
    let (whole, errors) = DeTable::parse_recoverable(&document.text);
    let mut mistakes = Mistakes { document, list: Vec::new() };
    for error in errors {
        let end = document.text.len();
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        mistakes.add(error.span().unwrap_or(end..end), message);
    }
    if !mistakes.list.is_empty() {
        return Err(ConfigError::Mistakes(mistakes.list));
    }
    let mut table = whole.get_ref();
    for name in within {
        match table.get(*name).and_then(|value| value.get_ref().as_table()) {
            Some(inner) => table = inner,
            None => return Ok(None),
        }
    }
    let base = read_base(table, directory, left, &mut mistakes);
    let configuration = read_table(table, directory, &mut mistakes);
    if !mistakes.list.is_empty() {
        return Err(ConfigError::Mistakes(mistakes.list));
    }
    Ok(Some(match base? {
        Some(mut base) => {
            base.lay_over(configuration);
            base
        }
        None => configuration,
    }))
}

/// The configuration that is extended.
fn read_base(
    table: &DeTable<'_>,
    directory: &Path,
    left: usize,
    mistakes: &mut Mistakes<'_>,
) -> Result<Option<Configuration>, ConfigError> {
    let Some(value) = table.get("extends") else { return Ok(None) };
    // That it is a string is seen to with the other keys.
    let Some(path) = value.get_ref().as_str() else { return Ok(None) };
    if left == 0 {
        mistakes.add(value.span(), "this extends too many configurations, or itself");
        return Ok(None);
    }
    match read_chain(&directory.join(path), left - 1) {
        Ok(None) => {
            mistakes.add(value.span(), "there is no table [tool.tunelint] in this file");
            Ok(None)
        }
        Err(ConfigError::Unreadable { source, .. }) => {
            mistakes.add(value.span(), format!("{path:?} cannot be read: {source}"));
            Ok(None)
        }
        other => other,
    }
}

fn read_table(table: &DeTable<'_>, directory: &Path, mistakes: &mut Mistakes<'_>) -> Configuration {
    let mut reader = Reader::new(table, &[FILE, LAYER], mistakes);
    reader.text("extends");
    let layer = Layer::read(&mut reader);
    let gates = Gates::read(&mut reader);
    let baseline = reader.text("baseline").map(|(path, _)| directory.join(path));
    let mut patterns = |key| {
        let words = reader.texts(key)?;
        Some(globs(&words, directory, reader.mistakes))
    };
    let (include, exclude) = (patterns("include"), patterns("exclude"));
    let suppressions = reader.tables("suppress").into_iter().filter_map(|(table, place)| {
        SuppressionEntry::read(table, place, directory, reader.mistakes)
    });
    let suppressions = suppressions.collect();
    let overrides = reader.tables("overrides").into_iter();
    let overrides = overrides
        .filter_map(|(table, place)| read_override(table, place, directory, reader.mistakes))
        .collect();
    let targets = reader.table("targets").map(|targets| {
        let targets = targets.iter().filter_map(|(name, value)| {
            let table = definition(name.get_ref(), name.span(), value, directory, mistakes)?;
            let directory = directory.to_owned();
            Some((name.get_ref().clone().into_owned(), Definition::Written { table, directory }))
        });
        targets.collect()
    });
    let targets = targets.unwrap_or_default();
    Configuration {
        path: None,
        layer: rooted(layer, &targets, directory),
        overrides,
        include,
        exclude,
        gates,
        suppressions,
        baseline,
        targets,
    }
}

fn read_override(
    table: &DeTable<'_>,
    place: Range<usize>,
    directory: &Path,
    mistakes: &mut Mistakes<'_>,
) -> Option<Override> {
    let mut reader = Reader::new(table, &[OVERRIDE, LAYER], mistakes);
    let layer = rooted(Layer::read(&mut reader), &BTreeMap::new(), directory);
    let files = reader.texts("files");
    if reader.value("files").is_none() {
        reader.mistakes.add(place, "an override needs \"files\": the globs of its datasets");
    }
    Some(Override { files: globs(&files?, directory, mistakes), layer })
}

/// The layer with the paths of targets as they are from here.
fn rooted(mut layer: Layer, defined: &BTreeMap<String, Definition>, directory: &Path) -> Layer {
    for name in layer.target.iter_mut().flatten() {
        if target::is_path(name) && !defined.contains_key(name) {
            *name = directory.join(&*name).display().to_string();
        }
    }
    layer
}

/// The definition of a target. That it is sound is seen here, where its place is known.
fn definition(
    name: &str,
    span: Range<usize>,
    value: &Spanned<DeValue<'_>>,
    directory: &Path,
    mistakes: &mut Mistakes<'_>,
) -> Option<toml::Table> {
    if !value.get_ref().is_table() {
        mistakes.add(value.span(), "a target is a table");
        return None;
    }
    let table = toml::Table::deserialize(ValueDeserializer::from(value.clone())).ok()?;
    if let DeValue::Table(own) = value.get_ref()
        && let Err(error) = target::check_own(Spanned::new(value.span(), own.clone()))
        && let Some(place) = error.span().filter(|place| !place.is_empty())
    {
        let mistake = mistakes.mistake(place, error.message());
        mistakes.list.push(match target::unknown_word(error.message()) {
            Some((word, known)) => mistake.or_one_of(word, known),
            None => mistake,
        });
        return None;
    }
    let error = match target::define_table(name, table.clone(), directory) {
        Ok(target) => match validate(&target) {
            Ok(()) => return Some(table),
            Err(PlanError::UnknownRule { rule, .. }) => {
                let place = place_of(value, &["effects", &rule]).unwrap_or(span);
                let mistake = mistakes.mistake(place, format!("there is no rule {rule:?}"));
                mistakes.list.push(mistake.or_one_of(&rule, ALL.iter().map(|rule| rule.name)));
                return None;
            }
            Err(error) => error.to_string(),
        },
        Err(error) => {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            cause.unwrap_or_else(|| error.to_string())
        }
    };
    let error = error.lines().collect::<Vec<_>>().join(" ");
    mistakes.add(span, format!("the target {name:?} is not sound: {error}"));
    None
}

/// Where a key stands in a table of tables.
fn place_of(value: &Spanned<DeValue<'_>>, keys: &[&str]) -> Option<Range<usize>> {
    let (first, rest) = keys.split_first()?;
    let (key, value) = value.get_ref().as_table()?.get_key_value(*first)?;
    if rest.is_empty() { Some(key.span()) } else { place_of(value, rest) }
}

/// Globs that are read from a directory.
pub(super) fn globs(words: &[Word], directory: &Path, mistakes: &mut Mistakes<'_>) -> Patterns {
    words.iter().fold(Patterns::default(), |globs, (glob, span)| {
        match Patterns::based([glob], directory) {
            Ok(one) => globs.and(one),
            Err(error) => {
                mistakes.add(span.clone(), error.to_string());
                globs
            }
        }
    })
}
