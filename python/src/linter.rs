//! The linter as Python sees it.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use toml::Value;
use tunelint::check::KEPT;
use tunelint::input::{Source, discover};
use tunelint::rules::ALL;

use crate::file_records::FileRecords;
use crate::records::{self, Records};
use crate::report::Report;
use crate::settings::{self, Settings};
use crate::{errors, run};

/// Checks datasets.
#[pyclass(frozen, module = "tunelint")]
#[derive(Debug)]
pub(crate) struct Linter {
    /// What checks records, and all files if their settings are the same.
    checking: Checking,
    settings: Settings,
}

/// What checks, with what is to be known of it when reports are joined.
#[derive(Debug, Clone)]
pub(crate) struct Checking {
    pub(crate) linter: tunelint::Linter,
    /// Whether some files have settings of their own.
    pub(crate) by_file: bool,
}

impl Checking {
    /// The same that shows records one by one.
    pub(crate) fn listing(mut self) -> Self {
        let mut options = self.linter.options().clone();
        options.show_records = true;
        self.linter = self.linter.with_options(options);
        self
    }

    pub(crate) fn report(&self, report: tunelint::Report, of_records: bool) -> Report {
        Report::new(report, of_records, self.by_file)
    }
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

/// A model or the like, or one for each target.
#[derive(FromPyObject)]
enum ByTarget<T> {
    One(T),
    Each(BTreeMap<String, T>),
}

impl<T> ByTarget<T> {
    /// The same as the command line says it.
    fn said(self, word: impl Fn(T) -> String) -> String {
        match self {
            Self::One(one) => word(one),
            Self::Each(all) => {
                let all = all.into_iter().map(|(target, one)| format!("{target}={}", word(one)));
                all.collect::<Vec<_>>().join(",")
            }
        }
    }
}

impl Linter {
    /// What checks some files, each by its settings.
    fn of(&self, py: Python<'_>, sources: Vec<Source>) -> PyResult<(Checking, Vec<Source>)> {
        if !self.checking.by_file {
            return Ok((self.checking.clone(), sources));
        }
        let (linter, sources) = py
            .detach(|| self.settings.linter(sources))
            .map_err(|error| errors::of_configuration(py, &error, None))?;
        Ok((Checking { linter, by_file: true }, sources))
    }

    fn find(&self, py: Python<'_>, paths: Paths) -> PyResult<(Checking, Vec<Source>)> {
        let paths = match paths {
            Paths::One(path) => vec![path],
            Paths::Several(paths) => paths,
        };
        let found = py.detach(|| discover(&paths, &self.checking.linter.options().discovery));
        match found.problems.first() {
            Some(problem) => Err(errors::of_input(py, problem)),
            None if found.sources.is_empty() => Err(errors::nothing_checked(py)),
            None => self.of(py, found.sources),
        }
    }
}

#[pymethods]
impl Linter {
    #[new]
    #[pyo3(signature = (
        *, target = None, model = None, method = None, rules = None, pedantic = None,
        config = None, tokenizer = None, max_tokens = None, counting = "auto", threads = None,
        max_per_rule = KEPT,
    ), text_signature = "(*, target=None, model=None, method=None, rules=None, pedantic=None, \
        config=None, tokenizer=None, max_tokens=None, counting='auto', threads=None, \
        max_per_rule=100)")]
    #[allow(clippy::too_many_arguments)] // They are named where it is called.
    fn new(
        py: Python<'_>,
        target: Option<Strings>,
        model: Option<ByTarget<String>>,
        method: Option<String>,
        rules: Option<&Bound<'_, PyAny>>,
        pedantic: Option<bool>,
        config: Option<&Bound<'_, PyAny>>,
        tokenizer: Option<ByTarget<PathBuf>>,
        max_tokens: Option<i64>,
        counting: &str,
        threads: Option<usize>,
        max_per_rule: usize,
    ) -> PyResult<Self> {
        let target = target.map(|target| match target {
            Strings::One(names) => names.split(',').map(|name| name.trim().into()).collect(),
            Strings::Several(names) => names.into_iter().map(Value::String).collect(),
        });
        let model = model.map(|model| model.said(|id| id));
        let rules = rules.map(|rules| settings::value(rules, "rules")).transpose()?;
        let tokenizer =
            tokenizer.map(|paths| paths.said(|path: PathBuf| path.to_string_lossy().into_owned()));
        let mut settings = Settings::new(py, config, counting)?;
        for (option, value) in [
            ("target", target.map(Value::Array)),
            ("model", model.map(Value::String)),
            ("method", method.map(Value::String)),
            ("rules", rules),
            ("pedantic", pedantic.map(Value::Boolean)),
            ("tokenizer", tokenizer.map(Value::String)),
            ("max_tokens", max_tokens.map(Value::Integer)),
        ] {
            if let Some(value) = value {
                settings.set(py, option, value)?;
            }
        }
        let no_thread = || errors::configuration(py, "at least one thread has to work");
        let threads = threads.map(|threads| NonZeroUsize::new(threads).ok_or_else(no_thread));
        settings.work(max_per_rule, threads.transpose()?);
        let (linter, _) = py
            .detach(|| settings.linter(Vec::new()))
            .map_err(|error| errors::of_configuration(py, &error, None))?;
        let checking = Checking { linter, by_file: settings.differ_by_file };
        Ok(Self { checking, settings })
    }

    /// The names of the targets.
    #[getter]
    fn targets(&self) -> Vec<String> {
        self.checking.linter.targets().map(str::to_owned).collect()
    }

    /// Check files, and the datasets in directories.
    fn check(&self, py: Python<'_>, paths: Paths) -> PyResult<Report> {
        let (checking, sources) = self.find(py, paths)?;
        let linter = checking.linter.clone();
        let outcome = run::interruptible(py, move |mut stop| linter.check(&sources, &mut stop))?;
        match outcome.problems.first() {
            Some(problem) => Err(errors::of_input(py, problem)),
            None => Ok(checking.report(outcome.report, false)),
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
        records::check(py, &self.checking, name, records)
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
        let (checking, sources) = self.find(py, paths)?;
        Ok(FileRecords::new(checking.listing(), sources))
    }

    /// Each of the records, with what was found in it.
    #[pyo3(signature = (records, *, name = "records"))]
    fn iter_records(&self, records: &Bound<'_, PyAny>, name: &str) -> PyResult<Records> {
        refuse_text(records)?;
        Records::new(self.checking.clone().listing(), name, records)
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

/// A text is iterable, too: each of its characters would be a record.
fn refuse_text(records: &Bound<'_, PyAny>) -> PyResult<()> {
    if records.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err(
            "records are an iterable of dictionaries or JSON texts; for a file use `check`",
        ));
    }
    Ok(())
}
