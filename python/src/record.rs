//! A record that was checked, as Python sees it.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};
use tunelint::check::{RecordTokens, TokenCounter, Uncounted};
use tunelint::{Fate, Linter, Report};

use crate::finding::Finding;

/// What is known of a record, without Python.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    file: String,
    pub(crate) line: u64,
    record: u64,
    text: Vec<u8>,
    fates: Vec<(String, Fate)>,
    uncounted: Uncounted,
    findings: Vec<Finding>,
}

impl Row {
    pub(crate) fn new(
        record: &tunelint::CheckedRecord<'_>,
        report: &Report,
        of_records: bool,
    ) -> Self {
        let file = report.files().get(record.file as usize);
        let findings = record.findings.iter();
        Self {
            file: file.map_or_else(String::new, |file| file.name.clone()),
            line: record.line,
            record: record.record,
            text: record.bytes.to_vec(),
            fates: record.fates().map(|(target, fate)| (target.to_owned(), fate)).collect(),
            uncounted: record.uncounted(),
            findings: findings.map(|f| Finding::new(f, report, of_records)).collect(),
        }
    }

    /// About how much memory it takes.
    pub(crate) fn size(&self) -> usize {
        self.text.len() + 512 * (1 + self.findings.len())
    }
}

/// A record that was checked: where it is, what was found in it, and what becomes of it.
#[pyclass(frozen, module = "tunelint")]
pub(crate) struct CheckedRecord {
    row: Row,
    /// The object that was handed over, or what the line was read as.
    value: PyOnceLock<Py<PyAny>>,
    counter: Counter,
    counted: OnceLock<RecordTokens>,
}

/// Counts the tokens of the records of an iteration: of those of which somebody asks.
#[derive(Debug, Clone)]
pub(crate) struct Counter(Arc<Mutex<TokenCounter>>);

impl Counter {
    pub(crate) fn new(linter: &Linter) -> Self {
        Self(Arc::new(Mutex::new(linter.token_counter())))
    }
}

impl CheckedRecord {
    pub(crate) fn of_line(row: Row, counter: Counter) -> Self {
        Self { row, value: PyOnceLock::new(), counter, counted: OnceLock::new() }
    }

    pub(crate) fn of_object(py: Python<'_>, row: Row, counter: Counter, object: Py<PyAny>) -> Self {
        let record = Self::of_line(row, counter);
        // It is new, and so empty.
        let _ = record.value.set(py, object);
        record
    }

    fn count(&self, py: Python<'_>) -> RecordTokens {
        py.detach(|| {
            *self.counted.get_or_init(|| {
                // What counts is sound whatever has happened to another thread.
                let mut counter = self.counter.0.lock().unwrap_or_else(PoisonError::into_inner);
                counter.count(&self.row.text, self.row.uncounted)
            })
        })
    }
}

#[pymethods]
impl CheckedRecord {
    #[getter]
    fn file(&self) -> &str {
        &self.row.file
    }

    #[getter]
    fn line(&self) -> u64 {
        self.row.line
    }

    #[getter]
    fn record(&self) -> u64 {
        self.row.record
    }

    /// The worst that becomes of it at any target.
    #[getter]
    fn fate(&self) -> &'static str {
        self.row.fates.iter().map(|(_, fate)| *fate).max().unwrap_or_default().name()
    }

    /// What becomes of it at each target.
    #[getter]
    fn fates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let fates = PyDict::new(py);
        for (target, fate) in &self.row.fates {
            fates.set_item(target, fate.name())?;
        }
        Ok(fates)
    }

    /// Its tokens at the first target, counted when they are asked for.
    #[getter]
    fn tokens(&self, py: Python<'_>) -> u64 {
        self.count(py).tokens
    }

    /// Those of its tokens that are trained on at the first target.
    #[getter]
    fn trained_tokens(&self, py: Python<'_>) -> u64 {
        self.count(py).trained
    }

    #[getter]
    fn findings(&self) -> Vec<Finding> {
        self.row.findings.clone()
    }

    /// The line as it stands in the file, without its end.
    #[getter]
    fn raw<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.row.text)
    }

    /// The record itself: the object that was handed over, or the line read with `json.loads`.
    #[getter]
    fn value(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let value = self.value.get_or_try_init(py, || {
            let line = PyBytes::new(py, &self.row.text);
            py.import("json")?.call_method1("loads", (line,))?.into_py_any(py)
        })?;
        Ok(value.clone_ref(py))
    }

    fn __repr__(&self) -> String {
        let Row { file, line, findings, .. } = &self.row;
        format!("<CheckedRecord {file}:{line}: {}, {} findings>", self.fate(), findings.len())
    }
}
