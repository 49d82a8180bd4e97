//! The ways in for data that is at hand: a path, a reader, bytes, records.

use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;
use thiserror::Error;

use super::batch::{Checker, Part};
use super::quotable::Quotable;
use super::{Linter, Session, Silent};
use crate::input::{InputError, discover};
use crate::report::Report;

/// How much is read at a time.
const READ: usize = 128 << 10;

/// A record cannot be written as JSON.
#[derive(Debug, Error)]
#[error("record {index} cannot be written as JSON")]
#[non_exhaustive]
pub struct RecordError {
    /// Its position, from 0.
    pub index: u64,
    /// Why.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

impl Linter {
    /// Check a file, or every dataset in a directory.
    ///
    /// What cannot be read is an error. To go on with the rest, and to see findings as they come,
    /// use [`check`](Self::check).
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let report = linter.check_path("fixtures/chat/role.jsonl")?;
    /// let finding = &report.findings()[0];
    /// assert_eq!(finding.rule.to_string(), "schema/unknown-role");
    /// assert_eq!((finding.location.line, finding.location.column), (1, 156));
    /// assert_eq!(finding.path.as_deref(), Some("messages[2].role"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_path(&self, path: impl AsRef<Path>) -> Result<Report, InputError> {
        let found = discover(&[path.as_ref().to_owned()], &self.options.discovery);
        if let Some(problem) = found.problems.into_iter().next() {
            return Err(problem);
        }
        let outcome = self.check(&found.sources, &mut Silent);
        match outcome.problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(outcome.report),
        }
    }

    /// Check all that a reader gives, as a file called `name`. It is read in blocks and never held
    /// as a whole.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let file = std::fs::File::open("fixtures/chat/good.jsonl")?;
    /// let report = linter.check_reader("good.jsonl", file)?;
    /// assert_eq!((report.records(), report.errors()), (22, 0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_reader(&self, name: &str, mut reader: impl Read) -> io::Result<Report> {
        let mut session = self.session(name);
        let mut block = vec![0; READ];
        loop {
            match reader.read(&mut block) {
                Ok(0) => return Ok(session.finish(&mut Silent)),
                Ok(count) => {
                    let read = block.get(..count).unwrap_or(&block);
                    // It is silent, and so breaks nothing off.
                    let _ = session.add(read, &mut Silent);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Check records as they would be written to a file called `name`, one on a line: the line of a
    /// finding is the number of the record, from 1.
    ///
    /// # Example
    ///
    /// ```
    /// #[derive(serde::Serialize)]
    /// struct Pair {
    ///     prompt: &'static str,
    ///     completion: &'static str,
    /// }
    ///
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let pairs = [("Is it?", "Yes."), ("And now?", "")];
    /// let records = pairs.map(|(prompt, completion)| Pair { prompt, completion });
    /// let report = linter.check_records("pairs", records)?;
    /// assert_eq!(report.findings()[0].location.line, 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_records<R: Serialize>(
        &self,
        name: &str,
        records: impl IntoIterator<Item = R>,
    ) -> Result<Report, RecordError> {
        let mut session = self.session(name);
        let mut line = Vec::new();
        for (index, record) in (0..).zip(records) {
            line.clear();
            serde_json::to_writer(&mut line, &record)
                .map_err(|source| RecordError { index, source: Box::new(source) })?;
            line.push(b'\n');
            let _ = session.add(&line, &mut Silent);
        }
        Ok(session.finish(&mut Silent))
    }

    /// Check a dataset that comes piece by piece.
    pub fn session(&self, name: &str) -> Session {
        Session::new(self, name)
    }

    /// Check bytes that are at hand, as a file called `name`.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let report = linter.check_slice("a.jsonl", br#"{"messages": []}"#);
    /// assert_eq!(report.counts()[0].rule.rule().name, "empty-messages");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_slice(&self, name: &str, bytes: &[u8]) -> Report {
        self.check_lines(
            name,
            bytes,
            Part { first: true, last: true, is_file: false, misnamed: None },
        )
    }

    /// Check a later part of a file called `name`: whole lines that go on where another part ends.
    ///
    /// Its report is to be merged into that of what stands before it, which need not be known
    /// here: so parts of one file can be checked on different machines. The first part is checked
    /// with [`check_slice`](Self::check_slice); it should hold the first megabyte, by which a file
    /// that is no dataset is recognised.
    ///
    /// # Example
    ///
    /// ```
    /// let linter = tunelint::Linter::builder().target("together").build()?;
    /// let text = std::fs::read("fixtures/chat/bad.jsonl")?;
    /// let half = text.iter().take(2000).rposition(|byte| *byte == b'\n').unwrap_or(0) + 1;
    ///
    /// let mut report = linter.check_slice("bad.jsonl", &text[..half]);
    /// report.merge(linter.check_continuation("bad.jsonl", &text[half..]));
    ///
    /// assert_eq!(report.counts(), linter.check_slice("bad.jsonl", &text).counts());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn check_continuation(&self, name: &str, bytes: &[u8]) -> Report {
        self.check_lines(
            name,
            bytes,
            Part { first: false, last: true, is_file: false, misnamed: None },
        )
    }

    fn check_lines(&self, name: &str, bytes: &[u8], part: Part) -> Report {
        let checked = Checker::new(self.plan.clone(), self.options.kept).check(name, bytes, part);
        // Merging looks for duplicates within the part.
        let mut report = Report::new(self.plan.clone(), self.options.kept);
        report.absorb(checked, |place| Quotable::whole(bytes).quote(place));
        report.settle();
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_an_error() {
        let linter = Linter::builder().build().unwrap();
        assert!(matches!(linter.check_path("nowhere.jsonl"), Err(InputError::NotFound { .. })));
        let place = tempfile::tempdir().unwrap();
        assert!(matches!(linter.check_path(place.path()), Err(InputError::NoDatasets { .. })));
        let broken = b"{}\n".chain(Broken);
        assert_eq!(linter.check_reader("a", broken).unwrap_err().to_string(), "broken");
        let no_json = [std::collections::HashMap::from([((1, 2), 3)])];
        let error = linter.check_records("a", no_json).unwrap_err();
        assert_eq!(error.to_string(), "record 0 cannot be written as JSON");
    }

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }

    #[test]
    fn a_path_a_reader_and_bytes_are_the_same_data() {
        let linter = Linter::builder().build().unwrap();
        let path = "fixtures/chat/bad.jsonl";
        let bytes = std::fs::read(path).unwrap();
        let whole = linter.check_slice(path, &bytes);
        let read = linter.check_reader(path, &*bytes).unwrap();
        let file = linter.check_path(path).unwrap();
        assert!(whole.errors() > 10);
        assert_eq!(read.findings(), whole.findings());
        assert_eq!(file.findings(), whole.findings());
        assert_eq!(file.forecast(), whole.forecast());
    }
}
