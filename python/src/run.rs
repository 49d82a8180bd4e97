//! A check runs on a thread of its own, so that Ctrl-C is heard while it works.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;
use tunelint::Visitor;

use crate::errors;

/// How often Python is asked whether it was interrupted.
const ASK: Duration = Duration::from_millis(50);

/// Whether nobody waits for the result any more.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

/// A visitor that only breaks off when nobody waits any more.
impl Visitor for Stop {
    fn progress(&mut self, _: u64, _: Option<u64>) -> ControlFlow<()> {
        if self.0.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    fn wants_total(&self) -> bool {
        false
    }
}

/// Do `work` without the interpreter. An interrupt is raised at once; the work then ends by itself.
pub(crate) fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce(Stop) -> T + Send + 'static,
) -> PyResult<T> {
    let stop = Stop::default();
    let (sender, mut receiver) = sync_channel(1);
    let working = stop.clone();
    thread::spawn(move || {
        // Nobody waits for the result of what was interrupted.
        let _ = sender.send(work(working));
    });
    let result = receive(py, &mut receiver);
    stop.0.store(true, Ordering::Relaxed);
    result?.ok_or_else(errors::thread_died)
}

/// The next message, or none if there will be no more.
pub(crate) fn receive<T: Send>(py: Python<'_>, receiver: &mut Receiver<T>) -> PyResult<Option<T>> {
    loop {
        let waiting = &mut *receiver;
        match py.detach(move || waiting.recv_timeout(ASK)) {
            Ok(message) => return Ok(Some(message)),
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
        }
    }
}
