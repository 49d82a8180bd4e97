//! A dataset that comes piece by piece: from a generator, a socket, another program's memory.
//!
//! In come bytes as they are at hand; they are checked in batches of whole lines, on the thread
//! that brings them. Memory does not grow with the data: it is a batch, or the longest line.

use std::mem;
use std::ops::ControlFlow;
use std::sync::Arc;

use memchr::memrchr;

use super::batch::{Checker, Part};
use super::quotable::Quotable;
use super::texts::Limits;
use super::{Linter, Visitor, show};
use crate::report::Report;

/// A dataset that comes piece by piece. [`Linter::session`] starts one.
///
/// # Example
///
/// ```
/// use tunelint::{Linter, Silent};
///
/// let linter = Linter::builder().target("generic").build()?;
/// let mut session = linter.session("generated.jsonl");
/// for word in ["Yes.", "No."] {
///     let line = format!(r#"{{"prompt": "Is it?", "completion": "{word}"}}"#);
///     let _ = session.add(line.as_bytes(), &mut Silent);
///     let _ = session.add(b"\n", &mut Silent);
/// }
/// let report = session.finish(&mut Silent);
/// assert_eq!((report.records(), report.errors()), (2, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Session {
    checker: Checker,
    limits: Arc<Limits>,
    report: Report,
    name: String,
    /// About how many bytes are checked at a time.
    batch_bytes: usize,
    /// What came and was not checked yet.
    pending: Vec<u8>,
    /// How much of it is whole lines.
    whole: usize,
    /// Whether the head of the data was checked.
    started: bool,
    /// Whether its head showed that it is no dataset.
    unreadable: bool,
}

impl Session {
    pub(super) fn new(linter: &Linter, name: &str) -> Self {
        let limits = Arc::default();
        Self {
            checker: linter.checker(0, &limits),
            limits,
            report: Report::new(linter.plan().clone(), linter.options.kept),
            name: name.to_owned(),
            batch_bytes: linter.options.batch_bytes(),
            pending: Vec::new(),
            whole: 0,
            started: false,
            unreadable: false,
        }
    }

    /// Take in what comes next. A piece may begin and end anywhere, within a line too.
    ///
    /// The visitor is shown what was found once there is enough to be checked. What it breaks off
    /// is the showing of this piece: whether there is another is for the caller to say.
    pub fn add(&mut self, bytes: &[u8], visitor: &mut dyn Visitor) -> ControlFlow<()> {
        if let Some(newline) = memrchr(b'\n', bytes) {
            self.whole = self.pending.len() + newline + 1;
        }
        self.pending.extend_from_slice(bytes);
        if self.pending.len() < self.batch_bytes || self.whole == 0 {
            return ControlFlow::Continue(());
        }
        let begun = self.pending.split_off(self.whole);
        let lines = mem::replace(&mut self.pending, begun);
        self.whole = 0;
        self.check(&lines, false, visitor)
    }

    /// The report of all that came.
    pub fn finish(mut self, visitor: &mut dyn Visitor) -> Report {
        let lines = mem::take(&mut self.pending);
        let mut shown = ControlFlow::Continue(());
        if !lines.is_empty() || !self.started {
            shown = self.check(&lines, true, visitor);
        }
        if shown.is_continue() {
            // Nothing comes after it that could be broken off.
            let _ = show::end(&self.report, visitor);
        }
        self.report.settle();
        self.report
    }

    /// What was found so far. What came last may not have been checked yet.
    pub fn report(&self) -> &Report {
        &self.report
    }

    fn check(&mut self, lines: &[u8], last: bool, visitor: &mut dyn Visitor) -> ControlFlow<()> {
        let part = if self.unreadable {
            self.checker.skip(&self.name, lines)
        } else {
            let part = Part { first: !self.started, last, is_file: false, misnamed: None };
            self.checker.check(&self.name, lines, part)
        };
        self.started = true;
        self.unreadable |= part.files().first().is_some_and(|file| file.unreadable);
        let entries = self.checker.take_entries();
        let lines = Quotable::whole(lines);
        let shown = show::part(&mut self.report, part, &entries, &lines, visitor);
        self.limits.learn(&self.report);
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Silent;

    /// The same dataset, checked at once and in pieces of every size, is the same report.
    #[test]
    fn one_can_go_on_on_another_thread() {
        fn can_be_sent<T: Send>() {}
        can_be_sent::<Session>();
    }

    #[test]
    fn pieces_make_the_report_of_the_whole() {
        let line = r#"{"messages": [{"role": "usr", "content": "a"}]}"#;
        let mut text = vec![line; 30_000].join("\n");
        text.push_str("\n\n{\"messages\": [\n[]");
        let linter = Linter::builder().target("together").build().unwrap();
        let wanted = linter.check_slice("a", text.as_bytes());
        assert!(wanted.errors() > 30_000);
        for size in [7, 4096, 900_001, text.len()] {
            let mut session = linter.session("a");
            for piece in text.as_bytes().chunks(size) {
                assert!(session.add(piece, &mut Silent).is_continue());
            }
            let report = session.finish(&mut Silent);
            assert_eq!(report.findings(), wanted.findings(), "pieces of {size}");
            assert_eq!(report.counts(), wanted.counts(), "pieces of {size}");
            assert_eq!(report.forecast(), wanted.forecast(), "pieces of {size}");
        }
    }

    #[test]
    fn nothing_is_an_empty_file_and_an_array_is_no_dataset() {
        let linter = Linter::builder().target("together").build().unwrap();
        let rules = |pieces: &[&[u8]]| {
            let mut session = linter.session("a");
            for piece in pieces {
                let _ = session.add(piece, &mut Silent);
            }
            let report = session.finish(&mut Silent);
            report.counts().iter().map(|c| (c.rule.rule().name, c.count)).collect::<Vec<_>>()
        };
        assert_eq!(rules(&[]), [("empty-file", 1)]);
        let more = b" {},\n".repeat(400_000);
        assert_eq!(rules(&[b"[\n", &more, &more, b" {}]\n"]), [("json-array-file", 1)]);
    }
}
