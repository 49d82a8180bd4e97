//! A record that was checked, as Python sees it.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict};
use tunelint::{Fate, Report};

use crate::finding::Finding;

/// What is known of a record, without Python.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    file: String,
    pub(crate) line: u64,
    record: u64,
    text: Vec<u8>,
    fates: Vec<(String, Fate)>,
    findings: Vec<Finding>,
}

impl Row {
    pub(crate) fn new(
        record: &tunelint::CheckedRecord<'_>,
        report: &Report,
        of_records: bool,
    ) -> Self {
        let file = report.files().get(record.file as usize);
        let targets = report.plan().targets().iter().enumerate();
        let findings = record.findings.iter();
        Self {
            file: file.map_or_else(String::new, |file| file.name.clone()),
            line: record.line,
            record: record.record,
            text: record.bytes.to_vec(),
            fates: targets.map(|(at, target)| (target.name.clone(), record.fate(at))).collect(),
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
}

impl CheckedRecord {
    pub(crate) fn of_line(row: Row) -> Self {
        Self { row, value: PyOnceLock::new() }
    }

    pub(crate) fn of_object(py: Python<'_>, row: Row, object: Py<PyAny>) -> Self {
        let value = PyOnceLock::new();
        // It is new, and so empty.
        let _ = value.set(py, object);
        Self { row, value }
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
