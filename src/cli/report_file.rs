//! A report that goes to a file: written beside it, and put in its place when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::failure::Failure;
use crate::render::{Output, Summary};
use crate::report::Report;
use crate::rules::Finding;

/// A file that a report is written to.
pub(super) struct ReportFile {
    /// As it was named.
    path: PathBuf,
    output: Output,
    place: Place,
    /// Why no more is written to it.
    error: Option<io::Error>,
}

/// Where its bytes go.
enum Place {
    /// Beside a regular file, whose place it takes in the end. What was there before is kept if
    /// anything goes wrong.
    Beside { file: BufWriter<NamedTempFile>, target: PathBuf },
    /// Into something that must not be replaced: a pipe or a device.
    Into(BufWriter<File>),
}

impl ReportFile {
    /// Start a report. That it can be written is known before anything is checked.
    pub(super) fn create(path: &Path, output: Output) -> Result<Self, Failure> {
        let place = Place::create(path)
            .map_err(|source| Failure::Report { path: path.to_owned(), source })?;
        Ok(Self { path: path.to_owned(), output, place, error: None })
    }

    pub(super) fn needs(&self) -> Option<u64> {
        self.output.needs()
    }

    pub(super) fn finding(&mut self, finding: &Finding, report: &Report) {
        if self.error.is_none() {
            self.error = self.output.finding(finding, report, self.place.out()).err();
        }
    }

    /// Write the end, and put the report in its place.
    pub(super) fn finish(mut self, report: &Report, summary: &Summary) -> Result<(), Failure> {
        let finished = match self.error {
            Some(error) => Err(error),
            None => self
                .output
                .finish(report, summary, self.place.out())
                .and_then(|()| self.place.finish()),
        };
        finished.map_err(|source| Failure::Report { path: self.path, source })
    }
}

impl Place {
    fn create(path: &Path) -> io::Result<Self> {
        // The file that a link leads to is replaced, and not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let old = fs::metadata(&target).ok();
        match &old {
            Some(old) if old.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Some(old) if !old.is_file() => {
                let file = OpenOptions::new().write(true).open(&target)?;
                return Ok(Self::Into(BufWriter::new(file)));
            }
            // What may not be written may not be replaced.
            Some(_) => drop(OpenOptions::new().write(true).open(&target)?),
            None => {}
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".tunelint-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
        if let Some(old) = old {
            file.as_file().set_permissions(old.permissions())?;
        }
        Ok(Self::Beside { file: BufWriter::with_capacity(64 << 10, file), target })
    }

    fn out(&mut self) -> &mut dyn io::Write {
        match self {
            Self::Beside { file, .. } => file,
            Self::Into(file) => file,
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Beside { file, target } => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
                // A full disk may be noticed only now.
                file.as_file().sync_all()?;
                file.persist(target)?;
                Ok(())
            }
            Self::Into(mut file) => file.flush(),
        }
    }
}
