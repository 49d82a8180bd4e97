//! Which configuration counts for a dataset: the nearest one above it, as a whole.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::mistake::ConfigError;
use super::read::{Configuration, read};
use crate::input::absolute;

/// The names of a configuration, in the order in which they are looked for.
const NAMES: &[&str] = &["tunelint.toml", ".tunelint.toml", "pyproject.toml"];

/// Finds configurations, and reads each of them once.
#[derive(Debug)]
pub struct Finder {
    /// The one for everything, if there is no search.
    fixed: Option<Arc<Configuration>>,
    current: PathBuf,
    by_directory: HashMap<PathBuf, Arc<Configuration>>,
    /// The directory of the last file, as it was written, and what was found for it: of many files
    /// most stand beside each other.
    last: Option<(PathBuf, Arc<Configuration>)>,
}

impl Finder {
    /// Look for configurations above the datasets.
    pub fn new() -> Self {
        Self {
            fixed: None,
            current: std::env::current_dir().unwrap_or_default(),
            by_directory: HashMap::new(),
            last: None,
        }
    }

    /// Use this one for everything.
    pub fn fixed(configuration: Configuration) -> Self {
        Self { fixed: Some(Arc::new(configuration)), ..Self::new() }
    }

    /// The configuration for the directory that one stands in.
    pub fn here(&mut self) -> Result<Arc<Configuration>, ConfigError> {
        let current = self.current.clone();
        self.in_directory(&current)
    }

    /// The configuration for a file, which need not exist.
    pub fn above(&mut self, file: &Path) -> Result<Arc<Configuration>, ConfigError> {
        // What ends in `..` is not in the directory before that.
        let beside = file.parent().filter(|_| file.file_name().is_some());
        if let Some((directory, found)) = &self.last
            && beside.is_some_and(|beside| beside.as_os_str() == directory.as_os_str())
        {
            return Ok(Arc::clone(found));
        }
        let found = match absolute(file).parent() {
            Some(directory) => self.in_directory(directory)?,
            None => self.here()?,
        };
        self.last = beside.map(|beside| (beside.to_owned(), Arc::clone(&found)));
        Ok(found)
    }

    fn in_directory(&mut self, directory: &Path) -> Result<Arc<Configuration>, ConfigError> {
        if let Some(fixed) = &self.fixed {
            return Ok(Arc::clone(fixed));
        }
        if let Some(known) = self.by_directory.get(directory) {
            return Ok(Arc::clone(known));
        }
        let found = match self.read_in(directory)? {
            Some(configuration) => Arc::new(configuration),
            None => match directory.parent() {
                Some(parent) => self.in_directory(parent)?,
                None => Arc::default(),
            },
        };
        self.by_directory.insert(directory.to_owned(), Arc::clone(&found));
        Ok(found)
    }

    /// The configuration in a directory itself.
    fn read_in(&self, directory: &Path) -> Result<Option<Configuration>, ConfigError> {
        for name in NAMES {
            let path = directory.join(name);
            if path.is_file() {
                // As people would write it.
                let shown = path.strip_prefix(&self.current).map_or(&*path, |path| path);
                if let Some(configuration) = read(shown)? {
                    return Ok(Some(configuration));
                }
            }
        }
        Ok(None)
    }
}

impl Default for Finder {
    fn default() -> Self {
        Self::new()
    }
}
