//! The records of files one by one, checked on threads of their own.

use std::collections::VecDeque;
use std::mem;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use pyo3::prelude::*;
use tunelint::Visitor;
use tunelint::check::Outcome;
use tunelint::input::Source;

use crate::linter::Checking;
use crate::record::{CheckedRecord, Counter, Row};
use crate::records::at_the_end;
use crate::report::Report;
use crate::{errors, run};

/// About how many bytes of records are handed over at a time.
const ENOUGH: usize = 64 << 10;
/// How many such portions may wait to be taken.
const PORTIONS: usize = 4;

/// What the thread that checks hands over.
enum Message {
    Rows(Vec<Row>),
    End(Box<Outcome>),
}

/// Hands over the records, and breaks off when nobody wants them any more.
struct Sender {
    channel: SyncSender<Message>,
    rows: Vec<Row>,
    size: usize,
}

impl Sender {
    fn send(&mut self) -> ControlFlow<()> {
        self.size = 0;
        match self.channel.send(Message::Rows(mem::take(&mut self.rows))) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }
}

impl Visitor for Sender {
    fn record(
        &mut self,
        record: &tunelint::CheckedRecord<'_>,
        report: &tunelint::Report,
    ) -> ControlFlow<()> {
        let row = Row::new(record, report, false);
        self.size += row.size();
        self.rows.push(row);
        if self.size < ENOUGH { ControlFlow::Continue(()) } else { self.send() }
    }

    fn progress(&mut self, _: u64, _: Option<u64>) -> ControlFlow<()> {
        // What was found does not wait for more of its kind.
        if self.rows.is_empty() { ControlFlow::Continue(()) } else { self.send() }
    }

    fn wants_total(&self) -> bool {
        false
    }
}

/// Iterates over the records of files, with what was found in each.
#[pyclass(module = "tunelint")]
pub(crate) struct FileRecords {
    /// None at the end. The lock is never taken: it tells the compiler that this is not shared.
    receiver: Option<Mutex<Receiver<Message>>>,
    ready: VecDeque<Row>,
    checking: Checking,
    counter: Counter,
    report: Option<Py<Report>>,
}

impl FileRecords {
    pub(crate) fn new(checking: Checking, sources: Vec<Source>) -> Self {
        let linter = checking.linter.clone();
        let counter = Counter::new(&linter);
        let (sender, receiver) = sync_channel(PORTIONS);
        thread::spawn(move || {
            let mut rows = Sender { channel: sender.clone(), rows: Vec::new(), size: 0 };
            let outcome = linter.check(&sources, &mut rows);
            if rows.send().is_continue() {
                // Nobody may want to know any more.
                let _ = sender.send(Message::End(Box::new(outcome)));
            }
        });
        let receiver = Some(Mutex::new(receiver));
        Self { receiver, ready: VecDeque::new(), checking, counter, report: None }
    }

    fn end(&mut self, py: Python<'_>, outcome: Outcome) -> PyResult<()> {
        self.receiver = None;
        if let Some(problem) = outcome.problems.first() {
            return Err(errors::of_input(py, problem));
        }
        self.report = Some(Py::new(py, self.checking.report(outcome.report, false))?);
        Ok(())
    }
}

#[pymethods]
impl FileRecords {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<CheckedRecord>> {
        while self.ready.is_empty() {
            let Some(receiver) = &mut self.receiver else { break };
            let receiver = receiver.get_mut().map_err(|_| errors::thread_died())?;
            match run::receive(py, receiver)? {
                Some(Message::Rows(rows)) => self.ready.extend(rows),
                Some(Message::End(outcome)) => self.end(py, *outcome)?,
                None => return Err(errors::thread_died()),
            }
        }
        let row = self.ready.pop_front();
        Ok(row.map(|row| CheckedRecord::of_line(row, self.counter.clone())))
    }

    /// The report of all records, once the iteration has come to its end.
    #[getter]
    fn report(&self, py: Python<'_>) -> PyResult<Py<Report>> {
        at_the_end(self.report.as_ref(), py)
    }
}
