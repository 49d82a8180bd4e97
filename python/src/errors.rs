//! Errors of the library as the exceptions of `tunelint.errors`.

use std::error::Error;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tunelint::config::{ConfigError, Mistake};
use tunelint::input::InputError;

/// An exception of `tunelint.errors`.
fn exception(py: Python<'_>, class: &str, message: &str, hint: Option<String>) -> PyErr {
    let made = py
        .import("tunelint.errors")
        .and_then(|module| module.getattr(class)?.call1((message, hint)));
    match made {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// What an error says, with what lies beneath it.
fn words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}

/// Mistakes in what is in no file but has a `name` are told without their places.
pub(crate) fn of_configuration(py: Python<'_>, error: &ConfigError, name: Option<&str>) -> PyErr {
    let ConfigError::Mistakes(mistakes) = error else {
        return exception(py, "ConfigError", &words(error), error.hint());
    };
    let told = |mistake: &Mistake| match name.filter(|name| *name == mistake.file) {
        Some(name) => format!("{name}: {}", mistake.message),
        None => mistake.to_string(),
    };
    let hint = |mistake: &Mistake| mistake.label.clone().or_else(|| mistake.help.clone());
    if let [mistake] = mistakes.as_slice() {
        return exception(py, "ConfigError", &told(mistake), hint(mistake));
    }
    let lines = mistakes.iter().map(|mistake| match hint(mistake) {
        Some(hint) => format!("{} ({hint})", told(mistake)),
        None => told(mistake),
    });
    exception(py, "ConfigError", &lines.collect::<Vec<_>>().join("\n"), None)
}

pub(crate) fn configuration(py: Python<'_>, message: &str) -> PyErr {
    exception(py, "ConfigError", message, None)
}

pub(crate) fn of_input(py: Python<'_>, error: &InputError) -> PyErr {
    let class = match error {
        InputError::NotFound { .. } => "InputNotFoundError",
        _ => "InputError",
    };
    exception(py, class, &words(error), error.hint())
}

pub(crate) fn nothing_checked(py: Python<'_>) -> PyErr {
    let hint = "name a file, or a directory with .jsonl files".to_owned();
    exception(py, "InputError", "nothing was checked", Some(hint))
}

/// A thread of ours ended without a word: that is a mistake in this package.
pub(crate) fn thread_died() -> PyErr {
    PyRuntimeError::new_err("tunelint failed; please report it")
}
