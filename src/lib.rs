//! tunelint finds what is wrong in fine-tuning datasets before they are uploaded: what a provider or
//! trainer would refuse, drop, cut or silently train otherwise than meant, with line, column and
//! JSON path.
//!
//! A [`Linter`] checks files, readers, bytes or records and gives a [`Report`]: exact counts, the
//! first [`Finding`]s of each rule, and a [`Forecast`] for each target of what becomes of the
//! records there. Rules find, targets judge: how serious a finding is follows from what the target
//! does with it.
//!
//! ```
//! use tunelint::{Linter, Verdict};
//!
//! let linter = Linter::builder().target("together").build()?;
//! let report = linter.check_path("fixtures/chat/role.jsonl")?;
//!
//! assert_eq!(report.verdict(), Verdict::Errors);
//! for finding in report.findings() {
//!     let place = finding.location;
//!     println!("{}:{}: {}", place.line, place.column, finding.message);
//! }
//! let forecast = &report.forecast()[0];
//! assert_eq!((forecast.trains, forecast.refused, forecast.accepted), (1, 1, false));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What else there is
//!
//! - Say more of what is looked for, or lay it over a configuration file: [`LinterBuilder`].
//! - See findings and records as they come: a [`Visitor`], with [`Linter::check`].
//! - Check data that comes piece by piece: a [`Session`], with [`Linter::session`].
//! - Check parts of a dataset on several machines: a report is `serde::Serialize`, read back with
//!   [`Linter::restore`] and joined with [`Report::merge`].
//! - Compare two versions of a dataset: [`diff`].
//! - Write a report for people or programs: [`render`].
//! - Read and define targets: [`target`].
//!
//! # Features
//!
//! - `cli`, on by default: the program. A library does without, and brings no argument parser.
//! - `miette`: `render::FindingDiagnostic`, a finding as a `miette::Diagnostic`.
//!
//! # What stays as it is
//!
//! Versions follow semantic versioning. Structs and enums that may grow are `#[non_exhaustive]`.
//! A new version may find more: a rule that is new, or a target that has changed, is no breaking
//! change. What is hidden from this documentation is nobody's business and may change at any time.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub mod check;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
pub mod config;
pub mod diagnose;
pub mod diff;
pub mod input;
#[doc(hidden)]
pub mod record;
pub mod render;
pub mod report;
pub mod rules;
pub mod target;
#[doc(hidden)]
pub mod tokens;
mod words;

pub use check::{CheckedRecord, Linter, Session, Silent, Visitor};
pub use config::{ConfigError, LinterBuilder};
pub use record::{Format, RecordHash};
pub use report::{Forecast, Report, Totals, Verdict};
pub use rules::{Counting, Finding, Location};
pub use target::{Effect, Fate, Level};
