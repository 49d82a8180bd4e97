//! Records that Python hands over one by one.
//!
//! They are taken from the iterator on the thread of the caller, as an iterator may demand it;
//! there they become lines, and some of these at a time are checked without the interpreter.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Mutex;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyString};
use tunelint::{Session, Silent, Visitor};

use crate::linter::Checking;
use crate::record::{CheckedRecord, Counter, Row};
use crate::report::Report;
use crate::{errors, json};

/// How many bytes of lines are gathered before the interpreter is let go of.
const ENOUGH: usize = 64 << 10;

/// An iterator over Python's records as lines of JSON.
struct Lines {
    items: Py<PyIterator>,
    taken: u64,
    /// Whole lines that were not checked yet.
    pending: Vec<u8>,
}

impl Lines {
    fn new(records: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self { items: records.try_iter()?.unbind(), taken: 0, pending: Vec::new() })
    }

    /// Take the next record and add its line to those that are pending.
    fn take(&mut self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let Some(item) = self.items.bind(py).clone().next().transpose()? else { return Ok(None) };
        if let Ok(text) = item.cast::<PyString>() {
            if let Ok(text) = text.to_str() {
                add_line(&mut self.pending, text.as_bytes());
            } else {
                let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
                add_line(&mut self.pending, bytes.cast::<PyBytes>()?.as_bytes());
            }
        } else if let Ok(bytes) = item.cast::<PyBytes>() {
            add_line(&mut self.pending, bytes.as_bytes());
        } else {
            json::write(&mut self.pending, &item).map_err(|e| e.into_error(py, self.taken))?;
        }
        self.pending.push(b'\n');
        self.taken += 1;
        Ok(Some(item.unbind()))
    }
}

/// Add JSON text as one line. Line ends in it are replaced: one between values by a space, and
/// one that breaks a string by another character that may not stand there.
fn add_line(lines: &mut Vec<u8>, text: &[u8]) {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let start = lines.len();
    lines.extend_from_slice(text);
    if !text.contains(&b'\n') {
        return;
    }
    let valid = serde_json::from_slice::<serde_json::Value>(text).is_ok();
    for byte in lines.iter_mut().skip(start).filter(|byte| **byte == b'\n') {
        *byte = if valid { b' ' } else { b'\r' };
    }
}

/// Check all records of an iterable.
pub(crate) fn check(
    py: Python<'_>,
    checking: &Checking,
    name: &str,
    records: &Bound<'_, PyAny>,
) -> PyResult<Report> {
    let mut lines = Lines::new(records)?;
    let mut session = checking.linter.session(name);
    while lines.take(py)?.is_some() {
        if lines.pending.len() >= ENOUGH {
            py.check_signals()?;
            // It is silent, and so breaks nothing off.
            let _ = py.detach(|| session.add(&lines.pending, &mut Silent));
            lines.pending.clear();
        }
    }
    let report = py.detach(|| {
        let _ = session.add(&lines.pending, &mut Silent);
        session.finish(&mut Silent)
    });
    Ok(checking.report(report, true))
}

/// Gathers the records that were checked.
#[derive(Default)]
struct Gatherer(Vec<Row>);

impl Visitor for Gatherer {
    fn record(
        &mut self,
        record: &tunelint::CheckedRecord<'_>,
        report: &tunelint::Report,
    ) -> ControlFlow<()> {
        self.0.push(Row::new(record, report, true));
        ControlFlow::Continue(())
    }
}

/// Iterates over records that were handed over, with what was found in each.
#[pyclass(module = "tunelint")]
pub(crate) struct Records {
    lines: Lines,
    /// None when all records were taken. The lock is never taken: it tells the compiler that this
    /// is not shared.
    session: Option<Mutex<Session>>,
    /// The objects whose lines were not checked yet, each with the number of its line.
    waiting: VecDeque<(u64, Py<PyAny>)>,
    ready: VecDeque<CheckedRecord>,
    checking: Checking,
    counter: Counter,
    report: Option<Py<Report>>,
}

impl Records {
    pub(crate) fn new(
        checking: Checking,
        name: &str,
        records: &Bound<'_, PyAny>,
    ) -> PyResult<Self> {
        Ok(Self {
            lines: Lines::new(records)?,
            session: Some(Mutex::new(checking.linter.session(name))),
            counter: Counter::new(&checking.linter),
            checking,
            waiting: VecDeque::new(),
            ready: VecDeque::new(),
            report: None,
        })
    }

    /// Take and check some more records.
    fn advance(&mut self, py: Python<'_>, mut session: Session) -> PyResult<()> {
        let mut gatherer = Gatherer::default();
        let mut more = true;
        while more && self.lines.pending.len() < ENOUGH {
            match self.lines.take(py)? {
                Some(item) => self.waiting.push_back((self.lines.taken, item)),
                None => more = false,
            }
        }
        py.check_signals()?;
        let pending = &self.lines.pending;
        let (session, report) = py.detach(|| {
            let _ = session.add(pending, &mut gatherer);
            if more { (Some(session), None) } else { (None, Some(session.finish(&mut gatherer))) }
        });
        self.lines.pending.clear();
        self.session = session.map(Mutex::new);
        let report = report.map(|report| Py::new(py, self.checking.report(report, true)));
        self.report = report.transpose()?;
        for row in gatherer.0 {
            // A blank line is no record.
            while self.waiting.front().is_some_and(|(line, _)| *line < row.line) {
                self.waiting.pop_front();
            }
            if let Some((_, object)) = self.waiting.pop_front() {
                let counter = self.counter.clone();
                self.ready.push_back(CheckedRecord::of_object(py, row, counter, object));
            }
        }
        Ok(())
    }
}

#[pymethods]
impl Records {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<CheckedRecord>> {
        while self.ready.is_empty() {
            let Some(session) = self.session.take() else { break };
            self.advance(py, session.into_inner().map_err(|_| errors::thread_died())?)?;
        }
        Ok(self.ready.pop_front())
    }

    /// The report of all records, once the iteration has come to its end.
    #[getter]
    fn report(&self, py: Python<'_>) -> PyResult<Py<Report>> {
        at_the_end(self.report.as_ref(), py)
    }
}

/// The report; there is none if nobody has iterated to the end.
pub(crate) fn at_the_end(report: Option<&Py<Report>>, py: Python<'_>) -> PyResult<Py<Report>> {
    report.map(|report| report.clone_ref(py)).ok_or_else(|| {
        PyValueError::new_err("there is a report when the iteration has come to its end")
    })
}
