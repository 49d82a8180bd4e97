//! A finding as Python sees it.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tunelint::rules::Location;
use tunelint::{Report, rules};

/// One defect at one place.
#[pyclass(frozen, eq, hash, get_all, module = "tunelint")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Finding {
    rule: &'static str,
    category: &'static str,
    level: &'static str,
    message: String,
    help: Option<String>,
    file: String,
    record: Option<u64>,
    index: Option<u64>,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    byte_start: u64,
    byte_end: u64,
    path: Option<String>,
    related: Vec<Related>,
    #[pyo3(name = "_effects")]
    effects: Vec<(String, &'static str)>,
}

/// Another place that belongs to a finding.
#[pyclass(frozen, eq, hash, get_all, module = "tunelint")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Related {
    message: String,
    file: String,
    line: u64,
    column: u64,
}

impl Finding {
    /// The finding of a report. If it is of records that were handed over one by one, their
    /// position is the line of it.
    pub(crate) fn new(finding: &rules::Finding, report: &Report, of_records: bool) -> Self {
        let file = |place: &Location| {
            report.files().get(place.file as usize).map_or_else(String::new, |f| f.name.clone())
        };
        let place = &finding.location;
        let rule = finding.rule.rule();
        let related = finding.related.iter().map(|related| Related {
            message: related.message.clone(),
            file: file(&related.location),
            line: related.location.line,
            column: related.location.column,
        });
        let effects = report.effects(finding).into_iter();
        let in_record = place.record > 0;
        Self {
            rule: rule.name,
            category: rule.category.name(),
            level: finding.level.name(),
            message: finding.message.clone(),
            help: finding.help.clone(),
            file: file(place),
            record: in_record.then_some(place.record),
            index: (of_records && in_record).then(|| place.line.saturating_sub(1)),
            line: place.line,
            column: place.column,
            end_line: place.line,
            end_column: place.end_column,
            byte_start: place.byte_start,
            byte_end: place.byte_end,
            path: finding.path.clone(),
            related: related.collect(),
            effects: effects.map(|(target, effect)| (target.to_owned(), effect.name())).collect(),
        }
    }
}

#[pymethods]
impl Finding {
    /// What it does at each target.
    #[getter]
    fn effects<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let effects = PyDict::new(py);
        for (target, effect) in &self.effects {
            effects.set_item(target, effect)?;
        }
        Ok(effects)
    }

    fn __str__(&self) -> String {
        let Self { file, line, column, level, category, rule, message, .. } = self;
        format!("{file}:{line}:{column}: {level}[{category}/{rule}] {message}")
    }

    fn __repr__(&self) -> String {
        format!("<Finding {self}>", self = self.__str__())
    }
}

#[pymethods]
impl Related {
    fn __repr__(&self) -> String {
        let Self { message, file, line, column } = self;
        format!("<Related {file}:{line}:{column}: {message}>")
    }
}
