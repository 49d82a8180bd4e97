//! A report that goes to a file: written beside it, and put in its place when it is whole.

use std::io;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use crate::config::Replacement;
use crate::render::{Output, Summary};
use crate::report::Report;
use crate::rules::Finding;

/// A file that a report is written to.
pub(super) struct ReportFile {
    /// As it was named.
    path: PathBuf,
    output: Output,
    file: Replacement,
    /// Why no more is written to it.
    error: Option<io::Error>,
}

impl ReportFile {
    /// Start a report. That it can be written is known before anything is checked.
    pub(super) fn create(path: &Path, output: Output) -> Result<Self, Failure> {
        let file = Replacement::start(path)
            .map_err(|source| Failure::Report { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), output, file, error: None })
    }

    pub(super) fn needs(&self) -> Option<u64> {
        self.output.needs()
    }

    pub(super) fn finding(&mut self, finding: &Finding, report: &Report) {
        if self.error.is_none() {
            self.error = self.output.finding(finding, report, &mut self.file).err();
        }
    }

    /// Write the end, and put the report in its place.
    pub(super) fn finish(mut self, report: &Report, summary: &Summary) -> Result<(), Failure> {
        let finished = match self.error {
            Some(error) => Err(error),
            None => self
                .output
                .finish(report, summary, &mut self.file)
                .and_then(|()| self.file.finish()),
        };
        finished.map_err(|source| Failure::Report { path: self.path, source })
    }
}
