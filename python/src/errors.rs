//! Errors of the library as the exceptions of `tunelint.errors`.

use std::error::Error;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tunelint::check::BuildError;
use tunelint::input::InputError;
use tunelint::target::TargetError;

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

pub(crate) fn of_configuration(py: Python<'_>, error: &BuildError) -> PyErr {
    let hint = matches!(error, BuildError::Target(TargetError::Unknown(_))).then(|| {
        let names: Vec<&str> = tunelint::target::names().collect();
        format!("the targets are {}", names.join(", "))
    });
    exception(py, "ConfigError", &words(error), hint)
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
