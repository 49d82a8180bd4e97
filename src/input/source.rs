//! Where bytes come from: a file, standard input or memory, and the name people know it by.
//!
//! A source is a promise: nothing is opened before its turn comes in the feed, so ten thousand
//! sources cost no file descriptors.

use std::fmt;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Compression, InputError};

/// Where a source's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// A file, or anything else that a path opens: a FIFO, `/dev/stdin`, `/dev/fd/63`.
    File(PathBuf),
    /// The standard input of the process. It can be read only once.
    Stdin,
    /// Bytes at hand.
    Memory(Arc<[u8]>),
}

/// What standard input is called.
const STDIN: &str = "<stdin>";

/// One dataset to be read.
///
/// # Example
///
/// ```
/// use tunelint::input::Source;
///
/// let records = Source::memory("made.jsonl", *b"{}\n");
/// assert_eq!(records.to_string(), "made.jsonl");
/// assert_eq!(Source::file("./data/train.jsonl").to_string(), "data/train.jsonl");
/// assert_eq!(Source::stdin().named("piped.jsonl").to_string(), "piped.jsonl");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    origin: Origin,
    name: PathBuf,
    profile: u16,
    stands_for: Option<PathBuf>,
}

impl Source {
    /// A file, named by its path.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        // What a walk from `.` finds is shown as people would write it.
        let name = match path.strip_prefix(".") {
            Ok(rest) if !rest.as_os_str().is_empty() => rest.to_owned(),
            _ => path.clone(),
        };
        Self::new(Origin::File(path), name)
    }

    /// Standard input, named `<stdin>`.
    pub fn stdin() -> Self {
        Self::new(Origin::Stdin, PathBuf::from(STDIN))
    }

    /// Bytes at hand, under a name for the findings.
    pub fn memory(name: impl Into<PathBuf>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::new(Origin::Memory(bytes.into()), name.into())
    }

    fn new(origin: Origin, name: PathBuf) -> Self {
        Self { origin, name, profile: 0, stands_for: None }
    }

    /// The same source, with the configuration of the file at another path.
    #[must_use]
    pub fn standing_for(mut self, path: impl Into<PathBuf>) -> Self {
        self.stands_for = Some(path.into());
        self
    }

    /// The path by which its configuration is found; none for a stream that nobody has named.
    #[doc(hidden)]
    pub fn place(&self) -> Option<&Path> {
        let own = || match &self.origin {
            Origin::Stdin if self.name == Path::new(STDIN) => None,
            _ => Some(self.path().unwrap_or(&self.name)),
        };
        self.stands_for.as_deref().or_else(own)
    }

    /// The same source under another name, such as that of the file an editor pipes in.
    #[must_use]
    pub fn named(mut self, name: impl Into<PathBuf>) -> Self {
        self.name = name.into();
        self
    }

    /// The same source, to be checked as the files of this profile of the run's plan are.
    #[must_use]
    #[doc(hidden)]
    pub fn in_profile(mut self, profile: u16) -> Self {
        self.profile = profile;
        self
    }

    /// The profile by which it is checked: 0, if nobody has said otherwise.
    #[doc(hidden)]
    pub fn profile(&self) -> u16 {
        self.profile
    }

    /// Where the bytes come from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The name to show. It is a path in the system's own encoding: not always UTF-8.
    pub fn name(&self) -> &Path {
        &self.name
    }

    /// The path that is opened, for a file.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::File(path) => Some(path),
            Origin::Stdin | Origin::Memory(_) => None,
        }
    }

    /// The compression that a file's name promises.
    ///
    /// Only a file keeps its name's promise: who pipes in `zcat train.jsonl.gz` and names it so
    /// does nothing wrong.
    #[doc(hidden)]
    pub fn promised_compression(&self) -> Option<Compression> {
        self.path().and_then(Compression::from_name)
    }

    /// Opens the source's path.
    pub(super) fn open_file(&self, path: &Path) -> Result<(File, Metadata), InputError> {
        let file = File::open(path).map_err(|error| self.open_error(error))?;
        let metadata = file.metadata().map_err(|error| self.open_error(error))?;
        if metadata.is_dir() {
            return Err(InputError::IsDirectory { path: self.name.clone() });
        }
        Ok((file, metadata))
    }

    pub(super) fn open_error(&self, error: io::Error) -> InputError {
        let path = self.name.clone();
        match error.kind() {
            io::ErrorKind::NotFound => InputError::NotFound { path },
            _ => InputError::Open { path, source: error },
        }
    }
}

/// The name, with what is not UTF-8 replaced.
impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.display().fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_people_would_write() {
        assert_eq!(Source::file("./data/a.jsonl").name(), Path::new("data/a.jsonl"));
        assert_eq!(Source::file("./data/a.jsonl").path(), Some(Path::new("./data/a.jsonl")));
        assert_eq!(Source::file("../a.jsonl").name(), Path::new("../a.jsonl"));
        assert_eq!(Source::stdin().to_string(), "<stdin>");
        assert_eq!(Source::stdin().named("a.jsonl").to_string(), "a.jsonl");
        assert_eq!(Source::memory("cell", *b"{}").to_string(), "cell");
    }

    #[test]
    fn only_a_file_promises_compression() {
        assert_eq!(Source::file("a.jsonl.gz").promised_compression(), Some(Compression::Gzip));
        assert_eq!(Source::stdin().named("a.jsonl.gz").promised_compression(), None);
    }
}
