//! A report as Python sees it.

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};
use tunelint::render::{OutputFormat, Summary, to_string};

use crate::finding::Finding;
use crate::tokens::{TokenSource, TokenTotals};

/// What a check found.
#[pyclass(frozen, module = "tunelint")]
pub(crate) struct Report {
    inner: tunelint::Report,
    /// For each file whether it is one of records that were handed over one by one.
    of_records: Vec<bool>,
    /// Whether some files have settings of their own.
    by_file: bool,
    findings: PyOnceLock<Py<PyTuple>>,
    totals: PyOnceLock<Option<Py<TokenTotals>>>,
}

/// What becomes of the records at one target.
#[pyclass(frozen, eq, get_all, module = "tunelint")]
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Forecast {
    target: String,
    records: u64,
    trains: u64,
    truncated: u64,
    dropped: u64,
    mistrained: u64,
    refused: u64,
    tokens: u64,
    trained_tokens: u64,
    tokens_lost: u64,
    token_source: TokenSource,
    accepted: bool,
}

impl Report {
    pub(crate) fn new(report: tunelint::Report, of_records: bool, by_file: bool) -> Self {
        let of_records = vec![of_records; report.files().len()];
        Self::of(report, of_records, by_file)
    }

    fn of(inner: tunelint::Report, of_records: Vec<bool>, by_file: bool) -> Self {
        let (findings, totals) = (PyOnceLock::new(), PyOnceLock::new());
        Self { inner, of_records, by_file, findings, totals }
    }

    fn is_of_records(&self, file: u32) -> bool {
        self.of_records.get(file as usize).copied().unwrap_or_default()
    }
}

#[pymethods]
impl Report {
    /// Whether there are no errors.
    #[getter]
    fn ok(&self) -> bool {
        self.inner.errors() == 0
    }

    #[getter]
    fn errors(&self) -> u64 {
        self.inner.errors()
    }

    #[getter]
    fn warnings(&self) -> u64 {
        self.inner.warnings()
    }

    #[getter]
    fn records(&self) -> u64 {
        self.inner.records()
    }

    /// The tokens of all records.
    #[getter]
    fn tokens(&self, py: Python<'_>) -> PyResult<Option<u64>> {
        Ok(self.token_totals(py)?.map(|totals| totals.get().tokens))
    }

    /// How the tokens were found, and how long the records are.
    #[getter]
    fn token_totals<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, TokenTotals>>> {
        let totals = self.totals.get_or_try_init(py, || {
            let totals = py.detach(|| TokenTotals::of(&self.inner));
            totals.map(|totals| Py::new(py, totals)).transpose()
        })?;
        Ok(totals.as_ref().map(|totals| totals.bind(py).clone()))
    }

    /// How many findings were kept back, by a suppression or the baseline.
    #[getter]
    fn suppressed(&self) -> u64 {
        self.inner.suppressed().total
    }

    #[getter]
    fn bytes(&self) -> u64 {
        self.inner.bytes()
    }

    #[getter]
    fn verdict(&self) -> &'static str {
        match self.inner.verdict() {
            tunelint::Verdict::Clean => "clean",
            tunelint::Verdict::Warnings => "warnings",
            tunelint::Verdict::Errors => "errors",
        }
    }

    #[getter]
    fn targets(&self) -> Vec<String> {
        self.inner.targets().map(str::to_owned).collect()
    }

    #[getter]
    fn files(&self) -> Vec<String> {
        self.inner.files().iter().map(|file| file.name.clone()).collect()
    }

    /// The first findings of each rule, in the order of the data.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let findings = self.findings.get_or_try_init(py, || {
            let findings = self.inner.findings();
            let findings = findings.iter().map(|finding| {
                Finding::new(finding, &self.inner, self.is_of_records(finding.location.file))
            });
            PyTuple::new(py, findings.collect::<Vec<_>>()).map(Bound::unbind)
        })?;
        Ok(findings.bind(py).clone())
    }

    /// How often each rule found something.
    #[getter]
    fn counts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let counts = PyDict::new(py);
        for count in self.inner.counts() {
            let name = count.rule.rule().name;
            let before: u64 = counts.get_item(name)?.map_or(Ok(0), |count| count.extract())?;
            counts.set_item(name, before + count.count)?;
        }
        Ok(counts)
    }

    /// What becomes of the records, by target.
    #[getter]
    fn forecast<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let forecasts = PyDict::new(py);
        for row in self.inner.forecast() {
            let forecast = Forecast {
                target: row.target.clone(),
                records: row.records,
                trains: row.trains,
                truncated: row.truncated,
                dropped: row.dropped,
                mistrained: row.mistrained,
                refused: row.refused,
                tokens: row.tokens,
                trained_tokens: row.trained_tokens,
                tokens_lost: row.tokens_lost,
                token_source: row.token_source.into(),
                accepted: row.accepted,
            };
            forecasts.set_item(row.target, forecast.into_py_any(py)?)?;
        }
        Ok(forecasts)
    }

    /// Raise a `DatasetError` if there are errors.
    fn raise_for_errors(slf: &Bound<'_, Self>) -> PyResult<()> {
        if slf.get().ok() {
            return Ok(());
        }
        let class = slf.py().import("tunelint.errors")?.getattr("DatasetError")?;
        Err(PyErr::from_value(class.call1((slf,))?))
    }

    /// The report as the command writes it.
    #[pyo3(signature = (format = "full", *, color = false, width = 80, max_per_rule = None))]
    fn to_text(
        &self,
        py: Python<'_>,
        format: &str,
        color: bool,
        width: usize,
        max_per_rule: Option<u64>,
    ) -> PyResult<String> {
        let format: OutputFormat =
            format.parse().map_err(|error: tunelint::render::UnknownOutputFormat| {
                PyValueError::new_err(error.to_string())
            })?;
        let mut options = format.options();
        options.color = color;
        options.width = width;
        if max_per_rule.is_some() {
            options.per_rule = max_per_rule;
            options.total = None;
        }
        Ok(py.detach(|| {
            let suppressed = self.inner.suppressed();
            let mut summary = Summary::default();
            summary.suppressed = suppressed.total;
            summary.suppressed_by_baseline = suppressed.by_baseline;
            to_string(&self.inner, format, options, &summary)
        }))
    }

    /// The report as JSON, in the form of `tunelint --output-format json`.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, OutputFormat::Json.name(), false, 80, None)
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.to_text(py, OutputFormat::Full.name(), false, 80, None)
            .map(|text| text.trim_end().to_owned())
    }

    fn __repr__(&self) -> String {
        format!(
            "<Report: {} errors and {} warnings in {} records>",
            self.errors(),
            self.warnings(),
            self.records()
        )
    }

    /// What a notebook shows.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("tunelint._html")?.getattr("page")?.call1((slf,))
    }

    /// The report of the data of both, this one's first.
    fn __add__(&self, py: Python<'_>, later: &Bound<'_, PyAny>) -> PyResult<Self> {
        let later = later
            .cast::<Self>()
            .map_err(|_| PyTypeError::new_err("a report can only be joined with a report"))?
            .get();
        if self.targets() != later.targets() {
            return Err(PyValueError::new_err("the reports are for different targets"));
        }
        let by_file = self.by_file || later.by_file;
        if by_file && !self.inner.is_of_the_same_linter(&later.inner) {
            return Err(PyValueError::new_err(
                "the settings differ by file: give all files to one check",
            ));
        }
        let of_records = [&*self.of_records, &*later.of_records].concat();
        let report = py.detach(|| {
            let mut report = self.inner.clone();
            report.merge(later.inner.clone());
            report
        });
        Ok(Self::of(report, of_records, by_file))
    }

    /// So that `sum(reports)` is the report of them all: it starts with 0.
    fn __radd__(slf: Py<Self>, start: &Bound<'_, PyAny>) -> PyResult<Py<Self>> {
        if start.eq(0)? {
            Ok(slf)
        } else {
            Err(PyTypeError::new_err("a report can only be joined with a report"))
        }
    }
}

#[pymethods]
impl Forecast {
    fn __repr__(&self) -> String {
        let Self { target, records, trains, truncated, dropped, mistrained, refused, .. } = self;
        let verdict = if self.accepted { "accepted" } else { "refused" };
        format!(
            "<Forecast {target}: {verdict}; of {records} records {trains} train in full, \
             {truncated} truncated, {dropped} dropped, {mistrained} mistrained, {refused} refused>"
        )
    }
}
