//! What the user wants, from files and the command line to the settings of each dataset.
//!
//! A configuration is `tunelint.toml`, `.tunelint.toml` or the table `[tool.tunelint]` of a
//! `pyproject.toml`. For each dataset the nearest one above it counts, as a whole; nothing is joined
//! unless a file says `extends`. What concerns one dataset (targets, model, rules) is a [`Layer`], and
//! layers lie over each other: the file's own, its overrides whose globs match the dataset, the
//! command line. What concerns the run as a whole (which files, when it fails) is taken from the
//! configuration of the directory that one stands in.
//!
//! - `keys`: the one list of all keys; the reader, the schema and the documentation follow it;
//! - `reader`, `read`: TOML to values, every mistake with its place;
//! - `layer`, `gates`, `suppress`: the values; `find`: which file counts;
//! - `hint`: what to do about a mistake; `tokenizer`: what tokens are counted with;
//! - `run`: settings to profiles and one list of targets;
//! - `baseline`, `starter`, `schema`: files that are written, and `replace`, which writes them safely.
//!
//! Nothing here prints.

mod baseline;
mod find;
mod gates;
mod hint;
mod keys;
mod layer;
mod mistake;
mod read;
mod reader;
mod replace;
mod run;
mod schema;
mod shown;
mod starter;
mod suppress;
#[cfg(test)]
mod tests;
mod tokenizer;

pub use baseline::{BASELINE, read_baseline, write_baseline};
pub use find::Finder;
pub use gates::{Gates, Share};
#[cfg(feature = "cli")]
pub(crate) use hint::of_target as target_hint;
pub use layer::Layer;
pub use mistake::{ConfigError, Mistake};
pub use read::{Configuration, Override, argument, fragment, read, read_named, settings};
#[cfg(feature = "cli")]
pub(crate) use replace::Replacement;
pub use replace::replace;
#[cfg(feature = "cli")]
pub(crate) use run::DEFAULT_TARGET;
pub use run::{Prepared, prepare};
pub use schema::schema;
pub use shown::shown;
pub use starter::starter;
pub use suppress::{SuppressionEntry, today};
