//! What a linter is told: by its options, and by a configuration beneath them.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use toml::{Table, Value};
use tunelint::config::{ConfigError, Configuration, argument, read_named, settings};
use tunelint::input::Source;
use tunelint::{Counting, Linter, LinterBuilder};

use crate::errors;

/// What mistakes call a configuration that is a dictionary.
const CONFIG: &str = "config";

/// What a linter is told.
#[derive(Debug)]
pub(crate) struct Settings {
    builder: LinterBuilder,
    /// Whether there are settings for some files only.
    pub(crate) differ_by_file: bool,
}

impl Settings {
    /// The settings of a configuration: a path, a dictionary, or none.
    pub(crate) fn new(
        py: Python<'_>,
        config: Option<&Bound<'_, PyAny>>,
        counting: &str,
    ) -> PyResult<Self> {
        let configuration = match config {
            None => Configuration::default(),
            Some(config) => {
                if let Ok(dict) = config.cast::<PyMapping>() {
                    settings(CONFIG, &table(dict, CONFIG)?)
                        .map_err(|error| errors::of_configuration(py, &error, Some(CONFIG)))?
                } else {
                    let path: PathBuf = config.extract()?;
                    read_named(&path).map_err(|error| errors::of_configuration(py, &error, None))?
                }
            }
        };
        let counting = match counting {
            "auto" => Counting::Auto,
            "exact" => Counting::Exact,
            "estimate" => Counting::Estimate,
            other => {
                let words = format!("counting is auto, exact or estimate, not {other:?}");
                return Err(errors::configuration(py, &words));
            }
        };
        let differ_by_file = configuration.differs_by_file();
        let builder = Linter::builder().configuration(configuration).counting(counting);
        Ok(Self { builder, differ_by_file })
    }

    /// Lay an option over the rest. It is called like a key of configurations.
    pub(crate) fn set(&mut self, py: Python<'_>, option: &str, value: Value) -> PyResult<()> {
        let said = argument(option, &option.replace('_', "-"), value)
            .map_err(|error| errors::of_configuration(py, &error, Some(option)))?;
        self.builder = std::mem::take(&mut self.builder).over(said);
        Ok(())
    }

    /// How the linter works.
    pub(crate) fn work(&mut self, kept: usize, threads: Option<NonZeroUsize>) {
        let builder = std::mem::take(&mut self.builder).keep(kept);
        self.builder = match threads {
            Some(threads) => builder.threads(threads),
            None => builder,
        };
    }

    /// What checks some datasets, and these each with its settings.
    pub(crate) fn linter(
        &self,
        sources: Vec<Source>,
    ) -> Result<(Linter, Vec<Source>), ConfigError> {
        self.builder.clone().build_for(sources)
    }
}

/// A dictionary as the table of a configuration.
fn table(dict: &Bound<'_, PyMapping>, place: &str) -> PyResult<Table> {
    let mut table = Table::new();
    for item in dict.items()?.iter() {
        let (key, member): (String, Bound<'_, PyAny>) = item.extract()?;
        let place = format!("{place}[{key:?}]");
        table.insert(key, value(&member, &place)?);
    }
    Ok(table)
}

/// A value as one of a configuration; dates and paths become what they are written as.
pub(crate) fn value(of: &Bound<'_, PyAny>, place: &str) -> PyResult<Value> {
    let list = |items: &mut dyn Iterator<Item = Bound<'_, PyAny>>| {
        let items = items.enumerate().map(|(at, item)| value(&item, &format!("{place}[{at}]")));
        items.collect::<PyResult<Vec<_>>>().map(Value::Array)
    };
    if of.is_instance_of::<PyBool>() {
        of.extract().map(Value::Boolean)
    } else if of.is_instance_of::<PyInt>() {
        of.extract().map(Value::Integer)
    } else if of.is_instance_of::<PyFloat>() {
        of.extract().map(Value::Float)
    } else if of.is_instance_of::<PyString>() {
        of.extract().map(Value::String)
    } else if let Ok(items) = of.cast::<PyList>() {
        list(&mut items.iter())
    } else if let Ok(items) = of.cast::<PyTuple>() {
        list(&mut items.iter())
    } else if let Ok(dict) = of.cast::<PyMapping>() {
        table(dict, place).map(Value::Table)
    } else if of.hasattr("__fspath__")? || of.hasattr("isoformat")? {
        Ok(Value::String(of.str()?.extract()?))
    } else {
        let words = format!("{place}: {} is no setting", of.get_type().name()?);
        Err(PyTypeError::new_err(words))
    }
}
