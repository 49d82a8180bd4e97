//! Finds the datasets: paths as the user typed them go in, sources come out.
//!
//! A file named outright is taken whatever its name. A directory is walked, and datasets in it
//! are found by their endings. What cannot be found or searched is a problem beside the sources,
//! never the end of the search. Nothing is opened here.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use foldhash::fast::RandomState;

use ignore::{DirEntry, Walk, WalkBuilder};

use super::patterns::Standpoint;
use super::{Compression, InputError, Patterns, Source};

/// How datasets are found.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct DiscoverOptions {
    /// Files and directories that a walk leaves out.
    pub exclude: Patterns,
    /// The files that a walk takes. If empty, these are the names with an ending of a dataset.
    pub include: Patterns,
    /// Leaves out what `exclude` matches even if it is named outright, as a commit hook wants it.
    pub force_exclude: bool,
    /// Does not look at `.gitignore`, `.ignore` and their like.
    pub no_ignore: bool,
}

/// What was found.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Discovery {
    /// The datasets: in the order of the paths, those of a directory sorted by their own.
    pub sources: Vec<Source>,
    /// What could not be found or searched.
    pub problems: Vec<InputError>,
}

/// Finds the datasets at the paths, each of them once. The path `-` is standard input.
///
/// # Example
///
/// ```
/// use tunelint::input::{DiscoverOptions, Patterns, discover};
///
/// let mut options = DiscoverOptions::default();
/// options.exclude = Patterns::new(["bad*"])?;
/// let found = discover(&["fixtures/chat".into(), "nowhere.jsonl".into()], &options);
/// assert!(found.sources.iter().any(|source| source.to_string() == "fixtures/chat/good.jsonl"));
/// assert!(!found.sources.iter().any(|source| source.to_string() == "fixtures/chat/bad.jsonl"));
/// assert_eq!(found.problems[0].to_string(), "nowhere.jsonl: no such file or directory");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn discover(paths: &[PathBuf], options: &DiscoverOptions) -> Discovery {
    let mut search = Search {
        options,
        is_one_path: paths.len() == 1,
        standpoint: Standpoint::new(),
        found: Discovery::default(),
        seen: HashSet::default(),
        seen_stdin: false,
    };
    for path in paths {
        search.path(path);
    }
    search.found
}

/// The endings of datasets; one for a compression may follow.
const ENDINGS: [&str; 2] = ["jsonl", "ndjson"];

/// Whether a name has the ending of a dataset, in upper or lower case.
fn is_dataset_name(path: &Path) -> bool {
    let name = match Compression::from_name(path) {
        Some(_) => path.file_stem().map(Path::new),
        None => Some(path),
    };
    let ending = name.and_then(Path::extension);
    ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

struct Search<'a> {
    options: &'a DiscoverOptions,
    /// Whether nothing can have been found before.
    is_one_path: bool,
    standpoint: Standpoint,
    found: Discovery,
    /// The files found, by the paths they really have. Such paths are written in one way only, so
    /// they are compared as bytes: to take 10,000 of them apart takes as long as to check some.
    seen: HashSet<OsString, RandomState>,
    seen_stdin: bool,
}

impl Search<'_> {
    fn path(&mut self, path: &Path) {
        if path == "-" {
            if !self.seen_stdin {
                self.seen_stdin = true;
                self.found.sources.push(Source::stdin());
            }
            return;
        }
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => {
                let path = path.to_owned();
                self.found.problems.push(match error.kind() {
                    io::ErrorKind::NotFound => InputError::NotFound { path },
                    _ => InputError::Open { path, source: error },
                });
                return;
            }
        };
        let directory = metadata.is_dir();
        if self.options.force_exclude
            && self.standpoint.matches_or_parents(&self.options.exclude, path, directory)
        {
            return;
        }
        if directory {
            self.directory(path);
        } else {
            self.file(path, None);
        }
    }

    /// Takes a file, unless it was taken before. `real` is its path without symbolic links.
    fn file(&mut self, path: &Path, real: Option<PathBuf>) {
        // What has no such path (a pipe at `/dev/fd/63`) is itself.
        let real = real.or_else(|| fs::canonicalize(path).ok()).unwrap_or_else(|| path.into());
        if self.seen.insert(real.into_os_string()) {
            self.found.sources.push(Source::file(path));
        }
    }

    fn directory(&mut self, root: &Path) {
        let mut nothing = true;
        let mut has_links = false;
        // The paths, and whether they are links.
        let mut found: Vec<(PathBuf, bool)> = Vec::new();
        for entry in self.walk(root, !self.options.no_ignore, true) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(source) => {
                    let path = root.to_owned();
                    self.found.problems.push(InputError::Walk { path, source });
                    nothing = false;
                    continue;
                }
            };
            if !self.is_dataset(root, &entry) {
                continue;
            }
            nothing = false;
            let is_link = entry.path_is_symlink();
            has_links |= is_link;
            found.push((entry.into_path(), is_link));
        }
        if self.is_one_path && !has_links {
            // Every file is there once.
            self.found.sources.extend(found.into_iter().map(|(path, _)| Source::file(path)));
        } else {
            self.files(root, found);
        }
        if nothing {
            // Searched again, to say what stood in the way.
            let heed = !self.options.no_ignore;
            let excluded = self.first_dataset(root, heed);
            let ignored = if excluded.is_none() { self.first_dataset(root, false) } else { None };
            let path = root.to_owned();
            self.found.problems.push(InputError::NoDatasets { path, ignored, excluded });
        }
    }

    /// Takes the files of a directory, unless they were taken before.
    fn files(&mut self, root: &Path, found: Vec<(PathBuf, bool)>) {
        let real_root = fs::canonicalize(root).ok();
        // Only a link has another real path than its directory gives it.
        let real = |path: &Path| Some(real_root.as_ref()?.join(path.strip_prefix(root).ok()?));
        let with_real = found.into_iter().map(|(path, is_link)| {
            let real = if is_link { None } else { real(&path) };
            (path, real)
        });
        let found: Vec<(PathBuf, Option<PathBuf>)> = with_real.collect();
        // A link to a file that is found under its own name adds nothing.
        let firm: HashSet<PathBuf> = found.iter().filter_map(|(_, real)| real.clone()).collect();
        for (path, real) in found {
            let target = if real.is_none() { fs::canonicalize(&path).ok() } else { None };
            if !target.is_some_and(|target| firm.contains(&target)) {
                self.file(&path, real);
            }
        }
    }

    /// A walk in a fixed order, that follows no links to directories and so cannot run in circles.
    fn walk(&self, root: &Path, heed_ignore_files: bool, exclude: bool) -> Walk {
        let mut walk = WalkBuilder::new(root);
        walk.standard_filters(heed_ignore_files).hidden(true).follow_links(false);
        // What stands beside each other differs in the name alone, and to take the name off the path
        // for each comparison takes longer than to sort.
        walk.sort_by_file_path(|one, other| one.as_os_str().cmp(other.as_os_str()));
        if exclude && !self.options.exclude.is_empty() {
            // The walk wants a filter of its own, and does not enter what it refuses.
            let patterns = self.options.exclude.clone();
            let standpoint = self.standpoint.clone();
            let root = root.to_owned();
            walk.filter_entry(move |entry| {
                let directory = entry.file_type().is_some_and(|kind| kind.is_dir());
                entry.depth() == 0 || !standpoint.matches(&patterns, &root, entry.path(), directory)
            });
        }
        walk.build()
    }

    /// A dataset that nothing but the endings or `include` chooses.
    fn first_dataset(&self, root: &Path, heed_ignore_files: bool) -> Option<PathBuf> {
        self.walk(root, heed_ignore_files, false)
            .filter_map(Result::ok)
            .find(|entry| self.is_dataset(root, entry))
            .map(DirEntry::into_path)
    }

    fn is_dataset(&self, root: &Path, entry: &DirEntry) -> bool {
        let path = entry.path();
        let include = &self.options.include;
        let named = if include.is_empty() {
            is_dataset_name(path)
        } else {
            self.standpoint.matches(include, root, path, false)
        };
        // A link to a file is a file: the caches of dataset hubs consist of links.
        named
            && entry.file_type().is_some_and(|kind| {
                kind.is_file()
                    || (kind.is_symlink()
                        && fs::metadata(path).is_ok_and(|target| target.is_file()))
            })
    }
}

#[cfg(test)]
#[path = "discover_tests.rs"]
mod tests;
