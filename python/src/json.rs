//! Python values as JSON text, as `json.dumps(value, ensure_ascii=False)` writes them.
//!
//! What the `json` module writes that is no JSON is written here as well (`NaN`), and what it
//! refuses is refused: the check is of the file that would be written.

use std::char::decode_utf16;
use std::fmt::Write as _;

use pyo3::exceptions::{PyRecursionError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};

/// How deep values may lie within each other: deeper ones the `json` module refuses, too.
const DEEPEST: usize = 1000;

/// Why a value cannot be written, and where it is.
pub(crate) struct Unwritable {
    /// The way to it, the last step first.
    steps: Vec<String>,
    error: PyErr,
}

impl Unwritable {
    fn at(mut self, step: String) -> Self {
        self.steps.push(step);
        self
    }

    /// The exception, with the place of the value for an error of its type.
    pub(crate) fn into_error(self, py: Python<'_>, record: u64) -> PyErr {
        if !self.error.is_instance_of::<PyTypeError>(py) {
            return self.error;
        }
        let path: String = self.steps.into_iter().rev().collect();
        let message = format!("record {record}{path}: {}", self.error.value(py));
        PyTypeError::new_err(message)
    }
}

impl From<PyErr> for Unwritable {
    fn from(error: PyErr) -> Self {
        Self { steps: Vec::new(), error }
    }
}

/// Write a value.
pub(crate) fn write(out: &mut Vec<u8>, value: &Bound<'_, PyAny>) -> Result<(), Unwritable> {
    write_at(out, value, 0)
}

fn write_at(out: &mut Vec<u8>, value: &Bound<'_, PyAny>, depth: usize) -> Result<(), Unwritable> {
    if depth > DEEPEST {
        return Err(PyRecursionError::new_err("the values lie too deep within each other").into());
    }
    if let Ok(text) = value.cast::<PyString>() {
        write_text(out, text)?;
    } else if value.is_none() {
        out.extend_from_slice(b"null");
    } else if let Ok(dict) = value.cast::<PyDict>() {
        write_members(out, dict.iter(), depth)?;
    } else if let Ok(list) = value.cast::<PyList>() {
        write_elements(out, list.iter(), depth)?;
    } else if let Ok(tuple) = value.cast::<PyTuple>() {
        write_elements(out, tuple.iter(), depth)?;
    } else if let Ok(truth) = value.cast::<PyBool>() {
        out.extend_from_slice(if truth.is_true() { b"true" } else { b"false" });
    } else if let Ok(number) = value.cast::<PyInt>() {
        out.extend_from_slice(int(number)?.as_bytes());
    } else if let Ok(number) = value.cast::<PyFloat>() {
        out.extend_from_slice(float(number.value()).as_bytes());
    } else if let Ok(mapping) = value.cast::<PyMapping>() {
        let members = mapping.items()?;
        let members: PyResult<Vec<_>> = members.iter().map(|member| member.extract()).collect();
        write_members(out, members?.into_iter(), depth)?;
    } else if let Some(plain) = numpy_value(value)? {
        write_at(out, &plain, depth + 1)?;
    } else {
        let name = value.get_type().name()?;
        return Err(PyTypeError::new_err(format!("{name} is no JSON value")).into());
    }
    Ok(())
}

fn write_members<'py>(
    out: &mut Vec<u8>,
    members: impl Iterator<Item = (Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    depth: usize,
) -> Result<(), Unwritable> {
    out.push(b'{');
    for (at, (key, value)) in members.enumerate() {
        if at > 0 {
            out.extend_from_slice(b", ");
        }
        write_key(out, &key)?;
        out.extend_from_slice(b": ");
        write_at(out, &value, depth + 1).map_err(|error| error.at(format!("[{key:?}]")))?;
    }
    out.push(b'}');
    Ok(())
}

fn write_elements<'py>(
    out: &mut Vec<u8>,
    elements: impl Iterator<Item = Bound<'py, PyAny>>,
    depth: usize,
) -> Result<(), Unwritable> {
    out.push(b'[');
    for (at, element) in elements.enumerate() {
        if at > 0 {
            out.extend_from_slice(b", ");
        }
        write_at(out, &element, depth + 1).map_err(|error| error.at(format!("[{at}]")))?;
    }
    out.push(b']');
    Ok(())
}

/// A key: what is no string is written as one, as the `json` module does it.
fn write_key(out: &mut Vec<u8>, key: &Bound<'_, PyAny>) -> Result<(), Unwritable> {
    if let Ok(text) = key.cast::<PyString>() {
        return Ok(write_text(out, text)?);
    }
    let simple = key.is_none() || key.is_instance_of::<PyInt>() || key.is_instance_of::<PyFloat>();
    if !simple {
        let name = key.get_type().name()?;
        return Err(PyTypeError::new_err(format!("{name} is no key of an object")).into());
    }
    out.push(b'"');
    write_at(out, key, 0)?;
    out.push(b'"');
    Ok(())
}

fn write_text(out: &mut Vec<u8>, text: &Bound<'_, PyString>) -> PyResult<()> {
    let written = match text.to_str() {
        Ok(text) => serde_json::to_writer(&mut *out, text),
        // It has surrogates, which UTF-8 has not.
        Err(_) => return write_surrogates(out, text),
    };
    // Writing to memory does not fail.
    written.map_err(|error| PyTypeError::new_err(error.to_string()))
}

/// Write a text with lone surrogates, which only an escape can express.
fn write_surrogates(out: &mut Vec<u8>, text: &Bound<'_, PyString>) -> PyResult<()> {
    let encoded = text.call_method1("encode", ("utf-16-le", "surrogatepass"))?;
    let encoded = encoded.cast::<PyBytes>()?.as_bytes();
    let units = encoded.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let mut escaped = String::with_capacity(encoded.len());
    for unit in decode_utf16(units) {
        // Writing to a string does not fail.
        let _ = match unit {
            Ok('"') => escaped.write_str("\\\""),
            Ok('\\') => escaped.write_str("\\\\"),
            Ok(control) if control < ' ' => write!(escaped, "\\u{:04x}", control as u32),
            Ok(character) => escaped.write_char(character),
            Err(lone) => write!(escaped, "\\u{:04x}", lone.unpaired_surrogate()),
        };
    }
    out.push(b'"');
    out.extend_from_slice(escaped.as_bytes());
    out.push(b'"');
    Ok(())
}

/// A whole number of any size. What is derived from `int` writes itself otherwise, an enum by name.
fn int(number: &Bound<'_, PyInt>) -> PyResult<String> {
    if let Ok(small) = number.extract::<i64>() {
        return Ok(small.to_string());
    }
    number.py().get_type::<PyInt>().call_method1("__repr__", (number,))?.extract()
}

fn float(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        format!("{number:?}")
    }
}

/// A number or array of numpy as plain Python: rows of datasets may hold them.
fn numpy_value<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
    if value.hasattr("dtype")? && value.hasattr("tolist")? {
        return value.call_method0("tolist").map(Some);
    }
    Ok(None)
}
