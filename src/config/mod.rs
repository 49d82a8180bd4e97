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
//! - `builder`: a linter from a few words;
//! - `run`: settings to profiles and one list of targets;
//! - `baseline`, `starter`, `schema`: files that are written, and `replace`, which writes them safely.
//!
//! Nothing here prints.

mod baseline;
mod builder;
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

pub use crate::tokens::file::TokenizerFileError;
#[doc(hidden)]
pub use baseline::{BASELINE, read_baseline, write_baseline};
pub use builder::LinterBuilder;
#[doc(hidden)]
pub use find::Finder;
#[doc(hidden)]
pub use gates::{Gates, Share};
#[cfg(feature = "cli")]
pub(crate) use hint::of_target as target_hint;
#[doc(hidden)]
pub use layer::Layer;
pub use mistake::{ConfigError, Mistake};
pub use read::{Configuration, argument, fragment, read_named, settings};
#[doc(hidden)]
pub use read::{Override, read};
#[cfg(feature = "cli")]
pub(crate) use replace::Replacement;
#[doc(hidden)]
pub use replace::replace;
#[cfg(feature = "cli")]
pub(crate) use run::DEFAULT_TARGET;
#[doc(hidden)]
pub use run::{Prepared, prepare};
#[doc(hidden)]
pub use schema::schema;
#[doc(hidden)]
pub use shown::shown;
#[doc(hidden)]
pub use starter::starter;
#[doc(hidden)]
pub use suppress::{SuppressionEntry, today};
