//! The Python package: the library's types as Python sees them.
//!
//! Nothing is decided here. What a check says is said by the library; this crate turns Python
//! values into lines, reports into Python objects, and lets go of the interpreter meanwhile.
//! The handler for SIGBUS stays out of the process: files are read, and never mapped.

// The macros of PyO3 make what nobody needs to see.
#![allow(unreachable_pub, clippy::needless_pass_by_value)]

mod errors;
mod file_records;
mod finding;
mod json;
mod linter;
mod record;
mod records;
mod report;
mod run;
mod settings;
mod tokens;

/// What `tunelint` is made of; its types are described in `_native.pyi`.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use super::file_records::FileRecords;
    #[pymodule_export]
    use super::finding::{Finding, Related};
    #[pymodule_export]
    use super::linter::{Linter, rules, targets};
    #[pymodule_export]
    use super::record::CheckedRecord;
    #[pymodule_export]
    use super::records::Records;
    #[pymodule_export]
    use super::report::{Forecast, Report};
    #[pymodule_export]
    use super::tokens::{LongestRecord, TokenSource, TokenTotals};
    #[pymodule_export]
    #[allow(non_upper_case_globals)] // Python's name for it.
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
