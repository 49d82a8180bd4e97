//! Results come in any order and go out in that of the data.
//!
//! A thread asks the queue before it takes more work, and waits while too much is on the way; so
//! the number of batches in memory is bounded. It never waits while it holds work that others need:
//! the next result in order can always be handed in.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::quotable::Quotable;
use super::show::{self, Entry};
use super::texts::Limits;
use super::{Outcome, Silent, Visitor};
use crate::input::{Batch, Feed, InputError, Work};
use crate::report::Report;

/// The result of one piece of work.
pub(super) struct Done<'b> {
    pub(super) report: Option<Report>,
    /// Its records, if they are to be shown.
    pub(super) entries: Vec<Entry>,
    /// The bytes, to quote from.
    pub(super) held: Option<Held<'b>>,
    pub(super) error: Option<InputError>,
    /// It was the last of its source.
    pub(super) last: bool,
}

/// What is kept of a batch until its turn comes.
pub(super) enum Held<'b> {
    Whole(Batch<'b>),
    Heads(Quotable<'static>),
}

impl<'b> Held<'b> {
    /// A large batch is let go, but for what may be quoted, unless its records are to be shown.
    pub(super) fn of(batch: Batch<'b>, shown: bool) -> Self {
        let heads = if shown { None } else { Quotable::heads_of_large(&batch) };
        heads.map_or(Self::Whole(batch), Self::Heads)
    }
}

/// How many batches may be on the way for each thread.
const AHEAD: usize = 3;

pub(super) struct Queue<'a, 'v> {
    state: Mutex<State<'a, 'v>>,
    changed: Condvar,
    feed: &'a Feed<'a>,
    /// What those who check parts are told of the whole.
    limits: Arc<Limits>,
    most: usize,
}

struct State<'a, 'v> {
    report: Report,
    visitor: &'v mut (dyn Visitor + Send),
    problems: Vec<InputError>,
    /// Results that wait for those before them.
    waiting: BTreeMap<u64, Done<'a>>,
    /// The number of the result that is to be merged next.
    next: u64,
    /// How many pieces of work were taken and not merged yet.
    on_the_way: usize,
    /// How many threads wait for others to hand in.
    threads_waiting: usize,
    stopped: bool,
    /// The sequence number at which the current source was found to be broken is behind us.
    failed: bool,
    /// The last file of the report has been read to its end.
    whole: bool,
}

impl<'a, 'v> Queue<'a, 'v> {
    pub(super) fn new(
        report: Report,
        visitor: &'v mut (dyn Visitor + Send),
        feed: &'a Feed<'a>,
        limits: Arc<Limits>,
        threads: usize,
    ) -> Self {
        let state = State {
            report,
            visitor,
            problems: Vec::new(),
            waiting: BTreeMap::new(),
            next: 0,
            on_the_way: 0,
            threads_waiting: 0,
            stopped: false,
            failed: false,
            whole: true,
        };
        let most = threads * AHEAD;
        Self { state: Mutex::new(state), changed: Condvar::new(), feed, limits, most }
    }

    /// Take a piece of work, when it is not too far ahead; none when there is no more to do.
    pub(super) fn take(&self, next: impl FnOnce() -> Option<Work<'a>>) -> Option<Work<'a>> {
        let mut state = self.lock();
        while state.on_the_way >= self.most && !state.stopped {
            state.threads_waiting += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.threads_waiting -= 1;
        }
        if state.stopped {
            return None;
        }
        state.on_the_way += 1;
        drop(state);
        let work = next();
        if work.is_none() {
            let mut state = self.lock();
            state.on_the_way -= 1;
            self.wake(state);
        }
        work
    }

    /// Have those who wait look again. Mostly nobody does, and to call them all the same is a call
    /// into the kernel for each small file.
    fn wake(&self, state: MutexGuard<'_, State<'a, 'v>>) {
        let somebody_waits = state.threads_waiting > 0;
        drop(state);
        if somebody_waits {
            self.changed.notify_all();
        }
    }

    /// Hand in a result; merge it and those that waited for it, if its turn has come.
    pub(super) fn hand_in(&self, sequence: u64, done: Done<'a>) {
        let mut state = self.lock();
        if sequence == state.next {
            state.take_in(done);
            loop {
                let next = state.next;
                let Some(done) = state.waiting.remove(&next) else { break };
                state.take_in(done);
            }
            self.limits.learn(&state.report);
            let total = state.visitor.wants_total().then(|| self.feed.total()).flatten();
            if state.visitor.progress(self.feed.done(), total).is_break() {
                state.stopped = true;
            }
            self.wake(state);
        } else {
            state.waiting.insert(sequence, done);
        }
    }

    pub(super) fn finish(self) -> Outcome {
        let mut state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if !state.whole {
            state.report.cut_short();
        }
        state.report.settle();
        state.report.note_conclusions();
        Outcome { report: state.report, problems: state.problems, stopped: state.stopped }
    }

    fn lock(&self) -> MutexGuard<'_, State<'a, 'v>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> State<'a, '_> {
    /// Take in the next result in order.
    fn take_in(&mut self, done: Done<'a>) {
        self.merge(done);
        self.next += 1;
        self.on_the_way -= 1;
    }

    /// Add the next result in order.
    fn merge(&mut self, done: Done<'_>) {
        let Done { report, entries, held, error, last } = done;
        if let Some(error) = error
            && !self.failed
        {
            // Several pieces of a source may fail of one cause; the first tells it all.
            self.problems.push(error);
            self.failed = true;
        }
        let Self { report: whole, visitor, stopped, .. } = self;
        // What was read is in the report even when nobody looks any more.
        let visitor: &mut dyn Visitor = if *stopped { &mut Silent } else { &mut **visitor };
        if let Some(report) = report {
            let quotable = match held {
                Some(Held::Whole(ref batch)) => Quotable::whole(batch),
                Some(Held::Heads(heads)) => heads,
                None => Quotable::whole(b""),
            };
            *stopped |= show::part(whole, report, &entries, &quotable, visitor).is_break();
        }
        self.whole = last;
        if last {
            *stopped |= show::end(whole, visitor).is_break();
            self.failed = false;
        }
    }
}
