//! The linter as Python sees it.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use tunelint::Level;
use tunelint::check::{KEPT, LinterOptions};
use tunelint::input::{DiscoverOptions, Source, discover};
use tunelint::rules::ALL;

use crate::file_records::FileRecords;
use crate::records::{self, Records};
use crate::report::Report;
use crate::{errors, run};

/// Checks datasets.
#[pyclass(frozen, module = "tunelint")]
#[derive(Debug)]
pub(crate) struct Linter {
    linter: tunelint::Linter,
}

/// A string, or several.
#[derive(FromPyObject)]
enum Strings {
    One(String),
    Several(Vec<String>),
}

/// A path, or several.
#[derive(FromPyObject)]
enum Paths {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Linter {
    /// How records are shown one by one: all their findings are, and none is kept twice.
    fn listing(&self) -> LinterOptions {
        let mut options = self.linter.options().clone();
        options.show_records = true;
        options
    }
}

#[pymethods]
impl Linter {
    #[new]
    #[pyo3(signature = (
        *, target = Strings::One("together".to_owned()), model = None, method = None,
        rules = None, pedantic = false, threads = None, max_per_rule = KEPT,
    ), text_signature = "(*, target='together', model=None, method=None, rules=None, \
        pedantic=False, threads=None, max_per_rule=100)")]
    #[allow(clippy::too_many_arguments)] // They are named where it is called.
    fn new(
        py: Python<'_>,
        target: Strings,
        model: Option<String>,
        method: Option<String>,
        rules: Option<BTreeMap<String, String>>,
        pedantic: bool,
        threads: Option<usize>,
        max_per_rule: usize,
    ) -> PyResult<Self> {
        let mut builder = tunelint::Linter::builder().pedantic(pedantic).keep(max_per_rule);
        builder = match target {
            Strings::One(names) => builder.targets(names.split(',').map(str::trim)),
            Strings::Several(names) => builder.targets(names),
        };
        if let Some(model) = model {
            builder = builder.model(model);
        }
        if let Some(method) = method {
            builder = builder.method(method);
        }
        if let Some(threads) = threads {
            let threads = NonZeroUsize::new(threads)
                .ok_or_else(|| errors::configuration(py, "at least one thread has to work"))?;
            builder = builder.threads(threads);
        }
        for (rule, level) in rules.unwrap_or_default() {
            let level = [Level::Off, Level::Warning, Level::Error]
                .into_iter()
                .find(|known| known.name() == level)
                .ok_or_else(|| {
                    let words =
                        format!("{rule}: the levels are off, warning and error, not {level:?}");
                    errors::configuration(py, &words)
                })?;
            builder = builder.level(rule, level);
        }
        let linter = builder.build().map_err(|error| errors::of_configuration(py, &error))?;
        Ok(Self { linter })
    }

    /// The names of the targets.
    #[getter]
    fn targets(&self) -> Vec<String> {
        self.linter.plan().targets().iter().map(|target| target.name.clone()).collect()
    }

    /// Check files, and the datasets in directories.
    fn check(&self, py: Python<'_>, paths: Paths) -> PyResult<Report> {
        let sources = find(py, paths)?;
        let linter = self.linter.clone();
        let outcome = run::interruptible(py, move |mut stop| linter.check(&sources, &mut stop))?;
        match outcome.problems.first() {
            Some(problem) => Err(errors::of_input(py, problem)),
            None => Ok(Report::new(outcome.report, false)),
        }
    }

    /// Check records: dictionaries, or JSON texts.
    #[pyo3(signature = (records, *, name = "records"))]
    fn check_records(
        &self,
        py: Python<'_>,
        records: &Bound<'_, PyAny>,
        name: &str,
    ) -> PyResult<Report> {
        refuse_text(records)?;
        records::check(py, &self.linter, name, records)
    }

    /// Check a dataset of the `datasets` package, or anything that gives Arrow data.
    #[pyo3(signature = (dataset, *, name = None))]
    fn check_dataset<'py>(
        slf: &Bound<'py, Self>,
        dataset: &Bound<'py, PyAny>,
        name: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("tunelint._datasets")?.getattr("check")?.call1((slf, dataset, name))
    }

    /// Each record of files, with what was found in it.
    fn iter_file(&self, py: Python<'_>, paths: Paths) -> PyResult<FileRecords> {
        Ok(FileRecords::new(&self.linter, self.listing(), find(py, paths)?))
    }

    /// Each of the records, with what was found in it.
    #[pyo3(signature = (records, *, name = "records"))]
    fn iter_records(&self, records: &Bound<'_, PyAny>, name: &str) -> PyResult<Records> {
        refuse_text(records)?;
        Records::new(&self.linter, self.listing(), name, records)
    }

    /// Only the records that train in full, as meant, at every target.
    fn filter<'py>(
        slf: &Bound<'py, Self>,
        data: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("tunelint._filter")?.getattr("clean")?.call1((slf, data))
    }

    fn __repr__(&self) -> String {
        format!("<Linter for {}>", self.targets().join(", "))
    }
}

/// The names of all targets that come along.
#[pyfunction]
pub(crate) fn targets(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    PyList::new(py, tunelint::target::names().collect::<Vec<_>>())
}

/// The names of all rules.
#[pyfunction]
pub(crate) fn rules(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    PyList::new(py, ALL.iter().map(|rule| rule.name).collect::<Vec<_>>())
}

fn find(py: Python<'_>, paths: Paths) -> PyResult<Vec<Source>> {
    let paths = match paths {
        Paths::One(path) => vec![path],
        Paths::Several(paths) => paths,
    };
    let found = py.detach(|| discover(&paths, &DiscoverOptions::default()));
    match found.problems.first() {
        Some(problem) => Err(errors::of_input(py, problem)),
        None if found.sources.is_empty() => Err(errors::nothing_checked(py)),
        None => Ok(found.sources),
    }
}

/// A text is iterable, too: each of its characters would be a record.
fn refuse_text(records: &Bound<'_, PyAny>) -> PyResult<()> {
    if records.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            "records are an iterable of dictionaries or JSON texts; for a file use `check`",
        ));
    }
    Ok(())
}
