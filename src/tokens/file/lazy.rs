//! A file that is read when it is needed first.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::{TokenizerFile, TokenizerFileError};

/// A `tokenizer.json` that is read when something is to be counted with it: most runs decide all by
/// bounds.
#[derive(Debug)]
pub struct LazyFile {
    path: PathBuf,
    read: OnceLock<Result<Arc<TokenizerFile>, TokenizerFileError>>,
}

impl LazyFile {
    /// The file at a path, which is not read yet.
    pub fn at(path: PathBuf) -> Self {
        Self { path, read: OnceLock::new() }
    }

    /// A file that was read.
    pub fn of(file: TokenizerFile) -> Self {
        let path = file.path().to_owned();
        Self { path, read: OnceLock::from(Ok(Arc::new(file))) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it says, read now if it was not before; nothing if it is of no use.
    pub fn get(&self) -> Option<&Arc<TokenizerFile>> {
        self.read.get_or_init(|| TokenizerFile::read(&self.path).map(Arc::new)).as_ref().ok()
    }

    /// What came of reading it, if it was read.
    pub fn outcome(&self) -> Option<Result<&Arc<TokenizerFile>, &TokenizerFileError>> {
        self.read.get().map(Result::as_ref)
    }
}
