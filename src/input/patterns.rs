//! Globs that choose files, read as people know them from `.gitignore`.
//!
//! A pattern without a slash matches a name at any depth (`*.jsonl`, `old`); one with a slash
//! matches from where one stands (`eval/**`), unless it begins with `**/`; one that ends in a
//! slash matches directories only. In go the patterns, out comes a yes or no for a path. Where one
//! stands is both the directory that is searched and the current directory: whoever writes
//! `tunelint data --exclude eval/**` may mean `data/eval` or, run from `data`, the same.

use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::InputError;

/// Globs, of which some may be read from a place of their own.
///
/// # Example
///
/// ```
/// use std::path::Path;
/// use tunelint::input::Patterns;
///
/// let patterns = Patterns::new(["eval/**"])?.and(Patterns::new(["*.bak.jsonl"])?);
/// assert!(patterns.have(Path::new("eval/a.jsonl")) && patterns.have(Path::new("old/b.bak.jsonl")));
/// assert!(!patterns.have(Path::new("train.jsonl")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    sets: Vec<Set>,
}

#[derive(Debug, Clone)]
struct Set {
    anything: GlobSet,
    directories: GlobSet,
    /// The directory from which these are read, whatever is searched and wherever one stands.
    base: Option<PathBuf>,
}

impl Patterns {
    /// Compiles the patterns; the first that is no glob is the error.
    pub fn new<I>(patterns: I) -> Result<Self, InputError>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::compile(patterns, None)
    }

    /// The same for patterns that are read from a directory, as those in a file of it are.
    pub fn based<I>(patterns: I, base: &Path) -> Result<Self, InputError>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        Self::compile(patterns, Some(absolute(base)))
    }

    fn compile<I>(patterns: I, base: Option<PathBuf>) -> Result<Self, InputError>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let mut anything = GlobSetBuilder::new();
        let mut directories = GlobSetBuilder::new();
        let mut count = 0;
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let bad = |source| InputError::BadPattern { pattern: pattern.to_owned(), source };
            let body = pattern.strip_prefix("./").unwrap_or(pattern);
            let (body, set) = match body.strip_suffix('/') {
                Some(body) => (body, &mut directories),
                None => (body, &mut anything),
            };
            let mut add = |glob: &str| -> Result<(), InputError> {
                // `*` stays within a directory, as in the shell.
                let glob = GlobBuilder::new(glob).literal_separator(true).build().map_err(bad)?;
                set.add(glob);
                Ok(())
            };
            if let Some(anchored) = body.strip_prefix('/') {
                // From where one stands, as git means it, or from the root of all.
                add(anchored)?;
                add(body)?;
            } else if body.contains('/') {
                add(body)?;
            } else {
                add(&format!("**/{body}"))?;
            }
            count += 1;
        }
        let build = |set: GlobSetBuilder| {
            set.build().map_err(|source| InputError::BadPattern { pattern: String::new(), source })
        };
        let set = Set { anything: build(anything)?, directories: build(directories)?, base };
        Ok(Self { sets: if count > 0 { vec![set] } else { Vec::new() } })
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.sets.extend(others.sets);
        self
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Whether they match a file, or a directory above it.
    pub fn have(&self, file: &Path) -> bool {
        Standpoint::new().matches_or_parents(self, file, false)
    }
}

impl Set {
    fn matches(&self, path: &Path, directory: bool) -> bool {
        self.anything.is_match(path) || (directory && self.directories.is_match(path))
    }
}

/// The path from the root, without `.` and `..`; what links lead to does not matter.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    Standpoint::new().absolute(path).unwrap_or_else(|| path.to_owned())
}

/// The places from which patterns are read.
#[derive(Debug, Clone)]
pub(super) struct Standpoint {
    current: Option<PathBuf>,
}

impl Standpoint {
    pub(super) fn new() -> Self {
        Self { current: std::env::current_dir().ok() }
    }

    /// Whether the patterns match something found at `path` when searching `root`.
    pub(super) fn matches(
        &self,
        patterns: &Patterns,
        root: &Path,
        path: &Path,
        directory: bool,
    ) -> bool {
        patterns.sets.iter().any(|set| {
            if let Some(base) = &set.base {
                return self.below(base, path).is_some_and(|path| set.matches(&path, directory));
            }
            let inside = path.strip_prefix(root).ok();
            let from_here = self.relative(path);
            inside.is_some_and(|path| set.matches(path, directory))
                || from_here.is_some_and(|path| set.matches(&path, directory))
                || set.matches(path, directory)
        })
    }

    /// Whether the patterns match a path that was named outright, or a directory above it. Above
    /// the current directory nothing counts: a project in `/tmp` is not a thing called `tmp`.
    pub(super) fn matches_or_parents(
        &self,
        patterns: &Patterns,
        path: &Path,
        directory: bool,
    ) -> bool {
        patterns.sets.iter().any(|set| {
            let relative = match &set.base {
                Some(base) => self.below(base, path),
                None => self.relative(path),
            };
            if set.base.is_some() && relative.is_none() {
                return false;
            }
            let near = relative.as_deref().unwrap_or(path);
            (set.base.is_none() && set.matches(path, directory))
                || near
                    .ancestors()
                    .take_while(|above| !above.as_os_str().is_empty())
                    .enumerate()
                    .take_while(|(steps, _)| relative.is_some() || *steps == 0)
                    .any(|(steps, above)| set.matches(above, directory || steps > 0))
        })
    }

    /// The path from the current directory, without `.` and `..`, if it lies below.
    fn relative(&self, path: &Path) -> Option<PathBuf> {
        self.below(self.current.as_deref()?, path)
    }

    /// The path from a directory, if it lies below.
    fn below(&self, directory: &Path, path: &Path) -> Option<PathBuf> {
        self.absolute(path)?.strip_prefix(directory).ok().map(Path::to_owned)
    }

    /// The path from the root, without `.` and `..`.
    fn absolute(&self, path: &Path) -> Option<PathBuf> {
        let mut plain = PathBuf::new();
        for component in self.current.as_ref()?.join(path).components() {
            match component {
                Component::CurDir => {}
                Component::ParentDir => {
                    plain.pop();
                }
                other => plain.push(other),
            }
        }
        Some(plain)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let standpoint = Standpoint { current: Some("/home/me".into()) };
        let patterns = Patterns::new([pattern]).unwrap();
        standpoint.matches(&patterns, Path::new("data"), Path::new(path), false)
    }

    #[test]
    fn patterns_of_a_file_are_read_from_its_directory() {
        let standpoint = Standpoint { current: Some("/home/me/data".into()) };
        let matches = |pattern: &str, path: &str| {
            let patterns = Patterns::compile([pattern], Some("/home/me".into())).unwrap();
            assert_eq!(
                standpoint.matches(&patterns, Path::new("x"), Path::new(path), false),
                standpoint.matches_or_parents(&patterns, Path::new(path), false),
            );
            standpoint.matches(&patterns, Path::new("x"), Path::new(path), false)
        };
        assert!(matches("data/eval/**", "eval/a.jsonl"));
        assert!(matches("data/eval/*.jsonl", "/home/me/data/eval/a.jsonl"));
        assert!(matches("*.jsonl", "../a.jsonl"));
        assert!(!matches("eval/**", "eval/a.jsonl"));
        assert!(!matches("*.jsonl", "/elsewhere/a.jsonl"));
        let patterns = Patterns::compile(["data/eval/"], Some("/home/me".into())).unwrap();
        assert!(standpoint.matches_or_parents(&patterns, Path::new("eval/b/a.jsonl"), false));
    }

    #[test]
    fn patterns_are_read_as_in_gitignore() {
        for (pattern, path) in [
            ("*.jsonl", "data/a.jsonl"),
            ("*.jsonl", "data/b/c/a.jsonl"),
            ("eval/**", "data/eval/a.jsonl"),
            ("data/eval/**", "data/eval/b/a.jsonl"),
            ("./data/eval/**", "data/eval/a.jsonl"),
            ("/data/a.jsonl", "data/a.jsonl"),
            ("/home/me/data/*.jsonl", "/home/me/data/a.jsonl"),
            ("**/x", "data/b/x"),
            ("**/b/**", "data/b/x"),
            ("a.{jsonl,ndjson}", "data/a.ndjson"),
            ("eval/*.jsonl", "./data/../data/eval/../../eval/a.jsonl"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.jsonl", "data/a.jsonl.gz"),
            ("eval/*", "data/eval/b/a.jsonl"),
            ("eval/**", "data/b/eval/a.jsonl"),
            ("eval", "data/eval2"),
            ("a.jsonl/", "data/a.jsonl"),
            ("/b/*.jsonl", "data/b/c/a.jsonl"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_path_named_outright_is_matched_with_its_parents_below_here() {
        let standpoint = Standpoint { current: Some("/tmp/me".into()) };
        let matches = |pattern: &str, path: &str| {
            let patterns = Patterns::new([pattern]).unwrap();
            standpoint.matches_or_parents(&patterns, Path::new(path), false)
        };
        assert!(matches("eval", "data/eval/a.jsonl"));
        assert!(matches("eval/", "data/eval/a.jsonl"));
        assert!(matches("data/**", "data/eval/a.jsonl"));
        assert!(matches("a.jsonl", "data/eval/a.jsonl"));
        assert!(matches("*.jsonl", "/elsewhere/a.jsonl"));
        assert!(matches("/tmp/me/data/*", "/tmp/me/data/a.jsonl"));
        assert!(!matches("tmp", "data/a.jsonl"));
        assert!(!matches("tmp", "/tmp/me/data/a.jsonl"));
        assert!(!matches("elsewhere", "/elsewhere/a.jsonl"));
    }

    #[test]
    fn a_bad_glob_is_named() {
        let error = Patterns::new(["*.jsonl", "a[b"]).unwrap_err();
        assert!(error.to_string().contains("`a[b`"), "{error}");
        assert!(error.hint().is_some());
        assert!(Patterns::new(Vec::<String>::new()).unwrap().is_empty());
    }
}
